// @ts-check
/**
 * A file for the visitor, made in the page and handed to the browser's own download. Nothing is stored and nothing sent:
 * the blob is let go as soon as the browser has read it.
 */
import { load } from './load.js';

/** @typedef {keyof typeof import('./texts/it.js').texts.files} File */

/** @param {File} which @param {any} exported @param {any} set */
export const download = async (which, exported, set) => {
  const at = { now: Date.now(), gpc: navigator.globalPrivacyControl === true };
  const made = which === 'all' ? exported : await (await load('evidence.js'))[which](exported, set, at);
  const href = URL.createObjectURL(new Blob([JSON.stringify(made, null, 2)], { type: 'application/json' }));
  const name = which === 'har' ? 'recinto.har' : `recinto-${which}.json`;
  Object.assign(document.createElement('a'), { href, download: name }).click();
  /* The browser reads the blob after the click returns. */
  setTimeout(() => URL.revokeObjectURL(href), 10000);
  return name;
};
