// @ts-check
/** What `recinto.why()` answers: plain data, and the sentences in the page's language. */
import { sentences } from './sentences.js';
import { askedName, featureName, ownValue } from './words.js';

/**
 * @param {import('./say.js').Speaker} say
 * @param {import('./read.js').Seen} seen
 */
export const answer = (say, { all, model, why, holding }) => {
  const segment = (/** @type {number | null} */ at) => model?.segments[at ?? -1] ?? null;
  /** @template {{ feature: number }} T @param {T | null} one */
  const named = (one) => one && model && { ...one, name: featureName(say, model.features[one.feature]) };
  return {
    ...why,
    segment: segment(why.segment),
    nearest: segment(why.nearest),
    reasons: why.reasons.map((reason) => ({ ...named(reason), value: model && ownValue(say, model, why, reason.feature, reason.raw) })),
    move: named(why.move),
    leave: named(why.leave),
    rules: holding.map(({ name, asked }) => ({ name, asked: asked.map((one) => askedName(say, one, model?.currency ?? '')) })),
    sensitive: model?.sensitive ?? [],
    sentences: sentences(say, why, model, all.consent.decided),
  };
};
