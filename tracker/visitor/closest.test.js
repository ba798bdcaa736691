import assert from 'node:assert/strict';
import { test } from 'node:test';
import { degree } from '../engine/rules.js';
import { answer } from './answer.js';
import { closest } from './closest.js';
import { NOW, visit } from './example/visit.js';
import { readAll } from './read.js';
import { speaker } from './say.js';
import { texts as en } from './texts/en.js';
import { texts as it } from './texts/it.js';

const bound = (of, value, side = 'at_least', more = {}) => ({ measured: { measure: 'frequency', of, days: 7, bound: side, value, ...more } });
const model = (...whens) => ({ vocabulary: ['page', 'purchase'], rules: whens.map((when, i) => ({ name: 'R' + i, when })) });
const found = (measured, own, ...whens) => {
  const way = closest(measured, model(...whens), own);
  return way && [way.segment, ...way.changes.map(({ bound: { of }, from, to }) => [of, from, to])];
};

test('fewer conditions before milder ones', () => {
  const one = bound('page', 50);
  const two = { all: [bound('search', 3), bound('click', 3)] };
  assert.deepEqual(found([2, 2, 1], null, two, one), [1, ['page', 1, 50]], 'one big step is nearer than two small ones');
  assert.deepEqual(found([2, 2, 9], null, bound('search', 9), bound('click', 3), bound('page', 30)), [1, ['click', 2, 3]]);
  assert.deepEqual(found([0, 0], null, bound('search', 9), bound('click', 2)), [1, ['click', 0, 2]], 'also from nothing');
  assert.deepEqual(found([2, 3, 1], null, two, one), [0, ['search', 2, 3]], 'what is met is not counted');
});

test('of an alternative the mildest, of all conditions every one, also below a not', () => {
  assert.deepEqual(found([1, 2], null, { any: [bound('page', 9), bound('search', 3)] }), [0, ['search', 2, 3]]);
  assert.deepEqual(found([5, 6], null, { not: { any: [bound('page', 3), bound('search', 6)] } }), [0, ['page', 5, 2], ['search', 6, 5]]);
  assert.deepEqual(found([5, 6], null, { not: { all: [bound('page', 3), bound('search', 6)] } }), [0, ['search', 6, 5]]);
  assert.deepEqual(found([2], null, { not: bound('page', 2, 'at_most') }), [0, ['page', 2, 3]], 'more than two are three');
  assert.deepEqual(found([2], null, bound('page', 2.5)), [0, ['page', 2, 3]], 'no half visits');
});

test('the first rule that holds decides: those before must cease', () => {
  const first = bound('page', 5);
  const second = bound('search', 3);
  assert.deepEqual(found([5, 1], 0, first, second), [1, ['page', 5, 4], ['search', 1, 3]]);
  assert.deepEqual(found([1, 3], 1, first, second), [0, ['page', 1, 5]], 'an earlier one needs no more than to hold');
  assert.deepEqual(found([5], 0, first), null, 'there is no other');
  assert.deepEqual(found([5, 5], 0, first, bound('page', 3)), [1, ['page', 5, 4]], 'one change is enough for both');
});

test('what comes to be counted counts within any number of days, and no change is more than it takes', () => {
  const cart = { all: [bound('add_to_cart', 1, 'at_least', { days: 2 }), { not: bound('purchase', 1, 'at_least', { days: 2 }) }] };
  const loyal = bound('purchase', 3, 'at_least', { days: 30 });
  assert.deepEqual(found([1, 0, 0], 0, cart, loyal), [1, ['purchase', 0, 3]], 'the purchases end the cart as well');
  assert.deepEqual(found([0, 0, 0], null, cart, loyal), [0, ['add_to_cart', 0, 1]]);
  const once = { all: [loyal, { not: bound('purchase', 1, 'at_least', { days: 2 }) }] };
  assert.equal(found([0, 0], null, once), null, 'who buys now has bought within two days');
  assert.deepEqual(found([4, 3], 0, bound('purchase', 2, 'at_least', { days: 30 }), { not: bound('purchase', 2, 'at_least', { days: 7 }) }), [1, ['purchase', 4, 1]]);
});

test('what cannot be is not advised', () => {
  assert.equal(found([5], null, { all: [bound('page', 9), bound('page', 3, 'at_most')] }), null, 'it contradicts itself');
  assert.equal(found([5], null, bound('page', -1, 'at_most')), null, 'fewer than none');
  assert.equal(found([0.5], null, bound('scroll', 101, 'at_least', { measure: 'mean' })), null, 'beyond the end of the page');
  assert.equal(found([5, 9], 0, bound('page', 5), bound('page', 9)), null, 'it would hold only with the first, which goes before');
  assert.equal(found([5], null, bound('page', 9), bound('search', 2)), null, 'measured for other rules than these');
});

test('what cannot be measured yet meets no bound, and its not holds', () => {
  const recent = bound('purchase', 2, 'at_most', { measure: 'recency' });
  assert.deepEqual(found([null], null, recent), [0, ['purchase', null, 2]]);
  assert.deepEqual(found([null, 1], null, { all: [{ not: recent }, bound('page', 2)] }), [0, ['page', 1, 2]]);
});

