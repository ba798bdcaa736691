/** Pieces that several pages use. */
import { link } from './address.js';
import { cover } from './cover.js';
import { h } from './dom.js';
import { money, t } from './texts.js';

export const price = (record) =>
  record.was
    ? h(
        'p',
        { class: 'price' },
        h('s', {}, h('span', { class: 'hidden' }, `${t('price.was', { price: '' })}`), money(record.was)),
        ' ',
        h('strong', { class: 'cut' }, h('span', { class: 'hidden' }, t('price.now', { price: '' })), money(record.price)),
      )
    : h('p', { class: 'price' }, h('strong', {}, money(record.price)));

/** The record in its jewel case. */
export const jewel = (record, sticker) => h('div', { class: 'jewel' }, cover(record), sticker);

const mark = (record) => {
  if (record.was) return h('span', { class: 'mark offer' }, t('card.offer'));
  if (record.shelf === 'new') return h('span', { class: 'mark' }, t('card.new'));
  return null;
};

const card = (record, level) =>
  h(
    'li',
    { class: 'card' },
    jewel(record, mark(record)),
    h(level, { class: 'card-title' }, h('a', { href: link('/product.html', { id: record.id }) }, record.title)),
    h('p', { class: 'card-artist' }, record.artist),
    price(record),
  );

export const grid = (records, level = 'h3') => h('ul', { class: 'grid' }, ...records.map((record) => card(record, level)));

/** A page with nothing to show says so and names what to do. */
export const empty = (title, text, ...more) =>
  h('section', { class: 'empty' }, h('h1', {}, title), text && h('p', {}, text), ...more);
