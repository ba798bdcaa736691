// @ts-check
/**
 * What the kept model's bytes say, as far as the visitor's view needs it. The engine checked them when they came; this
 * reader only makes sure that nothing below stumbles, and takes a model it does not know for none.
 *
 * @typedef {{ measure: string, of: string, over: string, decay: number, transform: string, center: number, scale: number }} Feature
 * @typedef {{ at: number[], segment: number, reach: number }} Point  `reach`: the squared radius, 1 without one.
 * @typedef {object} Model
 * @property {string} id
 * @property {number} window_days
 * @property {number} raw_hours
 * @property {number} min_events
 * @property {string} currency
 * @property {string[]} vocabulary
 * @property {Feature[]} features
 * @property {{ label: string, name: string }[]} segments
 * @property {Point[]} points
 * @property {boolean} bounded  The points have a radius: who lies beyond all of them belongs to no segment.
 * @property {{ name: string, when: any }[]} rules
 * @property {boolean} ruled  The segment is that of the first rule that holds.
 * @property {{ matter: string, reason: string }[]} sensitive  Matters that the law protects, each with why the model touches it.
 * @property {string} mechanism
 * @property {number} epsilon
 * @property {string} necessity
 */
import { field, list, number, text } from './take.js';

/** Where a model does not say how long raw events live. */
export const RAW_HOURS = 48;

/** @param {any} point @param {number} length @param {boolean} bounded @returns {Point | null} */
const pointOf = (point, length, bounded) => {
  const at = list(field(point, 'at'), 64);
  const segment = number(field(point, 'segment'));
  const radius = bounded ? number(field(point, 'radius')) : 1;
  const whole = at.length === length && at.every((x) => number(x) !== null) && segment !== null && radius !== null && radius > 0;
  return whole ? { at, segment, reach: radius * radius } : null;
};

/** @param {{ id: string, bytes: string } | null} kept @returns {Model | null} */
export const modelOf = (kept) => {
  let said;
  try {
    said = JSON.parse(kept?.bytes ?? '');
  } catch {
    return null;
  }
  if (field(said, 'format') !== 'recinto.segments/1') return null;
  const features = list(field(said, 'features'), 64).map((feature) => ({
    measure: text(field(feature, 'measure'), 32),
    of: text(field(feature, 'of')),
    over: text(field(feature, 'over')),
    decay: number(field(feature, 'decay')) ?? 1,
    transform: text(field(feature, 'transform'), 32),
    center: number(field(feature, 'center')) ?? 0,
    scale: number(field(feature, 'scale')) ?? 0,
  }));
  const assigner = field(said, 'assigner');
  const type = field(assigner, 'type');
  const bounded = type === 'exemplars';
  const segments = list(field(said, 'segments'), 64).map((segment) => ({
    label: text(field(segment, 'label'), 32),
    name: text(field(segment, 'name'), 64) || text(field(segment, 'label'), 32),
  }));
  /* Rules, or another assigner of a later format: no points, and so no explanation by nearness. */
  const points =
    bounded || type === 'centroids'
      ? list(field(assigner, 'points'), 256).map((point) => pointOf(point, features.length, bounded))
      : [];
  const sound = points.every((point) => point !== null && point.segment in segments) && features.every((f) => f.scale > 0);
  const rules = list(field(said, 'rules'), 16).map((rule) => ({
    name: text(field(field(rule, 'segment'), 'name'), 64),
    when: field(rule, 'when'),
  }));
  const privacy = field(said, 'privacy');
  return {
    id: kept?.id ?? '',
    window_days: number(field(said, 'window_days')) ?? 30,
    raw_hours: number(field(privacy, 'raw_hours')) ?? RAW_HOURS,
    min_events: number(field(said, 'min_events')) ?? 1,
    currency: text(field(said, 'currency'), 3),
    vocabulary: list(field(said, 'vocabulary'), 64).map((word) => text(word, 128)),
    features,
    segments,
    points: sound ? /** @type {Point[]} */ (points) : [],
    bounded,
    rules,
    ruled: type === 'rules',
    sensitive: list(field(said, 'sensitive'), 8).map((one) => ({
      matter: text(field(one, 'matter'), 32),
      reason: text(field(one, 'reason'), 280),
    })),
    mechanism: text(field(privacy, 'mechanism'), 16),
    epsilon: number(field(privacy, 'epsilon')) ?? 0,
    necessity: text(field(privacy, 'necessity'), 500),
  };
};
