import { MOST, link, parameter } from '../address.js';
import { addToCart, viewItem } from '../analytics.js';
import { add } from '../cart.js';
import { h } from '../dom.js';
import { empty, grid, jewel, price } from '../parts.js';
import { language, t } from '../texts.js';

const facts = (record) =>
  h(
    'dl',
    { class: 'facts' },
    ...[
      ['product.label', record.label],
      ['product.year', record.year],
      ['product.genre', h('a', { href: link('/category.html', { c: record.genre }) }, t(`genre.${record.genre}`))],
      ['product.format', t('product.format.cd')],
    ].map(([name, value]) => h('div', {}, h('dt', {}, t(name)), h('dd', {}, value))),
  );

const buy = (record) => {
  const said = h('p', { class: 'said', role: 'status', id: 'added' });
  const press = () => {
    if (!add(record.id)) {
      said.replaceChildren(t('product.full', { n: MOST }));
      return;
    }
    addToCart(record);
    said.replaceChildren(
      t('product.added', { title: record.title }),
      ' ',
      h('a', { href: link('/cart.html') }, t('product.seeCart')),
    );
  };
  return h('div', { class: 'buy' }, h('button', { class: 'button', id: 'add-to-cart', 'data-testid': 'add-to-cart', onclick: press }, t('product.add')), said);
};

export default (records) => {
  const record = records.find(({ id }) => id === parameter('id'));
  if (!record) {
    return { title: t('product.missing'), content: empty(t('product.missing'), t('product.missing.text')) };
  }
  viewItem(record);
  const near = records.filter((other) => other.genre === record.genre && other.id !== record.id).slice(0, 6);
  return {
    title: `${record.title}, ${record.artist}`,
    content: [
      h(
        'article',
        { class: 'product' },
        h('div', { class: 'product-art' }, jewel(record)),
        h(
          'div',
          { class: 'product-words' },
          h('h1', {}, record.title),
          h('p', { class: 'by' }, t('product.by', { artist: record.artist })),
          h('p', { class: 'note' }, record.note[language]),
          price(record),
          buy(record),
          h('p', { class: 'small' }, t('product.shipping')),
          facts(record),
          h('h2', {}, t('product.tracks')),
          h('ol', { class: 'tracks' }, ...record.tracks.map((track) => h('li', {}, track))),
        ),
      ),
      h('section', { class: 'shelf', 'aria-labelledby': 'near' }, h('h2', { id: 'near' }, t('product.more')), grid(near)),
    ],
  };
};
