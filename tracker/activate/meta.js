// @ts-check
/*
 * Meta's pixel: a custom event with the segment as its parameter, `RecintoSegment` or what `data-event` says. The pixel
 * cannot take an event back; after a withdrawal there is no other.
 */
import { hand, set } from './hand.js';

hand('meta-pixel', ({ segmento }) => {
  const { fbq } = /** @type {any} */ (window);
  if (!fbq) return false;
  fbq('trackCustom', set.event || 'RecintoSegment', { segment: segmento });
});
