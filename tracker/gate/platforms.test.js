import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERY, europe, gtag, makeAnalytics, makeGpp, makeTcf, ping, tcData } from './cmps.mjs';
import { granted, visit } from './visit.mjs';

const yes = tcData(EVERY, { specialFeatureOptins: { 1: true } });
const no = tcData([]);
const chosen = { eventStatus: 'useractioncomplete' };
const wide = (value) => ({ ad_storage: value, ad_user_data: value, ad_personalization: value, analytics_storage: value });

/** A page whose TCF platform is there and has not spoken. */
const asked = async (of = {}) => {
  const tcf = makeTcf();
  const page = await visit({ ...of, window: { __tcfapi: tcf.api, ...of.window } });
  page.say = (data, success) => page.act(() => tcf.say(data, success));
  page.tcf = tcf;
  return page;
};

test('while the platform has not answered nothing runs and nothing is erased; an earlier yes keeps the calls', async () => {
  const page = await asked({ databases: ['recinto'], choice: granted() });
  assert.equal(page.asked('adapters.js'), 1);
  assert.ok('integrity' in page.added.find((element) => element.src.endsWith('/adapters.js')));
  assert.equal(page.banners(), 0, 'the platform asks');
  page.recinto.track('search', { n: 1 });
  assert.deepEqual(page.log, []);
  await page.say(yes);
  assert.deepEqual(page.log, ['start', 'search1', 'page']);
  assert.equal(page.host.reason(), 'tcf');
  assert.deepEqual(page.choice(), granted(), "a platform's yes is not written down");
});

test('chosen just now: what was called before is gone, but for the page view', async () => {
  const page = await asked();
  await page.say({ ...yes, eventStatus: 'cmpuishown' });
  page.recinto.track('search', { n: 1 });
  await page.say({ ...yes, ...chosen });
  assert.deepEqual(page.log, ['start', 'page']);
  assert.equal(page.choice(), null, 'nothing is stored but by the engine');
});

test('a no stops an own yes, erases, and takes the yes out of the record without becoming an own no', async () => {
  const page = await asked({ choice: granted({ e: 20_000 }), databases: ['recinto'] });
  await page.say(no);
  await page.pass(0);
  assert.deepEqual(page.log, ['erase']);
  assert.deepEqual(page.choice(), granted({ p: 0, n: 12, e: 20_000, w: 1 }));
  const without = await visit({ kept: page.kept });
  assert.equal(without.purposes(), '', 'the platform is missing: the yes does not come back');
});

test('a refusal of one purpose leaves the others', async () => {
  const page = await asked({ choice: granted() });
  await page.say(tcData([1, 5, 6]));
  assert.deepEqual(page.log, ['start', 'page']);
  assert.equal(page.purposes(), 'segment');
  assert.deepEqual([page.choice().p, page.choice().n], [1, 12]);
});

test('a change in mid-visit: of one purpose, of all, and back', async () => {
  const page = await asked();
  await page.say(yes);
  page.databases.push('recinto');
  await page.say({ ...tcData([1, 5, 6]), ...chosen });
  assert.deepEqual(page.log.splice(0), ['start', 'page', 'follow']);
  await page.say({ ...no, ...chosen });
  await page.pass(0);
  assert.deepEqual(page.log.splice(0), ['stop', 'erase']);
  await page.say({ ...yes, ...chosen });
  assert.deepEqual(page.log, ['start', 'page']);
  assert.equal(page.tcf.listeners.length, 1, 'one listener for the whole visit');
});

test('the visitor looks at the question again: the earlier answer stands until there is another', async () => {
  const page = await asked();
  await page.say(yes);
  await page.say({ ...no, eventStatus: 'cmpuishown' });
  assert.deepEqual(page.log, ['start', 'page']);
  await page.say(null, false);
  assert.deepEqual(page.log, ['start', 'page', 'stop'], 'but not where the listener is lost');
});

test('a withdrawal in another tab: this one holds until its own platform speaks; one view stays one view', async () => {
  const one = await asked();
  await one.say(yes);
  one.databases.push('recinto');
  const two = await asked({ kept: one.kept });
  await two.say(yes);
  await one.say({ ...no, ...chosen });
  assert.deepEqual(one.choice(), granted({ p: 0, n: 0, w: 1 }), 'a record without a choice, by which others see it');
  await two.tell('storage', { key: 'recinto.choice' });
  assert.deepEqual(two.log, ['start', 'page', 'follow', 'stop']);
  two.recinto.track('search', { n: 1 });
  await two.tell('storage', { key: 'recinto.choice' });
  assert.equal(two.log.length, 4);
  await two.say(yes);
  assert.deepEqual(two.log.slice(4), ['start', 'search1']);
  assert.equal((await visit({ kept: one.kept })).banners(), 1, 'nobody was asked by us');
});

