// @ts-check
/** What is stored, since when and until when, and every row of it for who wants to look. */
import { RAW_HOURS } from '../../evidence/model.js';
import { fill } from '../say.js';
import { make, table } from '../make.js';
import { stored } from '../stored.js';
import { featureName, ownValue, sumName, wordName } from '../words.js';

/** Rows of a long list that are drawn: the rest is in the download. */
const SHOWN = 200;

/**
 * @template T
 * @param {import('../say.js').Speaker} say @param {string} id @param {string} title @param {string[]} heads
 * @param {T[]} rows @param {(row: T, i: number) => any[]} cells  Of one that is drawn.
 */
const fold = (say, id, title, heads, rows, cells) => {
  const from = Math.max(0, rows.length - SHOWN);
  const drawn = rows.slice(from).map((row, i) => cells(row, from + i));
  return make(
    'details',
    { id },
    make('summary', {}, title),
    make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title, id: id + '-box' }, table(title, heads, drawn)),
    from > 0 && make('p', { class: 'soft small' }, fill(say.texts.shown, { a: SHOWN, b: say.number(rows.length) })),
  );
};

/** @param {import('../element.js').View} view */
export const kept = ({ say, seen }) => {
  const { texts } = say;
  const { all, model } = seen;
  const rows = stored(all);
  if (!rows.length) return [make('p', {}, texts.nothing + '.')];

  const much = (/** @type {import('../stored.js').Row} */ row) =>
    row.bytes !== undefined
      ? say.many(texts.bytes, row.bytes)
      : row.count === undefined
        ? texts.inState
        : say.many({ events: texts.events, ledger: texts.entries }[row.item] ?? texts.messages, row.count);
  const until = (/** @type {import('../stored.js').Row} */ row) =>
    ({
      choice: [say.date(row.until), texts.untilText],
      events: [say.time(row.until), fill(texts.untilEvents, { a: model?.raw_hours ?? RAW_HOURS })],
      state: [fill(texts.untilState, { a: model?.window_days ?? 30 })],
      cursor: [texts.untilCursor],
      model: [texts.untilModel],
      reports: [texts.untilReports],
    })[row.item] ?? [texts.untilEnd];
  const out = [
    make('p', { class: 'soft' }, texts.where[all.storage] ?? ''),
    make(
      'div',
      { class: 'stack' },
      table(
        texts.stored,
        [texts.what, texts.much, texts.since, texts.until],
        rows.map((row) => {
          const [first, second] = until(row);
          return [texts.items[row.item], much(row), say.date(row.since), make('span', {}, first, second && make('small', { class: 'soft' }, ' ' + second))];
        }),
      ),
    ),
  ];
  if (model?.necessity) out.push(make('p', {}, fill(texts.necessity, { a: model.necessity })));
  if (all.events.length)
    out.push(
      fold(
        say,
        'events',
        texts.showEvents,
        [texts.time, texts.event, texts.content, texts.expires],
        all.events,
        (event) => [say.time(event.time), wordName(say, event.kind), event.said, say.time(event.expires)],
      ),
    );
  if (all.state.days.length)
    out.push(
      fold(
        say,
        'state',
        texts.showState,
        [texts.day, texts.word, texts.count, texts.sum],
        all.state.days,
        ({ day, word, count, sum }) => [say.date(Date.parse(day)), wordName(say, word), say.number(count), sumName(say, word, sum, model?.currency ?? '')],
      ),
    );
  if (model && all.features.length === model.features.length)
    out.push(
      fold(
        say,
        'features',
        texts.showFeatures,
        [texts.measure, texts.value],
        all.features,
        ({ raw }, i) => [
          featureName(say, model.features[i]),
          raw === null ? texts.unknown : ownValue(say, model, seen.why, i, raw),
        ],
      ),
    );
  if (all.ledger.length)
    out.push(
      fold(
        say,
        'ledger',
        texts.showLedger,
        [texts.time, texts.decision, texts.reason],
        all.ledger,
        ({ time, what, reason }) => [say.time(Number.isFinite(time) ? time : null), make('code', {}, String(what)), make('code', {}, String(reason))],
      ),
    );
  return out;
};
