// @ts-check
/**
 * Calls Recinto, or leaves the call in the stub's queue for the gate: it takes the queue over, and discards it without
 * consent. A page without Recinto is never broken.
 * @param {string} name
 * @param {...any} said
 */
export const call = (name, ...said) => {
  try {
    const recinto = ((/** @type {any} */ (window)).recinto ||= { q: [] });
    if (recinto[name]) recinto[name](...said);
    else (recinto.q ||= []).push([name, ...said]);
  } catch (error) {
    console.warn('recinto:', error);
  }
};
