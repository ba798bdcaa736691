import { parameter } from '../address.js';
import { search } from '../analytics.js';
import { find } from '../catalog.js';
import { h } from '../dom.js';
import { empty, grid } from '../parts.js';
import { t } from '../texts.js';

export default (records) => {
  const query = parameter('q').trim();
  if (!query) return { title: t('search.title'), content: empty(t('search.title'), t('search.empty')) };
  search(query);
  const found = find(records, query, (genre) => t(`genre.${genre}`));
  const title = t('search.for', { query });
  return {
    title,
    content: [
      h(
        'div',
        { class: 'page-head' },
        h('h1', {}, title),
        h('p', { class: 'count' }, found.length ? t('search.count', { n: found.length }) : t('search.none')),
        !found.length && h('p', {}, t('search.none.text')),
      ),
      grid(found, 'h2'),
    ],
  };
};
