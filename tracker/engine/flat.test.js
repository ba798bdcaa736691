import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { flat } from './flat.js';
import './matters.mjs';

const golden = (/** @type {string} */ name) => readFileSync(new URL('./golden/' + name, import.meta.url), 'utf8');
const text = golden('model.json');
const model = () => JSON.parse(text);
const of = (/** @type {any} */ model) => flat(JSON.stringify(model), () => {});

test('the row of a model is the one that the program reads', () => {
  /** @type {any} */
  let parsed;
  const row = flat(text, (of) => (parsed = of));
  assert.deepEqual([...row], JSON.parse(golden('row.json')).map((x) => x ?? NaN));
  assert.equal(JSON.stringify(parsed), JSON.stringify(model()), 'what was parsed is handed on as it is');
});

test('what is no model is told apart', () => {
  assert.equal(flat('{', () => {}), 0);
  for (const other of [null, 3, {}, { ...model(), format: 'recinto.segments/2' }]) assert.equal(of(other), 1);
});

test('a field of another type is no field', () => {
  const changed = (change) => {
    const other = model();
    change(other);
    return () => of(other);
  };
  for (const change of [
    (m) => delete m.name,
    (m) => (m.window_days = '30'),
    (m) => (m.vocabulary = 'page'),
    (m) => (m.vocabulary = [1]),
    (m) => (m.features[0].decay = null),
    (m) => (m.assigner.points[0].at = {}),
    (m) => delete m.privacy,
    (m) => (m.rules[0].when = {}),
    (m) => (m.rules[0].when = null),
    (m) => (m.rules = {}),
    (m) => (m.rules[0].when.all[0].measured.days = 'a'),
    (m) => (m.definitions.fences[0].shape.lat = '45'),
  ])
    assert.throws(changed(change), String(change));
  /* Lists that may be missing. */
  for (const change of [(m) => delete m.definitions, (m) => delete m.rules, (m) => delete m.definitions.intents])
    assert.doesNotThrow(changed(change));
});

test('names on the prototype of everything change nothing', () => {
  const before = of(model());
  const everything = /** @type {any} */ (Object.prototype);
  const OTHERS = { segment: true, bounds: 3, measure: 'x', radius: 'x', raw_hours: 1, not: {}, any: [], sensitive: 5, phrases: 5 };
  Object.assign(everything, OTHERS);
  try {
    assert.deepEqual(of(model()), before);
  } finally {
    for (const name of Object.keys(OTHERS)) delete everything[name];
  }
});

test('a condition of ten thousand levels is refused and not followed', () => {
  let when = '{"measured":{}}';
  when = '{"not":'.repeat(10_000) + when + '}'.repeat(10_000);
  const deep = text.replace('"rules":[', '"rules":[{"when":' + when + '},');
  assert.equal(flat(deep, () => {}), 0, 'the parser itself gives up');
});
