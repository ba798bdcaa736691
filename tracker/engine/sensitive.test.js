import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { flat } from './flat.js';
import { SENSITIVE } from './matters.mjs';
import { unexplained } from './sensitive.js';

const read = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const cases = read('../../core/tests/golden/sensitive.json');
const model = () => read('./golden/model.json');
const REASON = 'Asked for in so many words.';
const MATTERS = Object.keys(SENSITIVE);

test('every text touches what it touches at the desk and the collector', () => {
  for (const [text, found] of cases)
    for (const matter of MATTERS) {
      /* Of all others it is said why. */
      const sensitive = MATTERS.filter((other) => other !== matter).map((other) => ({ matter: other, reason: REASON }));
      assert.equal(unexplained({ ...model(), name: text, sensitive }), found.includes(matter), `${matter}: ${text}`);
    }
});

test('wherever somebody names something', () => {
  const named = (/** @type {(model: any) => void} */ change) => {
    const other = model();
    change(other);
    return flat(JSON.stringify(other), () => {});
  };
  const NAMED = 2;
  for (const change of [
    (m) => (m.name = 'Farmacia'),
    (m) => m.vocabulary.push('category:Farmacia'),
    (m) => m.definitions.intents[0].phrases.push('una farmacia'),
    /* A point of sale is counted by its distance, and then no word names it. */
    ...['intents', 'calendars', 'fences', 'composites'].map((kind) => (m) => (m.definitions[kind][0].name = 'farmacia')),
    ...['label', 'name', 'category'].flatMap((field) => [
      (m) => (m.segments[0][field] = 'farmacia'),
      (m) => (m.rules[0].segment[field] = 'farmacia'),
    ]),
    (m) => m.segments[1].tags.push('farmacia'),
    (m) => m.rules[0].segment.tags.push('farmacia'),
  ]) {
    assert.equal(named(change), NAMED, String(change));
    const given = (/** @type {any} */ reason) => named((m) => (change(m), (m.sensitive = [reason])));
    assert.notEqual(given({ matter: 'health', reason: REASON }), NAMED, 'the reason is there');
    assert.equal(given({ matter: 'minors', reason: REASON }), NAMED, "another's reason");
    for (const reason of ['because', ' '.repeat(30)]) assert.equal(given({ matter: 'health', reason }), NAMED, 'no reason');
  }
  assert.notEqual(named((m) => m.segments[0].tags.push('dipendenza', 'da gioco')), NAMED, 'two texts are not one');
});
