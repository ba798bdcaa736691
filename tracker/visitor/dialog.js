// @ts-check
/**
 * `recinto.show()`: the view in a modal dialog. The browser's own dialog keeps the focus inside, answers to Escape and
 * gives the focus back.
 */
import { NAME, define } from './element.js';
import { load } from './load.js';
import { dress, make } from './make.js';
import { langOf } from './say.js';
import { FRAME } from './style.js';

const HOST = 'recinto-view';

/** @param {any} set  The data attributes of the gate's tag. */
export const show = async (set) => {
  define();
  const lang = langOf(set?.lang);
  const texts = await load(`visitor.${lang}.js`);
  /* Asked again while open: the visitor is looking for it. */
  const open = document.getElementById(HOST);
  if (open) return open.shadowRoot?.getElementById('title')?.focus();
  const host = make('div', { id: HOST });
  const shut = () => dialog.close();
  const title = make('h2', { id: 'title', tabindex: '-1' }, texts.title);
  const dialog = make(
    'dialog',
    {
      lang,
      'aria-labelledby': 'title',
      'data-testid': 'recinto-view',
      close: () => host.remove(),
    },
    make('header', {}, title, make('button', { type: 'button', 'data-testid': 'recinto-view-close', 'aria-label': texts.close, click: shut }, '×')),
    Object.assign(make(NAME, { lang }), { bare: true, set, leave: shut }),
  );
  dress(host, FRAME).append(dialog);
  document.body.append(host);
  dialog.showModal();
  title.focus();
};
