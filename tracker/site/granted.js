// @ts-check
const granted = () => {
  try {
    return /** @type {any} */ (window).recinto.consent().segment === true;
  } catch {
    /* The gate is not there yet, or never will be. */
    return false;
  }
};

/**
 * Calls `begin` once the visitor allows the purpose `segment`, at once if that is so, and `end` when no more. What is watched
 * before is never told afterwards.
 * @param {() => void} begin
 * @param {() => void} [end]
 */
export const whileGranted = (begin, end) => {
  let was = false;
  const look = () => {
    const now = granted();
    if (was === now) return;
    was = now;
    if (now) begin();
    else end?.();
  };
  document.addEventListener('recinto:change', look);
  look();
};
