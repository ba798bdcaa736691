// @ts-check
/*
 * Other tools' names of events → ours, as the desk reads them in a file (`core/src/events/import/kinds.rs`; a test holds
 * the two lists together).
 */
const OURS = ['page', 'click', 'search', 'view_item', 'add_to_cart', 'purchase', 'visit_store'];

export const KNOWN = new Map(
  Object.entries({
    page: 'page_view pageview screen_view view pagina visita',
    click: 'clic',
    purchase: 'order ordine acquisto transaction payment_done order_completed',
    add_to_cart: 'cart carrello product_added',
    view_item: 'product prodotto product_view product_viewed',
    search: 'ricerca view_search_results',
  }).flatMap(([ours, theirs]) => theirs.split(' ').map((name) => /** @type {[string, string]} */ ([name, ours]))),
);

/**
 * The kind of a name: one of ours, or `custom:` with the name's own letters.
 * @param {string} name
 */
export const kindOf = (name) => {
  const plain = [...name.trim().toLowerCase()].map((letter) => (/[a-z0-9-]/.test(letter) ? letter : '_')).slice(0, 32).join('');
  return KNOWN.get(plain) || (OURS.includes(plain) ? plain : 'custom:' + plain);
};
