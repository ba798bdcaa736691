// @ts-check
/**
 * The file that is loaded when somebody asks to see: `recinto.show()`, `recinto.why()`, or the element. A site that wants
 * only `<recinto-privacy>` on its privacy page may put a tag for it there itself.
 */
import { answer } from './answer.js';
import { show } from './dialog.js';
import { define } from './element.js';
import { load } from './load.js';
import { readAll } from './read.js';
import { langOf, speaker } from './say.js';

/** On its tag's element it finds what was asked for, and whom to answer; asked again, it runs again. */
const tag = /** @type {any} */ (document.currentScript);
/** @type {{ set: any, what: string, done: (answer: any) => void } | undefined} */
const asked = tag?.recinto;
const set = asked?.set;

const asks = {
  show: () => show(set),
  why: async () => answer(speaker(await load(`visitor.${langOf(set?.lang)}.js`)), await readAll(await /** @type {any} */ (window).recinto.export(), set)),
};

define();
if (asked) {
  tag.remove();
  asks[asked.what]().then(asked.done, (/** @type {unknown} */ error) => asked.done(console.warn('recinto:', error)));
}
