// @ts-check
/**
 * How long a page was in view and how far down it was read, told when nobody sees it any more; by the names that GA4 has for
 * it (`user_engagement`, `scroll`), so that a segment found in its exports means the same. A page seen in several spells
 * tells each of them, as GA4 does, and a depth only where it went deeper than before.
 */
import { whenMoved } from './address.js';
import { call } from './call.js';
import { whileGranted } from './granted.js';

/** A shorter look tells nothing, ms. */
const LEAST_MS = 1000;
/** What goes beyond is a page that was left open: not counted until it is hidden and seen again, ms. */
const MOST_MS = 9e5;
/** How far down a page has been read at its `scroll`, percent. */
const READ = 90;
/** How long after a scroll the place is looked at, ms: at each, the browser would lay the page out anew. */
const PAUSE_MS = 200;

export const watchEngagement = () => {
  let allowed = false;
  /** When the spell began, ms of the page's own clock; nothing while none is counted. */
  let since;
  let page = '';
  /** The deepest place seen since the address changed, and the deepest told, percent. */
  let deepest = 0;
  let told = 0;
  let ending = 0;
  let looking = 0;

  const look = () => {
    const { scrollHeight } = document.documentElement;
    const depth = Math.round((100 * (scrollY + innerHeight)) / scrollHeight);
    deepest = Math.max(deepest, Math.min(depth, 100) || 0);
  };

  const begin = () => {
    if (!allowed || since !== undefined || document.visibilityState !== 'visible') return;
    since = performance.now();
    ending = setTimeout(end, MOST_MS);
  };

  const end = () => {
    clearTimeout(ending);
    if (since === undefined) return;
    const spent = Math.min(Math.round(performance.now() - since), MOST_MS);
    since = undefined;
    if (!allowed || spent < LEAST_MS) return;
    look();
    call('track', 'custom:user_engagement', { page, duration_ms: spent, depth_pct: deepest > told ? deepest : undefined });
    told = deepest;
  };

  /** Another page, or the first moment in which this one may be watched. */
  const start = () => {
    end();
    page = address();
    deepest = told = 0;
    begin();
  };

  const scrolled = () => {
    looking = 0;
    if (since === undefined) return;
    const before = deepest;
    look();
    if (before < READ && deepest >= READ) call('track', 'custom:scroll', { page });
  };

  const address = whenMoved(start);
  whileGranted(
    () => {
      allowed = true;
      start();
    },
    () => {
      allowed = false;
      end();
    },
  );
  /* While the event goes down: the engine keeps what was said before its own turn. */
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? begin() : end()), true);
  addEventListener('pagehide', end, true);
  addEventListener('pageshow', begin);
  addEventListener('scroll', () => (looking ||= setTimeout(scrolled, PAUSE_MS)), { passive: true, capture: true });
};
