import { link, parameter, replace } from '../address.js';
import { purchase } from '../analytics.js';
import { resolve, total } from '../cart.js';
import { h } from '../dom.js';
import { empty } from '../parts.js';
import { t } from '../texts.js';
import { summary } from './summary.js';

export default (records) => {
  const order = /^[A-Z0-9]{6}$/.exec(parameter('order'))?.[0];
  const lines = resolve(parameter('bought'), records);
  if (!order || !lines.length) {
    return { title: t('thanks.missing'), content: empty(t('thanks.missing'), t('thanks.missing.text')) };
  }
  if (parameter('placed')) {
    purchase(order, lines, total(lines));
    /* The mark leaves the address at once, so that a reload, or going back to this page, is not a second order. */
    replace({ placed: '' });
  }
  return {
    title: t('thanks.title'),
    content: h(
      'div',
      { class: 'thanks' },
      h('h1', {}, t('thanks.title')),
      h('p', { class: 'lead', id: 'order-received', 'data-testid': 'order-received' }, t('thanks.text', { order })),
      summary(t('thanks.order'), lines),
      h('p', {}, h('a', { class: 'button', href: link('/') }, t('thanks.more'))),
    ),
  };
};
