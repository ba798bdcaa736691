import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DECISIONS, EPOCH, MODEL_ID, NOTHING, NOW, body, chained, visit } from '../visitor/example/visit.js';
import { evidence } from './evidence.js';
import { har } from './har.js';
import { CHOICE_DAYS, DPV_PROFILE, PROFILE } from './record.js';
import { validate } from './schema.js';
import { left, sent } from './sent.js';
import { siteOf } from './site.js';
import { take } from './take.js';
import { verify } from './verify.js';

const AT = { now: NOW, id: '9f0c8a52-6d2b-4a54-9a0e-2f8f0c7e1b11' };
const SITE = { site: 'bottega', collector: 'https://conti.example/', privacy: '/privacy.html' };
const schema = JSON.parse(readFileSync(new URL('evidence.schema.json', import.meta.url), 'utf8'));

const made = async (over, modelOver, set = SITE, at = AT) => evidence(await visit(over, modelOver), set, at);
const copy = (value) => JSON.parse(JSON.stringify(value));
const codes = async (file, receipt) => (await verify(file, receipt)).findings.map(({ code }) => code);

test('a true visit: the file holds to its schema and verifies', async () => {
  const file = copy(await made());
  assert.deepEqual(validate(schema, file), []);
  assert.deepEqual(await verify(file, file.receipt), { kind: 'evidence', ok: true, findings: [], checked: ['chain', 'receipt', 'consent events', 'reports', 'ε', 'earlier receipt'] });
  assert.equal((await verify(JSON.stringify(file))).ok, true, 'as a text too');
});

test('an empty export is a file too', async () => {
  for (const exported of [NOTHING, undefined, null, 7, 'x', [], {}]) {
    const file = copy(await evidence(exported, undefined, AT));
    assert.deepEqual(validate(schema, file), []);
    assert.equal((await verify(file)).ok, true);
    assert.equal(file.record['dct:identifier'], 'urn:recinto:record:none');
    assert.deepEqual(file.record['dpv:hasProcess'].map((p) => p['dpv:hasConsentStatus']), Array(4).fill('dpv:ConsentUnknown'));
  }
});

test('the record: states of each purpose, and the events that led there', async () => {
  const { record } = await made();
  const states = Object.fromEntries(record['dpv:hasProcess'].map((p) => [p['dct:identifier'], p['dpv:hasConsentStatus']]));
  assert.deepEqual(states, {
    'recinto:purpose:segment': 'dpv:ConsentGiven',
    'recinto:purpose:report': 'dpv:ConsentGiven',
    'recinto:purpose:position': 'dpv:ConsentWithdrawn',
    'recinto:purpose:activate': 'dpv:ConsentRefused',
  });
  const events = record['dpv:hasConsentStatus'].map((e) => [e['@type'], e['dpv:hasPurpose'].slice(16), e['recinto:ledgerEntry']]);
  assert.deepEqual(events, [
    ['dpv:ConsentGiven', 'segment', 0],
    ['dpv:ConsentGiven', 'report', 0],
    ['dpv:ConsentGiven', 'position', 0],
    ['dpv:ConsentRefused', 'activate', 0],
    ['dpv:ConsentWithdrawn', 'position', 6],
  ]);
  assert.equal(record['dpv:hasConsentStatus'][0]['dpv:isIndicatedBy'], 'dpv:DataSubject');
});

test('who got the segment stands in the record as the ledger has it', async () => {
  const ledger = await chained([
    [1, 'consent segment activate', 'banner'],
    [2, 'handed FoodLovers to prebid', 'activate'],
    [3, 'handed Food to to gam', 'activate'],
    [4, 'taken back from prebid', 'activate'],
    [5, 'handed X to Two words', 'activate'],
  ]);
  const { record } = await made({ ledger, reports: [] });
  assert.deepEqual(record['dpv:hasProcess'][3]['dpv:hasRecipient'].map((r) => r['dpv:hasName']).slice(0, -1), ['prebid', 'gam']);
});

test('a choice that says nothing of a purpose is no refusal of it', async () => {
  const exported = { ...NOTHING, choice: { p: 0, n: 1, d: 20_700, t: 1 }, consent: { ...NOTHING.consent, decided: true } };
  const states = (await evidence(exported, SITE, AT)).record['dpv:hasProcess'].map((p) => p['dpv:hasConsentStatus']);
  assert.deepEqual(states, ['dpv:ConsentStatusInvalidForProcessing', 'dpv:ConsentUnknown', 'dpv:ConsentUnknown', 'dpv:ConsentUnknown']);
  const overruled = { ...exported, choice: { p: 1, n: 0, d: 20_700, t: 1 } };
  assert.equal((await evidence(overruled, SITE, AT)).record['dpv:hasProcess'][0]['dpv:hasConsentStatus'], 'dpv:ConsentStatusInvalidForProcessing', 'a platform’s no above the own yes');
});

