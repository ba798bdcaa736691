// @ts-check
/** The state of the consent, and withdrawing it: as easy as it was given, one press, no question back. */
import { fill } from '../say.js';
import { make } from '../make.js';
import { history, lastOf } from '../../evidence/history.js';
import { PURPOSES } from '../../evidence/take.js';

/** @param {import('../element.js').View} view */
export const choices = ({ say, seen, act }) => {
  const { texts } = say;
  const { all, gpc } = seen;
  const changes = history(all.ledger);
  const since = (/** @type {string} */ purpose) => {
    const last = lastOf(changes, purpose);
    const known = last && last.state === (all.consent[purpose] ? 'given' : 'withdrawn');
    return known ? ' · ' + fill(texts.sinceDay, { a: say.date(last.time) }) : '';
  };
  const button = (/** @type {string} */ id, /** @type {string} */ label, /** @type {() => void} */ press, /** @type {string} */ about = '') =>
    make('button', { type: 'button', id, 'data-testid': 'recinto-' + id, click: press, ...(about && { 'aria-label': label + ': ' + about }) }, label);
  return [
    gpc && make('p', {}, texts.gpc),
    make(
      'ul',
      { role: 'list' },
      ...PURPOSES.map((purpose) => {
        const granted = all.consent[purpose];
        return make(
          'li',
          {},
          make('span', {}, make('b', {}, texts.purposes[purpose]), make('span', { class: granted ? 'on' : 'off' }, (granted ? texts.yes : texts.no) + since(purpose))),
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
