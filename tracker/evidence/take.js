// @ts-check
/**
 * Takes what `recinto.export()` answers, field by field, into a fresh object of one shape. A page is outside data and can
 * have put anything in the place of `recinto`: what has the wrong type is missing, what never ends is cut. Whoever reads
 * on may trust the shape. Ledger entries alone are kept as they are, right or wrong: a broken one has to be seen.
 *
 * @typedef {{ seq: any, time: any, what: any, reason: any, prev: any, hash: any }} Entry
 * @typedef {{ epoch: number, body: string, standing: string, tries: number, not_before: number }} Report
 * @typedef {object} Taken
 * @property {{ p: number, n: number, d: number, t: number, e: number | null, bytes: number } | null} choice  `n`: refused; 15 without it.
 * @property {{ decided: boolean, segment: boolean, report: boolean, position: boolean, activate: boolean }} consent
 * @property {{ id: string, bytes: string } | null} model
 * @property {{ kind: string, time: number | null, expires: number | null, said: string }[]} events
 * @property {{ bytes: number, days: { day: string, word: string, count: number, sum: number }[] }} state
 * @property {{ raw: number | null, scaled: number | null }[]} features
 * @property {(number | null)[]} measured  What the model's rules measure, in their order.
 * @property {Entry[]} ledger
 * @property {Report[]} reports
 * @property {string} storage
 * @property {string} status
 */

export const PURPOSES = ['segment', 'report', 'position', 'activate'];

/** No visit in which a site is used writes more entries than this; a flood may. */
export const MOST = 20000;
const TEXT = 2048;
const MODEL = 65536;

/** A field of whatever it is; one that throws is missing. */
export const field = (/** @type {any} */ from, /** @type {string} */ name) => {
  try {
    return from !== null && typeof from === 'object' && Object.hasOwn(from, name) ? from[name] : undefined;
  } catch {
    return undefined;
  }
};
export const text = (/** @type {any} */ value, most = TEXT) => (typeof value === 'string' ? value.slice(0, most) : '');
export const number = (/** @type {any} */ value) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
export const list = (/** @type {any} */ value, most = MOST) => (Array.isArray(value) ? value.slice(0, most) : []);

/** As JSON; what goes round in a circle cannot be written. @param {any} value */
const written = (value) => {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '…';
  }
};

/** What an event says besides its kind and its times. Written out in one line. */
const said = (/** @type {any} */ event) => {
  const words = [];
  for (const name of Object.keys(event && typeof event === 'object' ? event : {}).slice(0, 32)) {
    if (['kind', 'time', 'expires'].includes(name)) continue;
    const value = field(event, name);
    const word = value !== null && typeof value === 'object' ? written(value) : String(value);
    words.push(name + ': ' + word.slice(0, 300));
  }
  return words.join(', ').slice(0, TEXT);
};

const ENTRY = ['seq', 'time', 'what', 'reason', 'prev', 'hash'];
/** Right or wrong, but nothing that a file could not hold. @param {any} value */
const asItIs = (value) => (typeof value === 'string' || number(value) !== null ? value : null);

/** @param {any} all @returns {Taken} */
export const take = (all) => {
  const [choice, consent, model, state] = ['choice', 'consent', 'model', 'state'].map((name) => field(all, name));
  const [p, d, t] = ['p', 'd', 't'].map((name) => number(field(choice, name)));
  const granted = (/** @type {string} */ name) => field(consent, name) === true;
  const bytes = text(field(model, 'bytes'), MODEL + 1);
  return {
    choice: p === null || d === null ? null : { p, n: number(field(choice, 'n')) ?? 15 & ~p, d, t: t ?? 0, e: number(field(choice, 'e')), bytes: written(choice).length },
    consent: {
      decided: granted('decided'),
      segment: granted('segment'),
      report: granted('report'),
      position: granted('position'),
      activate: granted('activate'),
    },
    model: bytes && bytes.length <= MODEL ? { id: text(field(model, 'id'), 64), bytes } : null,
    events: list(field(all, 'events')).map((event) => ({
      kind: text(field(event, 'kind'), 64),
      time: number(field(event, 'time')),
      expires: number(field(event, 'expires')),
      said: said(event),
    })),
    state: {
      bytes: number(field(state, 'bytes')) ?? 0,
      days: list(field(state, 'days')).map((bucket) => ({
        day: text(field(bucket, 'day'), 10),
        word: text(field(bucket, 'word'), 128),
        count: number(field(bucket, 'count')) ?? 0,
        sum: number(field(bucket, 'sum')) ?? 0,
      })),
    },
    features: list(field(all, 'features'), 64).map((feature) => ({
      raw: number(field(feature, 'raw')),
      scaled: number(field(feature, 'scaled')),
    })),
    measured: list(field(all, 'measured'), 64).map(number),
    ledger: list(field(all, 'ledger')).map((entry) => {
      const [seq, time, what, reason, prev, hash] = ENTRY.map((name) => asItIs(field(entry, name)));
      return { seq, time, what, reason, prev, hash };
    }),
    reports: list(field(all, 'reports'), 64).map((report) => ({
      epoch: number(field(report, 'epoch')) ?? 0,
      body: text(field(report, 'body')),
      standing: text(field(report, 'standing'), 16),
      tries: number(field(report, 'tries')) ?? 0,
      not_before: number(field(report, 'not_before')) ?? 0,
    })),
    storage: text(field(all, 'storage'), 16),
    status: text(field(all, 'status'), 32),
  };
};
