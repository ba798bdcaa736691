// @ts-check
/**
 * Calls what is of the page, or what is given something of it: whatever is broken there, or thrown, breaks nothing else.
 * @param {(...said: any[]) => any} act
 * @param {...any} said
 */
export const safely = (act, ...said) => {
  try {
    act(...said);
  } catch (error) {
    console.warn('recinto:', error);
  }
};

/**
 * Calls Recinto, or leaves the call in the stub's queue for the gate: it takes the queue over, and discards it without
 * consent. A page without Recinto is never broken.
 * @param {string} name
 * @param {...any} said
 */
export const call = (name, ...said) =>
  safely(() => {
    const recinto = ((/** @type {any} */ (window)).recinto ||= { q: [] });
    if (recinto[name]) recinto[name](...said);
    else (recinto.q ||= []).push([name, ...said]);
  });