test('over ten thousand made-up rules: what is told holds, and no single change is overlooked', () => {
  let seed = 7;
  const random = (n) => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 8) % n;
  const words = ['page', 'search', 'click'];
  const leaf = () => bound(words[random(3)], random(5), random(2) ? 'at_least' : 'at_most', { days: random(2) ? 2 : 7 });
  const make = (deep) => {
    const kind = random(deep ? 4 : 1);
    if (kind === 0) return leaf();
    if (kind === 1) return { not: make(deep - 1) };
    return { [kind === 2 ? 'all' : 'any']: [make(deep - 1), make(deep - 1)] };
  };
  /* A visitor is, for each word, how many days ago it happened. */
  const count = (by, { of, days }) => by[of].filter((ago) => ago < days).length;
  const decided = (whens, by) => {
    const at = whens.findIndex((when) => degree(when, false, (one) => count(by, one)) > 0);
    return at < 0 ? null : at;
  };
  const measuredOf = (whens, by) => {
    const all = [];
    for (const when of whens) degree(when, false, (one) => (all.push(count(by, one)), 0));
    return all;
  };
  /** More happens today; of what is to be less the oldest passes out of its days. */
  const made = (by, { bound: { of, days }, from, to }) => {
    const ages = [...by[of], ...Array(Math.max(0, to - from)).fill(0)].sort((a, b) => b - a);
    let less = from - to;
    return { ...by, [of]: ages.map((ago) => (ago < days && less-- > 0 ? days : ago)) };
  };
  let told = 0;
  let single = 0;
  for (let round = 0; round < 10_000; round++) {
    const whens = [make(2), make(2), make(1)];
    const by = Object.fromEntries(words.map((word) => [word, Array.from({ length: random(6) }, () => random(9))]));
    const own = decided(whens, by);
    const way = closest(measuredOf(whens, by), model(...whens), own);
    for (const { bound: one, from, more, to } of way?.changes ?? []) assert.ok(from === count(by, one) && (more ? to > from : to < from));
    /* Where one word is to change in two ways, which comes first is not said. */
    if (way && new Set(way.changes.map(({ bound: { of } }) => of)).size === way.changes.length) {
      told++;
      assert.notEqual(way.segment, own);
      assert.equal(decided(whens, way.changes.reduce(made, by)), way.segment, JSON.stringify([whens, by, way]));
    }
    /* By trying: a rule alone, of one condition, that some single change leads to. */
    const lone = leaf();
    const { of } = lone.measured;
    if (decided([lone], by) === 0) continue;
    const reached = [...Array(9).keys()].some((n) => decided([lone], { ...by, [of]: Array(n).fill(0) }) === 0);
    assert.equal(!!closest(measuredOf([lone], by), model(lone), null), reached);
    single += +reached;
  }
  assert.ok(told > 4000 && single > 1000, `${told} ${single}`);
});

test('said in plain words, in both languages', async () => {
  const rule = (name, when) => ({ segment: { label: name.toLowerCase(), name, category: '', tags: [] }, when });
  const rules = [
    rule('Fedeli', bound('purchase', 3)),
    rule('Carrello', { all: [bound('add_to_cart', 1), bound('purchase', 5, 'at_most', { measure: 'recency', days: 30 })] }),
  ];
  const seen = async (measured) =>
    readAll(await visit({ measured }, { rules, assigner: { type: 'rules' }, segments: rules.map((r) => r.segment) }), {}, { now: NOW, gpc: false });
  const say = { it: speaker(it), en: speaker(en) };
  const inCart = await seen([2, 1, 4]);
  assert.deepEqual([inCart.why.standing, inCart.why.segment, inCart.why.nearest], ['rule', 1, 0]);
  assert.deepEqual(answer(say.it, inCart).sentences, [
    'Sei in «Carrello» perché vale per te una regola di questo sito.',
    'Tra gli altri il più vicino è «Fedeli». Ci passeresti, se il resto restasse com’è, con: 1 in più di «Acquisti: quante volte» in 7\u00a0giorni (ora 2, serve almeno 3).',
  ]);
  assert.deepEqual(answer(say.en, inCart).nearest, { label: 'fedeli', name: 'Fedeli' });
  const nowhere = await seen([0, 1, 9]);
  assert.deepEqual([nowhere.why.standing, nowhere.why.segment, nowhere.why.nearest], ['no-rule', null, 1]);
  assert.equal(
    answer(say.en, nowhere).sentences[1],
    'Of the others “Carrello” is the nearest. You would move to it, if the rest stayed as it is, with: 4\u00a0days less of “Purchases: days since the last time” in 30\u00a0days (now 9\u00a0days, needed at most 5\u00a0days).',
  );
  const never = await seen([3, 1, null]);
  assert.match(answer(say.it, never).sentences[1], /«Acquisti: giorni dall’ultima volta» in 30\u00a0giorni \(ora non misurabile, serve al massimo 5\u00a0giorni\)\.$/);
  /* Whatever a page puts in their place. */
  for (const odd of [[null], [{ when: null }], [{ when: { all: 'x' } }], [{ when: { measured: 7 } }]]) {
    const strange = await readAll(await visit({ measured: [1] }, { rules: odd, assigner: { type: 'rules' } }), {}, { now: NOW, gpc: false });
    assert.deepEqual([strange.why.nearest, strange.why.lacks], [null, []], JSON.stringify(odd));
  }
});
