import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './engine.js';

/** A mind that decides nothing, on a page whose storage cannot be used. */
const open = (purposes, rules = [], values = [], limit = 9e15) => {
  let was = 0;
  const page = new EventTarget();
  const ledger = [];
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  define('document', page);
  define('addEventListener', () => {});
  define('removeEventListener', () => {});
  define('indexedDB', {
    open: () => {
      throw new DOMException('no', 'SecurityError');
    },
  });
  const mind = {
    fits: () => true,
    due: () => false,
    forgets: () => false,
    lacks_places: () => false,
    waiting: () => undefined,
    entries: () => [],
    capture: (kind) => ({ id: kind, time: 1, expires: 9e15 }),
    visit: () => undefined,
    problem: () => undefined,
    fold: () => 1,
    raw_limit: () => limit,
    model_id: () => 'a',
    parsed: { segments: [{ label: 'segment-1', name: 'Food lovers', category: '', tags: [] }], rules },
    measured: () => values.map((value) => value),
    decide: (held) => {
      const entered = held & ~was;
      was = held;
      return entered;
    },
    segment: () => 0,
    score: () => 0.876,
    note: (what, reason) => ledger.push([what, reason]),
  };
  const of = new Proxy(mind, { get: (object, name) => object[name] || (() => undefined) });
  const state = { purposes };
  const engine = run({ purposes: () => state.purposes, reason: () => 'site', epoch: () => undefined }, of);
  const say = (detail) => page.dispatchEvent(new CustomEvent('recinto:handed', { detail }));
  const rest = () => new Promise((done) => setTimeout(done, 20));
  return { engine, ledger, page, say, rest, state };
};
globalThis.CustomEvent ||= class extends Event {
  constructor(name, { detail }) {
    super(name);
    this.detail = detail;
  }
};
const quiet = async (act) => {
  const said = console.warn;
  console.warn = () => {};
  await act();
  console.warn = said;
};

test('what is handed to a tool stands in the ledger, once, and so does the taking back', () =>
  quiet(async () => {
    const { engine, ledger, say, rest, state } = open(9);
    engine.track('page', {}, 1);
    await rest();
    say({ tool: 'prebid', given: true });
    say({ tool: 'prebid', given: true });
    await rest();
    assert.deepEqual(ledger, [['handed FoodLovers to prebid', 'activate']]);
    state.purposes = 1;
    say({ tool: 'prebid', given: false });
    await rest();
    assert.deepEqual(ledger[1], ['taken back from prebid', 'activate']);
  }));

test('without the purpose, of no tool, too often, or after the end: nothing', () =>
  quiet(async () => {
    const { ledger, say, rest, state } = open(1);
    say({ tool: 'prebid', given: true });
    say({ tool: 'prebid', given: false });
    state.purposes = 9;
    for (const tool of ['Two words', '', undefined, 'x'.repeat(33)]) say({ tool, given: true });
    say(undefined);
    await rest();
    assert.deepEqual(ledger, []);
    for (let i = 0; i < 100; i++) say({ tool: 'prebid', given: i % 2 === 0 });
    await rest();
    assert.equal(ledger.length, 32);
    const other = open(9);
    let gone = '';
    document.removeEventListener = (name) => (gone = name);
    other.engine.stop();
    assert.equal(gone, 'recinto:handed');
    other.say({ tool: 'prebid', given: true });
    await other.rest();
    assert.deepEqual(other.ledger, []);
  }));

test('a raw event lives as long as the model says, and no longer than it was told to', () =>
  quiet(async () => {
    for (const [limit, expires] of [
      [8e15, 8e15 + 1],
      [9.5e15, 9e15],
    ]) {
      const { engine, rest } = open(1, [], [], limit);
      engine.track('page', {}, 1);
      await rest();
      assert.deepEqual((await engine.export()).events, [{ id: 'page', time: 1, expires }]);
    }
  }));

test('a rule that turns true is told once, beside the segment', () =>
  quiet(async () => {
    const rule = (name, value) => ({
      segment: { label: name, name, category: 'c', tags: ['t'] },
      when: { measured: { measure: 'frequency', of: 'page', days: 1, bound: 'at_least', value } },
    });
    const values = [0, 3];
    const { engine, page, rest } = open(1, [rule('never', 1), rule('often enough', 3)], values);
    const told = [];
    page.addEventListener('recinto:enter', ({ detail }) => told.push(detail));
    engine.track('page', {}, 1);
    await rest();
    const often = { segmento: 'OftenEnough', scoring: 0.5, eventi: ['t'], categoria: 'c' };
    const segment = { segmento: 'FoodLovers', scoring: 0.88, eventi: [], categoria: '' };
    assert.deepEqual(told, [often]);
    assert.deepEqual(engine.segments(), [segment, often]);
    values[1] = 9;
    engine.track('page', {}, 2);
    await rest();
    assert.equal(told.length, 1, 'it was true already');
    assert.equal(engine.segments()[1].scoring, 0.75);
    values[1] = 0;
    engine.track('page', {}, 3);
    await rest();
    assert.deepEqual(engine.segments(), [segment]);
    values[1] = 3;
    engine.track('page', {}, 4);
    await rest();
    assert.equal(told.length, 2, 'and it came again');
    engine.stop();
    assert.deepEqual(engine.segments(), []);
  }));
