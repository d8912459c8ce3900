import type { Host } from './index';

/** The window in a plain browser: calls go to the server that the page came from. */
export function browserHost(): Host {
  return {
    desktop: false,
    call: (method, ...args) => post(method, args[0]) as never,
    async openUrl(url) {
      window.open(url, '_blank', 'noopener');
    },
    // A browser never tells a file's path, so the person types it.
    async pickKeyFile() {
      return null;
    },
    async saveText(name, text) {
      const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = name;
      link.click();
      URL.revokeObjectURL(address);
      return true;
    },
    copyText: (text) => navigator.clipboard.writeText(text),
    async notify(title, body) {
      if (document.hidden && 'Notification' in window && Notification.permission === 'granted') new Notification(title, { body });
    },
    onFiles: () => () => {},
    // Runs go on in the program behind the page, so that closing the page stops nothing.
    async setCloseQuestion() {},
    async setMenuWords() {},
    webView: async () => navigator.userAgent,
    // A browser opens no folders, so that nothing offers it there.
    async openLogFolder() {},
    onMenu: () => () => {},
  };
}

async function post(method: string, args: object = {}): Promise<unknown> {
  const answer = await fetch(`/call/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  const value: unknown = await answer.json();
  if (!answer.ok) throw value;
  return value;
}
