// @ts-check
/** A model's words and features in plain language, with their values in their own unit. */
import { fill } from './say.js';

/** @typedef {import('./say.js').Speaker} Speaker */

/** What a word counts. @param {Speaker} say @param {string} word @returns {string} */
export const wordName = (say, word) => {
  const { words, every } = say.texts;
  if (Object.hasOwn(words, word)) return words[word];
  const at = word.indexOf(':');
  const form = word.slice(0, Math.max(0, at));
  if (!Object.hasOwn(words, form)) return word;
  const name = word.slice(at + 1);
  if (form === 'step') return fill(words.step, { a: path(say, name) });
  if (name === '*') return words[form].replace(/ ?.?\{a\}.?/, '') + ' (' + every + ')';
  return fill(words[form], { a: name.replace(/\*$/, '…') });
};

/** @param {Speaker} say @param {string} kinds  Joined by `>`. */
const path = (say, kinds) =>
  kinds
    .split('>')
    .map((kind) => (kind === '*' ? say.texts.every : wordName(say, kind)))
    .join(' → ');

/** @param {Speaker} say @param {{ measure: string, of: string, over: string }} feature */
export const featureName = (say, { measure, of, over }) => {
  const { names } = say.texts;
  const a = measure === 'depth' ? path(say, of) : wordName(say, of);
  return Object.hasOwn(names, measure) ? fill(names[measure], { a, b: wordName(say, over) }) : measure + ' ' + of;
};

/**
 * The visitor's own value: one that cannot be measured yet says so.
 * @param {Speaker} say @param {import('../evidence/model.js').Model} model @param {import('./why.js').Why} why
 * @param {number} at  The feature's place. @param {number} value
 */
export const ownValue = (say, model, why, at, value) => {
  const text = valueName(say, model.features[at], value, model.currency);
  return why.missing.includes(at) ? fill(say.texts.missing, { a: text }) : text;
};

const SECONDS = /^(session|dwell|fence:.*)$/;
const COUNTED = /^(session.*|dwell|scroll|fence:.*|distance|hour:.*|weekday:.*)$/;

/**
 * @param {Speaker} say
 * @param {{ measure: string, of: string }} feature
 * @param {number} value
 * @param {string} currency
 */
export const valueName = (say, { measure, of }, value, currency) => {
  const { texts } = say;
  if (['recency', 'tenure', 'mean_gap'].includes(measure)) return say.many(texts.days, Math.round(value * 10) / 10);
  if (measure === 'monetary' || (measure === 'mean' && !COUNTED.test(of))) return say.money(value, currency);
  if (measure === 'depth') return fill(texts.step, { a: say.number(value), b: of.split('>').length });
  const unit = measure !== 'mean' ? '' : SECONDS.test(of) ? ' s' : of === 'scroll' ? ' %' : of === 'distance' ? ' m' : '';
  return say.number(value) + unit;
};

/** What a rule asks of a measure. @param {Speaker} say @param {import('./holding.js').Bound} bound @param {string} currency */
const boundName = (say, bound, currency) =>
  fill(say.texts.sides[bound.bound === 'at_most' ? 1 : 0][bound.negated ? 1 : 0], { a: valueName(say, bound, bound.value, currency) });

/**
 * What a rule asks beside what was measured, in one line.
 * @param {Speaker} say @param {import('./holding.js').Holding['asked'][number]} asked @param {string} currency
 */
export const askedName = (say, { bound, value }, currency) =>
  fill(say.texts.asked, {
    a: featureName(say, bound),
    b: value === null ? '–' : valueName(say, bound, value, currency),
    c: boundName(say, bound, currency),
    d: say.number(bound.days),
  });

/** What a rule lacks: of which measure, how much more or less of it. @param {Speaker} say @param {import('./closest.js').Change} change @param {string} currency */
export const changeName = (say, { bound, from, to, more }, currency) => {
  const { texts } = say;
  const shown = (/** @type {number} */ x) => valueName(say, bound, x, currency);
  return fill(from === null ? texts.unmeasured : more ? texts.moreOf : texts.lessOf, {
    a: featureName(say, bound),
    b: shown(from ?? 0),
    c: boundName(say, bound, currency),
    d: say.many(texts.days, bound.days),
    e: shown(Math.abs(to - (from ?? 0))),
  });
};

/** A word's sum in its own unit: sums are kept as cents, milliseconds, metres, percent. @param {Speaker} say @param {string} word @param {number} sum @param {string} currency */
export const sumName = (say, word, sum, currency) => {
  const unit = SECONDS.test(word) ? 1000 : COUNTED.test(word) ? 1 : 100;
  return sum ? valueName(say, { measure: 'mean', of: word }, sum / unit, currency) : '–';
};
