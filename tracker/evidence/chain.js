// @ts-check
/**
 * The ledger's chain, worked out anew: `hash = SHA-256(prev ∥ LF ∥ seq ∥ LF ∥ time ∥ LF ∥ what ∥ LF ∥ reason)` in hex,
 * `prev` of the first entry empty, as `tracker/src/ledger.rs` writes it.
 *
 * @typedef {import('./take.js').Entry} Entry
 * @typedef {{ next: number, hash: string }} Head  The number of the next entry, and the hash of the last one.
 * @typedef {{ unbroken: boolean | null, entries: number, head: Head, at: number | null, why: string | null }} Chain
 *   `unbroken: null`: this browser could not work hashes out. `at`: the place of the first entry that does not hold.
 */

/** @param {string} text @returns {Promise<string>} */
export const sha256 = async (text) => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** @param {Entry} entry @param {string} prev */
export const hashOf = (entry, prev) => sha256([prev, entry.seq, entry.time, entry.what, entry.reason].join('\n'));

/** Line feeds part the fields: one inside a field would let two different entries have one hash. */
const isText = (/** @type {any} */ value) => typeof value === 'string' && !value.includes('\n');

/** @param {Entry} entry */
const isEntry = (entry) =>
  Number.isSafeInteger(entry?.seq) &&
  Number.isSafeInteger(entry.time) &&
  [entry.what, entry.reason, entry.prev, entry.hash].every(isText);

/** How many hashes are worked out at once: the page is to stay quick. */
const AT_ONCE = 256;

/** @param {Entry[]} entries @returns {Promise<Chain>} */
export const check = async (entries) => {
  const last = entries.at(-1);
  const head = { next: entries.length, hash: typeof last?.hash === 'string' ? last.hash : '' };
  const answer = (/** @type {boolean | null} */ unbroken, /** @type {number | null} */ at, /** @type {string | null} */ why) => ({
    unbroken,
    entries: entries.length,
    head,
    at,
    why,
  });
  /* A page without a secure context has no WebCrypto. What was not checked must not pass for whole. */
  if (entries.length && !globalThis.crypto?.subtle) return answer(null, null, 'no-hashes-here');
  let prev = '';
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    const part = entries.slice(from, from + AT_ONCE);
    const hashes = await Promise.all(part.map((entry) => (isEntry(entry) ? hashOf(entry, entry.prev) : '')));
    for (const [i, entry] of part.entries()) {
      const at = from + i;
      if (!isEntry(entry)) return answer(false, at, 'no-entry');
      if (entry.seq !== at) return answer(false, at, 'out-of-sequence');
      if (entry.prev !== prev) return answer(false, at, 'not-linked');
      if (entry.hash !== hashes[i]) return answer(false, at, 'changed');
      prev = entry.hash;
    }
  }
  return answer(true, null, null);
};
