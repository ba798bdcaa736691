// @ts-check
/** Makes elements. Data only ever becomes text or an attribute, never markup. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} name
 * @param {Record<string, any>} [properties]  Functions become listeners, true and false properties, the rest attributes.
 * @param {(Node | string | null | undefined | false)[]} inside
 * @returns {any}
 */
export const make = (name, properties = {}, ...inside) => {
  const element = /^(svg|path|rect)$/.test(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value === true || value === false) element[key] = value;
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(.../** @type {any} */ (inside.filter((one) => one !== null && one !== undefined && one !== false)));
  return element;
};

export const cross = () =>
  make(
    'svg',
    { viewBox: '0 0 18 18', 'aria-hidden': 'true' },
    make('path', { d: 'M3 3l12 12M15 3L3 15', stroke: 'currentColor', 'stroke-width': '2.5', 'stroke-linecap': 'round' }),
  );

/** A share as a bar; its number stands beside it. @param {number} share */
export const bar = (share) =>
  make(
    'svg',
    { class: 'bar', viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    make('rect', { width: 100, height: 6, rx: 3, class: 'track' }),
    make('rect', { width: Math.max(0, Math.min(1, share)) * 100, height: 6, rx: 3, class: 'full' }),
  );

/**
 * A table that becomes a stack of cards where there is no room. The roles are said aloud because a browser forgets them
 * once a table is no table in the style sheet.
 * @param {string} caption @param {string[]} heads @param {any[][]} rows
 */
export const table = (caption, heads, rows) =>
  make(
    'table',
    { role: 'table' },
    make('caption', { class: 'sr' }, caption),
    make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...heads.map((head) => make('th', { role: 'columnheader', scope: 'col' }, head)))),
    make(
      'tbody',
      { role: 'rowgroup' },
      ...rows.map((cells) =>
        make(
          'tr',
          { role: 'row' },
          ...cells.map((cell, i) =>
            make(i ? 'td' : 'th', { role: i ? 'cell' : 'rowheader', ...(i ? {} : { scope: 'row' }), 'data-label': heads[i] }, cell),
          ),
        ),
      ),
    ),
  );

/** Gives an element a shadow root with a style sheet. @param {HTMLElement} host @param {string} css */
export const dress = (host, css) => {
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  return root;
};
