// @ts-check
/**
 * The consent record: the four sections of ISO/IEC TS 27560:2023 (header, processing, parties, events) in the terms of
 * the W3C community group's Data Privacy Vocabulary, after its guide "Consent Records and Receipts as per ISO/IEC TS
 * 27560:2023 using DPV" (https://w3id.org/dpv/guides/consent-27560). The IRIs below are names: nothing is fetched.
 *
 * The visitor's own device writes it, so it says what the device knows and "unknown" for the rest. It claims the guide's
 * profile only where everything that the profile demands is known.
 */
import { history } from './history.js';
import { RAW_HOURS } from './model.js';
import { UNKNOWN } from './site.js';
import { PURPOSES } from './take.js';

export const CONTEXT = {
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  dct: 'http://purl.org/dc/terms/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  recinto: 'urn:recinto:',
};

export const PROFILE = 'urn:recinto:consent-record:1';
export const DPV_PROFILE = 'https://w3id.org/dpv/schema/dpv-27560#record';

/** Six months, as `gate/choice.js` has it: how long a choice stands. */
export const CHOICE_DAYS = 185;
const DAY = 864e5;

export const isoTime = (/** @type {number} */ ms) => {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? UNKNOWN : date.toISOString();
};
export const isoDay = (/** @type {number} */ day) => isoTime(day * DAY).slice(0, 10);

const STATES = { given: 'dpv:ConsentGiven', refused: 'dpv:ConsentRefused', withdrawn: 'dpv:ConsentWithdrawn' };

/** Only the banner is known to be the visitor's own hand; of everything else the device knows the way it came. */
const by = (/** @type {string} */ reason) => (reason === 'banner' ? 'dpv:DataSubject' : UNKNOWN);

/** @param {import('./history.js').Change} change */
const event = (change) => ({
  '@type': STATES[change.state],
  'dpv:hasPurpose': 'recinto:purpose:' + change.purpose,
  'dpv:isIndicatedAtTime': isoTime(change.time),
  'dpv:isIndicatedBy': by(change.reason),
  'dpv:hasIndicationMethod': change.reason,
  'recinto:ledgerEntry': change.seq,
});

/**
 * Where a purpose stands now. After a withdrawal of everything the ledger is gone, and a record that says no does not say
 * whether there ever was a yes. A yes in the record that does not count was overruled by a consent platform's no.
 * @param {import('./take.js').Taken} all @param {string} purpose
 * @param {import('./history.js').Change[]} changes @param {boolean} gpc
 */
export const stateOf = (all, purpose, changes, gpc) => {
  if (all.consent[purpose]) return STATES.given;
  if (gpc) return STATES.refused;
  const bit = 1 << PURPOSES.indexOf(purpose);
  if (!all.choice || !((all.choice.p | all.choice.n) & bit)) return 'dpv:ConsentUnknown';
  if (!all.consent.decided) return 'dpv:ConsentExpired';
  const last = changes.filter((change) => change.purpose === purpose).at(-1);
  if (last && last.state !== 'given') return STATES[last.state];
  return 'dpv:ConsentStatusInvalidForProcessing';
};

const stored = (/** @type {string} */ what, /** @type {string} */ duration) => ({
  '@type': ['dpv:StorageCondition', 'dpv:StorageLocation', 'dpv:StorageDuration'],
  'dct:title': what,
  'dpv:hasLocation': 'dpv:WithinDevice',
  'dpv:hasDuration': duration,
});

/** Tools that the segment was handed to, as the ledger names them. @param {import('./take.js').Entry[]} ledger */
const tools = (ledger) => [
  ...new Set(ledger.map(({ what }) => /^handed .* to ([a-z-]{1,32})$/.exec(String(what))?.[1] ?? '').filter(Boolean)),
];

const recipient = (/** @type {string} */ name) => ({ '@type': 'dpv:Recipient', 'dpv:hasName': name });

