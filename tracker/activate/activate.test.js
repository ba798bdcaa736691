import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const HAND = new URL('./hand.js', import.meta.url);
/* The tools share hand.js, which reads its tag when it runs: each page gets one of its own. */
const load = (file) => {
  const text = (path) => readFileSync(path, 'utf8');
  const body = text(new URL('./' + file, import.meta.url)).replace(/^import .*$/m, '');
  return new Function(`'use strict';\n${text(HAND).replace(/^export /gm, '')}\n${body}`)();
};
globalThis.CustomEvent = class extends Event {
  constructor(name, { detail }) {
    super(name);
    this.detail = detail;
  }
};

const LOVERS = { segmento: 'FoodLoversMilano', scoring: 0.89, eventi: ['ristorante_near'], categoria: 'GeoIntento' };

/** A page with a tool's file; `state` is what Recinto says, and `page.ledger` what the engine would note. */
const open = (file, { dataset = {}, activate = true, segment = LOVERS, window = {}, recinto = true } = {}) => {
  const page = { activate, segment, ledger: [], window };
  const target = new EventTarget();
  target.currentScript = { dataset };
  if (recinto) window.recinto = { consent: () => ({ activate: page.activate }), segments: () => (page.segment ? [page.segment] : []) };
  page.enter = () => {
    globalThis.document = target;
    globalThis.window = window;
  };
  page.enter();
  target.addEventListener('recinto:handed', ({ detail }) => page.ledger.push(`${detail.given ? 'to' : 'from'} ${detail.tool}`));
  page.say = (name) => target.dispatchEvent(new Event(name));
  page.turn = (over) => {
    Object.assign(page, over);
    page.say('recinto:change');
  };
  load(file);
  return page;
};

/** Each tool: what is on its page, and what it was told in the end. */
const TOOLS = {
  'gam.js': {
    make: () => {
      const told = [];
      const googletag = { cmd: { push: (act) => act() }, setConfig: (config) => told.push(config) };
      return { window: { googletag }, told };
    },
    given: [{ targeting: { recinto: 'FoodLoversMilano' } }],
    taken: [{ targeting: { recinto: null } }],
  },
  'prebid.js': {
    make: () => {
      const told = [];
      let config = { site: { keywords: 'cd' }, user: { keywords: 'x', data: [{ name: 'other', segment: [] }] } };
      const pbjs = {
        que: { push: (act) => act() },
        getConfig: () => config,
        setConfig: ({ ortb2 }) => {
          config = ortb2;
          told.push(ortb2);
        },
      };
      return { window: { pbjs }, told };
    },
    given: [
      { site: { keywords: 'cd' }, user: { keywords: 'x', data: [{ name: 'other', segment: [] }, { name: 'recinto', segment: [{ id: 'FoodLoversMilano' }] }] } },
    ],
    taken: [{ site: { keywords: 'cd' }, user: { keywords: 'x', data: [{ name: 'other', segment: [] }] } }],
  },
  'meta.js': {
    make: () => {
      const told = [];
      return { window: { fbq: (...said) => told.push(said) }, told };
    },
    given: [['trackCustom', 'RecintoSegment', { segment: 'FoodLoversMilano' }]],
    taken: [],
  },
  'datalayer.js': {
    make: () => {
      const told = [];
      return { window: { dataLayer: told }, told };
    },
    given: [{ event: 'recinto_segment', recinto: { segmento: 'FoodLoversMilano', scoring: 0.89, categoria: 'GeoIntento' } }],
    taken: [{ event: 'recinto_segment', recinto: null }],
  },
  'own.js': {
    dataset: { callback: 'onSegment' },
    make: () => {
      const told = [];
      return { window: { onSegment: (segment) => told.push(segment) }, told };
    },
    given: [LOVERS],
    taken: [null],
  },
};

