/** What the panel shows, each part from what `recinto.export()` answered. */
import { h, s } from '../dom.js';
import { dateTime, decimal, money, score, t, time } from '../texts.js';
import { bytesIn, content, modelOf } from './read.js';

/** The feature state's limit, from the tracker's own rules. */
const STATE_LIMIT = 8192;
const LEDGER_SHOWN = 6;
const EVENTS_SHOWN = 50;

const p = (...inside) => h('p', {}, ...inside);

/* Wide tables scroll in a box of their own, which the keyboard must be able to reach. */
const table = (id, caption, heads, rows) =>
  h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption, id: `panel-${id}` },
    h(
      'table',
      {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, t(head))))),
      h('tbody', {}, ...rows.map((cells) => h('tr', {}, ...cells.map((cell) => h('td', {}, cell))))),
    ),
  );

const pre = (id, label, text) => h('pre', { tabindex: 0, role: 'region', 'aria-label': label, id: `panel-${id}` }, text);

/** A share of one as a bar; the number stands beside it. */
const bar = (value) =>
  s(
    'svg',
    { class: 'score-bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
    s('rect', { width: 100, height: 8, class: 'score-track' }),
    s('rect', { width: Math.max(0, Math.min(1, value)) * 100, height: 8, class: 'score-fill' }),
  );

const one = (segment) => [
  h('p', { class: 'segment-name', 'data-testid': 'panel-segment' }, segment.segmento),
  h(
    'dl',
    { class: 'segment-facts' },
    h('div', { class: 'score' }, h('dt', {}, t('panel.segment.score')), h('dd', {}, bar(segment.scoring), h('b', { 'data-testid': 'panel-scoring' }, score(segment.scoring)))),
    segment.categoria && h('div', {}, h('dt', {}, t('panel.segment.category')), h('dd', {}, segment.categoria)),
    segment.eventi?.length > 0 &&
      h('div', {}, h('dt', {}, t('panel.segment.events')), h('dd', { class: 'tags' }, ...segment.eventi.map((tag) => h('span', {}, tag)))),
  ),
];

/** The segment, or why there is none. */
export const segment = (all, segments) => {
  if (!all.consent.segment) {
    /* Of a visitor who was once counted, "nothing sent" would not be the whole truth. */
    const headline = reportedBefore(all) ? 'panel.nothing.now' : 'panel.nothing';
    return [
      h('p', { class: 'nothing', 'data-testid': 'panel-nothing' }, t(headline)),
      p(t(all.choice ? 'panel.nothing.refused' : 'panel.nothing.undecided')),
    ];
  }
  if (segments.length) return [...segments.flatMap(one), h('p', { class: 'small' }, t('panel.segment.local'))];
  const reason = ['loading', 'stopped', 'no-model'].includes(all.status) ? `panel.status.${all.status}` : 'panel.segment.none.text';
  return [h('p', { class: 'segment-name none' }, t('panel.segment.none')), p(t(reason))];
};

const events = (all) =>
  all.events.length
    ? table(
        'events',
        `${t('panel.events.caption')} (${t('panel.events', { n: all.events.length })})`,
        ['panel.events.kind', 'panel.events.time', 'panel.events.what', 'panel.events.expires'],
        [...all.events]
          .sort((a, b) => b.time - a.time)
          .slice(0, EVENTS_SHOWN)
          .map((event) => [h('code', {}, String(event.kind)), time(event.time), content(event), dateTime(event.expires)]),
      )
    : p(t('panel.events.none'));

/** Events carry money, in cents; sessions and stays ms, distances metres, a depth percent. */
const sum = ({ word, sum }) => (/^(?!(session|dwell|scroll|weekend|distance)$)[a-z_]+$|^(custom|category|brand|source|campaign):/.test(word) ? money(sum) : decimal(sum));

const days = (all) => {
  const { bytes, days: list } = all.state;
  if (!list.length) return p(t('panel.state.none'));
  return table(
    'days',
    `${t('panel.state', { bytes: decimal(bytes), limit: decimal(STATE_LIMIT) })}. ${t('panel.state.caption')}`,
    ['panel.day', 'panel.day.kind', 'panel.day.count', 'panel.day.sum'],
    list.map((day) => [day.day, h('code', {}, day.word), decimal(day.count), sum(day)]),
  );
};

const features = (all) =>
  all.features.length
    ? table(
        'features',
        t('panel.features'),
        ['panel.features.name', 'panel.features.raw', 'panel.features.scaled'],
        all.features.map(({ name, raw, scaled }) => [h('code', {}, name), decimal(raw), decimal(scaled)]),
      )
    : p(t('panel.features.none'));

/** Everything the device keeps of this visit. */
export const stored = (all) => {
  if (!all.consent.segment) return [p(t('panel.events.none'))];
  const model = modelOf(all);
  return [
    ['indexeddb', 'memory'].includes(all.storage) && p(t(`panel.stored.where.${all.storage}`)),
    events(all),
    days(all),
    model?.window_days && p(t('panel.window', { days: model.window_days, necessity: model.privacy?.necessity || '' })),
    features(all),
  ].filter(Boolean);
};

const report = ({ epoch, body, sent, standing = sent ? 'sent' : 'waiting' }) => {
  if (!body) return p(t('panel.sent.silent', { epoch }));
  const title = t('panel.sent.report', { epoch, bytes: bytesIn(body), state: t(`panel.sent.${standing}`) });
  return h('div', { class: 'report' }, p(title), h('p', { class: 'small' }, t('panel.sent.exact')), pre(`report-${epoch}`, title, body));
};

/* After a withdrawal the reports are gone, but the record remembers that there was one. */
const reportedBefore = (all) => {
  const epoch = all.consent.segment ? undefined : all.choice?.e;
  return Number.isFinite(epoch) ? t('panel.nothing.before', { epoch }) : '';
};

/** Everything that left the device. */
export const sent = (all) => [
  ...(all.reports.length ? [...all.reports].reverse().map(report) : [p(reportedBefore(all) || t('panel.sent.none'))]),
  ...(all.model ? [p(t('panel.sent.gets')), p(t('panel.sent.model', { id: '' }), h('code', { class: 'break' }, all.model.id))] : []),
];

/** Each purpose with its answer, and the record as it is stored. */
export const consent = (all) => {
  const text = all.choice && JSON.stringify(all.choice);
  const label = text && t('panel.consent.record', { bytes: bytesIn(text) });
  return [
    h(
      'ul',
      { class: 'purposes', 'aria-label': t('panel.consent.caption') },
      ...['segment', 'report', 'position', 'activate'].map((name) => {
        const answer = all.consent[name] ? 'yes' : 'no';
        return h('li', {}, h('span', {}, t(`purpose.${name}`)), h('b', { class: answer }, t(`panel.consent.${answer}`)));
      }),
    ),
    ...(text ? [p(label), pre('choice', label, text)] : [p(t('panel.consent.norecord'))]),
  ];
};

/** The last decisions, newest first. */
export const ledger = (all) =>
  all.ledger.length
    ? [
        table(
          'ledger',
          t('panel.ledger.caption', { n: all.ledger.length }),
          ['panel.ledger.time', 'panel.ledger.whatis', 'panel.ledger.reason'],
          all.ledger
            .slice(-LEDGER_SHOWN)
            .reverse()
            .map((entry) => [dateTime(entry.time), entry.what, h('code', {}, entry.reason)]),
        ),
      ]
    : [p(t('panel.ledger.none'))];
