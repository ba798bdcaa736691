import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEXT_VERSION, today } from './choice.js';
import { granted, settle, visit } from './visit.mjs';

test('before a choice: the banner, and nothing stored, loaded or recorded', async () => {
  const page = await visit();
  page.recinto.track('search', { n: 1 });
  page.recinto.page();
  assert.equal(page.banners(), 1);
  assert.equal(page.asked('adapters.js'), 0, 'no platform speaks');
  assert.deepEqual([...page.kept], []);
  assert.deepEqual(page.log, []);
  assert.deepEqual(page.recinto.segments(), []);
  assert.equal((await page.recinto.export()).storage, 'none');
});

test('data-banner="off" leaves the asking to the site', async () => {
  assert.equal((await visit({ set: { banner: 'off' } })).banners(), 0);
});

test('the banner waits for the document, since a platform may stand further down', async () => {
  const page = await visit({ readyState: 'loading' });
  assert.equal(page.banners(), 0);
  await page.tell('DOMContentLoaded');
  assert.equal(page.banners(), 1);
});

test('the stub carries what the tag cannot say', async () => {
  const page = await visit({ before: { q: [], set: { site: 'cd-shop', banner: 'off' } } });
  assert.equal(page.banners(), 0);
});

test('consent: calls before it are gone, the page view and calls after it come in order', async () => {
  const page = await visit({ before: { q: [['track', 'search', { n: 0 }]] } });
  await page.act(() => {
    page.recinto.track('search', { n: 1 });
    page.recinto.consent({ segment: true, report: true });
    page.recinto.track('search', { n: 2 });
    page.recinto.page();
    page.recinto.track('search', { n: 3 });
  });
  page.recinto.track('search', { n: 4 });
  assert.deepEqual(page.log, ['start', 'page', 'search2', 'search3', 'search4']);
  assert.deepEqual(page.choice(), granted({ n: 0 }));
  const why = page.recinto.why();
  const asked = page.added.at(-1);
  assert.ok(asked.src.endsWith('/banner.js') && asked.recinto.what === 'why', 'the view is fetched when somebody asks');
  asked.recinto.done('because');
  assert.equal(await why, 'because');
});

test('with a choice that stands: no banner, and a queue of calls made before the gate is taken over', async () => {
  const page = await visit({ choice: granted(), before: { q: [['track', 'search', { n: 1 }]] } });
  assert.equal(page.banners(), 0);
  assert.deepEqual(page.log, ['start', 'page', 'search1']);
});

test('a page that calls without end is cut short', async () => {
  let ready;
  const slow = new Promise((done) => (ready = done));
  const page = await visit({ choice: granted(), slow });
  for (let i = 0; i < 1_000; i++) page.recinto.track('search');
  ready();
  await settle();
  assert.equal(page.log.length, 1 + 256);
});

test('each purpose stands alone; only true grants', async () => {
  const page = await visit();
  const state = page.recinto.consent({ report: true, position: 'yes', activate: 1 });
  assert.deepEqual(state, { decided: true, segment: false, report: true, position: false, activate: false });
  assert.deepEqual(page.log, [], 'without segment no engine');
  assert.equal(page.recinto.consent({ activate: true }).report, true, 'what is not named stays');
});

test('what is not named is not refused', async () => {
  const page = await visit();
  page.recinto.consent({ report: true, activate: false });
  assert.deepEqual(page.choice(), granted({ p: 2, n: 8 }));
});

test('a record of before, without refusals by name, refuses all that it does not grant', async () => {
  const page = await visit({ choice: granted() });
  page.recinto.consent({ report: false });
  assert.deepEqual(page.choice(), granted({ p: 1, n: 14 }));
});

test('withdrawal stops the engine before it erases, and keeps the last reported epoch', async () => {
  const page = await visit({ choice: granted() });
  page.host.reported(20_780);
  page.recinto.forget();
  assert.deepEqual(page.log.slice(2), ['stop', 'erase']);
  assert.deepEqual(page.choice(), { ...granted(), p: 0, n: 15, e: 20_780 });
  page.recinto.track('search', { n: 1 });
  page.host.reported(20_781);
  assert.equal(page.choice().e, 20_780, 'a late answer writes nothing');
  assert.equal(page.host.purposes(), 0);
});

