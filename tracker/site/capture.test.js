import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
let loads = 0;
let calls;
let heard;
let allowed;

/** A page 1000 px high in a window of 400 px, with a gate that notes what it is told. */
beforeEach(() => {
  calls = [];
  heard = {};
  allowed = false;
  const hear = (name, act) => ((heard[name] ||= []).push(act), undefined);
  define('window', { recinto: { track: (...said) => calls.push(JSON.parse(JSON.stringify(said))), consent: () => ({ segment: allowed }) } });
  define('location', new URL('https://shop.example/a?x=1#part'));
  define('history', { pushState: () => {}, replaceState: () => {} });
  define('addEventListener', hear);
  define('scrollY', 0);
  define('innerHeight', 400);
  define('document', { currentScript: { dataset: {} }, visibilityState: 'visible', documentElement: { scrollHeight: 1000 }, addEventListener: hear });
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  mock.method(performance, 'now', () => Date.now());
});

const say = (name, event = {}) => heard[name]?.forEach((act) => act(event));
const allow = (yes) => {
  allowed = yes;
  say('recinto:change');
};
const show = (state) => {
  document.visibilityState = state;
  say('visibilitychange');
};
const go = (href) => {
  define('location', new URL(href, location.href));
  history.pushState();
};
const pass = (ms) => mock.timers.tick(ms);
const load = (dataset = {}) => {
  document.currentScript.dataset = dataset;
  return import(`./capture.js?${loads++}`);
};
const told = (page, duration_ms, depth_pct) => ['custom:user_engagement', { page, duration_ms, ...(depth_pct && { depth_pct }) }];
const A = 'https://shop.example/a?x=1';

test('time in view is told by spells, and a depth only when it went deeper', async () => {
  allowed = true;
  await load();
  pass(3000);
  show('hidden');
  pass(60_000);
  show('visible');
  pass(1500);
  say('pagehide');
  show('hidden');
  assert.deepEqual(calls, [told(A, 3000, 40), told(A, 1500)]);
});

test('what was seen without consent is nobody’s: neither before it nor after', async () => {
  await load();
  say('pageshow');
  globalThis.scrollY = 600;
  say('scroll');
  pass(5000);
  globalThis.scrollY = 100;
  allow(true);
  pass(2000);
  allow(true);
  allow(false);
  pass(5000);
  say('pagehide');
  assert.deepEqual(calls, []);
  allow(true);
  pass(2000);
  say('pagehide');
  assert.deepEqual(calls, [told(A, 2000, 50)]);
});

test('a glance tells nothing, and a page left open no more than fifteen minutes', async () => {
  allowed = true;
  await load();
  pass(999);
  show('hidden');
  show('visible');
  pass(900_000);
  assert.equal(calls.length, 1, 'told when the time is over, not when the page goes');
  pass(2_700_000);
  say('recinto:change');
  pass(3_600_000);
  show('hidden');
  assert.deepEqual(calls, [told(A, 900_000, 40)]);
});

test('a change of address ends one page and begins another; what stands behind # does not', async () => {
  allowed = true;
  await load();
  globalThis.scrollY = 600;
  pass(2000);
  go('#end');
  go('/b');
  globalThis.scrollY = 0;
  pass(4000);
  say('pagehide');
  assert.deepEqual(calls, [told(A, 2000, 100), told('https://shop.example/b', 4000, 40)]);
});

test('a page is read to its end once, and looked at only after the scrolling', async () => {
  allowed = true;
  await load();
  const scroll = (to) => {
    globalThis.scrollY = to;
    say('scroll');
  };
  scroll(480);
  pass(200);
  scroll(500);
  pass(100);
  scroll(100);
  pass(100);
  assert.deepEqual(calls, [], 'it was passed by');
  scroll(500);
  pass(200);
  scroll(0);
  pass(200);
  scroll(600);
  pass(200);
  assert.deepEqual(calls, [['custom:scroll', { page: A }]]);
});

test('links that lead elsewhere, by what they are and not by whom they reach', async () => {
  allowed = true;
  await load();
  const click = (href, button = 0, marked = false) => {
    const link = { href, closest: () => marked };
    say(button ? 'auxclick' : 'click', { button, target: { closest: () => link } });
  };
  click('tel:+39021234');
  click('mailto:someone@example.it');
  click('https://elsewhere.example/someone?name=x');
  click({ baseVal: 'https://elsewhere.example/' }, 1);
  click('https://elsewhere.example/', 2);
  click('https://elsewhere.example/', 0, true);
  click('https://shop.example/b');
  click('https://www.shop.example/b');
  click('https://carrello.shop.example/b');
  click('https://notshop.example/b');
  click('/Listino%202026.PDF?x');
  click('javascript:void 0');
  click('http://[');
  say('click', { target: document });
  const away = (link_domain) => ['click', { props: { outbound: 'true', link_domain } }];
  assert.deepEqual(calls, [
    ['click', { props: { link: 'tel' } }],
    ['click', { props: { link: 'mailto' } }],
    away('elsewhere.example'),
    away('elsewhere.example'),
    away('notshop.example'),
    ['custom:file_download', { props: { file_extension: 'pdf' } }],
  ]);
  assert.ok(!JSON.stringify(calls).includes('39021') && !JSON.stringify(calls).includes('someone'));
});

test('searches: GA4’s parameters or the site’s own, of each address once, and only with consent', async () => {
  define('location', new URL('https://shop.example/?q=+vinile+'));
  await load();
  assert.deepEqual(calls, []);
  allow(true);
  say('recinto:change');
  go('/?s=&query=cd');
  go('/?altro=cd');
  allow(false);
  go('/?q=no');
  assert.deepEqual(calls, [
    ['search', { query: 'vinile' }],
    ['search', { query: 'cd' }],
  ]);
  await load({ search: 'p, parola', capture: 'searches' });
  calls.length = 0;
  define('location', new URL('https://shop.example/?parola=nastri&q=no'));
  allow(true);
  assert.deepEqual(calls.at(-1), ['search', { query: 'nastri' }]);
});

test('only what the tag asks for is captured, and a page without Recinto is left alone', async () => {
  allowed = true;
  window.recinto = undefined;
  await load({ capture: 'links, searches' });
  assert.deepEqual([heard.scroll, heard.pagehide], [undefined, undefined]);
  heard = {};
  await load({ capture: 'engagement' });
  assert.equal(heard.click, undefined);
  pass(5000);
  say('pagehide');
  assert.equal(window.recinto, undefined);
});
