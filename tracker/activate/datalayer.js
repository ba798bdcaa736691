// @ts-check
/* The dataLayer: `{ event: 'recinto_segment', recinto: {…} }`; with null when the segment is taken back. */
import { hand, set } from './hand.js';

/** @param {object | null} recinto */
const push = (recinto) => {
  const site = /** @type {any} */ (window);
  (site[set.layer || 'dataLayer'] ||= []).push({ event: 'recinto_segment', recinto });
};

hand(
  'datalayer',
  ({ segmento, scoring, categoria }) => push({ segmento, scoring, categoria }),
  () => push(null),
);
