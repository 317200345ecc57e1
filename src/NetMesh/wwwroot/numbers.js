// Numbers as people read them: units in powers of ten, as many digits as mean something.

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** 1234567 → "1.23 MB" */
export function bytes(value) {
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : digits(value)} ${units[unit]}`;
}

/** Bytes a second. */
export const rate = value => `${bytes(value)}/s`;

/** Bits a second, as access links are sold; the API says 0 of a link without a limit. */
export function bits(value) {
  if (value === 0) return 'unlimited';
  const [divisor, unit] = value >= 1e9 ? [1e9, 'Gb/s'] : value >= 1e6 ? [1e6, 'Mb/s'] : [1e3, 'kb/s'];
  return `${digits(value / divisor)} ${unit}`;
}

/** Three digits that mean something, none behind the point that says nothing. */
export const digits = value => String(Number(value.toPrecision(value >= 100 ? String(Math.round(value)).length : 3)));

/** 10000 → "10,000" */
export const count = value => Math.round(value).toLocaleString('en');

/** "1 host", "2 hosts" */
export const several = (value, noun) => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** A mean with two decimals. */
export const mean = value => value.toFixed(2);

export const percent = share => `${digits(100 * share)} %`;

/** Seconds since the planet, or a recorded run, began. */
export function clock(at) {
  if (at < 120) return `${digits(at)} s`;
  const whole = Math.round(at), [h, min, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h} h ${min} min${s ? ` ${s} s` : ''}` : `${min} min${s ? ` ${s} s` : ''}`;
}

/** Bytes written in base64: copies of every piece, or a bitfield. */
export const decoded = base64 => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
