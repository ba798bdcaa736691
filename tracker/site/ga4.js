// @ts-check
/*
 * Takes GA4's events unchanged: `gtag('event', …)` and Tag Manager's `dataLayer.push({ event, ecommerce })` ("Measure
 * ecommerce", "Recommended events"), those pushed before and those still to come. The layer's name is `dataLayer`, or
 * what `data-layer` on the script's tag says.
 */
import { call } from './call.js';
import { kindOf } from './kinds.js';
import { tell } from './tell.js';

/**
 * What is taken of a layer's pushes besides those with an `ecommerce` of their own and those of `gtag('event', …)`, which
 * are all taken: the many others (clicks, scrolls, timers of Tag Manager) are nobody's shopping.
 */
const TAKEN = 'view_item add_to_cart purchase ecommerce_purchase search view_search_results select_item add_to_wishlist remove_from_cart view_cart begin_checkout refund';
const OWN = { ecommerce_purchase: 'purchase' };

const line = ({ item_id, item_name, item_brand, item_category, price, quantity }) => ({ item: item_id || item_name, brand: item_brand, category: item_category, price, quantity });

const take = (name, said, own) => {
  if (typeof name !== 'string') return;
  if (name === 'page_view') return call('page');
  if (!(own || TAKEN.split(' ').includes(name))) return;
  const { items, value, currency, transaction_id, search_term } = said;
  /* A list that was shown says little by its first item. */
  const lines = Array.isArray(items) && !/^view_(item_list|promotion)$/.test(name) ? items.filter(Boolean).map(line) : [];
  tell(Object.hasOwn(OWN, name) ? OWN[name] : kindOf(name), lines, { value, currency, query: search_term, order: transaction_id });
};

const read = (push) => {
  try {
    /* gtag pushes its arguments as they are. */
    if (push?.[0] === 'event') take(push[1], push[2] || {}, true);
    else if (typeof push?.event === 'string') take(push.event, { ...push, ...push.eventModel, ...push.ecommerce }, push.ecommerce);
  } catch (error) {
    console.warn('recinto:', error);
  }
};

const name = /** @type {HTMLScriptElement} */ (document.currentScript)?.dataset.layer || 'dataLayer';
const layer = ((/** @type {any} */ (window))[name] ||= []);
const push = layer.push;
layer.push = function () {
  const length = push.apply(this, arguments);
  for (const one of arguments) read(one);
  return length;
};
for (const one of [...layer]) read(one);
