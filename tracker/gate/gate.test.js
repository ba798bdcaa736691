import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { TEXT_VERSION, today } from './choice.js';

/** An engine that only notes what it is told; its program takes as long as the test wants. */
const folder = mkdtempSync(join(tmpdir(), 'recinto-gate-'));
writeFileSync(
  join(folder, 'engine.mjs'),
  `export default () => globalThis.slow;
   export const start = (host) => globalThis.started(host);`,
);
const ENGINE = pathToFileURL(join(folder, 'engine.mjs')).href;
const settle = () => new Promise((done) => setTimeout(done, 20));

let visits = 0;

/** A page that embeds the gate: what it stored, asked for, erased and told the engine. */
const visit = async ({ choice, gpc = false, before, banner, databases = [], storage = true, slow } = {}) => {
  const page = { log: [], erased: 0, added: [], kept: new Map(), heard: {} };
  if (choice) page.kept.set('recinto.choice', typeof choice === 'string' ? choice : JSON.stringify(choice));
  globalThis.slow = slow;
  globalThis.started = (host) => {
    page.host = host;
    page.log.push('start');
    return {
      track: (kind, data) => page.log.push(kind + (data.n ?? '')),
      follow: () => page.log.push('follow'),
      stop: () => page.log.push('stop'),
      segments: () => ['here'],
      export: async () => ({ status: 'ready' }),
    };
  };
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  define('ENGINE_INTEGRITY', '');
  define('GLUE_INTEGRITY', '');
  define('BANNER_INTEGRITY', '');
  define('navigator', { globalPrivacyControl: gpc, language: 'it' });
  define('location', { href: 'https://shop.example/a' });
  define('fetch', async () => 'wasm');
  define('addEventListener', (name, heard) => (page.heard[name] = heard));
  define('indexedDB', {
    databases: async () => databases.map((name) => ({ name })),
    deleteDatabase: (name) => {
      assert.equal(name, 'recinto');
      page.erased++;
      page.log.push('erase');
    },
  });
  define('localStorage', {
    getItem: (key) => page.kept.get(key) ?? null,
    setItem: (key, value) => {
      if (!storage) throw new Error('full');
      page.kept.set(key, value);
    },
    removeItem: (key) => page.kept.delete(key),
  });
  /* The gate looks for engine.js beside itself; the URL class is the one place to lead it to ours. */
  const Real = globalThis.URL;
  define('URL', class extends Real {
    constructor(file, base) {
      super(file === 'engine.js' ? ENGINE : file, base);
    }
  });
  define('document', {
    currentScript: { src: 'https://shop.example/recinto/gate.js', dataset: { site: 'cd-shop', banner } },
    documentElement: { lang: 'it' },
    head: { append: (element) => page.added.push(element) },
    createElement: (name) => ({ name }),
    addEventListener: () => {},
    dispatchEvent: () => {},
  });
  define('window', { recinto: before });
  await import(`./gate.js?${visits++}`);
  globalThis.URL = Real;
  await settle();
  page.recinto = globalThis.window.recinto;
  page.choice = () => JSON.parse(page.kept.get('recinto.choice') ?? 'null');
  page.banners = () => page.added.filter((element) => element.src?.endsWith('/banner.js')).length;
  page.again = (act) => {
    define('URL', class extends Real {
      constructor(file, base) {
        super(file === 'engine.js' ? ENGINE : file, base);
      }
    });
    act();
    return settle().then(() => (globalThis.URL = Real));
  };
  return page;
};

const granted = (over) => ({ p: 3, d: today(), t: TEXT_VERSION, ...over });

test('before a choice: the banner, and nothing stored, loaded or recorded', async () => {
  const page = await visit();
  page.recinto.track('search', { n: 1 });
  page.recinto.page();
  assert.equal(page.banners(), 1);
  assert.deepEqual([...page.kept], []);
  assert.deepEqual(page.log, []);
  assert.deepEqual(page.recinto.segments(), []);
  assert.equal((await page.recinto.export()).storage, 'none');
});

test('data-banner="off" leaves the asking to the site', async () => {
  assert.equal((await visit({ banner: 'off' })).banners(), 0);
});

