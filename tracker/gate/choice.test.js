import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { TEXTS } from '../banner/texts.js';
import { PURPOSES, TEXT_VERSION, own, read, remove, stands, today, write } from './choice.js';

const kept = new Map();
globalThis.localStorage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => kept.set(key, value),
  removeItem: (key) => kept.delete(key),
};

Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true, writable: true });

const choice = (over) => ({ p: 3, d: 20_000, t: TEXT_VERSION, ...over });

test('a choice stands for six months and no longer', () => {
  assert.equal(stands(choice(), 20_000), true);
  assert.equal(stands(choice(), 20_184), true);
  assert.equal(stands(choice(), 20_185), false);
});

test('a choice for another text, from the future or out of shape does not stand', () => {
  for (const bad of [{ t: TEXT_VERSION + 1 }, { d: 20_002 }, { d: undefined }, { p: 16 }, { p: -1 }, { p: undefined }, { p: 'all' }])
    assert.equal(stands(choice(bad), 20_000), false, JSON.stringify(bad));
  for (const bad of [null, 5, 'x', [], {}]) assert.equal(stands(bad, 20_000), false, JSON.stringify(bad));
});

test('the record stays within 200 bytes, whatever the epoch', () => {
  write(choice({ p: 15, n: 15, d: 99_999, e: Number.MAX_SAFE_INTEGER, w: Number.MAX_SAFE_INTEGER }));
  assert.deepEqual([...kept.keys()], ['recinto.choice']);
  assert.ok(kept.get('recinto.choice').length <= 200);
  assert.equal(read().e, Number.MAX_SAFE_INTEGER);
  remove();
  assert.equal(read(), null);
});

test('a choice that lapsed is no choice, but what was reported is remembered', () => {
  write(choice({ d: 1, e: 7, w: 2 }));
  assert.deepEqual(own(), { p: 0, n: 0, d: today(), t: TEXT_VERSION, e: 7, w: 2 });
  remove();
});

test('an unreadable record is a grant that does not stand', () => {
  kept.set('recinto.choice', '{"p":');
  assert.equal(read().p & 1, 1);
  assert.equal(stands(read(), today()), false);
});

test('both languages name the same purposes', () => {
  for (const text of Object.values(TEXTS)) {
    assert.deepEqual(Object.keys(text), Object.keys(TEXTS.it));
    assert.deepEqual(Object.keys(text.purposes), PURPOSES);
  }
});

test('the text that was consented to has a version: change the text, raise the version, then this', () => {
  const hash = createHash('sha256').update(JSON.stringify(TEXTS)).digest('hex').slice(0, 16);
  assert.deepEqual([TEXT_VERSION, hash], [1, '7b464a151b2c9d01']);
});
