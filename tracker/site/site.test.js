import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { KNOWN, kindOf } from './kinds.js';

const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
let loads = 0;
let calls;
let heard;

/** A page with Recinto that notes what it is told, without what is undefined. */
beforeEach(() => {
  calls = [];
  heard = {};
  const note = (name) => (...said) => calls.push(JSON.parse(JSON.stringify([name, ...said])));
  define('window', { recinto: { track: note('track'), page: note('page') } });
  define('location', { href: 'https://shop.example/a' });
  define('addEventListener', (name, act) => (heard[name] = act));
  define('MutationObserver', class { observe() {} });
});

/** Loads a file as a page does, with the `data-…` of its tag. */
const load = async (file, dataset = {}, document = {}) => {
  define('document', { currentScript: { dataset }, readyState: 'complete', querySelectorAll: () => [], addEventListener: () => {}, ...document });
  return import(`./${file}?${loads++}`);
};

const read = (path) => readFileSync(new URL('../../core/src/events/import/' + path, import.meta.url), 'utf8');

test("the desk's names of events are the device's", () => {
  const theirs = [...read('kinds.rs').split('];')[0].matchAll(/\("(\w+)", "(\w+)"\)/g)].map((pair) => pair.slice(1));
  assert.ok(theirs.length > 20);
  assert.deepEqual([...KNOWN].sort(), theirs.sort());
  for (const [name, kind] of [
    ['Product Viewed', 'view_item'],
    ['Search', 'search'],
    ['Checkout Started', 'custom:checkout_started'],
    [' Perché no? ', 'custom:perch__no_'],
    ['x'.repeat(50), 'custom:' + 'x'.repeat(32)],
  ])
    assert.equal(kindOf(name), kind);
});

test('Segment: the names that the desk knows besides', async () => {
  const { KINDS } = await load('segment.js');
  const list = read('tools/shop.rs').match(/const KNOWN[^=]*= \[([^;]*)\];/)[1];
  const theirs = [...list.matchAll(/\("([^"]+)", "([^"]+)"\)/g)].map(([, name, kind]) => [name.toLowerCase(), kind]);
  assert.deepEqual([...KINDS].sort(), theirs.sort());
});

test('without Recinto a call waits in the queue of the stub, and a page that is broken stays as it is', async () => {
  const { call } = await load('call.js');
  window.recinto = undefined;
  call('track', 'search', { query: 'x' });
  assert.deepEqual(window.recinto.q, [['track', 'search', { query: 'x' }]]);
  window.recinto = { q: [['page']] };
  call('page');
  assert.equal(window.recinto.q.length, 2);
  const said = console.warn;
  console.warn = () => calls.push('warned');
  window.recinto = { page: () => assert.fail() };
  call('page');
  console.warn = said;
  assert.deepEqual(calls, ['warned']);
});

const go = (href) => (location.href = 'https://shop.example' + href);

test('a site that pushes its states: each new address is a view', async () => {
  const asked = [];
  const history = {};
  for (const name of ['pushState', 'replaceState'])
    history[name] = function (state, title, href) {
      assert.equal(this, history);
      asked.push(name);
      go(href);
    };
  define('history', history);
  await load('navigation.js');
  history.pushState(null, '', '/b');
  history.replaceState({ scroll: 1 }, '', '/b');
  history.replaceState(null, '', '/c');
  history.pushState(null, '', '/c#part');
  go('/a');
  heard.popstate();
  heard.hashchange();
  assert.deepEqual(asked, ['pushState', 'replaceState', 'replaceState', 'pushState']);
  assert.deepEqual(calls, [['page'], ['page'], ['page']]);
});

test('with data-hash what stands behind # counts', async () => {
  define('history', { pushState: (state, title, href) => go(href), replaceState: () => {} });
  await load('navigation.js', { hash: '' });
  history.pushState(null, '', '/a#one');
  go('/a#two');
  heard.hashchange();
  assert.equal(calls.length, 2);
});

