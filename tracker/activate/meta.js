// @ts-check
/*
 * Meta's pixel: a custom event with the segment as its parameter, `RecintoSegment` or what `data-event` says. The pixel
 * cannot take an event back; after a withdrawal there is no other.
 */
import { hand, set } from './hand.js';

const site = /** @type {any} */ (window);

hand(
  'meta-pixel',
  (segment) => segment && site.fbq('trackCustom', set.event || 'RecintoSegment', { segment: segment.segmento }),
  (act) => !!site.fbq && act(),
);
