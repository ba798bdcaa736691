import { MOST, parameter, readLines, replace, writeLines } from './address.js';

/** Told when the cart changes, so that the masthead can count. */
const heard = new Set();
export const onCart = (listener) => heard.add(listener);

const lines = () => readLines(parameter('cart'));

const keep = (changed) => {
  replace({ cart: writeLines(changed) });
  heard.forEach((listener) => listener());
};

export const count = () => [...lines().values()].reduce((sum, quantity) => sum + quantity, 0);

/** Takes out what the catalogue does not know: an old link, or a mistyped one. */
export const prune = (records) => {
  const now = lines();
  const known = new Map([...now].filter(([id]) => records.some((record) => record.id === id)));
  if (known.size < now.size) keep(known);
};

/** Puts one more in the cart. @returns {boolean} false if it is already full of it */
export const add = (id) => {
  const now = lines();
  const quantity = now.get(id) || 0;
  if (quantity >= MOST) return false;
  keep(now.set(id, quantity + 1));
  return true;
};

export const setQuantity = (id, quantity) => {
  const now = lines();
  if (quantity > 0) now.set(id, Math.min(MOST, quantity));
  else now.delete(id);
  keep(now);
};

/** Lines of `text` as records with their quantity; codes the catalogue does not know are left out. */
export const resolve = (text, records) =>
  [...readLines(text)]
    .map(([id, quantity]) => ({ record: records.find((record) => record.id === id), quantity }))
    .filter((line) => line.record);

export const inCart = (records) => resolve(parameter('cart'), records);

export const total = (resolved) => resolved.reduce((sum, line) => sum + line.record.price * line.quantity, 0);
