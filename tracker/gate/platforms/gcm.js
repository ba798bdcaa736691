// @ts-check
/*
 * Google Consent Mode v2: the commands `consent default` and `consent update` in the dataLayer, those pushed before and
 * those still to come ("Set up consent mode on websites").
 *
 * A default is what holds before the visitor is asked. It is never a yes; denied, it waits for the update. Where the
 * visitor is, is not known here: a default for some regions counts as if it were for this one. The defaults that an
 * update leaves unnamed hold, as with Google.
 */
import { ACTIVATE, POSITION, REPORT, SEGMENT } from './answer.js';

/** How long a platform has to bring back an earlier choice, in ms, if it does not say so itself; Google's example. */
const USUAL_MS = 500;

/** The consent types each purpose needs; a type after `may` must only not be denied. */
const NEEDS = /** @type {[number, string[], string?][]} */ ([
  [SEGMENT, ['analytics_storage'], 'personalization_storage'],
  [REPORT, ['analytics_storage']],
  [ACTIVATE, ['ad_storage', 'ad_user_data', 'ad_personalization']],
]);

/** @type {import('./answer.js').Platform} */
export const gcm = (set, answer, guard) => {
  const site = /** @type {any} */ (window);
  const name = set.layer || 'dataLayer';
  if (set.consent) site[name] ||= [];
  const layer = site[name];
  if (!Array.isArray(layer)) return false;
  /** @type {Record<string, string>} */
  const defaults = {};
  /** @type {Record<string, string>} */
  const updates = {};
  let updated = false;
  /** Until when the platform has time to bring back an earlier choice. */
  let until = 0;
  const usual = Date.now() + USUAL_MS;

  const judge = () => {
    let yes = 0;
    let no = 0;
    let due = !updated && Date.now() < until;
    for (const [purpose, needs, may] of NEEDS) {
      if ([...needs, may].some((type) => (updates[type] || defaults[type]) === 'denied')) {
        if (updated) no |= purpose;
        else due = true;
      } else if (needs.every((type) => updates[type] === 'granted')) yes |= purpose;
    }
    /* Chosen just now, if later than an earlier choice would have come. */
    answer({ yes, no, due }, updated && Date.now() > (until || usual));
  };

  const read = guard((...pushes) => {
    let heard = false;
    for (const push of pushes) {
      const [command, kind, types] = Array.from(Object(push));
      if (command !== 'consent' || !types) continue;
      heard = true;
      for (const type in types) {
        /* Of several defaults, for several regions, the strictest. */
        if (kind === 'update') updates[type] = types[type];
        else if (defaults[type] !== 'denied') defaults[type] = types[type];
      }
      const wait = +types.wait_for_update;
      if (kind === 'update') updated = true;
      else if (wait > 0) {
        until = Date.now() + wait;
        setTimeout(judge, wait + 1);
      }
    }
    if (heard) judge();
  });

  const push = layer.push;
  layer.push = function () {
    const length = push.apply(this, arguments);
    read(...arguments);
    return length;
  };
  read(...layer);
  return true;
};