test('what the device cannot know is said as unknown', async () => {
  const withdrawn = { ...NOTHING, choice: { p: 0, d: 20_700, t: 1, e: 20_690 }, consent: { ...NOTHING.consent, decided: true } };
  const state = async (exported, at = AT) => (await evidence(exported, SITE, at)).record['dpv:hasProcess'][0]['dpv:hasConsentStatus'];
  assert.equal(await state(withdrawn), 'dpv:ConsentStatusInvalidForProcessing', 'refused, or withdrawn and erased');
  assert.equal(await state({ ...withdrawn, consent: NOTHING.consent }), 'dpv:ConsentExpired');
  assert.equal(await state(withdrawn, { ...AT, gpc: true }), 'dpv:ConsentRefused');
  const { record } = await made({}, {}, {});
  assert.equal(record['dpv:hasDataController']['dpv:hasName'], 'unknown');
  const given = await made({ ledger: await chained([[NOW, 'consent segment', 'stored']]) });
  assert.equal(given.record['dpv:hasConsentStatus'][0]['dpv:isIndicatedBy'], 'unknown', 'only the banner is the visitor’s own hand');
  assert.equal(given.record['dpv:hasConsentStatus'].length, 1, 'what was perhaps never asked for is not refused');
});

test('the profile of the guide is claimed only where all that it demands is known', async () => {
  const whole = { ...SITE, controller: 'Bottega srl', controllerAddress: 'Via Roma 1, Milano', controllerContact: 'privacy@bottega.example', jurisdiction: 'IT' };
  assert.deepEqual((await made({}, {}, whole)).record['dct:conformsTo'], [PROFILE, DPV_PROFILE]);
  for (const missing of Object.keys(whole).filter((name) => name !== 'site')) {
    const { record } = await made({}, {}, { ...whole, [missing]: '' });
    assert.deepEqual(record['dct:conformsTo'], [PROFILE], missing);
  }
});

test('no raw event, page, feature or search gets into the file', async () => {
  const text = JSON.stringify(await made());
  for (const raw of ['barolo', 'Barolo', 'https://bottega.example/vini', '39.9', 'category:Vini', '84.5']) assert.ok(!text.includes(raw), raw);
});

test('ε: each new answer of this model, at its price; earlier models are counted apart', async () => {
  assert.deepEqual((await made()).spent, { mechanism: 'krr', epsilonPerAnswer: 2, answers: 1, epsilon: 2, answersOfEarlierModels: 0, epsilonOfEarlierModels: 0 });
  const ledger = await chained([
    [1, 'consent segment report', 'banner'],
    [2, 'model ' + 'b'.repeat(22), 'first'],
    [3, 'report 1 epsilon 0.250', 'new-answer'],
    [4, 'model ' + MODEL_ID, 'same-words-state-kept'],
    [5, 'model refused ' + 'c'.repeat(22), 'no-json'],
    [6, 'report 2 epsilon 1.500', 'new-answer'],
    [7, 'report 3', 'kept-answer'],
    [8, 'report 4 epsilon 1.500', 'new-answer'],
    [9, 'report 4 epsilon 7.000', 'sent'],
    [9, 'report 5', 'label-limit'],
  ]);
  for (const mechanism of ['krr', 'oue']) {
    const file = await made({ ledger, reports: [] }, { privacy: { mechanism, epsilon: 1.5 } });
    const { answers, epsilon, answersOfEarlierModels, epsilonOfEarlierModels } = file.spent;
    assert.deepEqual([answers, epsilon, answersOfEarlierModels, epsilonOfEarlierModels], [2, 3, 1, 0.25]);
  }
  const exact = await made({ ledger, reports: [] }, { privacy: { mechanism: 'exact', epsilon: 2 } });
  assert.deepEqual([exact.spent.mechanism, exact.spent.epsilon], ['exact', null]);
});

test('tampering: reported in the file itself, and by who checks it', async () => {
  const { ledger } = await visit();
  ledger[2] = { ...ledger[2], reason: 'kept-answer' };
  const file = copy(await made({ ledger }));
  assert.deepEqual(file.ledger.verification, { unbroken: false, entries: 10, at: 2, why: 'changed' });
  assert.deepEqual(await codes(file), ['chain-changed']);
  file.ledger.verification.unbroken = true;
  assert.deepEqual(await codes(file), ['chain-changed', 'claim'], 'a file that praises itself');
});

