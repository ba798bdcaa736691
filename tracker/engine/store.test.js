import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeStore } from './store.js';

const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

/** A store whose lock is granted when the test says so, and what was opened. */
const behindLock = (allowed) => {
  const page = { opened: 0, lost: [] };
  define('indexedDB', { open: () => (page.opened++, {}) });
  define('navigator', { locks: { request: (name, act) => new Promise((done) => (page.grant = () => done(act()))) } });
  page.store = makeStore(allowed, (name) => page.lost.push(name));
  return page;
};
const rest = () => new Promise((done) => setTimeout(done, 5));

test('a database that was erased while its lock was waited for is not made again', async () => {
  let allowed = true;
  const page = behindLock(() => allowed);
  const done = page.store.transact({}, () => assert.fail('nothing is decided'));
  allowed = false;
  page.grant();
  assert.equal(await done, false);
  assert.deepEqual([page.opened, page.lost], [0, []]);
});

test('it is opened once the lock is there, and not before', async () => {
  const page = behindLock(() => true);
  page.store.transact({}, () => false);
  await rest();
  assert.equal(page.opened, 0);
  page.grant();
  await rest();
  assert.equal(page.opened, 1);
});