for (const [file, { make, given, taken, dataset }] of Object.entries(TOOLS)) {
  test(`${file}: with the purpose the segment is handed once, and taken back with it`, () => {
    const { window, told } = make();
    const page = open(file, { window, dataset });
    page.turn();
    assert.deepEqual(told.splice(0), given);
    assert.equal(page.ledger.length, 1);
    page.turn({ activate: false });
    page.turn();
    assert.deepEqual(told.splice(0), taken);
    assert.deepEqual(page.ledger.map((entry) => entry.split(' ')[0]), ['to', 'from']);
    page.turn({ activate: true });
    assert.deepEqual(told, given);
  });

  test(`${file}: without the purpose, without a segment or without Recinto nothing is called and nothing is made`, () => {
    for (const of of [{ activate: false }, { segment: null }, { recinto: false }]) {
      const { window, told } = make();
      const page = open(file, { ...of, window, dataset });
      page.turn();
      assert.deepEqual(told, []);
      assert.deepEqual(page.ledger, []);
      const bare = {};
      open(file, { ...of, window: bare, dataset });
      assert.deepEqual(Object.keys(bare).filter((name) => name !== 'recinto'), []);
    }
  });

  test(`${file}: a new segment is handed over; one that is gone is taken back`, () => {
    const { window, told } = make();
    const page = open(file, { window, dataset });
    page.turn({ segment: { ...LOVERS, segmento: 'Other' } });
    assert.match(JSON.stringify(told.at(-1)), /Other/);
    page.turn({ segment: undefined });
    if (taken.length) assert.deepEqual(told.at(-1), taken[0]);
    assert.deepEqual(page.ledger.map((entry) => entry.split(' ')[0]), ['to', 'to', 'from'], 'the ledger hears of each segment');
  });
}

test('a score that moves is no event for the Meta pixel', () => {
  const told = [];
  const page = open('meta.js', { window: { fbq: (...said) => told.push(said) } });
  for (let i = 0; i < 20; i++) page.turn({ segment: { ...LOVERS, scoring: i / 100 } });
  assert.equal(told.length, 1);
});

test('a tool that is not there yet is told when it is', () => {
  const page = open('meta.js');
  assert.deepEqual(page.ledger, []);
  const told = [];
  page.window.fbq = (...said) => told.push(said);
  page.turn();
  assert.equal(told.length, 1);
});

test('Ad Manager: before its script, by the older calls, and by a key of the site', () => {
  const page = open('gam.js', { dataset: { key: 'aud' } });
  const told = [];
  const { cmd } = page.window.googletag;
  page.window.googletag = { cmd, pubads: () => ({ setTargeting: (...said) => told.push(said), clearTargeting: (...said) => told.push(said) }) };
  cmd.push = (act) => act();
  for (const act of cmd) act();
  page.turn({ activate: false });
  assert.deepEqual(told, [['aud', 'FoodLoversMilano'], ['aud']]);
});

/** The tools that take what they are told only once their script is there: their queue, and the tool that comes. */
const QUEUES = {
  'gam.js': ({ googletag }, told) => {
    googletag.setConfig = (config) => told.push(config);
    return googletag.cmd;
  },
  'prebid.js': ({ pbjs }, told) => {
    pbjs.getConfig = () => undefined;
    pbjs.setConfig = (config) => told.push(config);
    return pbjs.que;
  },
};
for (const [file, arrive] of Object.entries(QUEUES)) {
  test(`${file}: what is withdrawn before the tool's script is there is never handed over`, () => {
    for (const elsewhere of [false, true]) {
      const page = open(file);
      const told = [];
      const queue = arrive(page.window, told);
      /* In another tab: the word of it comes to this page after the tool's script. */
      if (elsewhere) page.activate = false;
      else page.turn({ activate: false });
      for (const act of queue) act();
      assert.ok(!JSON.stringify(told).includes('FoodLovers'), JSON.stringify(told));
      assert.deepEqual(page.ledger, [], 'what was not handed over is not in the ledger');
      page.turn({ activate: true });
      for (const act of queue.splice(0)) act();
      assert.ok(JSON.stringify(told).includes('FoodLovers'), 'and once it is granted again, it is');
      assert.equal(page.ledger.length, 1);
    }
  });

  test(`${file}: a tool that never comes is not asked with every event`, () => {
    const page = open(file);
    for (let i = 0; i < 50; i++) page.turn();
    assert.equal(arrive(page.window, []).length, 1);
  });
}

