// A visitor by a recipe, and the model they are counted by: forty words of every sort but those that need the place
// pack, twenty features, and a month of daily visits, so that both halves of the state are full.
import { createHash } from 'node:crypto';

const DAY = 86_400_000;
export const VISITS = 30;
export const EVENTS_OF_A_VISIT = 60;
const START = Date.UTC(2026, 0, 5, 9);

const WORDS = `page click search view_item add_to_cart purchase visit_store custom:video category:scarpe category:borse
  category:maglie category:giacche brand:arno brand:ticino source:posta source:ricerca campaign:estate session
  session:second_page step:page>view_item step:view_item>add_to_cart>purchase dwell scroll intent:prezzo intent:negozio
  daypart:colazione daypart:mattina daypart:pranzo daypart:pomeriggio daypart:aperitivo daypart:cena daypart:notte
  hour:sin hour:cos weekday:sin weekday:cos weekend season:saldi distance fence:duomo`.split(/\s+/);

const feature = (measure, of, more) => ({
  measure, of, over: '', decay: 1, transform: 'none', center: 0, scale: 1, undefined: 0, ...more,
});
const FADING = { decay: 0.95, transform: 'log1p' };
const FEATURES = [
  feature('recency', 'purchase'),
  feature('frequency', 'purchase', FADING),
  feature('monetary', 'purchase', FADING),
  feature('tenure', 'page'),
  feature('mean_gap', 'session'),
  feature('burstiness', 'session'),
  feature('frequency', 'page', FADING),
  feature('frequency', 'view_item', FADING),
  feature('monetary', 'category:*', FADING),
  feature('frequency', 'category:scarpe'),
  feature('entropy', 'category:*', { decay: 0.95 }),
  feature('entropy', 'daypart:*'),
  feature('mean', 'session'),
  feature('mean', 'dwell', { decay: 0.95 }),
  feature('mean', 'scroll'),
  feature('ratio', 'session:second_page', { over: 'session' }),
  feature('ratio', 'intent:prezzo', { over: 'search' }),
  feature('ratio', 'weekend', { over: 'page' }),
  feature('depth', 'page>view_item>add_to_cart>purchase'),
  feature('mean', 'distance'),
];

const segments = ['uno', 'due', 'tre', 'quattro', 'cinque', 'sei'].map((label) => ({
  label, name: label, category: 'Prova', tags: ['prova'],
}));

/** The model's bytes, and its id. */
export const model = () => {
  const bytes = new TextEncoder().encode(JSON.stringify({
    format: 'recinto.segments/1',
    name: 'Prova',
    window_days: 30,
    min_events: 1,
    currency: 'EUR',
    vocabulary: WORDS,
    definitions: {
      intents: [
        { name: 'prezzo', phrases: ['quanto costa', 'offerta', 'sconto'] },
        { name: 'negozio', phrases: ['orari', 'dove siete'] },
      ],
      calendars: [{ name: 'saldi', days: [[20_458, 20_514]] }],
      fences: [{
        name: 'duomo', shape: { type: 'circle', lat: 45.4642, lon: 9.19, radius_m: 300 }, point_of_sale: true,
      }],
      composites: [],
    },
    features: FEATURES,
    assigner: {
      type: 'exemplars',
      points: Array.from({ length: 30 }, (_, i) => ({ at: FEATURES.map((_, j) => i * j % 7), radius: 1e6, segment: i % 6 })),
    },
    segments,
    scoring: segments.map(() => [[0, 0], [1, 1]]),
    privacy: { mechanism: 'krr', epsilon: 2, epoch_ms: DAY, minimum_audience: 50, necessity: '' },
  }));
  return { bytes, id: createHash('sha256').update(bytes).digest().subarray(0, 16).toString('base64url') };
};

const KINDS = ['page', 'view_item', 'click', 'page', 'search', 'view_item', 'add_to_cart', 'page', 'custom:video', 'purchase'];
const CATEGORIES = ['scarpe', 'borse', 'maglie', 'giacche'];

/** What the page says at the event `at` of the visit `visit`, and when. */
export const said = (visit, at) => {
  // Visits move through the day, so that every part of it is met; some cross midnight.
  const time = START + visit * DAY + (visit % 5) * 3 * 3_600_000 + at * 20_000;
  const kind = KINDS[(at * 7 + visit) % KINDS.length];
  const data = { page: '/catalogo/scarpe/da-corsa?pagina=' + at, duration_ms: 500 + at * 37, depth_pct: at % 101 };
  if (kind === 'search') data.query = at % 3 ? 'quanto costa una scarpa da corsa' : 'orari di apertura';
  if (kind !== 'page' && kind !== 'search') {
    Object.assign(data, { item: 'sku-' + at, category: CATEGORIES[at % 4], brand: at % 2 ? 'arno' : 'ticino', value: 19.9, currency: 'EUR' });
  }
  if (at === 0) Object.assign(data, { source: visit % 2 ? 'posta' : 'ricerca', campaign: 'estate' });
  if (at % 10 === 5) data.position = { lat: 45.464 + at * 1e-5, lon: 9.19, accuracy_m: 20 };
  return { kind, data, time };
};
