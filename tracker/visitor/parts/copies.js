// @ts-check
/** Copies to take away, and whether the ledger is whole. */
import { fill } from '../say.js';
import { make } from '../make.js';
import { FILES } from '../download.js';

const FILE_NAMES = /** @type {(keyof typeof FILES)[]} */ (Object.keys(FILES));

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
      ...FILE_NAMES.map((file) =>
        make(
          'li',
          {},
          make('button', { type: 'button', id: 'take-' + file, 'data-testid': 'recinto-take-' + file, 'aria-describedby': 'about-' + file, click: () => act.take(file) }, texts.files[file][0]),
          make('span', { id: 'about-' + file, class: 'soft small' }, texts.files[file][1]),
        ),
      ),
    ),
  ];
};
