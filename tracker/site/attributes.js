// @ts-check
/*
 * Events in the markup: `data-recinto-track="add_to_cart" data-recinto-item="cd-17"` on what is clicked; on a form, when it
 * is sent, with `data-recinto-query-field="q"` for the name of the field that holds the search; with `data-recinto-on="load"`
 * as soon as it is there. `data-recinto-prop-…` are properties.
 */
import { call } from './call.js';

const TEXTS = ['item', 'brand', 'category', 'currency', 'query', 'campaign', 'source', 'id'];
const NUMBERS = ['quantity', 'value', 'durationMs', 'depthPct'];
const MARK = '[data-recinto-track]';

const own = (name) => name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase());

/** @param {HTMLElement} element */
const track = (element) => {
  const said = element.dataset;
  const event = /** @type {Record<string, any>} */ ({});
  const take = (name) => said['recinto' + name[0].toUpperCase() + name.slice(1)];
  for (const name of TEXTS) event[name] = take(name);
  for (const name of NUMBERS) {
    const value = take(name);
    if (value?.trim() && Number.isFinite(+value)) event[own(name)] = +value;
  }
  const field = said.recintoQueryField && element instanceof HTMLFormElement && element.elements.namedItem(said.recintoQueryField);
  if (field) event.query = /** @type {any} */ (field).value;
  for (const [name, value] of Object.entries(said))
    if (/^recintoProp[A-Z]/.test(name)) (event.props ||= {})[own(name[11].toLowerCase() + name.slice(12))] = value;
  call('track', said.recintoTrack, event);
};

const guard = (act) => (event) => {
  try {
    act(event);
  } catch (error) {
    console.warn('recinto:', error);
  }
};

/* While the event goes down, so that a page that stops it does not lose it. */
document.addEventListener(
  'click',
  guard(({ target }) => {
    const element = target.closest?.(MARK);
    if (element && !(element instanceof HTMLFormElement) && element.dataset.recintoOn !== 'load') track(element);
  }),
  true,
);
document.addEventListener('submit', guard(({ target }) => target.matches?.(MARK) && track(target)), true);

const LOADED = MARK + '[data-recinto-on="load"]';
/** What is moved about in the page is still the same. */
const arrived = new WeakSet();
const arrive = guard((/** @type {any} */ under) => {
  for (const element of [under, ...under.querySelectorAll(LOADED)])
    if (element.matches?.(LOADED) && !arrived.has(element)) {
      arrived.add(element);
      track(element);
    }
});
/* Also what a page that is read to its end, or a site that changes its address, brings later. */
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) arrive(node);
}).observe(document, { childList: true, subtree: true });
arrive(document);
