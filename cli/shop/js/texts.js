import en from '../texts/en.js';
import it from '../texts/it.js';

/** The page's language, decided by `lang.js` before anything was drawn. */
export const language = document.documentElement.lang === 'en' ? 'en' : 'it';
const texts = { it, en }[language];
const locale = { it: 'it-IT', en: 'en-US' }[language];

const plural = new Intl.PluralRules(locale);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** A text of the catalogue; with forms `one` and `other`, the one for `values.n`. */
export const t = (key, values = {}) => {
  const text = texts[key];
  if (text === undefined) return key;
  return fill(typeof text === 'string' ? text : text[plural.select(values.n)] || text.other, values);
};

/* Italian groups from 1.000 only when told 'always'. */
const dollars = new Intl.NumberFormat(locale, {
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
  useGrouping: 'always',
});
const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3, useGrouping: 'always' });
const two = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const moment = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A price given in cents. */
export const money = (cents) => dollars.format(cents / 100);
export const decimal = (value) => number.format(value);
export const score = (value) => two.format(value);
/* A time that is none shows as a dash: what is shown comes from outside the shop. */
const at = (format, ms) => (Number.isFinite(ms) ? format.format(new Date(ms)) : '–');
export const time = (ms) => at(clock, ms);
export const dateTime = (ms) => at(moment, ms);