test('back from the back-forward cache: only a withdrawal meanwhile makes it hold', async () => {
  const page = await asked();
  await page.say(yes);
  await page.tell('pageshow', { persisted: true });
  assert.deepEqual(page.log, ['start', 'page', 'follow']);
  const next = await asked({ kept: page.kept });
  await next.say(yes);
  await next.say({ ...no, ...chosen });
  await page.tell('pageshow', { persisted: false });
  assert.equal(page.log.length, 3);
  await page.tell('pageshow', { persisted: true });
  assert.deepEqual(page.log.slice(3), ['follow', 'stop']);
});

test('the count of withdrawals stays small', async () => {
  const page = await asked({ choice: granted({ w: 99 }) });
  await page.say(no);
  assert.equal(page.choice().w, 0);
});

test('twice withdrawn and granted while this page slept is seen too', async () => {
  const page = await asked();
  await page.say(yes);
  const next = await asked({ kept: page.kept });
  for (const data of [yes, no, yes, no, yes]) await next.say({ ...data, ...chosen });
  await page.tell('pageshow', { persisted: true });
  assert.equal(page.log.at(-1), 'stop');
});

test('a late platform holds what runs on an own yes, then confirms or refuses it', async () => {
  for (const answer of [yes, no]) {
    const page = await visit({ choice: granted(), databases: ['recinto'] });
    assert.deepEqual(page.log, ['start', 'page']);
    const tcf = makeTcf();
    page.window.__tcfapi = tcf.api;
    await page.pass(2_000);
    assert.deepEqual(page.log.splice(0), ['start', 'page', 'stop']);
    await page.act(() => tcf.say(answer));
    await page.pass(0);
    assert.deepEqual(page.log, answer === yes ? ['start'] : ['erase'], 'the view was recorded before');
  }
});

test('a late platform is found with the next event, whatever the time', async () => {
  const page = await visit({ choice: granted() });
  page.window.__gpp = makeGpp().api;
  await page.act(() => page.recinto.track('search', { n: 1 }));
  assert.deepEqual(page.log, ['start', 'page', 'stop']);
});

test('a second platform that comes late holds the yes of the first', async () => {
  const page = await asked();
  await page.say(yes);
  const gpp = makeGpp();
  page.window.__gpp = gpp.api;
  await page.pass(1_000);
  assert.deepEqual(page.log.splice(0), ['start', 'page', 'stop']);
  await page.act(() => gpp.say(ping([-1], {})));
  assert.deepEqual(page.log, ['start']);
});

test('a platform that the site names and that never comes: no consent, no banner, nothing erased', async () => {
  const page = await visit({ set: { consent: 'tcf' }, choice: granted(), databases: ['recinto'] });
  await page.pass(600_000);
  assert.equal(page.banners(), 0);
  assert.deepEqual(page.log, []);
});

test('a name that is misspelt lets nothing run', async () => {
  for (const consent of ['TCF', 'iubenda', 'tcf,gmc']) {
    const page = await asked({ set: { consent }, choice: granted() });
    await page.say(yes);
    const before = page.told.length;
    await page.pass(60_000);
    assert.deepEqual(page.log, [], consent);
    assert.equal(page.told.length, before, 'and it is said once');
  }
});

test('only what the site names is heard', async () => {
  const page = await asked({ set: { consent: 'gcm' } });
  await page.say(yes);
  assert.equal(page.purposes(), '');
  await page.act(() => gtag(page.window.dataLayer)('consent', 'update', wide('granted')));
  assert.equal(page.purposes(), 'segment report activate');
});

test('data-consent="none": the page has platforms that do not ask for Recinto', async () => {
  const page = await asked({ set: { consent: 'none' } });
  assert.equal(page.tcf.listeners.length, 0);
  assert.equal(page.banners(), 1);
  await page.act(() => page.recinto.consent({ segment: true }));
  assert.deepEqual(page.log, ['start', 'page']);
});

test('where adapters.js does not load, or was changed, nothing runs', async () => {
  const page = await asked({ adapters: false, choice: granted(), databases: ['recinto'] });
  await page.say(yes);
  await page.pass(60_000);
  assert.deepEqual(page.log, []);
});

test('where the platform says that it has nothing to ask, the banner does', async () => {
  const page = await asked();
  await page.say({ gdprApplies: false });
  assert.equal(page.banners(), 1);
  await page.act(() => page.recinto.consent({ segment: true }));
  assert.deepEqual(page.log, ['start', 'page']);
});

