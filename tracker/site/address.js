// @ts-check
/**
 * Calls `moved` when the address has changed without a page being loaded: seen by the Navigation API where there is one, else
 * by the History API. What stands behind `#` is another address only with `data-hash` on the script's tag, so this is called
 * while that script runs.
 * @param {() => void} moved
 * @returns {() => string} the address now
 */
export const whenMoved = (moved) => {
  const hash = /** @type {HTMLScriptElement} */ (document.currentScript)?.dataset.hash !== undefined;
  const address = () => (hash ? location.href : location.href.split('#')[0]);
  let last = address();
  const look = () => {
    if (last !== (last = address())) moved();
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
  return address;
};
