import { link, parameter } from '../address.js';
import { GENRES, SORTS } from '../catalog.js';
import { h } from '../dom.js';
import { empty, grid } from '../parts.js';
import { t } from '../texts.js';

export default (records) => {
  const genre = parameter('c');
  if (!GENRES.includes(genre)) {
    return { title: t('category.missing'), content: empty(t('category.missing'), t('category.missing.text')) };
  }
  const sort = Object.hasOwn(SORTS, parameter('sort')) ? parameter('sort') : 'artist';
  const found = records.filter((record) => record.genre === genre).sort(SORTS[sort]);
  const sorts = h(
    'nav',
    { class: 'sorts', 'aria-label': t('category.sort') },
    h('span', { 'aria-hidden': 'true' }, t('category.sort')),
    ...Object.keys(SORTS).map((name) =>
      h('a', { href: link('/category.html', { c: genre, sort: name }), 'aria-current': name === sort ? 'true' : null }, t(`sort.${name}`)),
    ),
  );
  return {
    title: t(`genre.${genre}`),
    content: [
      h(
        'div',
        { class: 'page-head' },
        h('h1', {}, t(`genre.${genre}`)),
        h('p', { class: 'lead' }, t(`genre.${genre}.about`)),
        h('div', { class: 'row' }, h('p', { class: 'count' }, t('category.count', { n: found.length })), sorts),
      ),
      grid(found, 'h2'),
    ],
  };
};
