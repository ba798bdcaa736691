// @ts-check
/* The dataLayer: `{ event: 'recinto_segment', recinto: {…} }`; with null when the segment is taken back. */
import { hand, set } from './hand.js';

hand('datalayer', (segment) => {
  const site = /** @type {any} */ (window);
  const recinto = segment ? { segmento: segment.segmento, scoring: segment.scoring, categoria: segment.categoria } : null;
  (site[set.layer || 'dataLayer'] ||= []).push({ event: 'recinto_segment', recinto });
});