test('a no is carried out where the record cannot be read, though it can be written', async () => {
  for (const no of [(recinto) => recinto.forget(), (recinto) => recinto.consent({ segment: false })]) {
    const page = await visit({ choice: granted() });
    await settle();
    const whole = globalThis.localStorage;
    const broken = () => {
      throw new Error('broken by the test');
    };
    Object.defineProperty(globalThis, 'localStorage', { value: { ...whole, getItem: broken }, configurable: true, writable: true });
    await said(async () => {
      no(page.recinto);
      await settle();
    });
    Object.defineProperty(globalThis, 'localStorage', { value: whole, configurable: true, writable: true });
    assert.ok(page.log.includes('stop'), String(page.log));
    assert.equal(page.recinto.consent().segment, false, String(no));
  }
});

test('an engine that cannot end keeps nothing from being erased', async () => {
  const lines = await said(async () => {
    const page = await visit({ choice: granted() });
    page.stopping = () => {
      throw new Error('no end');
    };
    page.recinto.forget();
    assert.equal(page.log.at(-1), 'erase');
    assert.equal(page.recinto.consent().segment, false);
  });
  assert.deepEqual(lines, ['recinto: Error: no end']);
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
  await page.pass(0);
  assert.equal(page.banners(), 0);
  assert.deepEqual(page.log, ['erase']);
  assert.equal(page.recinto.consent().segment, false);
  const fresh = await visit({ gpc: true });
  fresh.recinto.consent({ segment: true });
  assert.deepEqual([...fresh.kept], []);
});

test('a grant that lapsed, for another text, or unreadable: asked again, and what was kept is erased', async () => {
  for (const choice of [granted({ d: today() - 185 }), granted({ t: TEXT_VERSION + 1 }), '{"p":3', granted({ p: 0 })]) {
    const page = await visit({ choice, databases: ['other', 'recinto'] });
    await page.pass(0);
    assert.equal(page.banners(), choice.p === 0 ? 0 : 1);
    assert.deepEqual(page.log, ['erase'], JSON.stringify(choice));
  }
  const other = await visit({ databases: ['other'] });
  await other.pass(60_000);
  assert.equal(other.erased, 0, "the site's own database is not ours");
});

test('what was kept without any choice of the visitor may be of a platform that comes late, but not for long', async () => {
  for (const choice of [undefined, granted({ p: 0, n: 0, e: 20_780 })]) {
    const page = await visit({ choice, databases: ['recinto'] });
    await page.pass(9_999);
    assert.deepEqual(page.log, []);
    await page.pass(1);
    assert.deepEqual(page.log, ['erase']);
  }
});

test('another tab withdraws, or consents', async () => {
  const page = await visit({ choice: granted() });
  page.kept.set('recinto.choice', JSON.stringify(granted({ p: 0 })));
  await page.tell('storage', { key: 'recinto.choice' });
  assert.deepEqual(page.log, ['start', 'page', 'stop']);
  page.kept.set('recinto.choice', JSON.stringify(granted()));
  await page.tell('storage', { key: 'recinto.choice' });
  assert.deepEqual(page.log.slice(3), ['start', 'page']);
  await page.tell('storage', { key: 'of the site' });
  assert.equal(page.log.length, 5);
});

