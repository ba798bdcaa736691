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
  page.turn = (over) => {
    Object.assign(page, over);
    target.dispatchEvent(new Event('recinto:change'));
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
    assert.equal(page.ledger.length, 2, 'the ledger says that it was handed, not each time');
  });
}

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
  page.turn({ activate: false });
  const told = [];
  const { cmd } = page.window.googletag;
  page.window.googletag = { pubads: () => ({ setTargeting: (...said) => told.push(said), clearTargeting: (...said) => told.push(said) }) };
  for (const act of cmd) act();
  assert.deepEqual(told, [['aud', 'FoodLoversMilano'], ['aud']]);
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
  assert.deepEqual(page.ledger, []);
  broken = false;
  page.turn();
  assert.deepEqual(told, [LOVERS]);
});
