// @ts-check
/** What was sent, byte for byte, to whom and when, as far as that is known; and what it gave away. */
import { fill } from '../say.js';
import { make } from '../make.js';
import { left } from '../../evidence/sent.js';

/** The bytes as they went. Spaces at the end would not be seen, so each is a dot, which nobody is read aloud. */
const bytes = (/** @type {import('../say.js').Speaker} */ say, /** @type {string} */ body) => {
  const said = body.trimEnd();
  const spaces = body.length - said.length;
  return make(
    'pre',
    { 'data-testid': 'recinto-bytes' },
    said,
    make('span', { class: 'soft', 'aria-hidden': 'true' }, '·'.repeat(spaces)),
    make('span', { class: 'sr' }, ' ' + fill(say.texts.padding, { n: spaces })),
  );
};

/** @param {import('../element.js').View} view */
const price = ({ say, seen }) => {
  const { texts } = say;
  const { answers, earlier, epsilon, total, earlierTotal, mechanism } = seen.spent;
  const out = [];
  if (mechanism === 'exact') out.push(texts.spentExact);
  else if (total) out.push(fill(texts.spent, { a: say.number(total), b: say.many(texts.answers, answers), c: say.number(epsilon) }));
  else if (!earlier) out.push(texts.spentNone);
  if (earlier) out.push(fill(texts.spentEarlier, { a: say.many(texts.answers, earlier), b: say.number(earlierTotal) }));
  return make('p', { 'data-testid': 'recinto-spent' }, out.join(' '));
};

/** @param {import('../element.js').View} view */
export const went = (view) => {
  const { say, seen } = view;
  const { texts } = say;
  const { all, collector } = seen;
  const out = [];
  if (all.consent.segment || all.ledger.length) out.push(price(view));
  if (!seen.sent.some(left)) out.push(make('p', {}, texts.wentNone));
  /* The newest first, and open. */
  for (const [i, one] of [...seen.sent].reverse().entries()) {
    const when = one.tried ?? one.answered;
    const tries = one.tries > 1 ? ` (${fill(texts.tries, { n: one.tries })})` : '';
    const fact = (/** @type {string} */ term, /** @type {string} */ value) => [make('dt', {}, term), make('dd', {}, value)];
    out.push(
      make(
        'details',
        { class: 'message', id: 'message-' + one.epoch, open: i === 0 },
        make('summary', {}, fill(texts.report, { a: one.epoch })),
        make(
          'dl',
          {},
          ...fact(texts.to, collector || texts.unknown),
          ...fact(texts.when, (left(one) ? say.time(when) : '–') + tries),
          ...fact(texts.state, texts.outcome[one.standing] ?? one.standing),
        ),
        /* The whole form is checked in `evidence/report.js`, by who takes a copy. */
        one.body.length !== 256 && make('p', { class: 'alarm' }, texts.noReport),
        make('p', { class: 'soft small' }, texts.exactly),
        bytes(say, one.body),
      ),
    );
  }
  for (const { epoch, body, standing } of all.reports) {
    if (!body && standing === 'silent') out.push(make('p', {}, fill(texts.outcome.silent, { a: epoch })));
  }
  if (all.consent.segment) out.push(make('p', { class: 'soft small' }, texts.gets));
  return out;
};
