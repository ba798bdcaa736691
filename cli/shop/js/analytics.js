/**
 * The shop's side of the tracker. It never assumes that Recinto is there: blocked, late or refused, the shop works.
 * A call made before the gate has loaded waits in `q`; the gate takes the queue over, and discards it without consent.
 * Page views are recorded by the gate itself.
 */
const call = (name, ...values) => {
  try {
    const recinto = (window.recinto ||= { q: [] });
    if (typeof recinto[name] === 'function') recinto[name](...values);
    else recinto.q?.push([name, ...values]);
  } catch (error) {
    console.warn('shop:', error);
  }
};

const CURRENCY = 'USD';

const about = (record) => ({
  item: record.id,
  brand: record.label,
  category: record.genre,
  value: record.price / 100,
  currency: CURRENCY,
});

export const viewItem = (record) => call('track', 'view_item', about(record));
export const addToCart = (record) => call('track', 'add_to_cart', { ...about(record), quantity: 1 });
export const search = (query) => call('track', 'search', { query });

/** One event for one order: its codes, how many records, and what they cost together. A repeated id is ignored. */
export const purchase = (order, lines, cents) =>
  call('track', 'purchase', {
    id: `order-${order}`,
    item: lines.map((line) => line.record.id).join(','),
    quantity: lines.reduce((sum, line) => sum + line.quantity, 0),
    value: cents / 100,
    currency: CURRENCY,
  });
