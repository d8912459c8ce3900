import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import type { Host } from './index';

/** Ends a subscription whose start is still on its way. */
function ended(subscription: Promise<() => void>): () => void {
  return () => void subscription.then((end) => end());
}

/** The window in the desktop shell. The only module that knows Tauri. */
export function tauriHost(): Host {
  return {
    desktop: true,
    call: (method, ...args) => invoke('call', { method, args: args[0] ?? {} }) as never,
    openUrl: (url) => invoke('open_url', { url }),
    pickKeyFile: () => invoke('pick_key_file'),
    saveText: (name, text) => invoke('save_text', { name, text }),
    copyText: (text) => navigator.clipboard.writeText(text),
    notify: (title, body) => invoke('notify', { title, body }),
    onFiles: (listener) =>
      ended(
        getCurrentWebview().onDragDropEvent(({ payload }) => {
          if (payload.type === 'drop') listener({ at: 'dropped', paths: payload.paths });
          else if (payload.type !== 'over') listener({ at: payload.type === 'enter' ? 'held' : 'gone' });
        }),
      ),
    setCloseQuestion: (question) => invoke('set_close_question', { question }),
    setMenuWords: (words) => invoke('set_menu_words', { words }),
    webView: () => invoke('web_view'),
    openLogFolder: () => invoke('open_log_folder'),
    onMenu: (listener) => ended(listen<string>('menu', (event) => listener(event.payload))),
  };
}
