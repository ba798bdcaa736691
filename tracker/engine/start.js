// @ts-check
/** What the gate imports: the program, and one engine per page. `mind` is what wasm-bindgen made of `src/`. */
import init, { Mind } from 'mind';
import { run } from './engine.js';

export default init;
/** @param {any} host  the gate */
export const start = (host) => run(host, new Mind(host.site || ''));