test('a cut tail is whole by itself, and shows against the receipt', async () => {
  const { receipt } = await made();
  const { ledger, reports } = await visit();
  const cut = copy(await made({ ledger: ledger.slice(0, 6), reports: reports.slice(0, 1) }));
  assert.equal((await verify(cut)).ok, true, 'nothing to see without a receipt');
  assert.deepEqual(await codes(cut, receipt), ['cut-tail']);
  assert.deepEqual(await codes(cut, copy(await made())), ['cut-tail'], 'a whole file serves as a receipt');
  const grown = await chained([...DECISIONS, [NOW, `report ${EPOCH + 1}`, 'kept-answer']]);
  assert.deepEqual(await codes(copy(await made({ ledger: grown })), receipt), [], 'it may grow');
});

test('a ledger written anew, or another one, shows against the receipt', async () => {
  const { receipt } = await made();
  const forged = DECISIONS.map(([time, what, reason], i) => [time + (i === 5 ? 1 : 0), what, reason]);
  assert.deepEqual(await codes(copy(await made({ ledger: await chained(forged) })), receipt), ['rewritten']);
  const other = DECISIONS.map(([time, what, reason]) => [time + 1, what, reason]);
  assert.deepEqual(await codes(copy(await made({ ledger: await chained(other) })), receipt), ['another-record']);
  assert.deepEqual(await codes(copy(await made()), { 'recinto:head': { next: 'x' } }), ['no-receipt']);
  assert.deepEqual(await codes(copy(await made()), '{'), ['no-receipt']);
});

test('a file whose parts do not belong together', async () => {
  const file = copy(await made());
  const broken = async (change) => {
    const other = copy(file);
    change(other);
    return codes(other);
  };
  assert.deepEqual(await broken((f) => (f.spent.epsilon -= 1)), ['spent']);
  assert.deepEqual(await broken((f) => (f.spent.epsilonOfEarlierModels = 1)), ['spent']);
  assert.deepEqual(await broken((f) => (f.receipt['recinto:head'].next = 6)), ['receipt-head']);
  assert.deepEqual(await broken((f) => f.record['dpv:hasConsentStatus'].pop()), ['events']);
  assert.deepEqual(await broken((f) => (f.record['dct:identifier'] = 'urn:recinto:record:x')), ['record-id']);
  assert.deepEqual(await broken((f) => (f.reports[0].body = f.reports[0].body.trimEnd())), ['report-not-256-bytes']);
  assert.deepEqual(await broken((f) => (f.reports[0].epoch = 1)), ['report-epoch']);
  assert.deepEqual(await broken((f) => Object.assign(f.reports[0], { epoch: 5, body: body(5) })), ['report-unwritten']);
  assert.ok((await broken((f) => delete f.ledger)).includes('no-ledger'));
});

test('what is no file of ours', async () => {
  const cyclic = { format: 'recinto.evidence/1' };
  cyclic.record = cyclic.ledger = cyclic;
  assert.equal((await verify(cyclic)).ok, false);
  for (const wrong of [undefined, null, 7, '', '{', '[]', '{"log":1}', 'x'.repeat(33e6), () => 1]) {
    assert.deepEqual(await codes(wrong), ['no-file']);
  }
  assert.ok((await codes({ format: 'recinto.evidence/1', ledger: { entries: Array(20_001).fill(null) } })).includes('too-long'));
});

test('huge, cyclic and hostile exports are cut, not followed', async () => {
  const cyclic = { kind: 'page', time: NOW, expires: NOW };
  cyclic.props = cyclic;
  const hostile = Object.defineProperty({}, 'kind', { enumerable: true, get: () => { throw new Error('no'); } });
  const exported = await visit({ events: [cyclic, hostile, null, 7, ...Array(30_000).fill({ kind: 'x'.repeat(1e4) })], reports: Array(1000).fill(null), features: 'x' });
  const all = take(exported);
  assert.equal(all.events.length, 20_000);
  assert.ok(all.events[0].said.includes('…'), 'the cycle is left out');
  assert.ok(all.events[4].kind.length <= 64);
  const file = copy(await evidence(exported, { site: {}, get collector() { throw new Error('no'); } }, AT));
  assert.deepEqual(validate(schema, file), []);
  const proto = JSON.parse('{"__proto__":{"consent":{"segment":true}}}');
  assert.equal(take(proto).consent.segment, false, 'only own fields count');
  assert.equal(take(Object.create({ consent: { segment: true } })).consent.segment, false, 'nor what a polluted prototype has');
});

