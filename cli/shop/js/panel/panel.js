/**
 * The panel: what Recinto knows of this visit, what it stored and what it sent, live, for whoever wants to see.
 * It is drawn from `recinto.export()` alone, the same answer every page of the site could ask for.
 */
import { parameter, replace } from '../address.js';
import { h } from '../dom.js';
import { t } from '../texts.js';
import { keepClear } from './room.js';
import * as views from './views.js';

const PARTS = ['stored', 'sent', 'consent', 'ledger'];

const tracker = () => (typeof window.recinto?.export === 'function' ? window.recinto : null);

const part = (name, body) =>
  h('details', { class: 'part', 'data-testid': `panel-part-${name}` }, h('summary', {}, h('h3', {}, t(`panel.${name}`))), body);

/** Redraws a body only if it changed, and leaves the focus where it was. */
const refresh = (body, nodes) => {
  const fresh = h('div', {}, ...nodes);
  if (body.innerHTML === fresh.innerHTML) return;
  const focused = body.contains(document.activeElement) ? document.activeElement.id : '';
  const places = [...body.querySelectorAll('[id]')].map(({ id, scrollTop, scrollLeft }) => ({ id, scrollTop, scrollLeft }));
  body.replaceChildren(...fresh.childNodes);
  for (const { id, ...place } of places) Object.assign(document.getElementById(id) || {}, place);
  if (focused) document.getElementById(focused)?.focus();
};

/** One part that cannot be shown must not hide the others. */
const shown = (view) => {
  try {
    return view();
  } catch (error) {
    console.error('shop:', error);
    return [h('p', {}, t('panel.failed', { reason: error?.message || String(error) }))];
  }
};

const download = async () => {
  const text = JSON.stringify(await tracker().export(), null, 2);
  const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  h('a', { href, download: 'recinto.json' }).click();
  /* The browser reads the blob after the click returns. */
  setTimeout(() => URL.revokeObjectURL(href), 10000);
};

export const panel = () => {
  const now = h('span', { class: 'dock-now' });
  const told = h('p', { class: 'hidden', role: 'status' });
  const said = h('p', { class: 'said', role: 'status' });
  const segment = h('div', { class: 'segment' });
  const bodies = Object.fromEntries(PARTS.map((name) => [name, h('div', { class: 'part-body' })]));
  const failure = h('p', { class: 'nothing', hidden: true });

  const button = (name, pressed) => h('button', { 'data-testid': `panel-${name}`, onclick: pressed }, t(`panel.${name}`));
  const buttons = [
    button('export', download),
    button('change', () => tracker().showConsent()),
    button('withdraw', async () => {
      await tracker().forget();
      said.textContent = t('panel.withdrawn');
    }),
  ];

  const live = h(
    'div',
    {},
    h('section', { 'aria-labelledby': 'panel-segment-title' }, h('h3', { id: 'panel-segment-title' }, t('panel.segment')), segment),
    ...PARTS.map((name) => part(name, bodies[name])),
  );
  const box = h(
    'details',
    { class: 'dock-box', 'data-testid': 'recinto-panel', open: parameter('panel') === 'open' },
    h('summary', { class: 'dock-tab', 'data-testid': 'recinto-panel-toggle' }, h('h2', {}, t('panel.title')), now),
    h('div', { class: 'dock-body' }, failure, live, h('div', { class: 'dock-tools' }, ...buttons), said),
  );
  box.addEventListener('toggle', (event) => {
    /* The open state travels in the address like the rest: there is nowhere else to keep it. */
    if (event.target === box && box.open !== (parameter('panel') === 'open')) replace({ panel: box.open ? 'open' : '' });
  });
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !box.open) return;
    box.open = false;
    box.querySelector('summary').focus();
  });
  const dock = h('aside', { class: 'dock', 'aria-label': t('panel.region') }, box, told);

  const fail = (text) => {
    failure.textContent = text;
    failure.hidden = false;
    live.hidden = true;
    now.textContent = '';
  };

  let drawn = 0;
  let before = null;
  const draw = async () => {
    const mine = (drawn += 1);
    const recinto = tracker();
    buttons.forEach((each) => (each.disabled = !recinto));
    if (!recinto) return fail(t(document.readyState === 'complete' ? 'panel.absent' : 'panel.waiting'));
    let all;
    try {
      all = await recinto.export();
    } catch (error) {
      return mine === drawn && fail(t('panel.failed', { reason: error?.message || String(error) }));
    }
    /* A later change overtook this answer. */
    if (mine !== drawn) return undefined;
    const segments = all.consent.segment ? recinto.segments() : [];
    failure.hidden = true;
    live.hidden = false;
    refresh(segment, shown(() => views.segment(all, segments)));
    PARTS.forEach((name) => refresh(bodies[name], shown(() => views[name](all))));
    if (all.consent.segment) said.textContent = '';
    const name = segments[0]?.segmento || '';
    now.textContent = name;
    /* Told when it changes, not at each page. */
    if (before !== null && before !== name && name) told.textContent = `${t('panel.segment')}: ${name}`;
    before = name;
    return undefined;
  };

  document.addEventListener('recinto:segment', draw);
  document.addEventListener('recinto:change', draw);
  addEventListener('load', draw);
  draw();
  keepClear(dock);
  return dock;
};
