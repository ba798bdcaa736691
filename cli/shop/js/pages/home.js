import { link } from '../address.js';
import { h } from '../dom.js';
import { grid, jewel, price } from '../parts.js';
import { language, t } from '../texts.js';

const shelf = (id, title, records) =>
  h('section', { 'aria-labelledby': id, class: 'shelf' }, h('h2', { id }, title), grid(records));

export default (records) => {
  const featured = records.filter((record) => record.shelf === 'featured');
  const [pick, ...others] = featured;
  const hero =
    pick &&
    h(
      'section',
      { class: 'hero', 'aria-labelledby': 'pick' },
      h('div', { class: 'hero-art' }, h('div', { class: 'disc-out' }), jewel(pick)),
      h(
        'div',
        { class: 'hero-words' },
        h('p', { class: 'over' }, t('home.pick')),
        h('h2', { id: 'pick' }, pick.title),
        h('p', { class: 'by' }, t('product.by', { artist: pick.artist })),
        h('p', { class: 'note' }, pick.note[language]),
        price(pick),
        h('a', { class: 'button', href: link('/product.html', { id: pick.id }) }, t('home.listen')),
      ),
    );
  return {
    title: '',
    content: [
      h('h1', { class: 'hidden' }, t('home.title')),
      ...(hero ? [hero] : []),
      shelf('featured', t('home.featured'), others),
      shelf('new', t('home.new'), records.filter((record) => record.shelf === 'new')),
      shelf('offers', t('home.offers'), records.filter((record) => record.was)),
      h(
        'section',
        { class: 'about', 'aria-labelledby': 'about' },
        h('h2', { id: 'about' }, t('home.about')),
        h('p', {}, t('home.about.text', { n: records.length })),
        h('p', {}, t('home.about.place'), h('br'), t('home.about.hours')),
      ),
    ],
  };
};
