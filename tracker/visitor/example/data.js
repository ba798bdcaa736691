/** A page's `window.recinto` that answers with the visit made up, and does what its buttons ask. */
import { NOTHING, visit } from './visit.js';

const asked = new URLSearchParams(location.search);
const lang = asked.get('lang') ?? 'it';
document.documentElement.lang = lang;

const made = await visit();
const states = {
  empty: NOTHING,
  refused: { ...NOTHING, choice: { p: 0, d: made.choice.d, t: 1 }, consent: { ...NOTHING.consent, decided: true } },
  loading: { ...NOTHING, choice: made.choice, consent: made.consent, status: 'loading' },
  few: await visit({ state: { bytes: 40, days: made.state.days.slice(0, 0) } }, { min_events: 5 }),
  none: await visit({}, { assigner: { type: 'exemplars', points: [{ at: [3, 3, 3, 3, 3], radius: 1, segment: 0 }] } }),
  broken: await visit({ ledger: made.ledger.map((entry, i) => (i === 2 ? { ...entry, reason: 'kept-answer' } : entry)) }),
};
let now = states[asked.get('state')] ?? made;

/** @type {any} */ (window).recinto = {
  export: async () => now,
  segments: () => [],
  consent: (wish) => {
    if (wish) {
      now = { ...now, consent: { ...now.consent, ...wish } };
      document.dispatchEvent(new Event('recinto:change'));
    }
    return now.consent;
  },
  forget: () => {
    now = states.refused;
    document.dispatchEvent(new Event('recinto:change'));
  },
  showConsent: () => console.log('the banner opens'),
};

/** As the gate asks: a tag for the file, with the question on it. */
const ask = (what) =>
  new Promise((done) => {
    const recinto = { what, done, set: { site: 'bottega', collector: 'https://conti.example', lang } };
    document.head.append(Object.assign(document.createElement('script'), { src: 'visitor.js', recinto }));
  });
console.log(JSON.stringify(await ask('why'), null, 1));
document.getElementById('show').addEventListener('click', () => ask('show'));

if (asked.has('page')) {
  const element = document.createElement('recinto-privacy');
  document.querySelector('main').append(element);
  if (asked.has('open')) {
    await new Promise((done) => setTimeout(done, 300));
    for (const each of element.shadowRoot.querySelectorAll('details')) each.open = true;
  }
} else if (!asked.has('shut')) ask('show');
