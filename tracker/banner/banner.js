// @ts-check
/* The consent banner. It stores nothing and asks for nothing: it only calls back with what the visitor chose. */
import { CSS } from './style.js';
import { TEXTS, TO } from './texts.js';

const PURPOSES = ['segment', 'report', 'position', 'activate'];

/** Which element is the banner, whatever script put it there. */
const HOST = 'recinto-banner';

/**
 * @param {string} name
 * @param {Record<string, any>} [properties] `data-…`, `aria-…`, `role`, `class`, … are set as attributes, functions as listeners.
 * @param {(Node | string)[]} inside
 * @returns {any}
 */
const make = (name, properties = {}, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value === true || value === false) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...inside);
  return element;
};

const cross = () => {
  const NS = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(NS, 'svg');
  const path = document.createElementNS(NS, 'path');
  for (const [key, value] of [['viewBox', '0 0 18 18'], ['aria-hidden', 'true']]) svg.setAttribute(key, value);
  for (const [key, value] of [['d', 'M3 3l12 12M15 3L3 15'], ['stroke', 'currentColor'], ['stroke-width', '2.5'], ['stroke-linecap', 'round']])
    path.setAttribute(key, value);
  svg.append(path);
  return svg;
};

/**
 * @param {object} by
 * @param {boolean} by.first  Shown because nothing is decided yet (not reopened by the visitor).
 * @param {boolean} by.gpc  The browser refuses for the visitor.
 * @param {string} by.lang
 * @param {string} by.privacy  Where the privacy notice is.
 * @param {string} [by.partners]  Whom the site hands the segment to.
 * @param {(wish?: Record<string, boolean>) => Record<string, boolean>} by.consent  Reads or sets the purposes.
 */
const show = (by) => {
  /* Asked for while open: the visitor is looking for it, so the focus goes there. */
  const open = document.getElementById(HOST);
  if (open) return by.first ? undefined : open.shadowRoot?.getElementById('title')?.focus();
  if (!document.body) return void document.addEventListener('DOMContentLoaded', () => show(by), { once: true });

  const lang = /^it/i.test(by.lang) ? 'it' : 'en';
  const text = TEXTS[lang];
  const now = by.consent();
  const first = !now.decided;
  /* Where to put the focus back; the first showing takes no focus and so has nothing to give back. */
  const from = by.first ? null : document.activeElement;

  const close = () => {
    document.removeEventListener('recinto:change', follow);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== room);
    host.remove();
    if (from instanceof HTMLElement && from.isConnected) from.focus();
  };
  const answer = (wish) => {
    const all = {};
    for (const name of PURPOSES) all[name] = wish(name) === true;
    close();
    by.consent(all);
  };
  /* The X: continue without consent. On a choice already made it leaves that choice alone. */
  const dismiss = () => (first ? answer(() => false) : close());
  /* Decided elsewhere (another tab, the site's own call): the question is gone. */
  const follow = () => first && by.consent().decided && close();

  const button = (label, id, pressed) => make('button', { type: 'button', 'data-testid': id, click: pressed }, label);

  const boxes = PURPOSES.map((name) =>
    make('input', {
      type: 'checkbox',
      id: 'p-' + name,
      'data-testid': 'recinto-purpose-' + name,
      'aria-describedby': 'd-' + name,
      checked: now[name],
      disabled: by.gpc,
    }),
  );
  /* The third parties, by name: who consents knows whom the group is shown to. */
  const to = by.partners ? TO[lang] + by.partners + '.' : '';
  const customise = make(
    'div',
    { id: 'choices', hidden: first },
    make('h3', {}, text.choices),
    make(
      'ul',
      { role: 'list' },
      ...PURPOSES.map((name, i) =>
        make(
          'li',
          {},
          boxes[i],
          make('label', { for: 'p-' + name }, text.purposes[name][0]),
          make('p', { id: 'd-' + name }, text.purposes[name][1] + (name === 'activate' ? to : '')),
        ),
      ),
    ),
  );
  const save = button(text.save, 'recinto-save', () => answer((name) => boxes[PURPOSES.indexOf(name)].checked));
  const choose = button(text.customise, 'recinto-customise', () => {
    customise.hidden = false;
    choose.replaceWith(save);
    boxes[0].focus();
    makeRoom();
  });
  choose.setAttribute('aria-expanded', 'false');
  choose.setAttribute('aria-controls', 'choices');

  const granted = PURPOSES.filter((name) => now[name]).map((name) => '“' + text.purposes[name][0] + '”');
  const state = by.gpc ? text.gpc : granted.length ? text.some + granted.join(', ') + '.' : text.none;
  const title = make('h2', { id: 'title', tabindex: '-1' }, text.title);
  const x = make(
    'button',
    {
      type: 'button',
      class: 'x',
      'data-testid': 'recinto-close',
      'aria-label': first ? text.close : text.closeLater,
      title: first ? text.close : text.closeLater,
      click: dismiss,
    },
    cross(),
  );
  const panel = make(
    'section',
    {
      role: 'dialog',
      lang,
      'aria-modal': 'false',
      'aria-labelledby': 'title',
      'aria-describedby': 'about',
      'data-testid': 'recinto-banner',
      /* Within the banner only: the page's own use of Escape must not answer for the visitor. */
      keydown: (event) => event.key === 'Escape' && (event.stopPropagation(), dismiss()),
    },
    make(
      'div',
      { class: 'inside' },
      make('div', { class: 'head' }, title, x),
      make(
        'div',
        { id: 'about' },
        make('p', {}, text.intro),
        make('p', {}, first ? text.closing : text.closingLater),
        ...(first ? [] : [make('p', { class: 'soft', 'data-testid': 'recinto-state' }, state)]),
      ),
      make('a', { href: by.privacy, 'data-testid': 'recinto-privacy' }, text.policy),
      customise,
      make(
        'div',
        { class: 'buttons' },
        ...(by.gpc
          ? []
          : [
              button(text.refuse, 'recinto-refuse', () => answer(() => false)),
              first ? choose : save,
              button(text.accept, 'recinto-accept', () => answer(() => true)),
            ]),
      ),
    ),
  );

  const host = make('div', { id: HOST });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  root.append(panel);
  /* What gets the focus in the page must not lie under the banner: scrolling keeps clear of it. */
  const room = new CSSStyleSheet();
  const makeRoom = () => room.replaceSync(`html{scroll-padding-bottom:${panel.offsetHeight}px}`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, room];
  /* First in the page, so that keyboard and screen reader meet it first; it takes no space there. */
  document.body.prepend(host);
  makeRoom();
  document.addEventListener('recinto:change', follow);

  if (!by.first) title.focus();
};

const tag = /** @type {any} */ (document.currentScript);
/* `set` is what the gate's own tag says: `data-lang`, `data-privacy`, `data-partners`. */
const { set, what, done } = tag.recinto;
if (what) {
  /* Not the banner was asked for but the visitor's own view, whose hash the gate has no room for. */
  const src = new URL('visitor.js', tag.src).href;
  const view = { src, charset: 'utf-8', integrity: VISITOR_INTEGRITY, recinto: tag.recinto, onerror: () => done() };
  document.head.append(Object.assign(document.createElement('script'), view));
} else {
  show({
    ...tag.recinto,
    lang: set.lang || document.documentElement.lang || navigator.language,
    privacy: set.privacy || '/privacy.html',
    partners: set.partners,
  });
}
tag.remove();