/** @param {import('./model.js').Model | null} model @param {import('./site.js').Site} site @param {import('./take.js').Entry[]} ledger */
const processes = (model, site, ledger) => {
  const window = `P${model?.window_days ?? 30}D`;
  const raw = `PT${model?.raw_hours ?? RAW_HOURS}H`;
  const blurred = model?.mechanism === 'krr' || model?.mechanism === 'oue';
  return {
    segment: {
      'dct:title': 'Keep events and a summary on the device and work out which segment they resemble',
      'dpv:hasPurpose': ['dpv:Personalisation'],
      'dpv:hasPersonalData': ['pd:BrowsingBehavior', 'pd:Interest', 'pd:Transactional'],
      'dpv:hasProcessing': ['dpv:Collect', 'dpv:Store', 'dpv:Derive', 'dpv:Profiling'],
      'dpv:hasStorageCondition': [
        stored('raw events', raw),
        stored('summary by word and UTC day', window),
        stored('model, reports, ledger', 'until consent is withdrawn'),
      ],
      'dpv:hasRecipient': [recipient('the page itself: the name of the segment, on the device')],
    },
    report: {
      'dct:title': 'Send at most one label report of 256 bytes per epoch',
      'dpv:hasPurpose': ['dpv:ServiceUsageAnalytics'],
      'dpv:hasPersonalData': ['pd:Interest'],
      'dpv:hasProcessing': ['dpv:Transmit'],
      'dpv:hasStorageCondition': [stored('the drawn answers and the latest reports', 'until consent is withdrawn')],
      'dpv:hasRecipient': [recipient(site.collector)],
      'dpv:hasTechnicalMeasure': blurred ? ['dpv:DifferentialPrivacy'] : [],
      'recinto:mechanism': model?.mechanism || UNKNOWN,
      'recinto:epsilonPerAnswer': blurred ? model.epsilon : null,
    },
    position: {
      'dct:title': 'Use positions that the page hands over, on the device',
      'dpv:hasPurpose': ['dpv:Personalisation'],
      'dpv:hasPersonalData': ['pd:Location'],
      'dpv:hasProcessing': ['dpv:Store', 'dpv:Derive'],
      'dpv:hasStorageCondition': [stored('positions of raw events', raw), stored('counts of places', window)],
      'dpv:hasRecipient': [],
    },
    activate: {
      'dct:title': 'Let advertising tools on the page read the name of the segment',
      'dpv:hasPurpose': ['dpv:PersonalisedAdvertising'],
      'dpv:hasPersonalData': ['pd:Interest'],
      'dpv:hasProcessing': ['dpv:MakeAvailable'],
      'dpv:hasStorageCondition': [],
      'dpv:hasRecipient': [...tools(ledger), 'others on the page that read it by themselves: unknown'].map(recipient),
    },
  };
};

/** The record's name: the first entry's hash, which stays the same while the ledger grows. Nothing that leaves holds it. */
export const recordId = (/** @type {import('./take.js').Entry[]} */ ledger) =>
  'urn:recinto:record:' + (typeof ledger[0]?.hash === 'string' && ledger[0].hash ? ledger[0].hash : 'none');

/**
 * @param {import('./take.js').Taken} all
 * @param {import('./model.js').Model | null} model
 * @param {import('./site.js').Site} site
 * @param {{ now: number, gpc: boolean }} at
 */
export const record = (all, model, site, at) => {
  const changes = history(all.ledger);
  const described = processes(model, site, all.ledger);
  const complete = ![site.controller, site.address, site.contact, site.jurisdiction, site.collector, site.privacy].includes(UNKNOWN);
  const choice = all.choice;
  return {
    '@type': 'dpv:ConsentRecord',
    'dct:conformsTo': complete ? [PROFILE, DPV_PROFILE] : [PROFILE],
    'dct:identifier': recordId(all.ledger),
    'dct:created': isoTime(at.now),
    'dct:creator': 'the visitor’s own device',
    'dct:language': 'en',
    'dpv:hasDataSubject': { '@type': 'dpv:DataSubject', 'dct:identifier': 'none: the device keeps no identifier of its visitor' },
    'dpv:hasDataController': {
      '@type': 'dpv:DataController',
      'dpv:hasName': site.controller,
      'dpv:hasAddress': site.address,
      'dpv:hasContact': site.contact,
    },
    'dpv:hasJurisdiction': site.jurisdiction,
    'dpv:hasLegalBasis': ['dpv:ExpressedConsent', 'eu-gdpr:A6-1-a'],
    'dpv:hasNotice': {
      '@type': 'dpv:ConsentNotice',
      'dct:identifier': choice ? 'urn:recinto:notice:' + choice.t : UNKNOWN,
      'dct:source': site.privacy,
      'dct:date': choice ? isoDay(choice.d) : UNKNOWN,
    },
    'dpv:hasConsentControl': {
      '@type': ['dpv:WithdrawConsent'],
      'dpv:isExercisedAt': 'on any page of the site: recinto.show(), recinto.consent({…}) or recinto.forget()',
    },
    'dpv:hasProcess': PURPOSES.map((purpose) => ({
      '@type': 'dpv:Process',
      'dct:identifier': 'recinto:purpose:' + purpose,
      ...described[purpose],
      'dpv:hasConsentStatus': stateOf(all, purpose, changes, at.gpc),
    })),
    'dpv:hasConsentStatus': changes.map(event),
    'recinto:choice': choice && {
      day: isoDay(choice.d),
      until: isoDay(choice.d + CHOICE_DAYS),
      noticeVersion: choice.t,
      lastReportedEpoch: choice.e,
    },
  };
};

/** What a ledger's consent entries come to, for who checks a file against itself. */
export const events = (/** @type {import('./take.js').Entry[]} */ ledger) => history(ledger).map(event);