test('the Navigation API is enough where there is one', async () => {
  let change;
  window.navigation = { addEventListener: (name, act) => (change = name === 'currententrychange' && act) };
  const history = { pushState: () => {}, replaceState: () => {} };
  const own = { ...history };
  define('history', history);
  await load('navigation.js');
  assert.deepEqual(history, own, 'nothing is replaced');
  change();
  go('/b');
  change();
  assert.deepEqual(calls, [['page']]);
});

class HTMLFormElement {
  constructor(dataset, fields) {
    this.dataset = dataset;
    this.elements = { namedItem: (name) => fields[name] || null };
  }
  matches() {
    return 'recintoTrack' in this.dataset;
  }
  closest() {
    return this.matches() ? this : null;
  }
}
define('HTMLFormElement', HTMLFormElement);

test('events in the markup: a click, within too; numbers, properties, and nothing that is no number', async () => {
  const listeners = {};
  await load('attributes.js', {}, { addEventListener: (name, act, capture) => capture && (listeners[name] = act) });
  const button = {
    dataset: {
      recintoTrack: 'add_to_cart',
      recintoItem: 'cd-17',
      recintoValue: '12.5',
      recintoCurrency: 'EUR',
      recintoQuantity: 'many',
      recintoDurationMs: '900',
      recintoPropShelfColour: 'red',
    },
  };
  listeners.click({ target: { closest: (mark) => mark === '[data-recinto-track]' && button } });
  listeners.click({ target: { closest: () => null } });
  listeners.click({ target: {} });
  assert.deepEqual(calls, [['track', 'add_to_cart', { item: 'cd-17', value: 12.5, currency: 'EUR', duration_ms: 900, props: { shelf_colour: 'red' } }]]);
});

test('events in the markup: a form that searches, when it is sent and not when it is clicked', async () => {
  const listeners = {};
  await load('attributes.js', {}, { addEventListener: (name, act) => (listeners[name] = act) });
  const form = new HTMLFormElement({ recintoTrack: 'search', recintoQueryField: 'q' }, { q: { value: 'Vivaldi' } });
  listeners.click({ target: { closest: () => form } });
  listeners.submit({ target: form });
  listeners.submit({ target: new HTMLFormElement({}, {}) });
  assert.deepEqual(calls, [['track', 'search', { query: 'Vivaldi' }]]);
});

class Element {
  constructor(dataset, under = []) {
    Object.assign(this, { dataset, under });
  }
  matches() {
    return this.dataset.recintoOn === 'load';
  }
  querySelectorAll() {
    return this.under.filter((one) => one.matches());
  }
  closest() {
    return this;
  }
}

test('events in the markup: what is there, and what comes later, each once', async () => {
  const view = (item) => new Element({ recintoTrack: 'view_item', recintoItem: item, recintoOn: 'load' });
  const [one, two, three] = ['cd-17', 'cd-18', 'cd-19'].map(view);
  const listeners = {};
  let changed;
  define('Element', Element);
  define('MutationObserver', class {
    constructor(act) {
      changed = (...addedNodes) => act([{ addedNodes }]);
    }
    observe(what, { childList, subtree }) {
      assert.ok(what === document && childList && subtree);
    }
  });
  await load('attributes.js', {}, {
    querySelectorAll: () => [one],
    addEventListener: (name, act) => (listeners[name] = act),
  });
  listeners.click({ target: one });
  changed(one, 'a text');
  changed(new Element({}, [two, new Element({ recintoTrack: 'click' })]), three);
  changed(two);
  const told = (item) => ['track', 'view_item', { item }];
  assert.deepEqual(calls, ['cd-17', 'cd-18', 'cd-19'].map(told));
});

/** The example of the specification, shortened. */
const ORDER = {
  order_id: '50314b8e',
  total: 27.5,
  revenue: 25,
  currency: 'USD',
  products: [
    { product_id: '507f', sku: '45790-32', name: 'Monopoly: 3rd Edition', price: 19, quantity: 1, category: 'Games', brand: 'Hasbro' },
    { sku: '46493-32', name: 'Uno Card Game', price: 3, quantity: 2, category: 'Games' },
  ],
};

