// @ts-check
/*
 * Page views of a site that changes its address without loading a page: by the Navigation API where there is one, else by
 * the History API. Changes behind `#` count with `data-hash` on the script's tag. The gate does not record one address
 * twice in a row.
 */
import { call } from './call.js';

const hash = /** @type {HTMLScriptElement} */ (document.currentScript)?.dataset.hash !== undefined;
const address = () => (hash ? location.href : location.href.split('#')[0]);
let last = address();

const look = () => {
  if (last !== (last = address())) call('page');
};

const { navigation } = /** @type {any} */ (window);
if (navigation?.addEventListener) navigation.addEventListener('currententrychange', look);
else {
  for (const name of /** @type {const} */ (['pushState', 'replaceState'])) {
    const own = history[name];
    history[name] = function () {
      own.apply(this, /** @type {any} */ (arguments));
      look();
    };
  }
  addEventListener('popstate', look);
  addEventListener('hashchange', look);
}
