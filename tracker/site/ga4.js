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
 * What a shop recommends itself to tell; the many other events of a layer (clicks, scrolls, timers of Tag Manager) are
 * nobody's shopping. A list that was shown says little of its first item and is left out.
 */
const TAKEN = 'view_item add_to_cart purchase ecommerce_purchase search view_search_results select_item add_to_wishlist remove_from_cart view_cart begin_checkout refund';
const OWN = { ecommerce_purchase: 'purchase' };

const line = ({ item_id, item_name, item_brand, item_category, price, quantity }) => ({ item: item_id || item_name, brand: item_brand, category: item_category, price, quantity });

const take = (name, said) => {
  if (name === 'page_view') return call('page');
  if (!TAKEN.split(' ').includes(name)) return;
  const { items, value, currency, transaction_id, search_term } = said;
  tell(OWN[name] || kindOf(name), Array.isArray(items) ? items.filter(Boolean).map(line) : [], { value, currency, query: search_term, order: transaction_id });
};

const read = (push) => {
  try {
    /* gtag pushes its arguments as they are. */
    if (push?.[0] === 'event') take(push[1], push[2] || {});
    else if (typeof push?.event === 'string') take(push.event, { ...push, ...push.eventModel, ...push.ecommerce });
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