test('Segment: the calls of its e-commerce specification, unchanged', async () => {
  await load('segment.js');
  const { analytics } = window;
  analytics.track('Products Searched', { query: 'blue hotpants' });
  analytics.track('Product Viewed', { product_id: '507f', category: 'Games', name: 'Monopoly', brand: 'Hasbro', price: 18.99, quantity: 1, currency: 'usd' });
  analytics.track('Product Added', { sku: 'G-32', price: '18.99', quantity: 2 });
  analytics.track('Order Completed', ORDER);
  analytics.track('Checkout Started', {});
  analytics.page('Home');
  analytics.identify('u1', { email: 'a@example.org' });
  analytics.track('Segment Consent Preference Updated', undefined, { consent: { categoryPreferences: {} } });
  assert.deepEqual(calls, [
    ['track', 'search', { query: 'blue hotpants' }],
    ['track', 'view_item', { item: '507f', brand: 'Hasbro', category: 'Games', quantity: 1, value: 18.99, currency: 'usd' }],
    ['track', 'add_to_cart', { item: 'G-32', quantity: 2, value: 37.98 }],
    ['track', 'purchase', { id: 'order:50314b8e', item: '507f', brand: 'Hasbro', category: 'Games', quantity: 1, value: 27.5, currency: 'USD' }],
    ['track', 'custom:order_line', { id: 'order:50314b8e/2', item: '46493-32', category: 'Games', quantity: 2 }],
    ['track', 'custom:checkout_started', {}],
    ['page'],
  ]);
  assert.ok(!JSON.stringify(calls).includes('example.org'), 'who somebody is, is forgotten');
});

test("Segment: what the snippet queued, its callbacks and its emitter", async () => {
  const stub = [['track', 'Product Viewed', { sku: 'a' }], ['identify', 'u1'], ['nonsense']];
  window.analytics = stub;
  await load('segment.js', { instead: '' });
  const done = [];
  window.analytics.on('track', (name, properties, options) => done.push([name, options.consent]));
  await window.analytics.track('Order Refunded', { order_id: '50314b8e', total: 5 }, { consent: 1 }, () => done.push('called'));
  window.analytics.ready(() => done.push('ready'));
  assert.deepEqual(calls, [
    ['track', 'view_item', { item: 'a' }],
    ['track', 'custom:refund', { value: 5 }],
  ]);
  assert.deepEqual(done, [['Order Refunded', 1], 'called', 'ready']);
});

/** What the page's own script would catch, were it thrown into it; the console's words are not shown. */
const calmly = async (act) => {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await act();
  } finally {
    console.warn = warn;
  }
};
/** The methods of analytics.js 2 (`packages/browser/src/core/analytics`), and those of the older one. */
const METHODS =
  'track page identify group alias screen reset register deregister load pageview ready on once off trackLink trackForm trackClick trackSubmit ' +
  'user debug timeout setAnonymousId addSourceMiddleware addDestinationMiddleware addIntegrationMiddleware';

test('Segment: whatever its library has can be called with whatever, and nothing is thrown into the page', () =>
  calmly(async () => {
    await load('segment.js');
    const { analytics } = window;
    const broken = () => {
      throw new Error('the page');
    };
    const odd = new Proxy({}, { get: broken, ownKeys: broken });
    const sets = [[], [null], [undefined, null], ['a'], ['a', () => {}], ['a', broken], [broken], [{}, 5], [odd, odd], ['a', odd], [[null, 5], 'a'], ['constructor', 7], ['__proto__', 'x'], [Symbol('x')]];
    for (const name of METHODS.split(' '))
      for (const said of sets) {
        const back = analytics[name](...said);
        assert.equal(await back, analytics, 'can be awaited, as of the newer library');
        assert.equal(back.track, analytics.track, 'and called on, as of the older: ' + name);
      }
    for (const one of [analytics.user(), await analytics.user(), analytics.group()]) {
      assert.equal(one.id(), undefined);
      assert.deepEqual(one.traits(), {});
    }
    assert.equal(analytics.user().anonymousId(), undefined);
  }));

