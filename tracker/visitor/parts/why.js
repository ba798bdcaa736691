// @ts-check
/** Why this group: a sentence, the strongest measures, and what would lead elsewhere. */
import { fill } from '../say.js';
import { make, table } from '../make.js';
import { sensitive, sentences } from '../sentences.js';
import { askedName, featureName, ownValue, valueName } from '../words.js';

/** How many measures are enough to understand. */
const STRONGEST = 3;

/** @param {import('../element.js').View} view */
export const reasons = ({ say, seen }) => {
  const { texts } = say;
  const { all, model, why } = seen;
  const [first, ...rest] = sentences(say, why, model, all.consent.decided);
  const out = [make('p', { 'data-testid': 'recinto-why' }, first)];
  if (model && why.reasons.length) {
    const name = (/** @type {number | null} */ at) => fill(texts.typical, { a: model.segments[at ?? 0].name });
    const strongest = why.reasons.slice(0, STRONGEST);
    const more = why.reasons.length - strongest.length;
    out.push(
      make('h4', {}, texts.strongest),
      make(
        'div',
        { class: 'stack' },
        table(
          texts.strongest,
          [texts.measure, texts.you, name(why.segment), name(why.nearest), texts.weighs],
          strongest.map((reason) => {
            const feature = model.features[reason.feature];
            const value = (/** @type {number} */ x) => valueName(say, feature, x, model.currency);
            const weight = make('span', {}, say.percent(reason.share), make('progress', { value: reason.share, 'aria-hidden': 'true' }));
            return [featureName(say, feature), ownValue(say, model, why, reason.feature, reason.raw), value(reason.own), value(reason.other), weight];
          }),
        ),
      ),
    );
    if (more > 0) out.push(make('p', { class: 'soft small' }, say.many(texts.more, more)));
  }
  for (const sentence of rest) out.push(make('p', { class: 'move', 'data-testid': 'recinto-move' }, sentence));
  if (seen.holding.length) {
    out.push(make('h4', {}, texts.rules));
    for (const { name, asked } of seen.holding) {
      const lines = asked.map((one) => make('li', {}, askedName(say, one, model?.currency ?? '')));
      out.push(make('p', { 'data-testid': 'recinto-rule' }, name), make('ul', { class: 'soft small' }, ...lines));
    }
  }
  if (why.standing === 'segment') out.push(make('p', { class: 'soft small' }, texts.local));
  /* Said wherever something is explained by this model, whether the visitor is in a group or not. */
  for (const one of sensitive(say, model)) out.push(make('p', { 'data-testid': 'recinto-sensitive' }, one));
  return out;
};
