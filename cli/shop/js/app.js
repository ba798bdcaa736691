/** Draws the page named by `data-page`, between the masthead and the foot. */
import { carry } from './address.js';
import { prune } from './cart.js';
import { load } from './catalog.js';
import { h } from './dom.js';
import { foot, masthead } from './masthead.js';
import cart from './pages/cart.js';
import category from './pages/category.js';
import checkout from './pages/checkout.js';
import home from './pages/home.js';
import privacy from './pages/privacy.js';
import product from './pages/product.js';
import search from './pages/search.js';
import thanks from './pages/thanks.js';
import { panel } from './panel/panel.js';
import { t } from './texts.js';

const PAGES = { cart, category, checkout, home, privacy, product, search, thanks };

const main = document.getElementById('main');
main.before(masthead());
main.after(foot(), panel());

/** A page answers its title and what to show. */
const draw = async () => {
  try {
    const records = await load();
    prune(records);
    const { title, content } = PAGES[document.body.dataset.page](records);
    document.title = title ? `${title} · ${t('shop.name')} ${t('shop.kind')}` : t('home.title');
    main.replaceChildren(...[content].flat());
  } catch (error) {
    console.error('shop:', error);
    main.replaceChildren(h('p', { class: 'empty', role: 'alert' }, t('shop.failed')));
  }
  main.classList.add('drawn');
  carry();
};
draw();
