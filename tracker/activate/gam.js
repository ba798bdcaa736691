// @ts-check
/* Google Ad Manager: a key of the page's targeting, `recinto` or what `data-key` says ("Config API migration", targeting). */
import { hand, set } from './hand.js';

const key = set.key || 'recinto';

/** @param {string | null} value */
const target = (value) => {
  const site = /** @type {any} */ (window);
  const tag = (site.googletag ||= { cmd: [] });
  tag.cmd.push(() => {
    const { googletag } = site;
    if (googletag.setConfig) googletag.setConfig({ targeting: { [key]: value } });
    else if (value === null) googletag.pubads().clearTargeting(key);
    else googletag.pubads().setTargeting(key, value);
  });
};

hand(
  'google-ad-manager',
  ({ segmento }) => target(segmento),
  () => target(null),
);
