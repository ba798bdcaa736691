import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './engine.js';

/** A mind that decides nothing, on a page whose storage cannot be used. */
const open = (purposes, rules = [], values = [], limit = 9e15, prepare = () => {}) => {
  let was = 0;
  const page = new EventTarget();
  const [ledger, storage] = [[], []];
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  define('document', page);
  define('window', globalThis);
  define('navigator', {});
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
    capture: (kind, data, time) => ({ id: kind, time, expires: 9e15, ...data }),
    key: (id) => Number(id),
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
    note: (what, reason) => (what.startsWith('storage') ? storage : ledger).push([what, reason]),
  };
  prepare(mind);
  const of = new Proxy(mind, { get: (object, name) => object[name] || (() => undefined) });
  const state = { purposes };
  const warned = [];
  const warn = (text, about) => warned.push([about, text]);
  const engine = run({ purposes: () => state.purposes, reason: () => 'site', epoch: () => undefined, warn }, of);
  const say = (detail) => page.dispatchEvent(new CustomEvent('recinto:handed', { detail }));
  const rest = () => new Promise((done) => setTimeout(done, 20));
  return { engine, ledger, storage, page, say, rest, state, mind, warned };
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

test('each segment that is handed to each tool stands in the ledger, and the same one only once', () =>
  quiet(async () => {
    const { engine, ledger, say, rest, mind } = open(9);
    const names = ['Uno', 'Due', 'Tre'];
    mind.parsed.segments = names.map((name) => ({ label: name, name, category: '', tags: [] }));
    const turn = async (place, ...tools) => {
      mind.segment = () => place;
      engine.track('page', {}, 1);
      await rest();
      for (const tool of tools) say({ tool, given: true });
    };
    for (let i = 0; i < 20; i++) await turn(i % 2, 'gam', 'own');
    await turn(2, 'gam', 'own');
    say({ tool: 'gam', given: false });
    say({ tool: 'gam', given: false });
    await turn(2, 'gam', 'own');
    await rest();
    const handed = (name) => [`handed ${name} to gam`, `handed ${name} to own`];
    assert.deepEqual(ledger.map(([what]) => what), [...names.flatMap(handed), 'taken back from gam', 'handed Tre to gam']);
  }));

test('a page that makes up tools does not fill the disk', () =>
  quiet(async () => {
    const { engine, ledger, say, rest } = open(9);
    engine.track('page', {}, 1);
    await rest();
    for (let i = 0; i < 9999; i++) say({ tool: 'x-' + [...String(i)].map((digit) => 'abcdefghij'[digit]).join(''), given: true });
    await rest();
    assert.ok(ledger.length <= 256, String(ledger.length));
  }));

test('the ledger names the segment that was handed over, be it a rule', () =>
  quiet(async () => {
    const rules = [{ when: { measured: { bound: 'at_least', value: 1 } }, segment: { label: 'r', name: 'Carrello pieno', category: '', tags: [] } }];
    const { engine, ledger, say, rest, mind } = open(9, rules, [3]);
    mind.segment = () => undefined;
    engine.track('page', {}, 1);
    await rest();
    assert.equal(engine.segments()[0].segmento, 'CarrelloPieno');
    say({ tool: 'gam', given: true });
    await rest();
    assert.deepEqual(ledger, [['handed CarrelloPieno to gam', 'activate']]);
  }));

test('a page whose storage cannot be used says so in its ledger, once, and why', () =>
  quiet(async () => {
    const { engine, storage, rest } = open(1);
    engine.track('page', {}, 1);
    await rest();
    engine.track('page', {}, 2);
    await rest();
    assert.deepEqual(storage, [['storage memory', 'SecurityError']]);
  }));

test('the ledger tells what is erased, and why', () =>
  quiet(async () => {
    const { engine, ledger, rest, mind } = open(1);
    mind.capture = (kind, data, time) => ({ id: kind, time, expires: time });
    engine.track('old', {}, 1);
    await rest();
    await rest();
    assert.deepEqual(ledger, [['erased 1 events', 'expired']]);
  }));

