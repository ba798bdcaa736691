import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { granted, visit } from '../gate/visit.mjs';

const TEXT = readFileSync(new URL('./template.tpl', import.meta.url), 'utf8');
/** The sections of a custom template, as the gallery wants them and in its order. */
const NAMES = ['TERMS_OF_SERVICE', 'INFO', 'TEMPLATE_PARAMETERS', 'SANDBOXED_JS_FOR_WEB_TEMPLATE', 'WEB_PERMISSIONS', 'TESTS', 'NOTES'];

const sections = (text) => {
  const parts = text.split(/^___([A-Z_]+)___$/m).slice(1);
  return parts.filter((_, i) => i % 2 === 0).map((name, i) => [name, parts[2 * i + 1].trim()]);
};
const OF = Object.fromEntries(sections(TEXT));
const code = OF.SANDBOXED_JS_FOR_WEB_TEMPLATE;

/** `{type: 1, string}`, `{type: 2, listItem}`, `{type: 3, mapKey, mapValue}`, `{type: 8, boolean}` → plain values. */
const plain = (value) =>
  ({
    1: () => value.string,
    2: () => value.listItem.map(plain),
    3: () => Object.fromEntries(value.mapKey.map((key, i) => [plain(key), plain(value.mapValue[i])])),
    8: () => value.boolean,
  })[value.type]();
const permissions = (text) =>
  Object.fromEntries(JSON.parse(text).map(({ instance }) => [instance.key.publicId, Object.fromEntries(instance.param.map(({ key, value }) => [key, plain(value)]))]));

test('the template has its sections, and what is JSON in them is', () => {
  assert.deepEqual(sections(TEXT).map(([name]) => name), NAMES);
  const info = JSON.parse(OF.INFO);
  assert.deepEqual([info.type, info.displayName, info.containerContexts], ['TAG', 'Recinto', ['WEB']]);
  const names = JSON.parse(OF.TEMPLATE_PARAMETERS).map(({ name }) => name);
  assert.deepEqual([...new Set([...code.matchAll(/data\.(\w+)/g)].map(([, name]) => name))].filter((name) => !name.startsWith('gtm')).sort(), names.sort());
  assert.ok(OF.TERMS_OF_SERVICE.includes('Developer Terms of Service'));
  assert.equal(OF.TESTS, 'scenarios: []');
  assert.deepEqual(Object.keys(permissions(OF.WEB_PERMISSIONS)), ['access_globals', 'access_consent', 'read_data_layer', 'inject_script']);
});

test('a section that is missing, or JSON that is none, is noticed', () => {
  assert.notDeepEqual(sections(TEXT.replace('___TESTS___', '')).map(([name]) => name), NAMES);
  assert.throws(() => JSON.parse(Object.fromEntries(sections(TEXT.replace('"type": "TAG",', '"type": "TAG"'))).INFO), SyntaxError);
});

/** Tag Manager's sandbox: what is required has to be permitted. */
const run = (data, { state = {}, window = {}, event = 'gtm.js' } = {}, permitted = permissions(OF.WEB_PERMISSIONS)) => {
  const listeners = {};
  const injected = [];
  const later = [];
  const may = (key, right) => {
    const one = permitted.access_globals.keys.find((entry) => entry.key === key);
    assert.ok(one?.[right], `${right} of ${key}`);
  };
  const type = (name) => assert.ok(permitted.access_consent.consentTypes.some((entry) => entry.consentType === name && entry.read), name);
  const at = (key) => key.split('.').reduce((object, name) => object?.[name], window);
  const put = (key, value) => {
    const names = key.split('.');
    const last = names.pop();
    at(names.join('.') || 'self')[last] = value;
  };
  window.self = window;
  const API = {
    setInWindow: (key, value, over) => {
      may(key, 'write');
      if (over || at(key) === undefined) put(key, value);
    },
    copyFromWindow: (key) => (may(key, 'read'), at(key)),
    callInWindow: (key, ...said) => (may(key, 'execute'), at(key)(...said)),
    createQueue: (key) => {
      may(key, 'read');
      may(key, 'write');
      if (!at(key)) put(key, []);
      return (value) => at(key).push(value);
    },
    injectScript: (url, done, failed, token) => {
      const { urls } = permitted.inject_script;
      assert.ok(urls.some((pattern) => new RegExp('^' + pattern.replace(/[.?]/g, '\\$&').replaceAll('*', '.*') + '$').test(url)), url);
      injected.push([url, token]);
    },
    isConsentGranted: (name) => (type(name), state[name] !== false),
    addConsentListener: (name, act) => (type(name), (listeners[name] = act)),
    copyFromDataLayer: (key) => (assert.ok(permitted.read_data_layer.keyPatterns.includes(key), key), key === 'event' ? event : undefined),
    callLater: (act) => later.push(act),
  };
  new Function('require', 'data', code)((name) => API[name] || assert.fail(name), data);
  /** The platform's update: a listener hears only of what changes, one after the other; then what is to be called later is. */
  const update = (types) => {
    for (const [name, yes] of Object.entries(types)) {
      const was = state[name] !== false;
      state[name] = yes;
      if (was !== yes) listeners[name]?.(name, yes);
    }
    for (const act of later.splice(0)) act();
  };
  return { window, listeners, injected, update };
};
const DATA = { src: 'https://www.example.org/recinto/gate.js', site: 'cd-shop', collector: 'https://collect.example.org', asks: 'platform' };

