/**
 * The shop's whole memory is the address of the page.
 *
 * Before consent nothing may be stored on a visitor's device, and a cart kept in a cookie or in local storage
 * would be a second store to explain, to defend and to clean. So the cart travels in the query string
 * (`?cart=j01:2,k03:1`), and with it the picked language and whether the panel is open. `carry` writes them into
 * every link of the page. The price: going back in the browser's history shows the cart as it was then.
 */

const CARRIED = ['lang', 'cart', 'panel'];

/** At most this many of one record, so that a mistyped address cannot order a lorry. */
export const MOST = 20;

const here = () => new URLSearchParams(location.search);

/** One parameter of the present address, or ''. */
export const parameter = (name) => here().get(name) || '';

/* `:` and `,` are legal in a query, and the cart is meant to be read by people. */
const written = (query) => {
  const text = query.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text && `?${text}`;
};

/** The address of a page of the shop, with what is carried. `null` in `own` leaves a carried parameter out. */
export const link = (path, own = {}) => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(own)) if (value) query.set(name, value);
  for (const name of CARRIED) if (!(name in own) && here().get(name)) query.set(name, here().get(name));
  return path + written(query);
};

/** Changes parameters of the present address without loading a page, then brings every link up to date. */
export const replace = (changes) => {
  const query = here();
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  history.replaceState(history.state, '', location.pathname + written(query) + location.hash);
  carry();
};

const carryInto = (anchor) => {
  const raw = anchor.getAttribute('href');
  if (!raw || raw.startsWith('#')) return;
  const to = new URL(raw, location.href);
  if (to.origin !== location.origin || anchor.hasAttribute('download')) return;
  const own = Object.fromEntries(to.searchParams);
  /* The language switch sets its own; a link that empties the cart says so. */
  const pinned = (anchor.dataset.own || '').split(' ');
  for (const name of CARRIED) if (!pinned.includes(name)) delete own[name];
  for (const name of pinned) if (name && !(name in own)) own[name] = null;
  anchor.setAttribute('href', link(to.pathname, own) + to.hash);
};

/** Writes what is carried into every link and form of the page. */
export const carry = () => {
  document.querySelectorAll('a[href]').forEach(carryInto);
  for (const form of document.querySelectorAll('form[data-carry]')) {
    form.querySelectorAll('input[type=hidden]').forEach((input) => input.remove());
    for (const name of CARRIED) {
      if (!parameter(name)) continue;
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name, value: parameter(name) });
      form.append(input);
    }
  }
};

/* Links the shop did not draw itself, such as the banner's to the privacy page, are caught at the click. */
document.addEventListener(
  'click',
  (event) => {
    for (const node of event.composedPath()) if (node instanceof HTMLAnchorElement) carryInto(node);
  },
  true,
);

/** Reads `j01:2,k03:1`; whatever is not that is left out. @returns {Map<string, number>} */
export const readLines = (text) => {
  const lines = new Map();
  for (const part of text.split(',').slice(0, 100)) {
    const match = /^([a-z0-9]{1,8}):(\d{1,3})$/.exec(part);
    if (match && +match[2] > 0) lines.set(match[1], Math.min(MOST, +match[2] + (lines.get(match[1]) || 0)));
  }
  return lines;
};

export const writeLines = (lines) => [...lines].map(([id, quantity]) => `${id}:${quantity}`).join(',');
