// @ts-check
/**
 * What the view fetches besides itself, from beside itself and by its hash: the words of one language, and, once somebody
 * takes a copy, what makes the files. The same files for everybody.
 */

/* VIEW_FILES: the hash of each file, put in by the build ('' in a build that does not check). */

/** Known only while this file itself runs; where there is no page, as in a test, it is not asked for. */
const here = /** @type {HTMLScriptElement | null} */ (globalThis.document?.currentScript)?.src;

/** @type {Record<string, Promise<any>>} */
const coming = {};

/** @param {keyof typeof VIEW_FILES} name @returns {Promise<any>} what the file hands over */
export const load = (name) =>
  (coming[name] ||= new Promise((ready, lost) => {
    const script = document.createElement('script');
    Object.assign(script, {
      /* A page that does not say its own is read in another one. */
      charset: 'utf-8',
      src: new URL(name, here ?? location.href).href,
      integrity: VIEW_FILES[name],
      recinto: ready,
      /* Not for good: the next press asks again. */
      onerror: () => {
        delete coming[name];
        lost(name + ' could not be loaded');
      },
    });
    document.head.append(script);
  }));
