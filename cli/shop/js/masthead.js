/** The head and foot of every page. */
import { link, parameter } from './address.js';
import { count, onCart } from './cart.js';
import { GENRES } from './catalog.js';
import { h, s } from './dom.js';
import { language, t } from './texts.js';

const disc = () =>
  s(
    'svg',
    { viewBox: '0 0 32 32', class: 'disc', 'aria-hidden': 'true', focusable: 'false' },
    s('circle', { cx: 16, cy: 16, r: 15, fill: 'currentColor' }),
    s('circle', { cx: 16, cy: 16, r: 11.5, class: 'groove' }),
    s('path', { d: 'M8 16a8 8 0 0 1 8-8M24 16a8 8 0 0 1-8 8', class: 'groove' }),
    s('circle', { cx: 16, cy: 16, r: 4, class: 'hole' }),
  );

const languages = () =>
  h(
    'nav',
    { 'aria-label': t('nav.language'), class: 'languages' },
    ...[
      ['it', 'IT', 'Italiano'],
      ['en', 'EN', 'English'],
    ].map(([code, short, name]) => {
      const own = Object.fromEntries(new URLSearchParams(location.search));
      return h(
        'a',
        {
          href: link(location.pathname, { ...own, lang: code }),
          'data-own': 'lang',
          lang: code,
          hreflang: code,
          'aria-label': `${short}, ${name}`,
          'aria-current': code === language ? 'true' : null,
        },
        short,
      );
    }),
  );

const searchForm = () =>
  h(
    'form',
    { action: '/search.html', role: 'search', class: 'search', 'data-carry': true },
    h('label', { for: 'q', class: 'hidden' }, t('nav.search')),
    h('input', {
      id: 'q',
      name: 'q',
      type: 'search',
      maxlength: 80,
      autocomplete: 'off',
      placeholder: t('nav.search.hint'),
      value: document.body.dataset.page === 'search' ? parameter('q') : null,
    }),
    h('button', {}, t('nav.search.go')),
  );

const cartLink = () => {
  const badge = h('span', { class: 'badge', 'aria-hidden': 'true' });
  const words = h('span', { class: 'hidden' });
  const show = () => {
    badge.textContent = count();
    words.textContent = `: ${t('nav.cart.count', { n: count() })}`;
  };
  onCart(show);
  show();
  return h(
    'a',
    { href: link('/cart.html'), class: 'to-cart', 'data-testid': 'cart-link', 'aria-current': document.body.dataset.page === 'cart' ? 'page' : null },
    t('nav.cart'),
    words,
    badge,
  );
};

const genres = () => {
  const open = document.body.dataset.page === 'category' ? parameter('c') : '';
  return h(
    'nav',
    { 'aria-label': t('nav.genres'), class: 'genres' },
    h(
      'ul',
      {},
      ...GENRES.map((genre) =>
        h('li', {}, h('a', { href: link('/category.html', { c: genre }), 'aria-current': genre === open ? 'page' : null }, t(`genre.${genre}`))),
      ),
    ),
  );
};

export const masthead = () =>
  h(
    'header',
    { class: 'masthead' },
    h('a', { class: 'skip', href: '#main' }, t('skip')),
    h(
      'div',
      { class: 'bar' },
      h(
        'a',
        { href: link('/'), class: 'logo', 'aria-label': t('shop.home') },
        disc(),
        h('span', {}, h('b', {}, t('shop.name')), ' ', t('shop.kind')),
      ),
      searchForm(),
      h('div', { class: 'tools' }, languages(), cartLink()),
    ),
    genres(),
  );

/** The foot of every page carries a way to change the choice, and says how it stands now. */
export const foot = () => {
  const state = h('span', { class: 'consent-state' });
  const show = () => {
    const recinto = window.recinto;
    const answer = typeof recinto?.consent === 'function' ? (recinto.consent().segment ? 'on' : 'off') : 'absent';
    state.textContent = t('footer.state', { state: t(`state.${answer}`) });
    change.disabled = answer === 'absent';
  };
  const change = h('button', { class: 'quiet', 'data-testid': 'change-consent', onclick: () => window.recinto?.showConsent?.() }, t('footer.change'));
  document.addEventListener('recinto:change', show);
  addEventListener('load', show);
  show();
  return h(
    'footer',
    { class: 'foot' },
    h('div', {}, h('p', {}, h('b', {}, `${t('shop.name')} ${t('shop.kind')}`)), h('p', {}, t('home.about.place')), h('p', {}, t('home.about.hours'))),
    h('div', { class: 'foot-privacy' }, h('p', {}, h('a', { href: link('/privacy.html') }, t('footer.privacy'))), h('p', {}, change), h('p', {}, state)),
    h('p', { class: 'foot-demo' }, t('shop.demo')),
  );
};
