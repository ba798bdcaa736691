// @ts-check
/** Texts filled in, and numbers, times and lengths as the language writes them. */

/** @typedef {typeof import('./texts/it.js').texts} Texts */

/** @param {string} text @param {Record<string, string | number>} [by] */
export const fill = (text, by = {}) => text.replace(/\{(\w)\}/g, (_, name) => String(by[name] ?? ''));

/** The language of a page, as the banner takes it. @param {string} [lang] @returns {'it' | 'en'} */
export const langOf = (lang) => (/^it/i.test(lang || document.documentElement.lang || navigator.language) ? 'it' : 'en');

/** @param {Texts} texts */
export const speaker = (texts) => {
  const { locale } = texts;
  /** To make a format takes far longer than to use it. @type {Map<string, Intl.NumberFormat>} */
  const made = new Map();
  /** Italian groups four digits only when asked to. @param {Intl.NumberFormatOptions} [options] */
  const numbers = (options) => {
    const key = JSON.stringify(options);
    const format = made.get(key) ?? new Intl.NumberFormat(locale, /** @type {any} */ ({ useGrouping: 'always', maximumFractionDigits: 2, ...options }));
    made.set(key, format);
    return format;
  };
  const number = (/** @type {number} */ n) => numbers().format(n);
  /** @param {Intl.DateTimeFormatOptions} style @returns {(ms: number | null) => string} */
  const clock = (style) => {
    const format = new Intl.DateTimeFormat(locale, style);
    return (ms) => (ms !== null && Math.abs(ms) <= 8.64e15 ? format.format(ms) : texts.unknown);
  };
  return {
    texts,
    number,
    percent: (/** @type {number} */ share) => numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share),
    /** A sum in a currency; one that no browser knows is written out. @param {number} n @param {string} currency */
    money: (n, currency) => {
      try {
        return numbers({ style: 'currency', currency }).format(n);
      } catch {
        return (number(n) + ' ' + currency).trim();
      }
    },
    time: clock({ dateStyle: 'short', timeStyle: 'short' }),
    date: clock({ dateStyle: 'medium' }),
    /** "1 evento", "3 eventi", never apart at the end of a line. @param {string} forms @param {number} n */
    many: (forms, n) => fill(forms.split('|')[n === 1 ? 0 : 1], { n: number(n) }).replace(' ', '\u00a0'),
  };
};

/** @typedef {ReturnType<typeof speaker>} Speaker */
