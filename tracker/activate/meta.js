// @ts-check
/*
 * Meta's pixel: a custom event with the segment as its parameter, `RecintoSegment` or what `data-event` says. The pixel
 * cannot take an event back; after a withdrawal there is no other.
 */
import { hand, set } from './hand.js';

const site = /** @type {any} */ (window);
/** A score that moves is no other segment: an event for each would tell when the visitor acts. */
let told;

hand(
  'meta-pixel',
  (segment) => {
    if (told !== (told = segment?.segmento) && told) site.fbq('trackCustom', set.event || 'RecintoSegment', { segment: told });
  },
  (act) => !!site.fbq && act(),
);
