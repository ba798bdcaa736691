// @ts-check
/** Makes elements. Data only ever becomes text or an attribute, never markup. */

/**
 * @param {string} name
 * @param {Record<string, any>} [properties]  Functions become listeners, true and false properties, the rest attributes.
 * @param {(Node | string | null | undefined | false)[]} inside
 * @returns {any}
 */
export const make = (name, properties = {}, ...inside) => {
  const element = /** @type {any} */ (document.createElement(name));
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value === true || value === false) element[key] = value;
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(.../** @type {any} */ (inside.filter((one) => one !== null && one !== undefined && one !== false)));
  return element;
};

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
    make('thead', {}, make('tr', { role: 'row' }, ...heads.map((head) => make('th', { role: 'columnheader', scope: 'col' }, head)))),
    make(
      'tbody',
      {},
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
