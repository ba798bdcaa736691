// @ts-check
/* Google Ad Manager: a key of the page's targeting, `recinto` or what `data-key` says ("Config API migration", targeting). */
import { hand, set } from './hand.js';

const key = set.key || 'recinto';
const site = /** @type {any} */ (window);

hand(
  'google-ad-manager',
  (segment) => {
    const { googletag } = site;
    if (googletag.setConfig) googletag.setConfig({ targeting: { [key]: segment ? segment.segmento : null } });
    else if (segment) googletag.pubads().setTargeting(key, segment.segmento);
    else googletag.pubads().clearTargeting(key);
  },
  (act) => (site.googletag ||= { cmd: [] }).cmd.push(act),
);