test('the browser stands above every platform', async () => {
  const page = await asked({ gpc: true, databases: ['recinto'] });
  await page.say(yes);
  await page.pass(0);
  assert.deepEqual(page.log, ['erase']);
  await page.say({ ...no, ...chosen });
  await page.say({ ...yes, ...chosen });
  assert.equal(page.choice(), null, 'and nothing is stored');
  assert.equal(page.purposes(), '');
});

test('what was kept on the yes of a platform that comes late is still there when it comes', async () => {
  const page = await visit({ databases: ['recinto'] });
  await page.pass(3_000);
  const tcf = makeTcf();
  page.window.__tcfapi = tcf.api;
  await page.pass(60_000);
  assert.deepEqual(page.log, []);
  await page.act(() => tcf.say(yes));
  assert.deepEqual(page.log, ['start', 'page']);
});

test('a platform that throws is no answer, until it works', async () => {
  const tcf = makeTcf();
  const page = await visit({
    window: {
      __tcfapi: () => {
        throw new Error('not yet');
      },
    },
  });
  await page.pass(2_000);
  assert.deepEqual(page.log, []);
  page.window.__tcfapi = tcf.api;
  await page.pass(2_000);
  await page.act(() => tcf.say(yes));
  assert.deepEqual(page.log, ['start', 'page']);
});

test('a listener that fails inside does not reach the platform', async () => {
  const page = await asked();
  await page.say(yes);
  await page.act(() => page.tcf.listeners[0](Object.defineProperty({}, 'gdprApplies', { enumerable: true, get: () => assert.fail() }), true));
  assert.deepEqual(page.log, ['start', 'page', 'stop']);
});

test('GPP: a new choice makes it not ready, and it is waited for', async () => {
  const gpp = makeGpp();
  const page = await visit({ window: { __gpp: gpp.api } });
  const eu = { tcfeuv2: europe(EVERY) };
  await page.act(() => gpp.say(ping([2], eu)));
  assert.deepEqual(page.log.splice(0), ['start', 'page']);
  await page.act(() => gpp.say(ping([2], eu, { signalStatus: 'not ready' })));
  await page.act(() => gpp.say(ping([2], eu, { signalStatus: 'not ready', cmpDisplayStatus: 'visible' })));
  page.recinto.track('search', { n: 1 });
  assert.deepEqual(page.log.splice(0), ['stop']);
  await page.act(() => gpp.say(ping([2], eu)));
  assert.deepEqual(page.log, ['start'], 'chosen just now: the search is gone');
});

test('Consent Mode: an update in its time is an earlier choice, a later one is made now', async () => {
  for (const [wait_for_update, after, log] of [
    [500, 300, ['start', 'search1', 'page']],
    [500, 900, ['start', 'page']],
    [2_000, 900, ['start', 'search1', 'page']],
    ['2000', 900, ['start', 'search1', 'page']],
    [undefined, 300, ['start', 'search1', 'page']],
    [undefined, 900, ['start', 'page']],
  ]) {
    const page = await visit({ window: { dataLayer: [] } });
    const tag = gtag(page.window.dataLayer);
    tag('consent', 'default', { ...wide('denied'), wait_for_update });
    await page.act(() => page.recinto.track('search', { n: 1 }));
    await page.pass(after);
    await page.act(() => tag('consent', 'update', wide('granted')));
    assert.deepEqual(page.log, log, `${after} of ${wait_for_update} ms`);
  }
});

test('Consent Mode: the time to wait may be a text', async () => {
  const dataLayer = [];
  gtag(dataLayer)('consent', 'default', { ...wide('granted'), wait_for_update: '500' });
  const page = await visit({ window: { dataLayer } });
  assert.equal(page.banners(), 0);
  await page.pass(1_200);
  assert.equal(page.banners(), 1, 'the time is over, and nobody asked');
});

test('a layer of another name is found too', async () => {
  const page = await visit({ set: { layer: 'shopLayer' }, window: { shopLayer: [] } });
  gtag(page.window.shopLayer)('consent', 'update', wide('granted'));
  await page.pass(2_000);
  assert.equal(page.purposes(), 'segment report activate');
});

test("the page's dataLayer works as before", async () => {
  const layer = [{ event: 'gtm.js' }, { 0: 'consent', 1: 'default', 2: wide('denied') }];
  const seen = [];
  layer.push = function (...pushes) {
    seen.push(...pushes);
    return Array.prototype.push.apply(this, pushes);
  };
  const page = await visit({ window: { dataLayer: layer } });
  const cycle = {};
  cycle.cycle = cycle;
  const odd = [null, undefined, 5, 'consent', cycle, ['consent'], { event: 'x' }];
  assert.equal(layer.push(...odd), 9);
  assert.deepEqual(seen, odd);
  assert.equal(page.purposes(), '');
});

