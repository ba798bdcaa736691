// @ts-check
/* Never run: tsc reads it. A site's use of the package has the right types, and each mistake is one. */
import { consent, forget, load, loaded, on, page, track } from './index.js';

load({ src: '/recinto/gate.js', site: 'cd-shop', collector: 'https://collect.example.org', banner: 'off', consent: 'tcf gcm' });
// @ts-expect-error: the site has a name
load({ src: '/recinto/gate.js', collector: 'https://collect.example.org' });

track('purchase', { id: 'order:7', item: 'cd-17', value: 12.5, currency: 'EUR', props: { colour: 'red' } });
track('custom:quiz');
// @ts-expect-error: no such kind
track('quiz');
// @ts-expect-error: a number
track('purchase', { value: '12.50' });
// @ts-expect-error: no such field
track('purchase', { price: 12.5 });

on('segment', ({ segmento, scoring }) => segmento.slice(scoring));
// @ts-expect-error: no such field
on('segment', ({ segment }) => segment);
// @ts-expect-error: nobody tells of this
on('other', () => {});

consent({ segment: true, report: false });
// @ts-expect-error: no such purpose
consent({ marketing: true });
// @ts-expect-error: only true grants
consent({ segment: 'yes' });

page();
forget();

/** @type {string[]} */
const names = loaded()?.segments().map(({ segmento }) => segmento) ?? [];
names.join();
document.addEventListener('recinto:segment', ({ detail }) => detail.categoria.trim());
window.recinto = { q: [['track', 'search', { query: 'Vivaldi' }]] };
// @ts-expect-error: no such call
window.recinto = { q: [['send']] };
