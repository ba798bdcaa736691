import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

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
  assert.deepEqual(Object.keys(permissions(OF.WEB_PERMISSIONS)), ['access_globals', 'access_consent', 'inject_script']);
});

test('a section that is missing, or JSON that is none, is noticed', () => {
  assert.notDeepEqual(sections(TEXT.replace('___TESTS___', '')).map(([name]) => name), NAMES);
  assert.throws(() => JSON.parse(Object.fromEntries(sections(TEXT.replace('"type": "TAG",', '"type": "TAG"'))).INFO), SyntaxError);
});

/** Tag Manager's sandbox: what is required has to be permitted. */
const run = (data, { granted = {}, window = {} } = {}, permitted = permissions(OF.WEB_PERMISSIONS)) => {
  const listeners = {};
  const injected = [];
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
    isConsentGranted: (name) => (type(name), granted[name] !== false),
    addConsentListener: (name, act) => (type(name), (listeners[name] = act)),
  };
  new Function('require', 'data', code)((name) => API[name] || assert.fail(name), data);
  return { window, listeners, injected, granted };
};
const DATA = { src: 'https://www.example.org/recinto/gate.js', site: 'cd-shop', collector: 'https://collect.example.org', asks: 'platform' };

test('the gate is injected, and the stub carries what the tag cannot', () => {
  for (const [asks, more] of [
    ['platform', {}],
    ['banner', { consent: 'none' }],
    ['manager', { consent: 'none', banner: 'off' }],
  ]) {
    const { window, injected } = run({ ...DATA, asks });
    assert.deepEqual(injected, [[DATA.src, 'recinto']]);
    assert.deepEqual(window.recinto.set, { site: DATA.site, collector: DATA.collector, ...more });
  }
});

test("Tag Manager's consent becomes the site's call, at once and at every change", () => {
  const denied = { analytics_storage: false, ad_storage: false, ad_user_data: false, ad_personalization: false };
  const page = run({ ...DATA, asks: 'manager' }, { granted: { ...denied } });
  assert.deepEqual(page.window.recinto.q, [['consent', { segment: false, report: false, activate: false }]]);
  assert.deepEqual(Object.keys(page.listeners).sort(), Object.keys(denied).sort());
  const heard = [];
  page.window.recinto.consent = (wish) => heard.push(wish);
  Object.assign(page.granted, { analytics_storage: true, ad_storage: true, ad_personalization: true });
  page.listeners.ad_storage();
  Object.assign(page.granted, { ad_user_data: true });
  page.listeners.ad_user_data();
  assert.deepEqual(heard, [
    { segment: true, report: true, activate: false },
    { segment: true, report: true, activate: true },
  ]);
  assert.deepEqual(run(DATA).listeners, {}, 'only if it is asked for');
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
