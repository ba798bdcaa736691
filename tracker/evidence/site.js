// @ts-check
/**
 * Who stands behind the page, as far as the site says it in the attributes of its tag. What it does not say is unknown,
 * and is written down as unknown.
 *
 * @typedef {object} Site
 * @property {string} site
 * @property {string} collector
 * @property {string} privacy  Where the privacy notice is.
 * @property {string} controller
 * @property {string} address
 * @property {string} contact
 * @property {string} jurisdiction
 */
import { field, text } from './take.js';

export const UNKNOWN = 'unknown';

/** @param {any} set  The data attributes of the gate's tag. @returns {Site} */
export const siteOf = (set) => {
  const said = (/** @type {string} */ name) => text(plain(set, name), 256) || UNKNOWN;
  return {
    site: said('site'),
    collector: said('collector').replace(/\/+$/, ''),
    privacy: said('privacy'),
    controller: said('controller'),
    address: said('controllerAddress'),
    contact: said('controllerContact'),
    jurisdiction: said('jurisdiction'),
  };
};

/** A page's `dataset` has its fields on the way, and not as its own. */
const plain = (/** @type {any} */ set, /** @type {string} */ name) => {
  try {
    return field(set, name) ?? set?.[name];
  } catch {
    return undefined;
  }
};
