// @ts-check
/** A visit made up for tests and for looking at: what `recinto.export()` would answer, with a chain of true hashes. */
import { hashOf } from '../../evidence/chain.js';
import { scaled } from '../scale.js';

export const NOW = Date.UTC(2026, 10, 26, 20, 15);
const DAY = 864e5;
export const MODEL_ID = 'vUzB-gkthsFIlrvubCb9uQ';

const feature = (measure, of, center, scale, over) => ({
  measure,
  of,
  over: '',
  decay: 1,
  transform: 'log1p',
  center,
  scale,
  undefined: 0,
  ...over,
});

export const FEATURES = [
  feature('frequency', 'category:Vini', 1.2, 0.6, {}),
  feature('recency', 'purchase', 9, 6, { transform: 'none', undefined: 30 }),
  feature('monetary', 'purchase', 3.6, 1.1, {}),
  feature('ratio', 'daypart:cena', 0.3, 0.2, { transform: 'none', over: 'daypart:*' }),
  feature('frequency', 'intent:prezzo', 0.7, 0.5, {}),
];

const at = (...raw) => raw.map((value, i) => scaled(/** @type {any} */ (FEATURES[i]), value));

export const model = (over = {}) => ({
  format: 'recinto.segments/1',
  name: 'Clienti della bottega',
  window_days: 30,
  min_events: 3,
  currency: 'EUR',
  vocabulary: ['page', 'view_item', 'purchase', 'category:Vini', 'daypart:cena', 'daypart:pranzo', 'intent:prezzo'],
  features: FEATURES,
  assigner: {
    type: 'centroids',
    points: [
      { at: at(8, 5, 120, 0.6, 0), segment: 0 },
      { at: at(1, 12, 30, 0.2, 4), segment: 1 },
      { at: at(2, 22, 15, 0.3, 1), segment: 2 },
    ],
  },
  segments: [
    { label: 'cantina', name: 'Cantina & buona tavola', category: 'Interessi', tags: [] },
    { label: 'offerte', name: 'Cacciatori di offerte', category: 'Prezzo', tags: [] },
    { label: 'curiosi', name: 'Curiosi', category: 'Interessi', tags: [] },
  ],
  scoring: [],
  privacy: { mechanism: 'krr', epsilon: 2, epoch_ms: DAY, minimum_audience: 50, necessity: '' },
  ...over,
});

/** A ledger of these decisions, chained. @param {[number, string, string][]} decisions */
export const chained = async (decisions) => {
  const ledger = [];
  let prev = '';
  for (const [seq, [time, what, reason]] of decisions.entries()) {
    const entry = { seq, time, what, reason, prev, hash: '' };
    entry.hash = await hashOf(entry, prev);
    prev = entry.hash;
    ledger.push(entry);
  }
  return ledger;
};

export const body = (epoch, label = 'offerte', rid = 'Q2fJx0m7Yt9aVbKc3LdE4w') =>
  `{"v":1,"site":"bottega","model":"${MODEL_ID}","epoch":${epoch},"label":"${label}","rid":"${rid}"}`.padEnd(256);

export const EPOCH = Math.floor(NOW / DAY);

export const DECISIONS = /** @type {[number, string, string][]} */ ([
  [NOW - 6 * DAY, 'consent segment report position', 'banner'],
  [NOW - 6 * DAY + 900, 'get pointer', 'epoch'],
  [NOW - 6 * DAY + 1000, 'get model ' + MODEL_ID, 'new'],
  [NOW - 6 * DAY + 1400, 'model ' + MODEL_ID, 'first'],
  [NOW - 6 * DAY + 62000, `report ${EPOCH - 6} epsilon 2.000`, 'new-answer'],
  [NOW - 6 * DAY + 80000, `report ${EPOCH - 6}`, 'sent'],
  [NOW - 2 * DAY, 'consent segment report', 'banner'],
  [NOW - 2 * DAY, 'erased positions', 'banner'],
  [NOW - 30000, `report ${EPOCH}`, 'kept-answer'],
  [NOW - 9000, `report ${EPOCH}`, 'sent'],
]);

const RAW = [6, 2, 84.5, 0.5, 1];

/** @param {any} [over] @param {any} [modelOver] */
export const visit = async (over = {}, modelOver = {}) => ({
  choice: { p: 3, d: Math.floor((NOW - 2 * DAY) / DAY), t: 1, e: EPOCH },
  consent: { decided: true, segment: true, report: true, position: false, activate: false },
  model: { id: MODEL_ID, bytes: JSON.stringify(model(modelOver)) },
  events: [
    { id: 'a1', kind: 'page', time: NOW - 26 * 36e5, expires: NOW + 22 * 36e5, page: 'https://bottega.example/vini', utc_offset_min: 60 },
    { id: 'a2', kind: 'search', time: NOW - 40 * 6e4, expires: NOW + 47.3 * 36e5, query: 'barolo offerta', utc_offset_min: 60 },
    { id: 'a3', kind: 'view_item', time: NOW - 30 * 6e4, expires: NOW + 47.5 * 36e5, item: 'Barolo 2019', category: 'Vini', utc_offset_min: 60 },
    { id: 'a4', kind: 'purchase', time: NOW - 12 * 6e4, expires: NOW + 47.8 * 36e5, item: 'Barolo 2019', category: 'Vini', value: 39.9, currency: 'EUR', quantity: 1, utc_offset_min: 60 },
  ],
  state: {
    bytes: 214,
    days: [
      { day: '2026-11-20', word: 'page', count: 5, sum: 0 },
      { day: '2026-11-20', word: 'category:Vini', count: 3, sum: 4460 },
      { day: '2026-11-24', word: 'purchase', count: 1, sum: 4460 },
      { day: '2026-11-26', word: 'page', count: 2, sum: 0 },
      { day: '2026-11-26', word: 'category:Vini', count: 3, sum: 3990 },
      { day: '2026-11-26', word: 'intent:prezzo', count: 1, sum: 0 },
      { day: '2026-11-26', word: 'daypart:cena', count: 4, sum: 0 },
    ],
    late: 0,
    evicted: 0,
  },
  features: FEATURES.map((spec, i) => ({ name: spec.measure + ' ' + spec.of, raw: RAW[i], scaled: scaled(/** @type {any} */ (spec), RAW[i]) })),
  ledger: await chained(DECISIONS),
  reports: [
    { epoch: EPOCH - 6, body: body(EPOCH - 6, 'offerte', 'aaaaaaaaaaaaaaaaaaaaaa'), sent: true, standing: 'sent', tries: 1, not_before: NOW - 6 * DAY + 89000 },
    { epoch: EPOCH, body: body(EPOCH), sent: true, standing: 'sent', tries: 2, not_before: NOW + 10500 },
  ],
  storage: 'indexeddb',
  status: 'ready',
  ...over,
});

/** Where there is nothing. */
export const NOTHING = {
  choice: null,
  consent: { decided: false, segment: false, report: false, position: false, activate: false },
  model: null,
  events: [],
  state: { bytes: 0, days: [] },
  features: [],
  ledger: [],
  reports: [],
  storage: 'none',
  status: 'stopped',
};
