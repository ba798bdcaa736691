// @ts-check
/**
 * The file that the gate loads when somebody asks to see: `recinto.show()`, `recinto.why()`, or the element. A site that
 * wants only `<recinto-privacy>` on its privacy page may put a tag for it there itself.
 */
import { answer } from './answer.js';
import { show } from './dialog.js';
import { define } from './element.js';
import { load } from './load.js';
import { readAll } from './read.js';
import { langOf, speaker } from './say.js';

/** The gate finds on its own tag's element what it was asked for, and is answered there. */
const gate = /** @type {any} */ (document.currentScript)?.recinto;
const set = gate?.set;

define();
gate?.ready({
  show: () => show(set),
  why: async () => answer(speaker(await load(`visitor.${langOf(set?.lang)}.js`)), await readAll(await window.recinto.export(), set)),
});
