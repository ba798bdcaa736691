/** For the tests: consent platforms as their specifications describe them, which say what the test wants. */

/** TCF 2.3, CMP API v2: a listener is called at once with what there is, and at every change. */
export const makeTcf = () => {
  const listeners = [];
  let last;
  return {
    listeners,
    api: (command, version, callback) => {
      if (command !== 'addEventListener' || version !== 2) throw new Error(`unknown: ${command} ${version}`);
      listeners.push(callback);
      if (last) callback(...last);
    },
    say: (data, success = true) => {
      last = [data, success];
      for (const listener of listeners) listener(data, success);
    },
  };
};

const bits = (ids) => Object.fromEntries(ids.map((id) => [id, true]));
export const EVERY = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
export const VENDOR = 1111;

/** TCData with consent to these purposes. */
export const tcData = (consents, over = {}) => ({
  tcString: 'C…',
  gdprApplies: true,
  eventStatus: 'tcloaded',
  cmpStatus: 'loaded',
  isServiceSpecific: true,
  purpose: { consents: bits(consents), legitimateInterests: bits([2, 7, 8, 9, 10]) },
  vendor: { consents: { [VENDOR]: true }, legitimateInterests: {}, disclosedVendors: { [VENDOR]: true } },
  specialFeatureOptins: {},
  publisher: { consents: {}, restrictions: {} },
  ...over,
});

/** GPP 1.1: the callback comes with `listenerRegistered` at once, and again at every event. */
export const makeGpp = () => {
  const listeners = [];
  let last = [{ eventName: 'listenerRegistered', data: true, pingData: { cmpStatus: 'stub', signalStatus: 'not ready', applicableSections: [0], parsedSections: {} } }, true];
  return {
    listeners,
    api: (command, callback) => {
      if (command !== 'addEventListener' || typeof callback !== 'function') throw new Error(`unknown: ${command}`);
      listeners.push(callback);
      callback(...last);
    },
    say: (pingData, success = true) => {
      last = [{ eventName: 'signalStatus', data: pingData?.signalStatus, pingData }, success];
      for (const listener of listeners) listener(...last);
    },
  };
};

/** The names of the sections, at the place of their id. */
const SECTIONS = [, , 'tcfeuv2', , , 'tcfcav1', 'uspv1', 'usnat', 'usca', 'usva', 'usco', 'usut', 'usct', 'usfl', 'usmt', 'usor', 'ustx', 'usde', 'usia', 'usne'];

export const ping = (applicableSections, parsedSections, over = {}) => ({
  gppVersion: '1.1',
  cmpStatus: 'loaded',
  cmpDisplayStatus: 'hidden',
  signalStatus: 'ready',
  /* What the library of the authors has: the ids of all sections in the string. */
  sectionList: Object.keys(parsedSections || {}).map((name) => SECTIONS.indexOf(name)),
  applicableSections,
  parsedSections,
  ...over,
});

/** Section 2 as a list of sub-sections with ids. */
export const europe = (purposes, over = {}) => [
  { Version: 2, SpecialFeatureOptIns: [1], PurposeConsent: purposes, VendorConsent: [VENDOR], PubRestrictions: [], ...over },
  { SegmentType: 1, DisclosedVendors: over.disclosed || [VENDOR] },
];

/** The national section: nothing opted out of, no sensitive data consented to or refused. */
export const national = (over = {}, gpc = false) => [
  {
    Version: 1,
    SaleOptOutNotice: 1,
    SaleOptOut: 2,
    SharingOptOut: 2,
    TargetedAdvertisingOptOut: 2,
    SensitiveDataProcessing: [0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0],
    KnownChildSensitiveDataConsents: [0, 0],
    PersonalDataConsents: 2,
    MspaCoveredTransaction: 2,
    ...over,
  },
  { SubsectionType: 1, Gpc: gpc },
];

/** What gtag does: the arguments themselves are pushed. */
export const gtag = (layer) =>
  function () {
    layer.push(arguments);
  };

/** Segment's analytics.js: an emitter of its own calls. */
export const makeAnalytics = () => {
  const heard = {};
  const middleware = [];
  const call =
    (method) =>
    (...said) =>
      (heard[method] || []).forEach((listener) => listener(...said));
  return {
    on: (method, listener) => (heard[method] ||= []).push(listener),
    addSourceMiddleware: (one) => middleware.push(one),
    pass: (obj) => middleware.forEach((one) => one({ payload: { obj }, next: () => {} })),
    track: call('track'),
    page: call('page'),
    identify: call('identify'),
  };
};
