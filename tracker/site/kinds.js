// @ts-check
/*
 * Other tools' names of events → ours, as the desk reads them in a file (`core/src/events/import/kinds.rs`; a test holds
 * the two lists together).
 */
export const KNOWN = new Map(
  [
    'page page_view pageview screen_view view pagina visita',
    'click clic',
    'purchase order ordine acquisto transaction payment_done order_completed',
    'add_to_cart cart carrello product_added',
    'view_item product prodotto product_view product_viewed',
    'search ricerca view_search_results',
  ].flatMap((row) => {
    const [ours, ...theirs] = row.split(' ');
    return theirs.map((name) => /** @type {[string, string]} */ ([name, ours]));
  }),
);

const OURS = [...KNOWN.values(), 'visit_store'];

/**
 * The kind of a name: one of ours, or `custom:` with the name's own letters.
 * @param {string} name
 */
export const kindOf = (name) => {
  const plain = name.trim().toLowerCase().replace(/[^a-z0-9-]/gu, '_').slice(0, 32);
  return KNOWN.get(plain) || (OURS.includes(plain) ? plain : 'custom:' + plain);
};