test('wrong types are missing, entries are kept as they are', async () => {
  const all = take({ choice: { p: 'x', d: 1 }, consent: { segment: 'yes' }, model: { id: 1, bytes: {} }, ledger: [{ seq: 'x' }, 5], state: { bytes: NaN, days: {} } });
  assert.deepEqual([all.choice, all.consent.segment, all.model, all.state], [null, false, null, { bytes: 0, days: [] }]);
  assert.deepEqual(all.ledger[0], { seq: 'x', time: null, what: null, reason: null, prev: null, hash: null });
});

test('the life of a choice is the gate’s', () => {
  const gate = readFileSync(new URL('../gate/choice.js', import.meta.url), 'utf8');
  assert.match(gate, new RegExp(`LIFE_DAYS = ${CHOICE_DAYS};`));
});

test('HAR 1.2: every field that the format demands, the bytes as they went, in order', async () => {
  const { log } = har(take(await visit()), siteOf(SITE), AT);
  assert.equal(log.version, '1.2');
  assert.deepEqual(log.entries.map(({ request }) => request.method + ' ' + request.url), [
    'GET https://conti.example/v1/sites/bottega/pointer',
    'GET https://conti.example/v1/models/' + MODEL_ID,
    'POST https://conti.example/v1/labels',
    'POST https://conti.example/v1/labels',
  ]);
  for (const entry of log.entries) {
    for (const name of ['startedDateTime', 'time', 'request', 'response', 'cache', 'timings']) assert.ok(name in entry, name);
    for (const name of ['method', 'url', 'httpVersion', 'cookies', 'headers', 'queryString', 'headersSize', 'bodySize']) assert.ok(name in entry.request, name);
    for (const name of ['status', 'statusText', 'httpVersion', 'cookies', 'headers', 'content', 'redirectURL', 'headersSize', 'bodySize']) assert.ok(name in entry.response, name);
    for (const name of ['send', 'wait', 'receive']) assert.ok(entry.timings[name] >= 0, name);
    assert.match(entry.startedDateTime, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.ok(entry.request.postData === undefined || !('params' in entry.request.postData), '`text` and `params` exclude each other');
  }
  assert.equal(log.entries[3].request.postData.text, body(EPOCH));
  assert.equal(log.entries[3].request.bodySize, 256);
  assert.equal(log.entries[3].startedDateTime, new Date(NOW + 10_500 - 20_000).toISOString(), 'the second try, told from when others may try');
  assert.equal((await verify(har(take(await visit()), siteOf(SITE), AT))).ok, true);
});

test('HAR: what did not leave, or when it left is not known, is not in it', async () => {
  const reports = [
    { epoch: 1, body: body(1), standing: 'waiting', tries: 0, not_before: 0 },
    { epoch: 2, body: body(2), standing: 'sent', tries: 0, not_before: 0 },
    { epoch: 3, body: '', standing: 'silent', tries: 0, not_before: 0 },
    { epoch: 4, body: body(4), standing: 'waiting', tries: 1, not_before: NOW },
  ];
  const { log } = har(take(await visit({ reports, ledger: [] })), siteOf({}), AT);
  assert.deepEqual(log.entries.map(({ request, response }) => [request.postData.text, response.status]), [[body(4), 0]]);
  assert.match(log.comment, /1 reports left of which no time is known/);
  assert.match(log.comment, /unknown\.invalid/);
});

test('HAR: a request that Recinto does not make is found', async () => {
  const file = copy(har(take(await visit()), siteOf(SITE), AT));
  file.log.entries[0].request.url = 'https://ads.example/pixel?who=me';
  file.log.entries[2].request.postData.text = '{"v":1}';
  assert.deepEqual(await codes(file), ['not-ours', 'report-not-256-bytes']);
});

test('a report that left as a page went, and was never heard of, is one that left', () => {
  const waiting = { epoch: EPOCH, body: 'x'.repeat(256), standing: 'waiting', tries: 0, not_before: 0 };
  const choice = { p: 3, n: 0, d: 20_700, t: 1 };
  for (const [e, gone] of [[EPOCH, true], [EPOCH - 1, false], [undefined, false]]) {
    const all = take({ ...NOTHING, choice: { ...choice, e }, reports: [waiting] });
    assert.deepEqual(sent(all).map(left), [gone], String(e));
    assert.match(JSON.stringify(har(all, siteOf({}), { now: NOW })), gone ? /1 reports left of which no time is known/ : /^((?!no time is known).)*$/);
  }
});
