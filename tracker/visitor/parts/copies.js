// @ts-check
/** Copies to take away, and whether the ledger is whole. */
import { fill } from '../say.js';
import { make } from '../make.js';

/** @param {import('../element.js').View} view */
export const copies = ({ say, seen, act }) => {
  const { texts } = say;
  const { unbroken, entries, head, at } = seen.chain;
  const state = fill(texts.chain[String(unbroken)], unbroken ? { a: say.many(texts.entries, entries), b: head.hash.slice(0, 12) } : { a: at ?? '' });
  return [
    entries > 0 && make('p', { class: unbroken ? 'soft' : 'alarm', 'data-testid': 'recinto-chain' }, state),
    make(
      'ul',
      { role: 'list', class: 'files' },
      ...Object.entries(texts.files).map(([file, [name, about]]) =>
        make(
          'li',
          {},
          make('button', { type: 'button', id: 'take-' + file, 'data-testid': 'recinto-take-' + file, 'aria-describedby': 'about-' + file, click: () => act.take(/** @type {import('../download.js').File} */ (file)) }, name),
          make('span', { id: 'about-' + file, class: 'soft small' }, about),
        ),
      ),
    ),
  ];
};