test('Segment: listeners that throw, and once, on and off as Segment has them', () =>
  calmly(async () => {
    await load('segment.js');
    const { analytics } = window;
    const told = [];
    const always = (name) => told.push('on ' + name);
    analytics.on('track', () => {
      throw new Error('the page');
    });
    analytics.once('track', (name) => told.push('once ' + name)).on('track', always);
    await analytics.track('A', {}, {}, () => {
      throw new Error('the page');
    });
    analytics.track('B');
    assert.deepEqual(told, ['once A', 'on A', 'on B']);
    analytics.off('track', always);
    analytics.track('C');
    analytics.once('identify', always).off('identify', always).identify('D');
    analytics.on('identify', always).identify('E');
    assert.deepEqual(told.slice(3), ['on E']);
    assert.equal(calls.length, 3, 'the events are recorded all the same');
    let times = 0;
    const again = () => times++ < 99 && analytics.once('alias', again);
    again();
    analytics.alias();
    assert.equal(times, 2, 'what a listener adds is heard from the next time on');
  }));

test('Segment: a queued call that is bad loses none of those behind it', () =>
  calmly(async () => {
    const broken = () => {
      throw new Error('the page');
    };
    const bad = [null, 5, [], [null], {}, ['nonsense'], ['on'], ['once', 'track', broken], ['trackLink', 7], ['trackForm', {}, 'x'], ['ready', broken], ['track', 'A', {}, {}, broken], ['user'], ['toString']];
    window.analytics = [...bad, ['track', 'Product Viewed', { sku: 'a' }], ['page']];
    await load('segment.js', { instead: '' });
    assert.deepEqual(calls, [['track', 'custom:a', {}], ['track', 'view_item', { item: 'a' }], ['page']]);
  }));

test('Segment: trackLink and trackForm tell when the link is clicked or the form sent, which go on their way', () =>
  calmly(async () => {
    await load('segment.js');
    const { analytics } = window;
    const make = (name) => Object.assign(new EventTarget(), { name });
    const act = (element, type) => {
      const event = new Event(type, { cancelable: true });
      element.dispatchEvent(event);
      assert.equal(event.defaultPrevented, false, 'goes on its way');
    };
    const [link, second, third, form] = ['link', 'second', 'third', 'form'].map(make);
    const seen = [];
    analytics.on('track', (name, properties, options) => seen.push(options));
    analytics.trackLink(link, 'Product Clicked', { sku: 'a' }, { integrations: {} });
    /* A list, what jQuery found, and functions of the element; one that is none costs the others nothing. */
    analytics.trackClick([null, second, {}], (element) => 'Clicked ' + element.name, (element) => ({ sku: element.name }));
    analytics.trackLink({ length: 1, 0: third, [Symbol.iterator]: () => [third][Symbol.iterator]() }, 'Third');
    analytics.trackForm(form, 'Products Searched', () => ({ query: 'vinile' }));
    analytics.trackSubmit(null, 'x');
    assert.deepEqual(calls, [], 'nothing before it is done');
    act(link, 'click');
    act(second, 'click');
    act(third, 'click');
    act(form, 'click');
    act(form, 'submit');
    assert.deepEqual(calls, [
      ['track', 'click', { item: 'a' }],
      ['track', 'custom:clicked_second', { item: 'second' }],
      ['track', 'custom:third', {}],
      ['track', 'search', { query: 'vinile' }],
    ]);
    assert.deepEqual(seen[0], { integrations: {} });
    /* A function of the page that throws does not come through to its click. */
    const odd = make('odd');
    analytics.trackLink(odd, () => {
      throw new Error('the page');
    });
    act(odd, 'click');
    assert.equal(calls.length, 4);
  }));

test('Segment: beside its own script, nothing is thrown into its listeners', () =>
  calmly(async () => {
    const on = {};
    window.analytics = { on: (name, act) => (on[name] = act) };
    await load('segment.js');
    const odd = new Proxy({}, {
      get: () => {
        throw new Error('the page');
      },
    });
    assert.doesNotThrow(() => on.track('Product Added', odd));
    window.analytics = { on: 'nothing' };
    await assert.doesNotReject(load('segment.js'));
  }));

