import { link, writeLines } from '../address.js';
import { inCart } from '../cart.js';
import { h } from '../dom.js';
import { empty } from '../parts.js';
import { t } from '../texts.js';
import { summary } from './summary.js';

/* No field has a `name`, so no form submission can ever put what is typed into an address. */
const field = (id, label, complete, more = {}) =>
  h('div', { class: 'field' }, h('label', { for: id }, t(label)), h('input', { id, 'data-testid': `checkout-${id}`, autocomplete: complete, required: true, maxlength: 120, ...more }));

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

const orderCode = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => LETTERS[byte % LETTERS.length]).join('');

export default (records) => {
  const lines = inCart(records);
  if (!lines.length) {
    return {
      title: t('checkout.title'),
      content: empty(t('checkout.title'), t('cart.empty'), h('p', {}, h('a', { class: 'button', href: link('/') }, t('cart.empty.go')))),
    };
  }
  const place = (event) => {
    event.preventDefault();
    const bought = writeLines(new Map(lines.map(({ record, quantity }) => [record.id, quantity])));
    /* `placed` marks the order as new: the next page counts it once and takes the mark away. */
    location.assign(link('/thanks.html', { order: orderCode(), bought, placed: '1', cart: null }));
  };
  return {
    title: t('checkout.title'),
    content: [
      h('h1', {}, t('checkout.title')),
      h(
        'div',
        { class: 'checkout' },
        h(
          'form',
          { id: 'checkout', onsubmit: place },
          h('p', { class: 'notice' }, t('checkout.demo')),
          h(
            'fieldset',
            {},
            h('legend', {}, t('checkout.who')),
            field('name', 'checkout.name', 'name'),
            field('street', 'checkout.address', 'street-address'),
            h(
              'div',
              { class: 'pair' },
              field('zip', 'checkout.zip', 'postal-code', { inputmode: 'numeric', maxlength: 10 }),
              field('city', 'checkout.city', 'address-level2'),
            ),
          ),
          h(
            'fieldset',
            {},
            h('legend', {}, t('checkout.pay')),
            /* A radio group needs a name to be one; the page never submits it. */
            ...['delivery', 'shop'].map((way, i) =>
              h('label', { class: 'choice' }, h('input', { type: 'radio', name: 'pay', value: way, checked: i === 0 }), h('span', {}, t(`checkout.pay.${way}`))),
            ),
          ),
          h(
            'div',
            { class: 'row' },
            h('button', { class: 'button', id: 'place-order', 'data-testid': 'place-order' }, t('checkout.place')),
            h('a', { href: link('/cart.html') }, t('checkout.back')),
          ),
        ),
        summary(t('checkout.order'), lines),
      ),
    ],
  };
};
