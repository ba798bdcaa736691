import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PURPOSES } from './choice.js';
import { EVERY, VENDOR, europe, gtag, makeAnalytics, makeGpp, makeTcf, national, ping, tcData } from './cmps.mjs';
import { visit } from './visit.mjs';

/* The table of PRIVACY.md: what is expected stands there and nowhere else. */
const HEAD = ['signal', 'value', ...PURPOSES];
const lines = readFileSync(new URL('../../PRIVACY.md', import.meta.url), 'utf8').split('\n');
const cells = (line) => line.split('|').slice(1, -1).map((cell) => cell.trim());
const first = lines.findIndex((line) => cells(line).join() === HEAD.join());
assert.ok(first >= 0, 'PRIVACY.md has the table of signals');
const end = lines.findIndex((line, at) => at > first && !line.startsWith('|'));
const ROWS = lines.slice(first + 2, end).map((line) => {
  const [signal, value, ...words] = cells(line);
  return { signal, value, words };
});

const features = { specialFeatureOptins: { 1: true } };
const all = tcData(EVERY, features);
const restricted = (purpose, type) => ({ ...all, publisher: { restrictions: { [purpose]: { [VENDOR]: type } } } });
const vendor = (over) => ({ ...all, vendor: { ...all.vendor, ...over } });
const wide = (value) => ({ ad_storage: value, ad_user_data: value, ad_personalization: value, analytics_storage: value });
const bits = (ids, length) => Array.from({ length }, (_, i) => ids.includes(i + 1));

