// @ts-check
/**
 * A model as a row of numbers, for the program: the browser parses JSON, and `src/flat.rs` reads the row in the order of
 * `SHAPE`. To parse it in the program, or to ask for it field by field, would take a tenth of what a visitor downloads.
 *
 * A text is the count of its bytes in UTF-8 and each of them, a list the count of its items and each of them, a yes 1.
 */
import { degree } from './rules.js';
import { unexplained } from './sensitive.js';

const SEGMENT = { label: '', name: '', category: '', tags: [''] };
const FORMAT = 'recinto.segments/1';

/** An example of each field: a list of one item, null for a number that may be missing. */
const SHAPE = {
  name: '',
  window_days: 0,
  min_events: 0,
  currency: '',
  vocabulary: [''],
  definitions: {
    intents: [{ name: '', phrases: [''] }],
    calendars: [{ name: '', days: [[0]] }],
    fences: [
      {
        name: '',
        shape: { type: '', lat: null, lon: null, radius_m: null, points: [[0]] },
        point_of_sale: true,
      },
    ],
    composites: [{ name: '', of: '', count: 0, then: [''], within_min: 0 }],
  },
  features: [{ measure: '', of: '', over: '', decay: 0, transform: '', center: 0, scale: 0, undefined: 0 }],
  assigner: { type: '', points: [{ at: [0], radius: null, segment: 0 }] },
  segments: [SEGMENT],
  scoring: [[[0]]],
  privacy: { mechanism: '', epsilon: 0, epoch_ms: 0, minimum_audience: 0, necessity: '', raw_hours: null },
  bounds: [{ measure: '', of: '', days: 0 }],
};

/** Appends a value of that shape; throws where it has another. A list that is missing is empty. */
const put = (/** @type {any[]} */ row, value, shape) => {
  if (Array.isArray(shape)) {
    if (!Array.isArray((value ??= []))) throw 0;
    row.push(value.length);
    for (const item of value) put(row, item, shape[0]);
  } else if (shape && typeof shape === 'object') {
    for (const name of Object.keys(shape)) put(row, value?.[name], shape[name]);
  } else if (shape === null && value === undefined) {
    row.push(NaN);
  } else if (typeof value !== typeof (shape ?? 0)) {
    throw 0;
  } else if (shape === '') {
    const bytes = new TextEncoder().encode(value);
    row.push(bytes.length, ...bytes);
  } else row.push(value);
};

/** What a page put on the prototype of every object is no field of a model. */
const alone = (/** @type {string} */ _, value) =>
  value && typeof value === 'object' && !Array.isArray(value) ? Object.setPrototypeOf(value, null) : value;

/** Why a text is no model: the numbers that `src/web/parse.rs` knows. */
/* Or too deep to be read. */
const NO_JSON = 0;
const OTHER_FORMAT = 1;
const UNEXPLAINED = 2;

/**
 * The row of a model's text, or the number of what is wrong with it; throws where it has another shape. `keep` gets what was
 * parsed.
 */
export const flat = (text, keep) => {
  let model;
  try {
    model = JSON.parse(text, alone);
  } catch {
    return NO_JSON;
  }
  /* The format first: a later one would otherwise fail on some field of its own. */
  if (model?.format !== FORMAT) return OTHER_FORMAT;
  const bounds = [];
  for (const { when, segment } of (model.rules ||= [])) {
    degree(when, false, (bound) => bounds.push(bound));
    put([], segment, SEGMENT);
  }
  const row = [];
  put(row, { __proto__: null, ...model, bounds }, SHAPE);
  if (unexplained(model)) return UNEXPLAINED;
  keep(model);
  return Float64Array.from(row);
};
