// @ts-check
/*
 * Takes Segment's `analytics.*` calls unchanged ("Spec: V2 Ecommerce Events"). Where Segment's own script is on the page,
 * it listens beside it; where there is none, or with `data-instead` on the script's tag, it stands in its place and also
 * takes what its snippet has queued. Who somebody is never counts: `identify`, `group` and `alias` are heard and forgotten.
 */
import { call, safely } from './call.js';
import { kindOf } from './kinds.js';
import { tell } from './tell.js';

/** The names of the specification that differ from everybody's, as the desk knows them (`tools/shop.rs`). */
export const KINDS = new Map([
  ['products searched', 'search'],
  ['product clicked', 'click'],
  ['order refunded', 'custom:refund'],
]);
/** What listeners hear of, and with a callback at the end. Of all but the first two nothing else comes. */
const HEARD = 'track page identify group alias screen reset ready';
/** What else a page may call: it sets the library up, or asks who the visitor is. */
const REST = 'user load pageview register deregister debug timeout setAnonymousId addSourceMiddleware addDestinationMiddleware addIntegrationMiddleware';

const line = (said) => ({ ...said, item: said.product_id || said.sku || said.name });

const track = (name, properties) => {
  const plain = name.toLowerCase();
  /* About the visitor's consent, not about what they do; the gate's adapters hear it. */
  if (/^segment consent/.test(plain)) return;
  const said = properties || {};
  tell(KINDS.get(plain) || kindOf(plain), (said.products?.map ? said.products : [said]).filter(Boolean).map(line), {
    ...said,
    value: said.total ?? said.revenue ?? said.value,
    order: said.order_id,
  });
};

/** The listeners: `on` or `once`, the name, and what is called. */
const heard = /** @type {any[][]} */ ([
  ['on', 'track', track],
  ['on', 'page', () => call('page')],
]);
const site = /** @type {any} */ (window);
const found = site.analytics;

if (found && /** @type {HTMLScriptElement} */ (document.currentScript)?.dataset.instead == null) {
  for (const [on, name, act] of heard) safely(() => found[on](name, (...said) => safely(act, ...said)));
} else {
  /* Whoever the page asks about is nobody. */
  const analytics = (site.analytics = /** @type {any} */ ({ initialized: true, id() {}, anonymousId() {}, traits: Object }));
  /* What it gives back can be awaited, as of the newer library, and called on, as of the older. */
  const method = (names, act) => {
    for (const name of names.split(' '))
      analytics[name] = (...said) => {
        safely(act, name, ...said);
        return Object.assign(Promise.resolve(analytics), analytics);
      };
  };
  const by = (name) => heard.filter((one) => one[1] === name);
  method(HEARD, (name, ...said) => {
    for (const one of by(name)) {
      /* What was to be heard once, or is heard no more, has no name. */
      if (one[0] === 'once') one[1] = '';
      safely(one[2], ...said);
    }
    const done = said.pop();
    if (typeof done === 'function') done();
  });
  method(REST, () => {});
  method('on once', (...one) => heard.push(one));
  method('off', (_, name, act) => by(name).map((one) => one[2] === act && (one[1] = '')));
  /* Of one element, a list, or what jQuery found. An event is kept at once, so nothing has to hold up the link or the form. */
  method('trackLink trackClick trackForm trackSubmit', (how, elements, name, properties, options) => {
    for (const element of elements.addEventListener ? [elements] : elements) {
      const of = (value) => (typeof value === 'function' ? value(element) : value);
      element?.addEventListener?.(/k$/.test(how) ? 'click' : 'submit', () => safely(() => analytics.track(of(name), of(properties), options)));
    }
  });
  found?.map?.((one) => safely(() => analytics[one[0]](...one.slice(1))));
}
