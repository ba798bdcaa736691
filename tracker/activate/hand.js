// @ts-check
/**
 * Hands the visitor's segment to one tool of the page, while and only while the purpose `activate` holds, and takes it
 * back when it no longer does, where the tool can forget. The engine notes both in the ledger (`recinto:handed`).
 *
 * @typedef {{ segmento: string, scoring: number, eventi: string[], categoria: string }} Segment
 */

/** @type {DOMStringMap | Record<string, string | undefined>} The `data-…` of the script's tag. */
export const set = /** @type {HTMLScriptElement} */ (document.currentScript)?.dataset || {};

/**
 * @param {string} tool  Its name in the ledger.
 * @param {(segment: Segment) => unknown} give  `false`: the tool is not there yet.
 * @param {() => void} [take]
 */
export const hand = (tool, give, take) => {
  let given = '';
  const note = (/** @type {boolean} */ now) => document.dispatchEvent(new CustomEvent('recinto:handed', { detail: { tool, given: now } }));
  const follow = () => {
    try {
      const { recinto } = /** @type {any} */ (window);
      const [segment] = recinto?.consent?.().activate ? recinto.segments() : [];
      const now = segment ? JSON.stringify(segment) : '';
      if (now === given) return;
      if (segment) {
        if (give(segment) === false) return;
      } else take?.();
      if (!given !== !now) note(!!now);
      given = now;
    } catch (error) {
      console.warn('recinto:', error);
    }
  };
  document.addEventListener('recinto:segment', follow);
  document.addEventListener('recinto:change', follow);
  follow();
};
