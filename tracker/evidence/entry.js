// @ts-check
/** The file `evidence.js`, fetched when somebody takes a copy: hands its makers to whoever added its tag. */
import { evidence } from './evidence.js';
import { har } from './har.js';
import { siteOf } from './site.js';
import { take } from './take.js';

/** @type {any} */ (document.currentScript).recinto({
  evidence,
  receipt: async (/** @type {Parameters<typeof evidence>} */ ...by) => (await evidence(...by)).receipt,
  har: (/** @type {any} */ exported, /** @type {any} */ set, /** @type {{ now: number }} */ at) => har(take(exported), siteOf(set), at),
});
