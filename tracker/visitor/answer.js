// @ts-check
/** What `recinto.why()` answers: plain data, and the sentences in the page's language. */
import { sentences } from './sentences.js';
import { featureName, valueName } from './words.js';

/** There and back between the spaces costs the last digits. @param {number} x */
const round = (x) => Number(x.toPrecision(9));

/**
 * @param {import('./say.js').Speaker} say
 * @param {import('./read.js').Seen} seen
 */
export const answer = (say, { all, model, why }) => {
  const segment = (/** @type {number | null} */ at) => (at === null || !model ? null : { ...model.segments[at] });
  const feature = (/** @type {number} */ at) => model?.features[at] ?? { measure: '', of: '', over: '' };
  const moved = (/** @type {import('./move.js').Move | null} */ move, /** @type {any} */ to) =>
    move && {
      feature: all.features[move.feature].name,
      name: featureName(say, feature(move.feature)),
      from: move.from,
      to: move.to,
      into: to,
    };
  return {
    standing: why.standing,
    segment: segment(why.segment),
    nearest: segment(why.nearest),
    reasons: why.reasons.map((reason) => ({
      feature: all.features[reason.feature].name,
      name: featureName(say, feature(reason.feature)),
      value: valueName(say, feature(reason.feature), reason.raw, model?.currency ?? ''),
      raw: reason.raw,
      own: round(reason.own),
      other: round(reason.other),
      share: round(reason.share),
    })),
    move: moved(why.move, segment(why.nearest)),
    leave: moved(why.leave, null),
    events: why.events,
    sentences: sentences(say, why, model, all.consent.decided),
  };
};
