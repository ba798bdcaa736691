// @ts-check
/** The state of the consent, and withdrawing it: as easy as it was given, one press, no question back. */
import { fill } from '../say.js';
import { make } from '../make.js';
import { PURPOSES } from '../../evidence/take.js';

/**
 * When the ledger last saw the purpose become what it is now; null if it did not.
 * @param {import('../../evidence/take.js').Entry[]} ledger @param {string} purpose @param {boolean} granted
 */
export const since = (ledger, purpose, granted) => {
  let state = false;
  let time = null;
  for (const entry of ledger) {
    const words = String(entry.what).split(' ');
    if (words[0] === 'consent' && words.includes(purpose) !== state) {
      state = !state;
      time = entry.time;
    }
  }
  return state === granted ? time : null;
};

/** @param {import('../element.js').View} view */
export const choices = ({ say, seen, act }) => {
  const { texts } = say;
  const { all, gpc } = seen;
  const button = (/** @type {string} */ id, /** @type {string} */ label, /** @type {() => void} */ press, /** @type {string} */ about = '') =>
    make('button', { type: 'button', id, 'data-testid': 'recinto-' + id, click: press, ...(about && { 'aria-label': label + ': ' + about }) }, label);
  return [
    gpc && make('p', {}, texts.gpc),
    make(
      'ul',
      { role: 'list' },
      ...PURPOSES.map((purpose) => {
        const granted = all.consent[purpose];
        const time = since(all.ledger, purpose, granted);
        return make(
          'li',
          {},
          make('span', {}, make('b', {}, texts.purposes[purpose]), make('span', { class: granted ? 'on' : 'off' }, (granted ? texts.yes : texts.no) + (time === null ? '' : ' · ' + fill(texts.sinceDay, { a: say.date(time) })))),
          granted && button('withdraw-' + purpose, texts.withdraw, () => act.withdraw(purpose), texts.purposes[purpose]),
        );
      }),
    ),
    make(
      'div',
      { class: 'buttons' },
      button('change', texts.change, act.change),
      (PURPOSES.some((purpose) => all.consent[purpose]) || all.ledger.length > 0) && button('forget', texts.forget, act.forget),
    ),
  ];
};
