// @ts-check
/* The package's module, published as index.js beside index.d.ts: loads the gate from where the site hosts it, and passes calls on. It has no logic of its own. */

/** @type {typeof import('./index.js').loaded} */
export const loaded = () => {
  const recinto = typeof window === 'undefined' ? undefined : window.recinto;
  return recinto && 'consent' in recinto ? recinto : undefined;
};

/** @param {keyof import('./index.js').Recinto} name @param {...any} said */
const call = (name, ...said) => {
  if (typeof window === 'undefined') return;
  const recinto = /** @type {any} */ (window.recinto ||= { q: [] });
  if (recinto[name]) recinto[name](...said);
  else (recinto.q ||= []).push([name, ...said]);
};

/** @type {typeof import('./index.js').track} */
export const track = (kind, data) => call('track', kind, data);
/** @type {typeof import('./index.js').page} */
export const page = () => call('page');
/** @type {typeof import('./index.js').on} */
export const on = (name, heard) => call('on', name, heard);
/** @type {typeof import('./index.js').consent} */
export const consent = (wish) => call('consent', wish);
/** @type {typeof import('./index.js').forget} */
export const forget = () => call('forget');

/** @type {HTMLScriptElement | undefined} */
let tag;

/** @type {typeof import('./index.js').load} */
export const load = ({ src, integrity, ...data }) => {
  if (tag) return tag;
  tag = document.createElement('script');
  for (const [name, value] of Object.entries(data)) if (value !== undefined) tag.dataset[name] = value;
  if (integrity) tag.integrity = integrity;
  tag.async = true;
  tag.src = src;
  document.head.append(tag);
  return tag;
};