test('the gate is injected, and the stub carries what the tag cannot', () => {
  for (const [asks, more] of [
    ['platform', {}],
    ['banner', { consent: 'none' }],
    ['manager', { consent: 'gcm', layer: 'recintoConsent', banner: 'off' }],
  ]) {
    const { window, injected } = run({ ...DATA, asks });
    assert.deepEqual(injected, [[DATA.src, 'recinto']]);
    assert.deepEqual(window.recinto.set, { site: DATA.site, collector: DATA.collector, ...more });
  }
});

const TYPES = ['analytics_storage', 'personalization_storage', 'ad_storage', 'ad_user_data', 'ad_personalization'];
const all = (yes) => Object.fromEntries(TYPES.map((name) => [name, yes]));
/* The engine's file is read once in all tests, which on a busy machine takes longer than a visit waits for it. */
before(async () => {
  for (let tries = 0; tries < 100; tries++) if ((await visit({ choice: granted() })).log.includes('page')) return;
});

/** A page of a visitor who is known here, with the template's stub; the gate comes a moment later. */
const known = async (state, more = {}) => {
  const manager = run({ ...DATA, asks: 'manager', chosen: 'consent_chosen' }, { state, ...more });
  const page = await visit({ before: manager.window.recinto, window: manager.window, choice: more.choice, databases: ['recinto'] });
  return { page, ...manager, say: (types) => page.act(() => manager.update(types)) };
};

test("a consent platform's default is no answer: nothing starts, and nothing is erased", async () => {
  for (const choice of [undefined, granted({ n: 0 })]) {
    const { page, say } = await known(all(false), { choice });
    await page.pass(60_000);
    assert.deepEqual([page.erased, page.log, page.purposes(), page.banners()], [0, [], '', 0]);
    await say(all(true));
    assert.deepEqual(page.log, ['start', 'page'], 'the update is one, and it finds the profile');
    assert.equal(page.purposes(), 'segment report activate');
    await page.pass(60_000);
    assert.equal(page.erased, 0);
  }
});

test('what the platform brought back before the tag came is an answer', async () => {
  const { page } = await known(all(true));
  assert.equal(page.purposes(), 'segment report activate');
  const some = await known({ ...all(true), ad_storage: false });
  assert.equal(some.page.purposes(), 'segment report');
  const unset = await known({ ...all(false), personalization_storage: undefined });
  assert.equal(unset.page.purposes(), '', 'a type that the site does not use has no say');
  assert.equal(unset.page.erased, 0);
});

test('a denial is passed on and erases: one of what was granted, and one that changes nothing, by its event', async () => {
  const { page, say } = await known(all(true));
  await say({ ...all(true), ad_user_data: false });
  assert.equal(page.purposes(), 'segment report');
  assert.equal(page.erased, 0);
  await say(all(false));
  await page.pass(10_000);
  assert.equal(page.purposes(), '');
  assert.equal(page.erased, 1);

  for (const choice of [undefined, granted()]) {
    const first = await known(all(false), { choice, event: 'consent_chosen' });
    await first.page.pass(10_000);
    assert.equal(first.page.purposes(), '');
    assert.equal(first.page.erased, 1);
  }
  const without = run({ ...DATA, asks: 'manager' }, { state: all(false), event: undefined });
  assert.deepEqual(without.window.recintoConsent, [], 'no event is named, and none is there');
});

test('the types of one update are one answer, whatever their order', async () => {
  const { page, say } = await known(all(false), { choice: granted({ p: 11 }) });
  await say(Object.fromEntries(Object.entries(all(true)).reverse()));
  assert.deepEqual(page.log, ['start', 'page']);
  assert.equal(page.choice().p, 11, 'none of it looks like a withdrawal');
  assert.equal(page.erased, 0);
});

test("Tag Manager's consent is listened to only if it is asked for", () => {
  assert.deepEqual(run(DATA).listeners, {});
  assert.deepEqual(Object.keys(run({ ...DATA, asks: 'manager' }).listeners).sort(), [...TYPES].sort());
  for (const asks of ['platform', 'banner']) assert.equal(run({ ...DATA, asks, chosen: 'gtm.js' }).window.recintoConsent, undefined);
});

test('a stub of the page is kept', () => {
  const { window } = run(DATA, { window: { recinto: { q: [['page']] } } });
  assert.deepEqual(window.recinto.q, [['page']]);
});

test('without a permission it does not run', () => {
  const some = permissions(OF.WEB_PERMISSIONS);
  some.access_globals.keys = some.access_globals.keys.filter(({ key }) => key !== 'recinto.set');
  assert.throws(() => run(DATA, {}, some), /write of recinto\.set/);
  assert.throws(() => run({ ...DATA, src: 'https://evil.example/other.js' }), /other\.js/);
});
