// @ts-check
/*
 * Takes Segment's `analytics.*` calls unchanged ("Spec: V2 Ecommerce Events"). Where Segment's own script is on the page,
 * it listens beside it; where there is none, or with `data-instead` on the script's tag, it stands in its place and also
 * takes what its snippet has queued. Who somebody is never counts: `identify`, `group` and `alias` are heard and forgotten.
 */
import { call } from './call.js';
import { kindOf } from './kinds.js';
import { tell } from './tell.js';

/** The names of the specification that differ from everybody's, as the desk knows them (`tools/shop.rs`). */
export const KINDS = new Map([
  ['products searched', 'search'],
  ['product clicked', 'click'],
  ['order refunded', 'custom:refund'],
]);
/** What else a page may call: its listeners hear of it, and nothing else comes of it. A tracked link goes where it goes. */
const HEARD = 'identify group alias reset load screen trackLink trackForm trackClick trackSubmit pageview once';
/** And what only sets the library up. */
const SETTINGS = 'register deregister off setAnonymousId debug addSourceMiddleware addDestinationMiddleware addIntegrationMiddleware';
/** About the visitor's consent, not about what they do; the gate's adapters hear it. */
const CONSENT = /^segment consent preference/;

const line = ({ product_id, sku, name, brand, category, price, quantity }) => ({ item: product_id || sku || name, brand, category, price, quantity });

const track = (name, properties) => {
  if (typeof name !== 'string' || CONSENT.test(name.toLowerCase())) return;
  const said = properties || {};
  const kind = KINDS.get(name.toLowerCase()) || kindOf(name);
  const lines = Array.isArray(said.products) ? said.products.filter(Boolean).map(line) : [line(said)];
  tell(kind, lines, {
    value: said.total ?? said.revenue ?? said.value,
    currency: said.currency,
    query: said.query,
    order: said.order_id,
  });
};
const page = () => call('page');

const site = /** @type {any} */ (window);
const instead = /** @type {HTMLScriptElement} */ (document.currentScript)?.dataset.instead !== undefined;

if (site.analytics && !instead) {
  site.analytics.on?.('track', track);
  site.analytics.on?.('page', page);
} else {
  const queued = Array.isArray(site.analytics) ? [...site.analytics] : [];
  const heard = {};
  const method =
    (name, act) =>
    (...said) => {
      act?.(...said);
      for (const listener of heard[name] || []) listener(...said);
      const done = said.at(-1);
      if (typeof done === 'function') done();
      return Promise.resolve();
    };
  const analytics = {
    initialized: true,
    track: method('track', track),
    page: method('page', page),
    on: (name, listener) => ((heard[name] ||= []).push(listener), analytics),
    ready: (done) => done?.(),
  };
  for (const name of HEARD.split(' ')) analytics[name] = method(name);
  for (const name of SETTINGS.split(' ')) analytics[name] = () => analytics;
  /* Nobody: the page may ask who it is. */
  analytics.user = () => ({ id() {}, anonymousId() {}, traits: () => ({}) });
  site.analytics = analytics;
  for (const [name, ...said] of queued) analytics[name]?.(...said);
}