/** How each signal comes onto a page, and how each of its values is said there. */
const SIGNALS = {
  'Global Privacy Control': {
    install: () => {},
    on: (page) => (page.gpc = true),
    off: (page) => (page.gpc = false),
  },
  'own choice': {
    install: () => {},
    'never asked': () => {},
    'all accepted in the banner': (page) => banner(page, true),
    'all refused in the banner': (page) => banner(page, false),
    '`recinto.consent` grants `segment`, names no other': (page) => page.recinto.consent({ segment: true }),
    '`recinto.consent` grants `report`, names no other': (page) => page.recinto.consent({ report: true }),
    '`recinto.consent` grants `position`, names no other': (page) => page.recinto.consent({ position: true }),
    '`recinto.consent` grants `activate`, names no other': (page) => page.recinto.consent({ activate: true }),
    '`recinto.consent` refuses `activate`, names no other': (page) => page.recinto.consent({ activate: false }),
    '`recinto.forget`': (page) => page.recinto.forget(),
  },
  'TCF 2.3': {
    install: (page) => {
      page.tcf = makeTcf();
      page.window.__tcfapi = page.tcf.api;
    },
    'the GDPR does not apply': (page) => page.tcf.say({ gdprApplies: false, cmpId: 1, cmpVersion: 1, tcfPolicyVersion: 5 }),
    'not known yet whether the GDPR applies': (page) => page.tcf.say({ ...all, gdprApplies: undefined }),
    'the stub is there, the platform is not': () => {},
    'asking the visitor (`cmpuishown`)': (page) => page.tcf.say({ ...all, eventStatus: 'cmpuishown' }),
    'the listener was refused': (page) => page.tcf.say(all, false),
    'in an error state': (page) => page.tcf.say({ ...all, cmpStatus: 'error' }),
    'an answer that cannot be read': (page) => page.tcf.say({ ...all, purpose: undefined }),
    'consent to all purposes and special feature 1 (`tcloaded`)': (page) => page.tcf.say(all),
    'consent to all purposes and special feature 1 (`useractioncomplete`)': (page) => page.tcf.say({ ...all, eventStatus: 'useractioncomplete' }),
    'consent to nothing': (page) => page.tcf.say(tcData([])),
    'consent to purposes 1, 5, 6': (page) => page.tcf.say(tcData([1, 5, 6])),
    'consent to purposes 1, 5': (page) => page.tcf.say(tcData([1, 5])),
    'consent to purposes 1, 9': (page) => page.tcf.say(tcData([1, 9])),
    'consent to purpose 1 and special feature 1': (page) => page.tcf.say(tcData([1], features)),
    'consent to purposes 1, 3, 4': (page) => page.tcf.say(tcData([1, 3, 4])),
    'consent to all purposes but 1': (page) => page.tcf.say(tcData(EVERY.slice(1), features)),
    'legitimate interest in all purposes, consent to purpose 1': (page) =>
      page.tcf.say(tcData([1], { purpose: { consents: { 1: true }, legitimateInterests: Object.fromEntries(EVERY.map((id) => [id, true])) } })),
    'looked at again after consent to all (`cmpuishown`)': {
      say: (page) => page.tcf.say(all),
      then: (page) => page.tcf.say({ ...all, eventStatus: 'cmpuishown' }),
    },
    'a TC string that is not service-specific': (page) => page.tcf.say({ ...all, isServiceSpecific: false }),
    'the vendor is disclosed and consented to': { set: { tcfVendor: String(VENDOR) }, say: (page) => page.tcf.say(all) },
    'the vendor is not consented to': { set: { tcfVendor: String(VENDOR) }, say: (page) => page.tcf.say(vendor({ consents: {} })) },
    'the vendor is disclosed, in a list called `vendorsDisclosed` as in the specification\'s text': {
      set: { tcfVendor: String(VENDOR) },
      say: (page) => page.tcf.say(vendor({ disclosedVendors: undefined, vendorsDisclosed: { [VENDOR]: true } })),
    },
    'the vendor was not disclosed': { set: { tcfVendor: String(VENDOR) }, say: (page) => page.tcf.say(vendor({ disclosedVendors: { 1: true } })) },
    'no list of disclosed vendors': { set: { tcfVendor: String(VENDOR) }, say: (page) => page.tcf.say(vendor({ disclosedVendors: undefined })) },
    'the publisher does not allow the vendor purpose 9': { set: { tcfVendor: String(VENDOR) }, say: (page) => page.tcf.say(restricted(9, 0)) },
    'the publisher requires consent for purpose 9': { set: { tcfVendor: String(VENDOR) }, say: (page) => page.tcf.say(restricted(9, 1)) },
    'the publisher requires legitimate interest for purpose 1': { set: { tcfVendor: String(VENDOR) }, say: (page) => page.tcf.say(restricted(1, 2)) },
  },
  'GPP 1.1': {
    install: (page) => {
      page.gpp = makeGpp();
      page.window.__gpp = page.gpp.api;
    },
    '`signalStatus` not ready': (page) => page.gpp.say(ping([2], { tcfeuv2: europe(EVERY) }, { signalStatus: 'not ready' })),
    'in an error state': (page) => page.gpp.say(ping([2], { tcfeuv2: europe(EVERY) }, { cmpStatus: 'error' })),
    'the listener was refused': (page) => page.gpp.say(ping([2], { tcfeuv2: europe(EVERY) }), false),
    'no section applies': (page) => page.gpp.say(ping([-1], {})),
    'a section applies that is not read here (Canada)': (page) => page.gpp.say(ping([5], { tcfcav1: [{}], usnat: national() })),
    'the EU section applies and is missing': (page) => page.gpp.say(ping([2], {})),
    'a US state’s section applies and is missing, the national one is there': (page) => page.gpp.say(ping([8], { usnat: national() })),
    'EU: consent to all purposes and special feature 1': (page) => page.gpp.say(ping([2], { tcfeuv2: europe(EVERY) })),
    'EU: the same, as bits': (page) =>
      page.gpp.say(ping([2], { tcfeuv2: { PurposeConsents: bits(EVERY, 24), SpecialFeatureOptins: bits([1], 12), VendorConsents: [VENDOR], VendorsDisclosed: bits([VENDOR], 1200) } })),
    'EU: bits as numbers, which cannot be told from ids': (page) =>
      page.gpp.say(ping([2], { tcfeuv2: europe(bits(EVERY, 24).map(Number), { SpecialFeatureOptIns: [1, 0] }) })),
    'EU: consent to nothing': (page) => page.gpp.say(ping([2], { tcfeuv2: europe([], { SpecialFeatureOptIns: [] }) })),
    'EU: consent to purposes 1, 9': (page) => page.gpp.say(ping([2], { tcfeuv2: europe([1, 9], { SpecialFeatureOptIns: [] }) })),
    'EU: the vendor was not disclosed': { set: { tcfVendor: String(VENDOR) }, say: (page) => page.gpp.say(ping([2], { tcfeuv2: europe(EVERY, { disclosed: [1] }) })) },
    'EU: the publisher does not allow the vendor purpose 9': {
      set: { tcfVendor: String(VENDOR) },
      say: (page) => page.gpp.say(ping([2], { tcfeuv2: europe(EVERY, { PubRestrictions: [{ key: 9, type: 0, ids: [VENDOR] }] }) })),
    },
    'US national: did not opt out': (page) => page.gpp.say(ping([7], { usnat: national() })),
    'US national: opted out of the sale': (page) => page.gpp.say(ping([7], { usnat: national({ SaleOptOut: 1 }) })),
    'US national: opted out of sharing': (page) => page.gpp.say(ping([7], { usnat: national({ SharingOptOut: 1 }) })),
    'US national: opted out of targeted advertising': (page) => page.gpp.say(ping([7], { usnat: national({ TargetedAdvertisingOptOut: 1 }) })),
    'US national: no consent to sensitive data': (page) => page.gpp.say(ping([7], { usnat: national({ SensitiveDataProcessing: [0, 0, 0, 0, 0, 0, 0, 1] }) })),
    'US national: no consent to incompatible use': (page) => page.gpp.say(ping([7], { usnat: national({ PersonalDataConsents: 1 }) })),
    'US national: no consent for a known child': (page) => page.gpp.say(ping([7], { usnat: national({ KnownChildSensitiveDataConsents: [0, 1] }) })),
    'US national: Global Privacy Control': (page) => page.gpp.say(ping([7], { usnat: national({}, true) })),
    'US state: did not opt out': (page) => page.gpp.say(ping([8], { usca: national() })),
    'US state: opted out of the sale': (page) => page.gpp.say(ping([8], { usca: national({ SaleOptOut: 1 }) })),
    'US state: no consent to additional processing': (page) => page.gpp.say(ping([19], { usne: national({ AdditionalDataProcessingConsent: 1 }) })),
    'US state: Global Privacy Control': (page) => page.gpp.say(ping([8], { usca: national({}, true) })),
    'US privacy string: opted out of the sale': (page) => page.gpp.say(ping([6], { uspv1: [{ uspString: '1YYN' }] })),
    'EU: consent to all, US state: opted out of the sale': (page) => page.gpp.say(ping([2], { tcfeuv2: europe(EVERY), usca: national({ SaleOptOut: 1 }) })),
  },
  'Consent Mode v2': {
    install: (page) => {
      page.window.dataLayer = [{ event: 'gtm.js' }];
      page.gtag = gtag(page.window.dataLayer);
    },
    'default granted': (page) => page.gtag('consent', 'default', wide('granted')),
    'default denied': (page) => page.gtag('consent', 'default', wide('denied')),
    'default denied in one region, granted elsewhere': (page) => {
      page.gtag('consent', 'default', { ...wide('denied'), region: ['IT', 'US-CA'] });
      page.gtag('consent', 'default', wide('granted'));
    },
    'default granted, within `wait_for_update`': (page) => page.gtag('consent', 'default', { ...wide('granted'), wait_for_update: 9e9 }),
    'default granted, after `wait_for_update`': (page) => page.gtag('consent', 'default', { ...wide('granted'), wait_for_update: 500 }),
    'default denied, after `wait_for_update`': (page) => page.gtag('consent', 'default', { ...wide('denied'), wait_for_update: 500 }),
    'update: all granted': (page) => {
      page.gtag('consent', 'default', wide('denied'));
      page.gtag('consent', 'update', wide('granted'));
    },
    'update: all denied': (page) => page.gtag('consent', 'update', wide('denied')),
    'update: analytics granted, advertising denied': (page) => page.gtag('consent', 'update', { ...wide('denied'), analytics_storage: 'granted' }),
    'update: advertising granted, analytics denied': (page) => page.gtag('consent', 'update', { ...wide('granted'), analytics_storage: 'denied' }),
    'update: `personalization_storage` denied, the rest granted': (page) =>
      page.gtag('consent', 'update', { ...wide('granted'), personalization_storage: 'denied' }),
    'update: `ad_user_data` not named, by default denied': (page) => {
      page.gtag('consent', 'default', wide('denied'));
      const { ad_user_data, ...rest } = wide('granted');
      page.gtag('consent', 'update', rest);
    },
    'update: `ad_user_data` not named, no default': (page) => {
      const { ad_user_data, ...rest } = wide('granted');
      page.gtag('consent', 'update', rest);
    },
    'granted, then denied': (page) => {
      page.gtag('consent', 'update', wide('granted'));
      page.gtag('consent', 'update', wide('denied'));
    },
  },
  "Segment's consent": {
    /* Its script does not tell what was said before somebody listened. */
    first: true,
    install: (page) => (page.window.analytics = makeAnalytics()),
    'none said': (page) => page.window.analytics.track('Product Viewed', {}, {}),
    'Analytics and Advertising': (page) => prefer(page, { Analytics: true, Advertising: true, Functional: true }),
    neither: (page) => prefer(page, { Analytics: false, Advertising: false, Functional: true }),
    'Analytics, not Advertising': (page) => prefer(page, { Analytics: true, Advertising: false }),
    'Advertising is not named': (page) => prefer(page, { Analytics: true }),
    'other categories, as `data-consent-categories` says': {
      set: { consentCategories: 'C0002=segment position, C0003=report' },
      say: (page) => prefer(page, { C0002: true, C0003: false, C0004: true }),
    },
  },
};
const banner = (page, wish) => {
  page.recinto.showConsent();
  page.added.at(-1).recinto.consent(Object.fromEntries(PURPOSES.map((name) => [name, wish])));
};
const prefer = (page, categoryPreferences) =>
  page.window.analytics.track('Segment Consent Preference Updated', undefined, { consent: { categoryPreferences } });

