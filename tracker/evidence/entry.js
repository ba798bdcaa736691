// @ts-check
/** The file `evidence.js`, fetched when somebody takes a copy: hands its makers to whoever added its tag. */
import { evidence } from './evidence.js';
import { har } from './har.js';
import { siteOf } from './site.js';
import { take } from './take.js';
import { uuid } from './uuid.js';

/** @typedef {{ now: number, gpc: boolean }} At */

const whole = (/** @type {any} */ exported, /** @type {any} */ set, /** @type {At} */ at) => evidence(exported, set, { ...at, id: uuid() });

/** @type {any} */ (document.currentScript).recinto({
  evidence: whole,
  receipt: async (/** @type {Parameters<typeof whole>} */ ...by) => (await whole(...by)).receipt,
  har: (/** @type {any} */ exported, /** @type {any} */ set, /** @type {At} */ at) => har(take(exported), siteOf(set), at),
});
