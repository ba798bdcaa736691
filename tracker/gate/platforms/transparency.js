// @ts-check
/**
 * What the purposes of IAB Europe's Transparency & Consent Framework mean for ours (TCF Policies v5, appendix A):
 * 1 store and access information on a device, 3 and 4 create and use profiles for advertising, 5 and 6 create and use
 * profiles for content, 9 understand audiences through statistics; special feature 1, precise geolocation.
 *
 * Consent only: legitimate interest is never a yes, since storing on the device needs consent (purpose 1 knows no other
 * legal basis) and the visitor is promised as much.
 */
import { ACTIVATE, POSITION, REPORT, SEGMENT, only } from './answer.js';

/** @type {[number, number[]][]} */
const NEEDS = [
  [SEGMENT, [1, 5, 6]],
  [REPORT, [1, 9]],
  [POSITION, [1]],
  [ACTIVATE, [1, 3, 4]],
];

/**
 * @param {(purpose: number) => boolean} consented  To the purpose, as the publisher's restrictions leave it.
 * @param {boolean} geolocation  Opted in to special feature 1.
 * @param {boolean} vendor  No vendor is asked for, or it is disclosed and consented to.
 */
export const transparency = (consented, geolocation, vendor) => {
  let yes = 0;
  if (vendor)
    for (const [purpose, needs] of NEEDS) if (needs.every(consented) && (purpose !== POSITION || geolocation)) yes |= purpose;
  return only(yes);
};

/**
 * Does a publisher's restriction leave consent as the legal basis? CMP API v2, "TCData": 0 not allowed, 1 require consent,
 * 2 require legitimate interest.
 * @param {unknown} type
 */
export const leavesConsent = (type) => type === undefined || type === 1;