test('back from the back-forward cache, consent is looked at again', async () => {
  const page = await visit({ choice: granted() });
  page.kept.set('recinto.choice', JSON.stringify(granted({ p: 0 })));
  await page.tell('pageshow', { persisted: false });
  assert.deepEqual(page.log.slice(2), []);
  await page.tell('pageshow', { persisted: true });
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

/** Runs something, and gives what it said on the console. */
const said = async (act) => {
  const { warn } = console;
  const lines = [];
  console.warn = (...words) => lines.push(words.join(' '));
  try {
    await act();
  } finally {
    console.warn = warn;
  }
  return lines;
};

test('what goes wrong with every event is said once, and another thing once as well', async () => {
  const lines = await said(async () => {
    const page = await visit({ choice: granted() });
    const { now } = Date;
    Date.now = () => {
      throw new Error('no clock');
    };
    for (let i = 0; i < 9; i++) page.recinto.track('search', { n: i });
    Date.now = now;
    page.host.warn('a', 'store');
    page.host.warn('b', 'store');
    page.host.warn('c', 'report');
  });
  assert.deepEqual(lines, ['recinto: Error: no clock', 'recinto: a', 'recinto: c']);
});

test('one call in the stub that is none costs the others nothing', async () => {
  let page;
  const lines = await said(async () => {
    page = await visit({ choice: granted(), before: { q: [null, ['track', 'search', { n: 1 }], ['nonsense'], 7, ['track', 'search', { n: 2 }]] } });
  });
  assert.deepEqual(page.log, ['start', 'page', 'search1', 'search2']);
  assert.ok(lines.length >= 1, 'and it is said');
});

test('what is thrown may have no text, and the console may throw: the page hears nothing of it', async () => {
  const page = await visit({ choice: granted() });
  const { now } = Date;
  const { warn } = console;
  try {
    Date.now = () => {
      throw Object.create(null);
    };
    page.recinto.track('search');
    page.recinto.consent({ segment: false });
    console.warn = () => {
      throw new Error('no console');
    };
    page.host.warn('a', 'store');
  } finally {
    Object.assign(Date, { now });
    Object.assign(console, { warn });
  }
  assert.equal(page.recinto.consent().segment, false);
});

test('calls beyond those that are kept for the engine are said to be lost, once', async () => {
  const lines = await said(async () => {
    const page = await visit({ choice: granted(), slow: new Promise(() => {}) });
    for (let i = 0; i < 300; i++) page.recinto.track('search');
  });
  assert.equal(lines.length, 1, lines.join());
});

test('what is no function is not heard, and the page hears of neither', async () => {
  const heard = [];
  const lines = await said(async () => {
    const page = await visit({ choice: granted() });
    for (const wrong of [5, 'f', {}, null, undefined, Symbol('f')]) page.recinto.on('segment', wrong);
    page.recinto.on(Symbol('s'), () => {});
    page.recinto.on('segment', (segment) => heard.push(segment));
    for (const one of page.heard['recinto:segment']) one({ detail: 7 });
    assert.equal(page.heard['recinto:segment'].length, 1);
  });
  assert.deepEqual(heard, [7]);
  assert.ok(lines.length > 0 && new Set(lines).size === lines.length, lines.join());
});

test('where the storage cannot even be looked at nothing runs, and the export says so', async () => {
  const lines = await said(async () => {
    const page = await visit({ blocked: true });
    page.recinto.consent({ segment: true });
    const all = await page.recinto.export();
    assert.deepEqual([all.choice, all.consent.segment, all.status, page.log], [undefined, false, 'stopped', []]);
  });
  assert.equal(lines.filter((line) => line.includes('SecurityError')).length, 1, lines.join());
});

test('a refusal is recorded, whatever the page made of its clock, and stands where the clock is right', async () => {
  const clocks = {
    throws: () => {
      throw new Error('no clock');
    },
    NaN: () => NaN,
    text: () => 'today',
    object: () => ({}),
  };
  const refusals = [
    (recinto) => recinto.consent({ segment: false }),
    (recinto) => recinto.consent({ segment: false, report: false }),
    (recinto) => recinto.forget(),
  ];
  for (const [name, clock] of Object.entries(clocks)) {
    for (const refuse of refusals) {
      await said(async () => {
        const page = await visit({ choice: granted() });
        await page.act(() => {
          Date.now = clock;
          refuse(page.recinto);
        });
        assert.equal(page.recinto.consent().segment, false, name);
        assert.ok(page.log.includes('stop') && page.log.includes('erase'), name);
        assert.equal(page.choice().p & 1, 0, name);
        assert.equal(page.choice().n & 1, 1, name);
        /* Another page, whose clock is right. */
        const next = await visit({ kept: page.kept });
        assert.equal(next.recinto.consent().decided, true, name);
        assert.equal(next.banners(), 0, name);
      });
    }
  }
});
