// @ts-check
/** What the gate imports: the program, and one engine per page. `mind` is what wasm-bindgen made of `src/`. */
import { Mind, initSync } from 'mind';
import { run } from './engine.js';
import { flat } from './flat.js';

/* ENGINE_INTEGRITY: SHA-256 of the program, given by the build; a changed one does not start. */
const fetched = async () => (await fetch(new URL('engine_bg.wasm', import.meta.url), { integrity: ENGINE_INTEGRITY })).arrayBuffer();

/**
 * Whole before it is compiled: the hash is known no earlier, and wasm-bindgen's own way in weighs more than this.
 * @param {BufferSource} [of]  The program, for the tests of its speed.
 */
export default async (of) => initSync(await WebAssembly.compile(of || (await fetched())));
/** A mind, which leaves in `parsed` the model that it read last. Exported for the tests of its speed. */
export const makeMind = (/** @type {string} */ site) => {
  const mind = new Mind(site, (/** @type {string} */ text) => flat(text, (model) => (mind.parsed = model)));
  return mind;
};
/** @param {any} host  the gate */
export const start = (host) => run(host, makeMind(host.site || ''));
