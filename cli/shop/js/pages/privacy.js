import { h } from '../dom.js';
import { t } from '../texts.js';
import { modelOf } from '../panel/read.js';

const list = (...keys) => h('ul', {}, ...keys.map((key) => h('li', {}, t(key))));

const section = (id, ...content) => h('section', { 'aria-labelledby': id }, h('h2', { id }, t(`privacy.${id}`)), ...content);

const choice = () => {
  const state = h('p', { id: 'privacy-state' });
  const said = h('p', { role: 'status', class: 'said' });
  const change = h('button', { class: 'button', 'data-testid': 'privacy-change', onclick: () => window.recinto?.showConsent?.() }, t('privacy.change'));
  const forget = h(
    'button',
    {
      class: 'button',
      'data-testid': 'privacy-forget',
      onclick: async () => {
        await window.recinto?.forget?.();
        said.textContent = t('privacy.forgotten');
      },
    },
    t('privacy.forget'),
  );
  const show = () => {
    const recinto = window.recinto;
    const answer = typeof recinto?.consent === 'function' ? (recinto.consent().segment ? 'on' : 'off') : 'absent';
    state.textContent = t('footer.state', { state: t(`state.${answer}`) });
    change.disabled = forget.disabled = answer === 'absent';
    if (answer === 'on') said.textContent = '';
  };
  document.addEventListener('recinto:change', show);
  addEventListener('load', show);
  show();
  return [state, h('div', { class: 'row' }, change, forget), said];
};

/** The window is the model's own to state, so it is read from the model in use, when there is one. */
const windowLine = () => {
  const line = h('li', { hidden: true });
  const show = async () => {
    try {
      const model = modelOf(await window.recinto?.export?.());
      line.hidden = !model?.window_days;
      if (model) line.textContent = t('privacy.keeps.window', { days: model.window_days, necessity: model.privacy?.necessity || '' });
    } catch {
      line.hidden = true;
    }
  };
  document.addEventListener('recinto:change', show);
  show();
  return line;
};

export default () => {
  const kept = list('privacy.keeps.events', 'privacy.keeps.state', 'privacy.keeps.register', 'privacy.keeps.choice');
  kept.children[1].after(windowLine());
  return {
    title: t('privacy.title'),
    content: h(
      'article',
      { class: 'prose' },
      h('h1', {}, t('privacy.title')),
      h('p', { class: 'lead' }, t('privacy.lead')),
      section('choice', ...choice()),
      section('keeps', h('p', {}, t('privacy.keeps.where')), kept),
      section('sends', list('privacy.sends.report', 'privacy.sends.gets', 'privacy.sends.never')),
      section('network', h('p', {}, t('privacy.network.text'))),
      section('see', h('p', {}, t('privacy.see.text'))),
    ),
  };
};