test('the ledger tells once in a page that events are refused', () =>
  quiet(async () => {
    const { engine, ledger, rest } = open(1);
    for (let i = 0; i < 8200; i++) engine.track(String(i), {}, 1);
    await rest();
    assert.deepEqual(ledger.filter(([what]) => what.startsWith('events')), [['events refused', 'flood']]);
  }));

test('the ledger tells what is asked of the network', () =>
  quiet(async () => {
    const { ledger, rest } = open(1, [], [], 9e15, (mind) => {
      const id = 'b'.repeat(22);
      let asked = false;
      mind.due = () => !asked;
      mind.asked = () => (asked = true);
      globalThis.fetch = async () => ({ ok: true, json: async () => ({ model: id }), arrayBuffer: async () => new ArrayBuffer(0) });
    });
    await new Promise((done) => setTimeout(done, 200));
    await rest();
    assert.deepEqual(ledger.filter(([what]) => what.startsWith('get')), [['get pointer', 'epoch'], ['get model ' + 'b'.repeat(22), 'new']]);
  }));

test('who cannot keep an answer reports nothing', () =>
  quiet(async () => {
    const sent = [];
    globalThis.fetch = async (address) => (sent.push(address), { status: 202 });
    const { engine, rest, mind } = open(3);
    mind.waiting = () => ({ epoch: 1, body: 'x', tries: 0, not_before: 0 });
    mind.delay = () => 0;
    mind.claim = () => 'x';
    engine.track('page', {}, 1);
    await rest();
    await rest();
    assert.equal((await engine.export()).storage, 'memory');
    assert.deepEqual(sent, []);
  }));

