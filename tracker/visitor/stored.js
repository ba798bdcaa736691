// @ts-check
/**
 * What is stored, since when and until when: one row per thing that is there, as PRIVACY.md lists them. Times are ms.
 *
 * @typedef {{ item: string, bytes?: number, count?: number, since: number | null, until: number | null }} Row
 */
import { CHOICE_DAYS } from '../evidence/record.js';

const DAY = 864e5;

/** @param {(number | null)[]} times @param {(...all: number[]) => number} pick */
const end = (times, pick) => {
  const known = times.filter((time) => time !== null);
  return known.length ? known.reduce((a, b) => pick(a, b)) : null;
};

/** @param {import('../evidence/take.js').Taken} all @returns {Row[]} */
export const stored = (all) => {
  /** When the ledger first, or last, said something that begins so. */
  const said = (/** @type {string} */ start, /** @type {boolean} */ last) => {
    const times = all.ledger.filter(({ what, time }) => typeof what === 'string' && what.startsWith(start) && Number.isFinite(time));
    return (last ? times.at(-1) : times[0])?.time ?? null;
  };
  const days = all.state.days.map(({ day }) => Date.parse(day)).filter(Number.isFinite);
  const newest = end(all.events.map(({ time }) => time), Math.max);
  /** @type {Row[]} */
  const rows = [];
  const row = (/** @type {Row} */ one) => rows.push(one);
  if (all.choice) {
    const since = all.choice.d * DAY;
    row({ item: 'choice', bytes: all.choice.bytes, since, until: since + CHOICE_DAYS * DAY });
  }
  if (all.events.length) {
    const since = end(all.events.map(({ time }) => time), Math.min);
    row({ item: 'events', count: all.events.length, since, until: end(all.events.map(({ expires }) => expires), Math.max) });
  }
  if (all.state.bytes > 0) {
    row({ item: 'state', bytes: all.state.bytes, since: end(days, Math.min), until: null });
    row({ item: 'cursor', since: newest, until: newest === null ? null : newest + 3 * DAY });
  }
  if (all.model) row({ item: 'model', bytes: new TextEncoder().encode(all.model.bytes).length, since: said('model ' + all.model.id, true), until: null });
  if (all.reports.length) row({ item: 'reports', count: all.reports.length, since: said('report ', false), until: null });
  if (all.ledger.length) row({ item: 'ledger', count: all.ledger.length, since: said('', false), until: null });
  return rows;
};
