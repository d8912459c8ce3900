import { t } from '$lib/i18n/index.svelte';

/** The words of the native menu, which the shell has none of in other languages. */
export interface MenuWords {
  lab: string;
  labs: string;
  new_practice: string;
  new_aws: string;
  close: string;
  edit: string;
  undo: string;
  redo: string;
  cut: string;
  copy: string;
  paste: string;
  select_all: string;
  view: string;
  theme: string;
  fullscreen: string;
  help: string;
  welcome: string;
  log_folder: string;
  diagnostics: string;
  about: string;
  hide: string;
  hide_others: string;
  quit: string;
}

/** The menu in the window's language. */
export function menuWords(): MenuWords {
  return {
    lab: t('menu-lab'),
    labs: t('menu-labs'),
    new_practice: t('menu-new-practice'),
    new_aws: t('menu-new-aws'),
    close: t('menu-close'),
    edit: t('menu-edit'),
    undo: t('menu-undo'),
    redo: t('menu-redo'),
    cut: t('menu-cut'),
    copy: t('copy'),
    paste: t('menu-paste'),
    select_all: t('menu-select-all'),
    view: t('menu-view'),
    theme: t('theme-switch'),
    fullscreen: t('menu-fullscreen'),
    help: t('menu-help'),
    welcome: t('welcome-open'),
    log_folder: t('log-folder-open'),
    diagnostics: t('diagnostics-copy'),
    about: t('about'),
    hide: t('menu-hide'),
    hide_others: t('menu-hide-others'),
    quit: t('menu-quit'),
  };
}
