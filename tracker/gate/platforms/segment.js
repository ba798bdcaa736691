// @ts-check
/*
 * Consent as Segment's analytics.js carries it: `context.consent.categoryPreferences`, on the event "Segment Consent
 * Preference Updated" and stamped on any other ("Consent in Unify", consent object). A category that is not named is not
 * consented to, as there. `data-consent-categories` says which category means which purposes.
 */
import { ACTIVATE, POSITION, REPORT, SEGMENT } from './answer.js';

const PURPOSES = { segment: SEGMENT, report: REPORT, position: POSITION, activate: ACTIVATE };
const USUAL = 'Analytics=segment report,Advertising=activate';
/** The event that says that the visitor chose just now. */
const CHOSEN = 'Segment Consent Preference Updated';

/** @type {import('./answer.js').Platform} */
export const segment = (set, answer, guard) => {
  const { analytics } = /** @type {any} */ (window);
  if (!analytics?.on) return false;
  let last;
  const read = guard((consent, name) => {
    const said = consent?.categoryPreferences;
    if (!said || last === (last = JSON.stringify(said))) return;
    let yes = 0;
    let no = 0;
    for (const pair of (set.consentCategories || USUAL).split(',')) {
      const [category, ...purposes] = pair.trim().split(/[= ]+/);
      for (const purpose of purposes) {
        if (said[category] === true) yes |= PURPOSES[purpose];
        else no |= PURPOSES[purpose];
      }
    }
    answer({ yes, no, due: false }, name === CHOSEN);
  });
  /* Calls: name, properties, options. */
  for (const method of ['track', 'page', 'identify'])
    analytics.on(method, (name, properties, options) => read(options?.consent || options?.context?.consent, name));
  /* Segment's consent wrappers stamp what passes; this comes after them. */
  analytics.addSourceMiddleware?.(({ payload, next }) => {
    read(payload.obj.context?.consent);
    next(payload);
  });
  return true;
};
