// @ts-check
/** The answer to "why", in plain sentences: what `recinto.why()` hands to the page and the view shows. */
import { fill } from './say.js';
import { changeName, featureName, ownValue, valueName } from './words.js';

/**
 * Why the model touches matters that the law protects more than others, as the site recorded it.
 * @param {import('./say.js').Speaker} say @param {import('../evidence/model.js').Model | null} model
 */
export const sensitive = ({ texts }, model) =>
  (model?.sensitive ?? []).map(({ matter, reason }) =>
    fill(texts.sensitive, { a: Object.hasOwn(texts.matters, matter) ? texts.matters[matter] : matter, b: reason }),
  );

/**
 * @param {import('./say.js').Speaker} say
 * @param {import('./why.js').Why} why
 * @param {import('../evidence/model.js').Model | null} model
 * @param {boolean} decided
 */
export const sentences = (say, why, model, decided) => {
  const { texts } = say;
  if (why.standing === 'no-consent' && !decided) return [texts.standing.undecided];
  const name = (/** @type {number | null} */ segment) => (segment === null ? '' : (model?.segments[segment]?.name ?? ''));
  const key = why.standing === 'segment' && why.nearest !== null ? 'next' : why.standing;
  const first = fill(texts.standing[key], {
    a: why.standing === 'too-few' ? say.number(why.events?.have ?? 0) : name(why.segment ?? why.nearest),
    b: why.standing === 'too-few' ? say.number(why.events?.want ?? 0) : name(why.nearest),
  });
  if (model && why.lacks.length) {
    const changes = why.lacks.map((change) => changeName(say, change, model.currency));
    return [first, fill(texts.lacks, { a: name(why.nearest), b: changes.join('; ') })];
  }
  if (!model || (why.standing !== 'segment' && why.standing !== 'none')) return [first];

  const moved = (/** @type {string} */ form, /** @type {import('./move.js').Move} */ move) => {
    const feature = model.features[move.feature];
    return fill(form, { a: name(why.nearest), b: featureName(say, feature), c: ownValue(say, model, why, move.feature, move.from), d: valueName(say, feature, move.to, model.currency) });
  };
  const out = [first];
  if (why.move) out.push(moved(texts.move, why.move));
  else if (why.nearest !== null) out.push(fill(texts.noMove, { a: name(why.nearest) }));
  if (why.leave) out.push(moved(texts.leave, why.leave));
  return out;
};
