// @ts-check
/**
 * Between a feature's own unit and the scaled space in which nearness is measured, there and back
 * (`core/src/features/spec.rs`), and which values a feature can have at all.
 *
 * @typedef {import('../evidence/model.js').Feature} Feature
 */

/** sign(x)·ln(1 + |x|), or nothing. @param {Feature} feature @param {number} raw */
export const scaled = (feature, raw) => {
  const y = feature.transform === 'log1p' ? Math.sign(raw) * Math.log1p(Math.abs(raw)) : raw;
  return (y - feature.center) / feature.scale;
};

/** @param {Feature} feature @param {number} at */
export const unscaled = (feature, at) => {
  const y = at * feature.scale + feature.center;
  return feature.transform === 'log1p' ? Math.sign(y) * Math.expm1(Math.abs(y)) : y;
};

const DAYS = ['recency', 'tenure', 'mean_gap'];

const arrows = (/** @type {string} */ text) => text.split('>').length - 1;

/**
 * The words that a feature's name means: one, or a group `prefix*`; of steps those of one length.
 * @param {string[]} vocabulary @param {string} of
 */
export const wordsOf = (vocabulary, of) => {
  const group = /^(.*:.*)\*$/.exec(of)?.[1];
  return vocabulary.filter((word) =>
    group === undefined
      ? word === of
      : word.startsWith(group) && (!group.startsWith('step:') || arrows(word) === Math.max(1, arrows(group))),
  );
};

/** On how many days there has to be something before a measure can be taken. */
const NEEDS = { recency: 1, tenure: 1, mean: 1, ratio: 1, entropy: 1, mean_gap: 2, burstiness: 3 };

/**
 * Is there too little for a measure, so that the model's own value stands in for it?
 * @param {Feature} feature @param {string[]} vocabulary @param {{ day: string, word: string }[]} days
 */
export const isMissing = ({ measure, of, over }, vocabulary, days) => {
  const words = wordsOf(vocabulary, measure === 'ratio' ? over : of);
  return new Set(days.filter(({ word }) => words.includes(word)).map(({ day }) => day)).size < (NEEDS[measure] ?? 0);
};

/**
 * The least and the greatest value of a measure. Beyond them no visitor can go, so no advice may lead there.
 * @param {Feature} feature @param {{ window_days: number, vocabulary: string[] }} model @returns {[number, number]}
 */
export const limits = (feature, model) => {
  const { measure, of } = feature;
  if (DAYS.includes(measure)) return [measure === 'mean_gap' ? 1 : 0, model.window_days - 1];
  if (measure === 'burstiness' || (measure === 'mean' && /:(sin|cos)$/.test(of))) return [-1, 1];
  if (measure === 'mean' && of === 'scroll') return [0, 100];
  if (measure === 'entropy') return [0, Math.log(Math.max(1, wordsOf(model.vocabulary, of).length))];
  if (measure === 'depth') return [0, of.split('>').length];
  return [0, Infinity];
};

/** Whole numbers only, or down to hundredths. @param {Feature} feature */
export const step = (feature) =>
  ['recency', 'tenure', 'depth'].includes(feature.measure) || (feature.measure === 'frequency' && feature.decay === 1) ? 1 : 0.01;
