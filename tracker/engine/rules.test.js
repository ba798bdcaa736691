import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { degree } from './rules.js';

/** The table that `core/tests/rules.rs` holds the desk's evaluation to. */
const cases = JSON.parse(readFileSync(new URL('../../core/tests/golden/rules.json', import.meta.url), 'utf8'));

test('the rules of a device are those of the desk', () => {
  for (const { when, values, score } of cases) {
    const left = [...values];
    const found = degree(when, false, () => left.shift() ?? NaN);
    assert.equal(left.length, 0, 'every value is taken');
    assert.equal(found > 0, score > 0, JSON.stringify({ when, values }));
    assert.ok(Math.abs(found - score) < 1e-12, JSON.stringify({ when, values, found, score }));
  }
  assert.ok(cases.length === 400);
});
