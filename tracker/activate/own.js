// @ts-check
/* The site's own function, by the name that `data-callback` gives: with the segment, and with null when it is taken back. */
import { hand, set } from './hand.js';

const site = /** @type {any} */ (window);

hand(
  'own',
  (segment) => site[set.callback](segment || null),
  (act) => typeof site[set.callback] === 'function' && act(),
);
