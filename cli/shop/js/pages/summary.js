import { total } from '../cart.js';
import { h } from '../dom.js';
import { money, t } from '../texts.js';

/** The lines of an order and their total. */
export const summary = (title, lines) =>
  h(
    'section',
    { class: 'summary', 'aria-labelledby': 'summary' },
    h('h2', { id: 'summary' }, title),
    h(
      'ul',
      {},
      ...lines.map(({ record, quantity }) =>
        h(
          'li',
          {},
          h('span', {}, h('b', {}, record.title), ', ', record.artist, quantity > 1 ? ` × ${quantity}` : ''),
          h('span', { class: 'amount' }, money(record.price * quantity)),
        ),
      ),
    ),
    h('p', { class: 'grand' }, h('span', {}, t('cart.total')), h('span', { class: 'amount', id: 'total', 'data-testid': 'total' }, money(total(lines)))),
  );
