import { t, words } from '$lib/i18n/index.svelte';

/** US dollars: cents where it is little, whole dollars where it is much. */
export function money(dollars: number): string {
  const digits = dollars !== 0 && dollars < 10 ? 2 : 0;
  return new Intl.NumberFormat(words.locale, { style: 'currency', currency: 'USD', minimumFractionDigits: dollars === 0 ? 2 : digits, maximumFractionDigits: dollars === 0 ? 2 : digits }).format(dollars);
}

/** A price by the hour, so exact that small machines differ: "$0.033". */
export function price(dollars: number): string {
  return new Intl.NumberFormat(words.locale, { style: 'currency', currency: 'USD', minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(dollars);
}

/** A day and a time of day. */
export function dayAndTime(at: string): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

/** How long something took: "0.3 s", "12 s", "6 min 12 s", "2 h 14 min". */
export function duration(millis: number): string {
  const seconds = millis / 1000;
  if (seconds < 9.95) return t('duration-seconds', { seconds: decimal(Math.max(seconds, 0.1), 1) });
  const whole = Math.round(seconds);
  if (whole < 60) return t('duration-seconds', { seconds: decimal(whole, 0) });
  if (whole < 3600) {
    return whole % 60 === 0 ? t('duration-minutes', { minutes: decimal(whole / 60, 0) }) : t('duration-minutes-seconds', { minutes: decimal(Math.floor(whole / 60), 0), seconds: decimal(whole % 60, 0) });
  }
  return t('duration-hours', { hours: decimal(Math.floor(whole / 3600), 0), minutes: decimal(Math.floor((whole % 3600) / 60), 0) });
}

/** A running clock: "0:41", "12:05". */
export function clock(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The time of day, to the second. */
export function timeOfDay(at: string): string {
  return new Intl.DateTimeFormat(words.locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(new Date(at));
}

/** How long ago, in words. */
export function ago(at: string, now: number): string {
  const seconds = Math.max(0, (now - new Date(at).getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(words.locale, { numeric: 'auto' });
  if (seconds < 45) return t('just-now');
  if (seconds < 45 * 60) return format.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 22 * 3600) return format.format(-Math.round(seconds / 3600), 'hour');
  return format.format(-Math.round(seconds / 86_400), 'day');
}

function decimal(value: number, digits: number): string {
  return new Intl.NumberFormat(words.locale, { maximumFractionDigits: digits }).format(value);
}

export function percent(fraction: number): string {
  return new Intl.NumberFormat(words.locale, { style: 'percent' }).format(fraction);
}

/** Lets `value / 32` be shown as the address alone, since that is what a /32 is. */
export function bareAddress(cidr: string): string {
  return cidr.replace(/\/32$/, '');
}

/** The Regions that the window offers, by code. */
export const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'af-south-1',
  'me-south-1',
  'me-central-1',
  'il-central-1',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-east-1',
];

/** Where a Region is, as AWS names the place. */
export function regionPlace(code: string): string | undefined {
  return regions.includes(code) ? t(`at-${code}`) : undefined;
}
