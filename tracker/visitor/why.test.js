import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { modelOf } from '../evidence/model.js';
import { sent } from '../evidence/sent.js';
import { take } from '../evidence/take.js';
import { answer } from './answer.js';
import { uuid } from '../evidence/uuid.js';
import { DECISIONS, EPOCH, FEATURES, NOTHING, NOW, chained, visit } from './example/visit.js';
import { squared } from './nearest.js';
import { since } from './parts/choices.js';
import { readAll } from './read.js';
import { speaker } from './say.js';
import { sensitive } from './sentences.js';
import { isMissing, scaled, wordsOf } from './scale.js';
import { stored } from './stored.js';
import { texts as en } from './texts/en.js';
import { texts as it } from './texts/it.js';
import { why } from './why.js';
import { featureName, sumName, valueName, wordName } from './words.js';

const say = { it: speaker(it), en: speaker(en) };
const AT = { now: NOW, gpc: false };
const read = async (over, modelOver) => readAll(await visit(over, modelOver), { site: 'bottega', collector: 'https://conti.example' }, AT);

test('the reasons add up to what decides', async () => {
  const { why: found, all, model } = await read();
  const x = all.features.map(({ scaled }) => scaled);
  const [own, other] = [found.segment, found.nearest].map((segment) => model.points.find((point) => point.segment === segment));
  const difference = squared(x, other.at) - squared(x, own.at);
  const speaks = x.map((y, j) => (y - other.at[j]) ** 2 - (y - own.at[j]) ** 2);
  assert.ok(Math.abs(speaks.reduce((a, b) => a + b) - difference) < 1e-9);
  assert.deepEqual([found.standing, found.segment, found.nearest], ['segment', 0, 1]);
  assert.deepEqual(found.reasons.map(({ feature }) => feature), [0, 1, 3, 4, 2]);
  assert.ok(Math.abs(found.reasons.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
});

test('why, in sentences', async () => {
  const seen = await read();
  assert.deepEqual(answer(say.it, seen).sentences, [
    'Sei in «Cantina & buona tavola» perché somigli di più a chi ne fa parte. Il gruppo più vicino dopo questo è «Cacciatori di offerte».',
    'Passeresti a «Cacciatori di offerte» se «Ricerche sul tema “prezzo”: quante volte» andasse da 1 a 4, e il resto restasse com’è.',
  ]);
  const english = answer(say.en, seen);
  assert.equal(english.sentences[1], 'You would move to “Cacciatori di offerte” if “Searches about ‘prezzo’: how many times” went from 1 to 4, and the rest stayed as it is.');
  assert.deepEqual(english.segment, { label: 'cantina', name: 'Cantina & buona tavola' });
  assert.deepEqual(english.reasons[0], { feature: 0, raw: 6, own: 8, other: 1, share: english.reasons[0].share, name: 'Category ‘Vini’: how many times', value: '6' });
  assert.deepEqual(JSON.parse(JSON.stringify(english)), english, 'plain data');
});

test('what was advised is true', async () => {
  const { why: found, all, model } = await read();
  const { feature, to } = found.move;
  const features = all.features.map((each, i) => (i === feature ? { ...each, raw: to, scaled: scaled(model.features[i], to) } : each));
  assert.equal(why({ ...all, features }, model, NOW).segment, found.nearest);
  const less = all.features.map((each, i) => (i === feature ? { ...each, raw: to - 1, scaled: scaled(model.features[i], to - 1) } : each));
  assert.equal(why({ ...all, features: less }, model, NOW).segment, found.segment, 'and no more than needed');
});

test('with radii: no segment is said as it is, with the way in and the way out', async () => {
  const x = (await visit()).features.map(({ scaled }) => scaled);
  const exemplars = (radius) => ({ assigner: { type: 'exemplars', points: [{ at: x.map((y, i) => (i === 0 ? y - 1 : y)), radius, segment: 2 }] } });
  const outside = await read({}, exemplars(0.5));
  assert.deepEqual([outside.why.standing, outside.why.segment, outside.why.nearest], ['none', null, 2]);
  assert.match(answer(say.en, outside).sentences[0], /does not resemble any group/);
  assert.equal(outside.why.move.feature, 0);
  const inside = await read({}, exemplars(1.5));
  assert.deepEqual([inside.why.standing, inside.why.segment, inside.why.nearest, inside.why.move], ['segment', 2, null, null]);
  assert.ok(inside.why.leave);
  assert.match(answer(say.en, inside).sentences[1], /^You would be in no group if/);
});

test('every other standing, each with its sentence', async () => {
  const cases = {
    'no-consent': NOTHING,
    loading: await visit({ status: 'loading' }),
    stopped: await visit({ status: 'stopped' }),
    'no-model': await visit({ model: null, status: 'no-model' }),
    'unknown-model': await visit({}, { assigner: { type: 'of-tomorrow' } }),
    'no-rule': await visit({}, { assigner: { type: 'rules' }, rules: [] }),
    'too-few': await visit({ state: { bytes: 9, days: [] } }),
  };
  for (const [standing, exported] of Object.entries(cases)) {
    const seen = await readAll(exported, {}, AT);
    assert.equal(seen.why.standing, standing);
    for (const lang of ['it', 'en']) {
      const { sentences } = answer(say[lang], seen);
      assert.equal(sentences.length, 1);
      assert.ok(sentences[0].length > 10 && !/[{}]|undefined/.test(sentences[0]), sentences[0]);
    }
  }
  assert.match(answer(say.en, await readAll(NOTHING, {}, AT)).sentences[0], /have not chosen yet/);
});

test('a rule that holds is shown with what it asks and what was measured', async () => {
  const bound = (of, value, side = 'at_least') => ({ measured: { measure: 'frequency', of, days: 7, bound: side, value } });
  const rule = (name, when) => ({ segment: { label: 'r', name, category: '', tags: [] }, when });
  const rules = [
    rule('Mai', bound('page', 9)),
    rule('Carrello', { all: [bound('add_to_cart', 1), { not: bound('purchase', 1) }] }),
  ];
  const exported = await visit({ measured: [2, 3, 0] }, { rules });
  const seen = await readAll(exported, {}, AT);
  assert.equal(seen.why.standing, 'segment', 'the groups are explained as before');
  assert.deepEqual(seen.holding.map(({ rule, name }) => [rule, name]), [[1, 'Carrello']]);
  const [{ asked }] = answer(say.en, seen).rules;
  assert.equal(asked.length, 2);
  assert.match(asked[0], /: 3; the rule asks at least 1 in 7 days$/);
  assert.match(asked[1], /: 0; the rule asks fewer than 1 in 7 days$/);
  const alone = await readAll(await visit({ measured: [2, 3, 0] }, { rules, assigner: { type: 'rules' }, segments: rules.map((r) => r.segment) }), {}, AT);
  assert.deepEqual([alone.why.standing, alone.why.segment], ['rule', 1]);
  assert.equal(answer(say.it, alone).sentences[0], 'Sei in «Carrello» perché vale per te una regola di questo sito.');
  /* Whatever a page puts in their place. */
  for (const odd of [null, 3, [null], [{ when: null }], [{ when: { all: 'x' } }]]) {
    assert.deepEqual((await readAll(await visit({}, { rules: odd }), {}, AT)).holding, []);
  }
});

test('why a sensitive matter is touched stands in the model, and is said in both languages', async () => {
  const reason = 'Orari della farmacia di turno; consenso esplicito, art. 9(2)(a).';
  const seen = await read({}, { sensitive: [{ matter: 'health', reason }, { matter: 'of-tomorrow', reason }] });
  assert.deepEqual(sensitive(say.it, seen.model), [
    `Il modello di questo sito tocca un tema delicato (salute). Il motivo, come il sito lo ha registrato: «${reason}»`,
    `Il modello di questo sito tocca un tema delicato (of-tomorrow). Il motivo, come il sito lo ha registrato: «${reason}»`,
  ]);
  assert.match(sensitive(say.en, seen.model)[0], /a sensitive matter \(health\)\. The reason/);
  assert.deepEqual(answer(say.en, seen).sensitive[0], { matter: 'health', reason });
  for (const odd of [null, 7, 'x', [null], [{}]]) {
    for (const one of sensitive(say.en, (await read({}, { sensitive: odd })).model)) assert.ok(!/undefined|null/.test(one), one);
  }
  assert.deepEqual(sensitive(say.it, (await read()).model), []);
});

test('what cannot be measured yet says so, and does not pass for a value', async () => {
  const { why: found, ...rest } = await read({ state: { bytes: 1, days: [{ day: '2026-11-26', word: 'page', count: 3, sum: 0 }] } });
  assert.deepEqual(found.missing, [1, 3], 'no purchase, no part of the day');
  const { reasons } = answer(say.en, { why: found, ...rest });
  assert.equal(reasons.find(({ feature }) => feature === 1).value, 'not measurable yet, counts as 2\u00a0days');
  assert.deepEqual((await read()).why.missing, []);
  const vocabulary = ['page', 'step:page>click', 'step:page>click>page'];
  const days = ['2026-11-01', '2026-11-02', '2026-11-02'].map((day) => ({ day, word: 'page' }));
  const needs = (measure) => isMissing({ ...FEATURES[0], measure, of: 'page', over: 'page' }, vocabulary, days);
  assert.deepEqual(['frequency', 'recency', 'ratio', 'mean_gap', 'burstiness'].map(needs), [false, false, false, false, true]);
  assert.equal(isMissing({ ...FEATURES[0], measure: 'mean_gap', of: 'page' }, vocabulary, days.slice(0, 1)), true, 'from one day to none');
  assert.deepEqual(wordsOf(vocabulary, 'step:*'), ['step:page>click']);
  assert.deepEqual(wordsOf(vocabulary, 'step:page>click>*'), ['step:page>click>page']);
});

test('events are counted by the kinds of the model, in its window', async () => {
  const day = (ago) => new Date(NOW - ago * 864e5).toISOString().slice(0, 10);
  const days = [
    { day: day(0), word: 'page', count: 2, sum: 0 },
    { day: day(29), word: 'page', count: 3, sum: 0 },
    { day: day(30), word: 'page', count: 100, sum: 0 },
    { day: day(0), word: 'category:Vini', count: 100, sum: 0 },
  ];
  assert.equal((await read({ state: { bytes: 1, days } })).why.events.have, 5);
  const wordless = await read({ state: { bytes: 1, days } }, { vocabulary: ['category:Vini'] });
  assert.equal(wordless.why.events.have, 105, 'all words where no kind is among them');
});

test('a model that makes no sense is explained by nobody', async () => {
  const broken = [
    { assigner: { type: 'centroids', points: [{ at: [1], segment: 0 }] } },
    { assigner: { type: 'centroids', points: [{ at: FEATURES.map(() => 'x'), segment: 0 }] } },
    { assigner: { type: 'centroids', points: [{ at: FEATURES.map(() => 0), segment: 99 }] } },
    { assigner: { type: 'exemplars', points: [{ at: FEATURES.map(() => 0), segment: 0, radius: 0 }] } },
    { features: FEATURES.map((feature) => ({ ...feature, scale: 0 })) },
    { assigner: null },
    { format: 'recinto.segments/2' },
  ];
  for (const over of broken) assert.equal((await read({}, over)).why.standing, 'unknown-model', JSON.stringify(over).slice(0, 80));
  for (const bytes of ['', '{', 'null', '[]', '7']) assert.equal(modelOf({ id: 'x', bytes }), null);
  assert.equal((await read({ features: [] })).why.standing, 'unknown-model', 'features of another model');
});

test('a model of one segment has no other to compare with', async () => {
  const { why: found } = await read({}, { assigner: { type: 'centroids', points: [{ at: FEATURES.map(() => 0), segment: 0 }] } });
  assert.deepEqual([found.segment, found.nearest, found.move, found.reasons], [0, null, null, []]);
});

test('what is stored, since when and until when', async () => {
  const rows = stored(take(await visit()));
  assert.deepEqual(rows.map(({ item }) => item), ['choice', 'events', 'state', 'cursor', 'model', 'reports', 'ledger']);
  const [choice, events, state, cursor, model, , ledger] = rows;
  assert.equal(choice.until - choice.since, 185 * 864e5);
  assert.deepEqual([events.count, events.since], [4, NOW - 26 * 36e5]);
  assert.equal(state.since, Date.UTC(2026, 10, 20));
  assert.equal(cursor.until, NOW - 12 * 6e4 + 3 * 864e5);
  assert.deepEqual([model.since, ledger.since], [DECISIONS[3][0], DECISIONS[0][0]]);
  assert.deepEqual(stored(take(NOTHING)), []);
});

test('when a report was tried is told from its next try', async () => {
  const [first, second] = sent(take(await visit()));
  assert.equal(first.tried, NOW - 6 * 864e5 + 79_000);
  assert.equal(second.tried, NOW - 9_500, 'after the second try others wait twice as long');
  const never = sent(take(await visit({ reports: [{ epoch: EPOCH, body: 'x', standing: 'sent', tries: 0, not_before: 0 }] })))[0];
  assert.deepEqual([never.tried, never.answered], [null, NOW - 9000], 'sent at the page’s end: only the answer is known');
});

test('both languages say the same things, with the same gaps', () => {
  const same = (a, b, at = '') => {
    assert.equal(typeof a, typeof b, at);
    if (typeof a === 'string') {
      const gaps = (text) => [...new Set(text.match(/\{\w\}/g) ?? [])].sort().join();
      assert.equal(gaps(a), gaps(b), `${at}: ${a} / ${b}`);
      assert.equal(a.split('|').length, b.split('|').length, at);
      return;
    }
    assert.deepEqual(Object.keys(a), Object.keys(b), at);
    for (const key of Object.keys(a)) same(a[key], b[key], at + '.' + key);
  };
  same(it, en);
});

test('every word and measure of a model has a name and a value', () => {
  const words = ['page', 'custom:caffe', 'category:Scarpe > donna', 'brand:X', 'source:x', 'campaign:x', 'session', 'session:second_page', 'step:page>view_item', 'dwell', 'scroll', 'intent:x', 'daypart:cena', 'hour:sin', 'weekday:cos', 'weekend', 'season:natale', 'commune:015146', 'province:MI', 'region:Lombardia', 'fence:duomo', 'distance', 'places:recurring', 'composite:cena', 'category:*', 'step:page>*'];
  const measures = ['recency', 'frequency', 'monetary', 'tenure', 'mean_gap', 'burstiness', 'mean', 'ratio', 'entropy', 'depth'];
  for (const lang of ['it', 'en']) {
    for (const of of words) {
      assert.notEqual(wordName(say[lang], of), of, of);
      assert.ok(!/[{}*]|undefined/.test(wordName(say[lang], of)), wordName(say[lang], of));
      assert.ok(sumName(say[lang], of, 4460, 'EUR').length > 0);
      for (const measure of measures) {
        assert.ok(!/[{}]|undefined/.test(featureName(say[lang], { measure, of, over: 'page' })));
        assert.ok(!/undefined|NaN/.test(valueName(say[lang], { measure, of }, 1.5, 'EUR')));
      }
    }
  }
  assert.equal(wordName(say.it, 'nothing:known'), 'nothing:known', 'what it does not know it shows as it is');
  assert.equal(wordName(say.en, '__proto__'), '__proto__');
});

test('numbers as Italy and England write them', () => {
  assert.equal(say.it.number(1234.5), '1.234,5');
  assert.equal(say.en.number(1234.5), '1,234.5');
  assert.equal(say.it.money(1234.5, 'EUR'), '1.234,50\u00a0€');
  assert.equal(say.it.money(3, 'nope!'), '3 nope!');
  assert.equal(say.it.many(it.days, 1), '1\u00a0giorno');
  assert.equal(say.it.many(it.days, 2), '2\u00a0giorni');
  assert.equal(valueName(say.en, { measure: 'mean', of: 'dwell' }, 12, 'EUR'), '12 s');
  assert.equal(valueName(say.en, { measure: 'mean', of: 'purchase' }, 12, 'EUR'), '€12.00');
  assert.equal(valueName(say.en, { measure: 'depth', of: 'page>purchase' }, 1, 'EUR'), '1 of 2');
  assert.equal(sumName(say.en, 'purchase', 4460, 'EUR'), '€44.60');
  for (const wild of [Infinity, NaN, 9e15]) assert.equal(say.en.time(wild), en.unknown);
});

test('since when a purpose is what it is', async () => {
  const { ledger } = await visit();
  assert.equal(since(ledger, 'segment', true), DECISIONS[0][0]);
  assert.equal(since(ledger, 'position', false), DECISIONS[6][0]);
  assert.equal(since(ledger, 'activate', false), null, 'it never was otherwise');
  assert.equal(since(ledger, 'report', false), null, 'the ledger has not heard of it yet');
  assert.equal(since([{ what: null }, { what: 7 }, {}], 'segment', true), null);
});

test('a receipt’s number has the form of a UUID and is new each time', () => {
  assert.match(uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(uuid(), uuid());
});

test('the view itself neither sends nor stores, and makes no markup of data', () => {
  for (const folder of ['./', './parts/', './texts/', '../evidence/']) {
    const here = new URL(folder, import.meta.url);
    for (const name of readdirSync(here).filter((name) => name.endsWith('.js') && !name.endsWith('.test.js'))) {
      const source = readFileSync(new URL(name, here), 'utf8');
      for (const banned of [/\bfetch\(/, /XMLHttpRequest|sendBeacon|WebSocket|EventSource/, /localStorage|sessionStorage|indexedDB|document\.cookie/, /innerHTML|outerHTML|insertAdjacentHTML|document\.write/, /\.style\b|['"]style['"]/, /\beval\(|new Function/]) {
        assert.ok(!banned.test(source), `${folder}${name}: ${banned}`);
      }
    }
  }
});

test('a broken chain is seen, not hidden', async () => {
  const ledger = await chained(DECISIONS);
  ledger[3] = { ...ledger[3], time: 1 };
  const { chain } = await read({ ledger });
  assert.deepEqual([chain.unbroken, chain.at], [false, 3]);
});
