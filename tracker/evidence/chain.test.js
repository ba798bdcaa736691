import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { chained } from '../visitor/example/visit.js';
import { check, sha256 } from './chain.js';

const three = () => chained([[10, 'consent segment', 'banner'], [11, 'model x', 'first'], [12, 'report 1', 'new-answer']]);

test('the hash is the one that the ledger states', async () => {
  const [first, second] = await three();
  assert.equal(first.hash, createHash('sha256').update('\n0\n10\nconsent segment\nbanner').digest('hex'));
  assert.equal(second.hash, createHash('sha256').update(first.hash + '\n1\n11\nmodel x\nfirst').digest('hex'));
  assert.equal(await sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('a whole chain is whole, an empty one too', async () => {
  const ledger = await three();
  assert.deepEqual(await check(ledger), { unbroken: true, entries: 3, head: { next: 3, hash: ledger[2].hash }, at: null, why: null });
  assert.deepEqual(await check([]), { unbroken: true, entries: 0, head: { next: 0, hash: '' }, at: null, why: null });
});

test('every tampering shows, and where', async () => {
  const edit = async (change) => {
    const ledger = await three();
    return (await check(change(ledger) ?? ledger)) ?? {};
  };
  const cases = [
    [(l) => void (l[1].what = 'model y'), 1, 'changed'],
    [(l) => void (l[0].time = 9), 0, 'changed'],
    [(l) => void (l[2].reason = 'kept-answer'), 2, 'changed'],
    [(l) => [l[0], l[2]], 1, 'out-of-sequence'],
    [(l) => [l[1], l[0], l[2]], 0, 'out-of-sequence'],
    [(l) => l.slice(1), 0, 'out-of-sequence'],
    [(l) => void (l[2].prev = l[0].hash), 2, 'not-linked'],
    [(l) => void (l[2].seq = 7), 2, 'out-of-sequence'],
  ];
  for (const [change, at, why] of cases) {
    const { unbroken, ...found } = await edit(change);
    assert.equal(unbroken, false, why);
    assert.deepEqual([found.at, found.why], [at, why], String(change));
  }
});

test('an entry hashed anew breaks the next one', async () => {
  const ledger = await three();
  const [forged] = await chained([[10, 'consent segment report', 'banner']]);
  ledger[0] = forged;
  const found = await check(ledger);
  assert.deepEqual([found.unbroken, found.at, found.why], [false, 1, 'not-linked']);
});

test('wrong types are no entries', async () => {
  for (const wrong of [null, 7, 'x', [], {}, { seq: 0.5 }, { seq: 0, time: '10' }]) {
    const found = await check([wrong]);
    assert.deepEqual([found.unbroken, found.why], [false, 'no-entry'], JSON.stringify(wrong));
  }
});

test('a line feed inside a field cannot stand for the one between two', async () => {
  const [entry] = await chained([[10, 'a\nb', 'c']]);
  const [other] = await chained([[10, 'a', 'b\nc']]);
  assert.equal(entry.hash, other.hash, 'two entries, one hash');
  assert.equal((await check([entry])).why, 'no-entry');
  assert.equal((await check([other])).why, 'no-entry');
});

test('without WebCrypto nothing passes for whole', async () => {
  const ledger = await three();
  const real = globalThis.crypto;
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  const found = await check(ledger);
  Object.defineProperty(globalThis, 'crypto', { value: real, configurable: true });
  assert.deepEqual([found.unbroken, found.why], [null, 'no-hashes-here']);
});
