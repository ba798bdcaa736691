// @ts-check
/**
 * Tells an event of another tool as the desk reads that tool's exports (`core/src/events/import/tools/draft.rs`), so that
 * a segment found in a file means the same on the device: an order of several lines is one purchase with all of the money
 * and the first line's item, and one `custom:order_line` for each further line, without money.
 *
 * @typedef {object} Line  A line of an order, or the item looked at.
 * @property {any} [item]
 * @property {any} [brand]
 * @property {any} [category]
 * @property {any} [price]  Of one piece.
 * @property {any} [quantity]
 */
import { call } from './call.js';

/** Where an event without a value of its own has that of its lines. */
const SUMS = ['purchase', 'add_to_cart', 'view_item'];
/** The longest name of an order, so that no event id is cut: it could be that of another order. */
const NAME_MAX = 54;

/** A number, also written as a text; nothing else. @param {any} value */
const number = (value) => {
  const read = typeof value === 'string' && value.trim() ? +value : value;
  return Number.isFinite(read) ? read : undefined;
};
/** A text, also of a number; nothing else. @param {any} value */
const text = (value) => (/string|number/.test(typeof value) && value + '') || undefined;

/** Price times quantity over the lines, unless one has no price. @param {Line[]} lines */
const total = (lines) =>
  lines.reduce((sum, { price, quantity }) => sum + number(price) * (number(quantity) ?? 1), lines.length ? 0 : NaN);

/** @param {Line} [line] */
const about = ({ item, brand, category, quantity } = {}) => ({
  item: text(item),
  brand: text(brand),
  category: text(category),
  quantity: number(quantity),
});

/**
 * @param {string} kind
 * @param {Line[]} lines
 * @param {{ value?: any, currency?: any, query?: any, order?: any }} more
 */
export const tell = (kind, lines, { value, currency, query, order }) => {
  const money = number(value) ?? number(SUMS.includes(kind) && total(lines));
  const named = kind === 'purchase' && text(order)?.length <= NAME_MAX ? 'order:' + order : undefined;
  call('track', kind, {
    id: named,
    ...about(lines[0]),
    value: money && Math.round(money * 100) / 100,
    currency: text(money != null && currency),
    query: text(kind === 'search' && query),
  });
  for (let at = 1; at < lines.length && kind === 'purchase'; at++)
    call('track', 'custom:order_line', { id: named && `${named}/${at + 1}`, ...about(lines[at]) });
};
