// @ts-check
/* TCF 2.3, by CMP API v2: `addEventListener`, kept for the whole visit. `data-tcf-vendor` names a vendor to be asked for. */
import { NOTHING, WAIT } from './answer.js';
import { reach } from './reach.js';
import { leavesConsent, transparency } from './transparency.js';

const judge = ({ purpose, publisher, specialFeatureOptins, isServiceSpecific, vendor }, id) =>
  transparency(
    (needed) => purpose.consents[needed] === true && (!id || leavesConsent(publisher?.restrictions?.[needed]?.[id])),
    specialFeatureOptins?.[1] === true,
    /* "TC String is invalid" if it is not service-specific (CMP API v2, "TCData"). */
    isServiceSpecific !== false &&
      /*
       * TCF 2.3: a vendor that was not disclosed to the visitor has no consent, whatever its bit says. The list is called
       * by the first name in IAB's own library, by the second in the text of the specification (its issue 431).
       */
      (!id || (vendor?.consents?.[id] === true && (vendor.disclosedVendors ?? vendor.vendorsDisclosed)?.[id] === true)),
  );

/** @type {import('./answer.js').Platform} */
export const tcf = (set, answer, guard) => {
  const heard = ({ gdprApplies, eventStatus, cmpStatus, ...data }, success) => {
    const chosen = eventStatus === 'useractioncomplete';
    let said = WAIT;
    /* "addEventListener": no success, not registered; "Ping Status Codes": in an error state nothing it says counts. */
    if (success && cmpStatus !== 'error') {
      if (gdprApplies === false) said = NOTHING;
      else if (gdprApplies && (chosen || eventStatus === 'tcloaded')) said = judge(/** @type {any} */ (data), set.tcfVendor);
      /* The visitor is asked, or looks at an earlier answer again: what was known stands until there is another. */
      else if (eventStatus === 'cmpuishown') return;
    }
    answer(said, chosen);
  };
  return reach('__tcfapi', answer, guard(heard), 2);
};
