// @ts-check
/**
 * The story of the consent, as the ledger tells it: which purpose was given, refused or withdrawn, when, and on whose
 * word. The ledger begins with the first consent and goes with a withdrawal of everything, so a story can begin in the
 * middle; it never says more than its entries.
 *
 * @typedef {import('./take.js').Entry} Entry
 * @typedef {{ seq: number, time: number, purpose: string, state: 'given' | 'refused' | 'withdrawn', reason: string }} Change
 */
import { PURPOSES } from './take.js';

/** @param {Entry[]} ledger @returns {Change[]} */
export const history = (ledger) => {
  /** @type {Change[]} */
  const changes = [];
  /** @type {Set<string> | null} */
  let before = null;
  for (const { seq, time, what, reason } of ledger) {
    if (typeof what !== 'string' || !what.startsWith('consent ') || typeof time !== 'number') continue;
    const now = new Set(what.slice(8).split(' '));
    for (const purpose of PURPOSES) {
      const change = (/** @type {Change['state']} */ state) =>
        changes.push({ seq, time, purpose, state, reason: String(reason).slice(0, 64) });
      if (now.has(purpose)) {
        if (!before?.has(purpose)) change('given');
      } else if (before === null) {
        /* The banner asks for all four; elsewhere a purpose that is not granted may never have been asked for. */
        if (reason === 'banner') change('refused');
      } else if (before.has(purpose)) change('withdrawn');
    }
    before = now;
  }
  return changes;
};