test('Segment: its wrappers stamp what passes; without a stamp nothing is held', async () => {
  const analytics = makeAnalytics();
  const page = await visit({ window: { analytics }, choice: granted() });
  assert.deepEqual(page.log, ['start', 'page'], 'held for no longer than it took to look');
  await page.act(() => analytics.pass({ context: { consent: { categoryPreferences: { Analytics: false } } } }));
  assert.equal(page.log.at(-1), 'stop');
  assert.equal(page.purposes(), '');
});

test('Segment: a choice made just now is told from a stamp', async () => {
  for (const [name, log] of [
    ['Product Viewed', ['start', 'search1', 'page']],
    ['Segment Consent Preference Updated', ['start', 'page']],
  ]) {
    const page = await visit({ window: { analytics: makeAnalytics() }, set: { consent: 'segment' } });
    await page.act(() => page.recinto.track('search', { n: 1 }));
    await page.act(() => page.window.analytics.track(name, {}, { context: { consent: { categoryPreferences: { Analytics: true } } } }));
    assert.deepEqual(page.log, log);
  }
});

test('what was answered is said once, not at every look', async () => {
  const page = await asked();
  await page.say(yes);
  const before = page.told.length;
  await page.pass(60_000);
  assert.equal(page.told.length, before);
});

test("the site's own no under a platform's yes erases", async () => {
  const page = await asked();
  await page.say(yes);
  await page.act(() => page.recinto.consent({ segment: false }));
  assert.deepEqual(page.log, ['start', 'page', 'stop', 'erase']);
  await page.say({ ...yes, ...chosen });
  assert.equal(page.purposes(), 'report position activate', 'the strongest no');
});

test('a platform in a frame above is asked by messages; nobody else can answer for it', async () => {
  const sent = [];
  const above = { frames: { __tcfapiLocator: {} }, postMessage: (message) => sent.push(message) };
  above.parent = above;
  const between = {
    get frames() {
      throw new Error('of another origin');
    },
    parent: above,
  };
  const page = await visit({ parent: between });
  assert.deepEqual(sent, [{ __tcfapiCall: { command: 'addEventListener', version: 2, callId: '__tcfapi' } }]);
  const answer = (data) => ({ __tcfapiReturn: { returnValue: data, success: true, callId: '__tcfapi' } });
  await page.tell('message', { source: {}, data: answer(yes) });
  await page.tell('message', { source: above, data: 'not json' });
  await page.tell('message', { source: above, data: { __tcfapiReturn: { returnValue: yes, success: true, callId: 'of another' } } });
  assert.deepEqual(page.log, []);
  await page.tell('message', { source: above, data: JSON.stringify(answer(yes)) });
  assert.deepEqual(page.log, ['start', 'page']);
  await page.tell('message', { source: above, data: answer(no) });
  assert.equal(page.log.at(-1), 'stop');
});

test('in a frame without a platform above, the banner asks', async () => {
  const above = { frames: {} };
  above.parent = above;
  assert.equal((await visit({ parent: above })).banners(), 1);
});

test("what was reported under a platform's yes is remembered, without a choice", async () => {
  const page = await asked();
  await page.say(yes);
  page.host.reported(20_780);
  assert.deepEqual(page.choice(), granted({ p: 0, n: 0, e: 20_780 }));
  await page.say({ ...no, ...chosen });
  assert.equal(page.choice().e, 20_780);
  assert.equal(page.host.purposes(), 0);
});

test('a record that does not stand is never made to stand by a platform', async () => {
  for (const choice of ['{"p":1}', granted({ d: 1 }), granted({ t: 0 })]) {
    const page = await asked({ choice });
    await page.say(tcData([1, 5, 6]));
    await page.say({ ...no, ...chosen });
    const without = await visit({ kept: page.kept });
    assert.equal(without.purposes(), '', JSON.stringify(choice));
  }
});

test('of two that answer at once, the yes of one never acts before the no of the other', async () => {
  const [tcf, gpp] = [makeTcf(), makeGpp()];
  tcf.say(yes);
  gpp.say(ping([2], { tcfeuv2: europe([]) }));
  const page = await visit({ window: { __tcfapi: tcf.api, __gpp: gpp.api } });
  assert.deepEqual(page.added.map((element) => element.src), ['https://shop.example/recinto/adapters.js'], 'no engine is fetched');
});