test('a kind that is no text is none, whatever it would do as one', () =>
  quiet(async () => {
    const { engine, mind } = open(1);
    const kinds = [];
    mind.capture = (kind) => void kinds.push(kind);
    const bad = { toString: () => assert.fail('asked for its text') };
    for (const kind of [bad, Object.create(null), 7, undefined, Symbol('x')]) engine.track(kind);
    assert.deepEqual(kinds, ['', '', '', '', '']);
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
    for (let i = 0; i < 999; i++) say({ tool: 'prebid', given: i % 2 === 0 });
    await rest();
    assert.equal(ledger.length, 256);
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

/** What is folded together: a row of ids per transaction, `anew` where the raw events were counted again. */
const folded = (mind, result = () => 1) => {
  const rows = [];
  mind.profile = () => void rows.push([]);
  mind.load = () => rows.length || rows.push([]);
  mind.fold = (event, repeated, raw) => {
    if (event) rows.at(-1).push(repeated ? 'again ' + event.id : event.id);
    if (raw) rows.at(-1).push('anew of ' + raw.map(({ id }) => id).join(' '));
    return event ? (repeated ? 0 : result(event)) : 0;
  };
  return rows;
};

test('events of one task are folded together, in their order, those with an id told twice once', () =>
  quiet(async () => {
    const { engine, mind, rest } = open(1);
    await rest();
    const rows = folded(mind);
    for (const [id, time] of [[3, 1], [2, 1], [1, 2], [2, 1], [9, 0]]) engine.track('page', { id: String(id) }, time);
    await rest();
    engine.track('page', { id: '1' }, 3);
    await rest();
    assert.deepEqual(rows.filter((row) => row.length), [['9', '2', 'again 2', '3', '1'], ['again 1']]);
  }));

test('those that come out of order have the raw events counted anew once, with all of them', () =>
  quiet(async () => {
    const { engine, mind, rest } = open(1);
    await rest();
    const rows = folded(mind, ({ id }) => (id === '2' ? 5 : id === '3' ? 4 : 1));
    for (const id of ['1', '2', '3', '4']) engine.track('page', { id }, 1);
    await rest();
    assert.equal(rows.flat().filter((what) => what.startsWith('anew')).length, 1);
    assert.ok(rows.flat().includes('anew of 1 2 4'), 'what is dropped is not among them');
    assert.deepEqual((await engine.export()).events.map(({ id }) => id), ['1', '2', '4']);
  }));

test('a transaction takes so many and no more, but never half of a millisecond', () =>
  quiet(async () => {
    const { engine, mind, rest } = open(1);
    await rest();
    const rows = folded(mind);
    for (let i = 0; i < 200; i++) engine.track('page', { id: String(i) }, Math.floor(i / 50));
    const { events } = await engine.export();
    assert.equal(events.length, 200, 'what was told before is in the export');
    assert.deepEqual(rows.map((row) => row.length).filter(Boolean), [100, 100]);
  }));

test('a flood waits for a moment in which the page is idle; an event alone does not', () =>
  quiet(async () => {
    const { engine, mind, rest } = open(1);
    await rest();
    const rows = folded(mind);
    const asked = [];
    globalThis.requestIdleCallback = (done, { timeout }) => asked.push([done, timeout]);
    try {
      engine.track('page', { id: '0' }, 0);
      await rest();
      assert.deepEqual([rows.filter((row) => row.length).length, asked.length], [1, 0]);
      for (let i = 1; i <= 100; i++) engine.track('page', { id: String(i) }, i);
      await rest();
      assert.deepEqual([rows.filter((row) => row.length).length, asked.length], [1, 1]);
      assert.equal(asked[0][1], 99, 'but not for ever');
      asked[0][0]();
      await rest();
      assert.deepEqual([rows.filter((row) => row.length).length, asked.length], [3, 1], 'the rest is no flood any more');
    } finally {
      delete globalThis.requestIdleCallback;
    }
  }));

test('more than may wait is refused, counted, and said', () =>
  quiet(async () => {
    const { engine, warned, rest } = open(1);
    await rest();
    warned.length = 0;
    for (let i = 0; i < 8_200; i++) engine.track('page', { id: String(i) }, i);
    assert.deepEqual(new Set(warned.map(([about]) => about)), new Set(['flood']));
    assert.equal(warned.length, 8, 'the gate says one of them');
    assert.equal((await engine.export()).refused, 8);
  }));

test('of too many raw events the oldest go before their time, to be folded first', () =>
  quiet(async () => {
    const { engine, mind, rest } = open(1);
    await rest();
    const retired = [];
    mind.retire = (raw, before) => retired.push([raw.length, before]);
    for (let i = 0; i < 2_000; i++) engine.track('page', { id: String(i), expires: 8e15 + i }, i);
    await engine.export();
    const before = retired.length;
    const { events, refused } = await engine.export();
    assert.equal(retired.length, before, 'who looks at them changes nothing more');
    assert.equal(retired[0][0], 192, 'of 576, all but 384; and not those that stay');
    assert.equal(retired[0][1], 192);
    assert.ok(events.length <= 512, String(events.length));
    assert.equal(events.at(-1).id, '1999');
    assert.equal(events.length + retired.reduce((sum, [gone]) => sum + gone, 0), 2_000, 'none is lost');
    assert.equal(refused, 0);
  }));

test('without a model nobody folds them, and then it is said', () =>
  quiet(async () => {
    const { engine, mind, warned, rest } = open(1);
    await rest();
    mind.model_id = () => undefined;
    warned.length = 0;
    for (let i = 0; i < 2_000; i++) engine.track('page', { id: String(i) }, i);
    await engine.export();
    const { events, refused } = await engine.export();
    assert.equal(events.length + refused, 2_000);
    assert.equal(warned[0][0], 'flood');
  }));

test('a purpose that was withdrawn and granted again at once was withdrawn', () =>
  quiet(async () => {
    const { engine, rest, mind, state } = open(15);
    const seen = [];
    mind.fold = (...said) => {
      seen.push(said[4]);
      return 0;
    };
    await rest();
    for (const purposes of [11, 15]) {
      state.purposes = purposes;
      engine.follow();
    }
    await rest();
    assert.deepEqual(seen, [11, 15]);
  }));
