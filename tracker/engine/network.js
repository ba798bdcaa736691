// @ts-check
/**
 * Everything that leaves: three fixed GETs and the label report. There is no other call to the network in the engine.
 * Neither cookie nor referrer nor cache: nothing that tells one visitor from another.
 */
const COMMON = /** @type {RequestInit} */ ({
  mode: 'cors',
  credentials: 'omit',
  cache: 'no-store',
  referrerPolicy: 'no-referrer',
});

/* PLACES_INTEGRITY: SHA-256 of the place pack, given by the build. */

/** @param {string} collector */
export const makeNetwork = (collector) => {
  const get = async (address, more) => {
    const response = await fetch(address, { ...COMMON, ...more });
    if (!response.ok) throw response.status;
    return response;
  };
  const bytes = async (address, more) => new Uint8Array(await (await get(address, more)).arrayBuffer());
  return {
    /** @returns {Promise<string | null>} the id of the site's model */
    pointer: async (site) => (await (await get(`${collector}/v1/sites/${site}/pointer`)).json()).model,
    /** @returns {Promise<Uint8Array>} the model's bytes as they came */
    model: (id) => bytes(`${collector}/v1/models/${id}`),
    /** @returns {Promise<Uint8Array>} the place pack, from beside the engine; a changed one is refused */
    places: () => bytes(new URL('communes.pack', import.meta.url), { cache: 'default', integrity: PLACES_INTEGRITY }),
    /** Sends a report's bytes. @returns {Promise<number | undefined>} the answer; undefined without one */
    report: async (body) => {
      try {
        return (await fetch(collector + '/v1/labels', { ...COMMON, method: 'POST', keepalive: true, body })).status;
      } catch {
        return undefined;
      }
    },
  };
};
