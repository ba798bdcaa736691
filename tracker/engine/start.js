// @ts-check
/** What the gate imports: the program, and one engine per page. `mind` is what wasm-bindgen made of `src/`. */
import init, { Mind } from 'mind';
import { run } from './engine.js';

/* ENGINE_INTEGRITY: SHA-384 of the program, given by the build; a changed one does not start. */
const fetched = () => fetch(new URL('engine_bg.wasm', import.meta.url), { integrity: ENGINE_INTEGRITY });

/** @param {any} [of]  Where else the program is, for the tests of its speed. */
export default (of) => init(of || { module_or_path: fetched() });
/* For the tests of its speed; a site has no use for it. */
export { Mind };
/** @param {any} host  the gate */
export const start = (host) => run(host, new Mind(host.site || ''));