/** The strongest no wins; who waits holds all. */
const expected = (rows) =>
  rows.some((row) => row.words.includes('wait'))
    ? ''
    : PURPOSES.filter((name, i) => rows.some((row) => row.words[i] === 'yes') && !rows.some((row) => row.words[i] === 'no')).join(' ');

const speaks = (row) => SIGNALS[row.signal][row.value].say || SIGNALS[row.signal][row.value];
const says = (row) => SIGNALS[row.signal][row.value].set;
const name = (row) => `${row.signal}: ${row.value}`;

/**
 * Rows that come onto one page. `early`: all are there when the gate comes, and then speak in turn; otherwise each comes
 * when it speaks.
 */
const check = async (rows, early) => {
  const page = await visit({ quick: true, set: Object.assign({}, ...rows.map(says)) });
  if (early) {
    await page.act(() => rows.forEach((row) => SIGNALS[row.signal].install(page)));
    await page.pass(1_000);
  }
  for (const row of rows) {
    const { install, first } = SIGNALS[row.signal];
    if (!early) await page.act(() => install(page));
    if (first) await page.pass(2_000);
    await page.act(() => speaks(row)(page));
    await page.pass(2_000);
    const { then } = SIGNALS[row.signal][row.value];
    if (then) await page.act(() => then(page));
  }
  assert.equal(page.purposes(), expected(rows), `${early ? 'there, then' : 'coming:'} ${rows.map(name).join(', then ')}`);
  return page;
};

