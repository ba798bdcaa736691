// @ts-check
/**
 * Hands the visitor's segment to one tool of the page, while and only while the purpose `activate` holds, and takes it
 * back when it no longer does, where the tool can forget. The engine notes both in the ledger (`recinto:handed`).
 *
 * @typedef {{ segmento: string, scoring: number, eventi: string[], categoria: string }} Segment
 */

/** @type {DOMStringMap | Record<string, string | undefined>} The `data-…` of the script's tag. */
export const set = /** @type {HTMLScriptElement} */ (document.currentScript)?.dataset || {};

/** What may be handed over now, read afresh: a tool may take its time, and the visitor may withdraw meanwhile. */
const look = () => {
  const { recinto } = /** @type {any} */ (window);
  const [segment] = recinto?.consent?.().activate ? recinto.segments() : [];
  return segment;
};

/**
 * @param {string} tool  Its name in the ledger.
 * @param {(segment?: Segment) => void} give  Without a segment: it is taken back.
 * @param {(act: () => void) => unknown} [when]  Calls it once the tool can be told. `false`: the tool is not there yet.
 */
export const hand = (tool, give, when = (act) => act()) => {
  /** The segment that the tool has, and the one for which it was last asked, as texts; nothing for none. */
  let given;
  let asked;
  const safely = (/** @type {() => void} */ act) => {
    try {
      act();
    } catch (error) {
      /* It may have kept what it was given: a withdrawal is told to it all the same, and a segment again. */
      asked = given = given && null;
      console.warn('recinto:', error);
    }
  };
  const settle = () =>
    safely(() => {
      const before = given;
      const segment = look();
      asked = given = JSON.stringify(segment);
      if (given === before) return;
      /* Noted first: what is told may come back here with a withdrawal, and what throws may have taken the segment. */
      document.dispatchEvent(new CustomEvent('recinto:handed', { detail: { tool, given: !!segment } }));
      give(segment);
    });
  const follow = () =>
    safely(() => {
      if (asked === (asked = JSON.stringify(look()))) return;
      if (when(settle) === false) asked = given;
    });
  document.addEventListener('recinto:segment', follow);
  document.addEventListener('recinto:change', follow);
  follow();
};