test('withdrawn in the middle of its own hand-over: taken back at once, and the ledger has both in their order', () => {
  const told = [];
  const page = open('own.js', {
    dataset: { callback: 'act' },
    activate: false,
    window: {
      act: (segment) => {
        told.push(segment && segment.segmento);
        if (segment) page.turn({ activate: false });
      },
    },
  });
  page.turn({ activate: true });
  assert.deepEqual(told, ['FoodLoversMilano', null]);
  assert.deepEqual(page.ledger, ['to own', 'from own']);
  page.turn({ segment: { ...LOVERS, segmento: 'Other' } });
  assert.equal(told.length, 2, 'no other segment follows');
});

test('a segment that a write of the engine brings after the withdrawal is not handed over', () => {
  for (const [file, { make, dataset }] of Object.entries(TOOLS)) {
    const { window, told } = make();
    const page = open(file, { window, dataset });
    page.turn({ activate: false });
    const before = told.length;
    page.segment = { ...LOVERS, segmento: 'Late' };
    page.say('recinto:segment');
    page.turn();
    assert.equal(told.length, before, file);
  }
});

test('withdrawn while the gate loads: the file was there first, and hands nothing over', () => {
  for (const [file, { make, dataset }] of Object.entries(TOOLS)) {
    const { window, told } = make();
    const page = open(file, { window, dataset, recinto: false });
    window.recinto = { consent: () => ({ activate: page.activate }), segments: () => [LOVERS] };
    page.turn({ activate: false });
    page.say('recinto:segment');
    assert.deepEqual(told, [], file);
    page.turn({ activate: true });
    assert.equal(told.length, 1, file + ': and with the purpose it does');
  }
});

test('withdrawn in another tab while the page goes: nothing is handed over on the way, nor when it comes back', () => {
  for (const [file, { make, dataset, taken }] of Object.entries(TOOLS)) {
    const { window, told } = make();
    const page = open(file, { window, dataset });
    told.splice(0);
    /* The page hears of it only when it is shown again; an event on its way is counted meanwhile. */
    page.activate = false;
    page.segment = { ...LOVERS, segmento: 'Late' };
    page.say('recinto:segment');
    page.turn();
    assert.deepEqual(told, taken, file);
  }
});

test('a tool that throws does not break the page, and is told again', () => {
  const said = console.warn;
  console.warn = () => {};
  let broken = true;
  const told = [];
  const page = open('own.js', {
    dataset: { callback: 'act' },
    window: {
      act: (segment) => {
        if (broken) throw new Error('broken');
        told.push(segment);
      },
    },
  });
  console.warn = said;
  assert.deepEqual(page.ledger, ['to own'], 'what throws may have taken it before');
  broken = false;
  page.turn();
  assert.deepEqual(told, [LOVERS]);
});

test('a tool that keeps the segment and throws hears of the withdrawal', () => {
  const kept = [];
  const window = {
    take(segment) {
      kept.push(segment);
      throw new Error('thrown by the test');
    },
  };
  const warned = console.warn;
  console.warn = () => {};
  const page = open('own.js', { window, dataset: { callback: 'take' } });
  page.turn({ activate: false });
  page.turn();
  console.warn = warned;
  assert.equal(kept.at(-1), null);
  assert.deepEqual(page.ledger.map((entry) => entry.split(' ')[0]), ['to', 'from']);
});