test("Segment: beside its own script nothing of it is replaced", async () => {
  const on = {};
  const analytics = { on: (name, act) => (on[name] = act), track: () => {} };
  window.analytics = analytics;
  await load('segment.js');
  assert.equal(window.analytics, analytics);
  on.track('Product Added', { sku: 'a' }, {});
  on.page();
  assert.deepEqual(calls, [['track', 'add_to_cart', { item: 'a' }], ['page']]);
});

test('Segment: odd input breaks nothing', async () => {
  await load('segment.js');
  const cycle = {};
  cycle.products = [cycle, null];
  for (const [name, properties] of [[undefined], [5, {}], ['Product Viewed', null], ['constructor', {}], ['Order Completed', cycle], ['Order Completed', { products: 'x', total: {} }]])
    window.analytics.track(name, properties);
  assert.ok(calls.every(([, kind]) => typeof kind === 'string'));
  assert.ok(calls.some(([, kind]) => kind === 'custom:constructor'));
});

const ITEMS = [
  { item_id: 'SKU_12345', item_name: 'Stan and Friends Tee', item_brand: 'Google', item_category: 'Apparel', item_category2: 'Adult', price: 10.01, quantity: 3 },
  { item_name: 'Grey Women\'s Tee', price: '21.01', quantity: '2' },
];

test('GA4: gtag and Tag Manager, before and after', async () => {
  function gtag() {
    window.dataLayer.push(arguments);
  }
  window.dataLayer = [];
  gtag('js', new Date());
  gtag('config', 'G-XXXX');
  gtag('event', 'view_item', { currency: 'USD', value: 30.03, items: ITEMS.slice(0, 1) });
  await load('ga4.js');
  gtag('event', 'purchase', { transaction_id: 'T_12345', value: 72.05, tax: 3.6, currency: 'USD', items: ITEMS });
  window.dataLayer.push({ ecommerce: null });
  const length = window.dataLayer.push({ event: 'add_to_cart', ecommerce: { currency: 'EUR', items: ITEMS } });
  window.dataLayer.push({ event: 'search', search_term: 'Vivaldi' }, { event: 'page_view' }, { event: 'gtm.click' }, { event: 'scroll' });
  gtag('event', 'begin_checkout', { value: '9,99', items: ITEMS });
  gtag('event', 'Preventivo chiesto', { value: 3 });
  gtag('event', 'view_item_list', { items: ITEMS });
  window.dataLayer.push({ event: 'add_payment_info', ecommerce: { items: ITEMS.slice(0, 1) } });
  assert.equal(length, 6);
  const first = { item: 'SKU_12345', brand: 'Google', category: 'Apparel', quantity: 3 };
  assert.deepEqual(calls, [
    ['track', 'view_item', { ...first, value: 30.03, currency: 'USD' }],
    ['track', 'purchase', { id: 'order:T_12345', ...first, value: 72.05, currency: 'USD' }],
    ['track', 'custom:order_line', { id: 'order:T_12345/2', item: "Grey Women's Tee", quantity: 2 }],
    ['track', 'add_to_cart', { ...first, value: 72.05, currency: 'EUR' }],
    ['track', 'search', { query: 'Vivaldi' }],
    ['page'],
    ['track', 'custom:begin_checkout', first],
    ['track', 'custom:preventivo_chiesto', { value: 3 }],
    ['track', 'custom:view_item_list', {}],
    ['track', 'custom:add_payment_info', first],
  ]);
});

test('GA4: a layer of another name, an id too long to be one, and odd pushes', async () => {
  window.shopLayer = [];
  await load('ga4.js', { layer: 'shopLayer' });
  const cycle = { event: 'purchase' };
  cycle.ecommerce = cycle;
  window.shopLayer.push(null, undefined, 7, 'event', ['event'], { event: {} }, { event: 'toString' }, cycle);
  window.shopLayer.push({ event: 'purchase', ecommerce: { transaction_id: 'x'.repeat(70), value: NaN, items: [null, { item_id: {} }] } });
  assert.deepEqual(calls, [
    ['track', 'purchase', {}],
    ['track', 'purchase', {}],
  ]);
  assert.equal(window.shopLayer.length, 9);
});
