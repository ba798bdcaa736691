// @ts-check
/*
 * GPP 1.1, by its CMP API 1.1: `addEventListener`, kept for the whole visit. Only `signalStatus: ready` counts ("vendors
 * should not use the data but wait and pause their processing").
 */
import { ACTIVATE, ALL, NOTHING, POSITION, REPORT, WAIT } from './answer.js';
import { reach } from './reach.js';
import { leavesConsent, transparency } from './transparency.js';

/** The ids of the sections ("Section Information"): none applies, EU TCF v2, and where the United States begin. */
const NONE = -1;
const EU = 2;
const US = 6;

/** A section is a list of its sub-sections ("getSection"); older platforms give one object. */
const flat = (section) => Object.assign({}, ...[].concat(section));
/** "Bitfield" as ids or as booleans: both are met. Bits as numbers cannot be told from ids and count as no. */
const has = (list, id) => Array.isArray(list) && !list.includes(0) && (list.includes(id) || list[id - 1] === true);
/** Section 2: the TC string of TCF, with the field names of "GPP Extension: IAB Europe TCF". */
const europe = (section, vendor) => {
  /* The specification and the library of its authors differ in the endings of the names. */
  const field = (name) => section[Object.keys(section).find((key) => name.test(key))];
  const id = Number(vendor);
  const restricted = (purpose) =>
    [].concat(field(/^PubRestrictions/) ?? []).some(({ key, type, ids }) => key === purpose && has(ids, id) && !leavesConsent(type));
  return transparency(
    (purpose) => has(field(/^PurposeConsent/), purpose) && (!vendor || !restricted(purpose)),
    has(field(/^SpecialFeature/), 1),
    !vendor || (has(field(/^VendorConsent/), id) && has(field(/Disclosed/), id)),
  );
};

/**
 * The national section and those of the states: an opt-out is a no, but the want of one is no yes, since nothing runs
 * without a consent. Values ("US National Privacy Section"): 1 opted out or no consent.
 */
const states = (section) => {
  /* Of a list of values, one is enough; `true` is 1, too. */
  const says = (name) => [].concat(section[name]).some((value) => value == 1);
  /* The signal of Global Privacy Control, passed on; and a child is never profiled. */
  if (says('Gpc') || says('KnownChildSensitiveDataConsents')) return ALL;
  let no = 0;
  const opted = ['Sale', 'Sharing', 'TargetedAdvertising'];
  /* "US Privacy String": the third character says whether the sale was opted out of. */
  if (opted.some((of) => says(of + 'OptOut')) || section.uspString?.[2] === 'Y') no |= ACTIVATE;
  /* Use that is "unrelated to or incompatible with" what the data was collected for. */
  if (says('PersonalDataConsents') || says('AdditionalDataProcessingConsent')) no |= REPORT | ACTIVATE;
  /* Of the sensitive data, the precise position is all that Recinto could use. */
  if (says('SensitiveDataProcessing')) no |= POSITION;
  return no;
};

const judge = ({ applicableSections: ids, parsedSections: sections, sectionList }, vendor) => {
  const names = Object.keys(sections || {}).filter((name) => name.startsWith('us'));
  /* A section that is not there, or that is not understood, may hold a no. */
  const known = (id) => id === NONE || (sectionList.includes(id) && (id === EU ? sections.tcfeuv2 : id >= US && names[0]));
  if (!ids[0] || !ids.every(known)) return WAIT;
  const eu = ids.includes(EU) ? europe(flat(sections.tcfeuv2), vendor) : NOTHING;
  /* An opt-out counts whether or not its section is said to apply. */
  const no = names.reduce((bits, name) => bits | states(flat(sections[name])), eu.no);
  return { ...eu, no };
};

/** @type {import('./answer.js').Platform} */
export const gpp = (set, answer, guard) => {
  let shown = false;
  const heard = ({ pingData }, success) => {
    const { signalStatus, cmpStatus, cmpDisplayStatus } = pingData;
    const ready = success !== false && signalStatus === 'ready' && cmpStatus !== 'error';
    shown ||= cmpDisplayStatus === 'visible';
    answer(ready ? judge(pingData, set.tcfVendor) : WAIT, shown);
  };
  return reach('__gpp', answer, guard(heard));
};