test('every row of the table has its signal here, and every signal its row', () => {
  const known = Object.entries(SIGNALS).flatMap(([signal, { install, first, ...values }]) => Object.keys(values).map((value) => `${signal}: ${value}`));
  assert.deepEqual(ROWS.map(name).sort(), known.sort());
  for (const { words } of ROWS) for (const word of words) assert.ok(['yes', 'no', 'wait', '—'].includes(word), word);
});

test('each signal alone, there before the gate looks or coming late', async () => {
  for (const row of ROWS) {
    await check([row], true);
    await check([row], false);
  }
});

test('each pair of rows of different signals, in either order, early and late', async () => {
  for (const one of ROWS)
    for (const two of ROWS)
      if (one.signal !== two.signal) for (const early of [true, false]) await check([one, two], early);
});

test('triples of different signals that say yes, say no, and wait, in every order', async () => {
  const plain = ROWS.filter((row) => !says(row));
  const few = Object.keys(SIGNALS).flatMap((signal) =>
    ['yes', 'no', 'wait'].flatMap((word) => plain.filter((row) => row.signal === signal && row.words.includes(word)).slice(0, 1)),
  );
  for (const one of few)
    for (const two of few)
      for (const three of few)
        if (new Set([one.signal, two.signal, three.signal]).size === 3) await check([one, two, three], few.indexOf(one) % 2 === 0);
});

test('the walk can fail: every cell turned round is found', async () => {
  for (const row of ROWS)
    for (const at of PURPOSES.keys()) {
      /* One cell of a row that waits as a whole changes nothing: then all of them. */
      const waits = row.words[at] === 'wait';
      const turn = (word, i) => (waits ? 'yes' : i !== at ? word : word === 'yes' ? 'no' : 'yes');
      await assert.rejects(check([{ ...row, words: row.words.map(turn) }], true), assert.AssertionError, `${name(row)}, ${PURPOSES[at]}`);
    }
});
