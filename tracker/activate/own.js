// @ts-check
/* The site's own function, by the name that `data-callback` gives: with the segment, and with null when it is taken back. */
import { hand, set } from './hand.js';

const tell = (/** @type {object | null} */ segment) => {
  const act = /** @type {any} */ (window)[set.callback];
  if (typeof act !== 'function') return false;
  act(segment);
};

hand('own', tell, () => tell(null));