test('consent: calls before it are gone, the page view and calls after it come in order', async () => {
  const page = await visit({ before: { q: [['track', 'search', { n: 0 }]] } });
  await page.again(() => {
    page.recinto.track('search', { n: 1 });
    page.recinto.consent({ segment: true, report: true });
    page.recinto.track('search', { n: 2 });
    page.recinto.page();
    page.recinto.track('search', { n: 3 });
  });
  page.recinto.track('search', { n: 4 });
  assert.deepEqual(page.log, ['start', 'page', 'search2', 'search3', 'search4']);
  assert.deepEqual(page.choice(), granted());
});

test('with a choice that stands: no banner, and a queue of calls made before the gate is taken over', async () => {
  const page = await visit({ choice: granted(), before: { q: [['track', 'search', { n: 1 }]] } });
  assert.equal(page.banners(), 0);
  assert.deepEqual(page.log, ['start', 'page', 'search1']);
});

test('each purpose stands alone; only true grants', async () => {
  const page = await visit();
  const state = page.recinto.consent({ report: true, position: 'yes', activate: 1 });
  assert.deepEqual(state, { decided: true, segment: false, report: true, position: false, activate: false });
  assert.deepEqual(page.log, [], 'without segment no engine');
  assert.equal(page.recinto.consent({ activate: true }).report, true, 'what is not named stays');
});

test('withdrawal stops the engine before it erases, and keeps the last reported epoch', async () => {
  const page = await visit({ choice: granted() });
  page.host.reported(20_780);
  page.recinto.forget();
  assert.deepEqual(page.log.slice(2), ['stop', 'erase']);
  assert.deepEqual(page.choice(), { ...granted(), p: 0, e: 20_780 });
  page.recinto.track('search', { n: 1 });
  page.host.reported(20_781);
  assert.equal(page.choice().e, 20_780, 'a late answer writes nothing');
  assert.equal(page.host.purposes(), 0);
});

test('withdrawal while the engine is on its way: it never starts', async () => {
  let ready;
  const slow = new Promise((done) => (ready = done));
  const page = await visit({ choice: granted(), slow });
  page.recinto.forget();
  ready();
  await settle();
  assert.deepEqual(page.log, ['erase']);
});

test('forget works where the engine never loaded', async () => {
  const page = await visit({ choice: granted({ p: 0 }) });
  page.recinto.forget();
  assert.equal(page.erased, 1);
});

test('global privacy control refuses everything, whatever the site or an earlier choice says', async () => {
  const page = await visit({ gpc: true, choice: granted(), databases: ['recinto'] });
  page.recinto.consent({ segment: true });
  await settle();
  assert.equal(page.banners(), 0);
  assert.deepEqual(page.log, ['erase']);
  assert.equal(page.recinto.consent().segment, false);
  const fresh = await visit({ gpc: true });
  fresh.recinto.consent({ segment: true });
  assert.deepEqual([...fresh.kept], []);
});

test('a grant that lapsed, for another text, or unreadable: asked again, and what was kept is erased', async () => {
  for (const choice of [granted({ d: today() - 183 }), granted({ t: TEXT_VERSION + 1 }), '{"p":3', undefined]) {
    const page = await visit({ choice, databases: ['other', 'recinto'] });
    assert.equal(page.banners(), 1);
    assert.deepEqual(page.log, ['erase'], JSON.stringify(choice));
  }
  assert.equal((await visit({ databases: ['other'] })).erased, 0, 'the site\'s own database is not ours');
});

test('another tab withdraws, or consents', async () => {
  const page = await visit({ choice: granted() });
  page.kept.set('recinto.choice', JSON.stringify(granted({ p: 0 })));
  page.heard.storage({ key: 'recinto.choice' });
  assert.deepEqual(page.log, ['start', 'page', 'stop']);
  page.kept.set('recinto.choice', JSON.stringify(granted()));
  await page.again(() => page.heard.storage({ key: 'recinto.choice' }));
  assert.deepEqual(page.log.slice(3), ['start', 'page']);
});

test('back from the back-forward cache, consent is looked at again', async () => {
  const page = await visit({ choice: granted() });
  page.kept.set('recinto.choice', JSON.stringify(granted({ p: 0 })));
  page.heard.pageshow({ persisted: true });
  assert.deepEqual(page.log.slice(2), ['stop']);
});

test('a choice that cannot be written down counts as refused', async () => {
  const page = await visit({ storage: false });
  const said = console.warn;
  console.warn = () => {};
  const state = page.recinto.consent({ segment: true });
  console.warn = said;
  assert.equal(state.segment, false);
  assert.deepEqual(page.log, []);
});
