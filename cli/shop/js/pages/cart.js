import { MOST, link } from '../address.js';
import { inCart, setQuantity, total } from '../cart.js';
import { cover } from '../cover.js';
import { h } from '../dom.js';
import { empty } from '../parts.js';
import { money, t } from '../texts.js';

/** The page is drawn again at each change; the focus stays with the line that was changed. */
const cart = (records) => {
  const page = h('div', { class: 'cart' });
  const said = h('p', { class: 'hidden', role: 'status' });
  const body = h('div', {});
  page.append(said, body);

  const change = (record, quantity) => {
    setQuantity(record.id, quantity);
    draw();
    const words = [];
    if (!quantity) words.push(t('cart.removed', { title: record.title }));
    words.push(t('cart.totalIs', { price: money(total(inCart(records))) }));
    said.textContent = words.join(' ');
    const field = document.getElementById(`quantity-${record.id}`);
    if (field) field.focus();
    else document.getElementById('main').focus();
  };

  const line = ({ record, quantity }) =>
    h(
      'li',
      { class: 'line' },
      h('div', { class: 'jewel' }, cover(record)),
      h(
        'div',
        { class: 'line-words' },
        h('h2', {}, h('a', { href: link('/product.html', { id: record.id }) }, record.title)),
        h('p', {}, record.artist),
      ),
      h(
        'div',
        { class: 'line-tools' },
        h(
          'select',
          {
            id: `quantity-${record.id}`,
            'aria-label': t('cart.quantity', { title: record.title }),
            onchange: (event) => change(record, +event.target.value),
          },
          ...Array.from({ length: MOST }, (_, i) => h('option', { value: i + 1, selected: i + 1 === quantity }, String(i + 1))),
        ),
        h('button', { class: 'quiet', 'aria-label': t('cart.remove.what', { title: record.title }), onclick: () => change(record, 0) }, t('cart.remove')),
      ),
      h('p', { class: 'line-price' }, money(record.price * quantity)),
    );

  const draw = () => {
    const lines = inCart(records);
    body.replaceChildren(
      lines.length
        ? h(
            'div',
            {},
            h('h1', {}, t('cart.title')),
            h('ul', { class: 'lines' }, ...lines.map(line)),
            h(
              'div',
              { class: 'sum' },
              h(
                'dl',
                {},
                h('div', {}, h('dt', {}, t('cart.shipping')), h('dd', {}, t('cart.shipping.free'))),
                h('div', { class: 'grand' }, h('dt', {}, t('cart.total')), h('dd', { id: 'total', 'data-testid': 'total' }, money(total(lines)))),
              ),
              h('a', { class: 'button', id: 'to-checkout', 'data-testid': 'to-checkout', href: link('/checkout.html') }, t('cart.checkout')),
            ),
            h('p', { class: 'small' }, t('cart.note')),
          )
        : empty(t('cart.title'), t('cart.empty'), h('p', {}, h('a', { class: 'button', href: link('/') }, t('cart.empty.go')))),
    );
  };
  draw();
  return { title: t('cart.title'), content: page };
};

export default cart;
