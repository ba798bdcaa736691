// @ts-check
/* The gate: decides consent and loads nothing before it. Everything fails closed. */
import { KEY, PURPOSES, TEXT_VERSION, own, read, refused, remove, today, write } from './choice.js';

/*
 * GLUE_INTEGRITY, BANNER_INTEGRITY, ADAPTERS_INTEGRITY: SHA-256 of what the gate loads, given by the build ('' in a build
 * that does not check). A changed file does not start. The glue knows the hash of the engine's program.
 */

const SEGMENT = 1;
const REPORT = 2;
/** Calls kept while the engine is on its way; a page that calls more often than this has a fault of its own. */
const MOST_CALLS = 256;
/** How often a consent platform that was not there at first is looked for again, in ms; and at every event. */
const LOOK_MS = 1e3;
/** How late a platform may come and still find what was kept on its yes. */
const LATE_MS = 1e4;

const tag = /** @type {HTMLScriptElement} */ (document.currentScript);
const site = /** @type {any} */ (window);
const before = site.recinto;
/* A tag manager cannot write on the tag: then the stub carries what `data-…` would say. */
const set = before?.set || tag.dataset;
const beside = (/** @type {string} */ file) => new URL(file, tag.src).href;
/** What was said already: whatever happens with every event is said once. */
const said = {};
const warn = (/** @type {any} */ error, about = error) => {
  try {
    said[about] ||= (console.warn('recinto:', error), 1);
  } catch {}
};
/** Whatever the browser or the page has broken: who calls is not stopped by it. */
const safely = (/** @type {() => any} */ act) => {
  try {
    return act();
  } catch (error) {
    warn(error);
  }
};

/** The engine once it runs. */
let engine = null;
/** The engine's program, loaded once in a page. */
let program = null;
/** Does the page run under the purpose `segment`? Its number goes stale when consent is withdrawn. */
let running = 0;
let runs = 0;
/** Calls made between the consent, or the question to a platform, and the engine's start. */
let calls = [];
/** The address of the last page view, so that one view is not recorded twice. */
let viewed;
/** What the present purposes rest on: an earlier choice, the banner, the site's call, another tab, a platform. */
let reason = 'stored';
/** What the page's consent platforms say: the purposes granted and refused, and whether an answer is still due; undefined while no platform was found. */
let yes = 0;
let no = 0;
let due;

/** Is there nobody whom Recinto has to ask? */
const decided = () => {
  const { p, n } = own();
  return due || !!(p | n | yes | no);
};

/** The purposes granted now, read afresh: another tab may have changed them. The strongest no wins, the browser's first. */
const purposes = () => {
  try {
    const { p, n } = own();
    return due ? 0 : (p | yes) & ~(n | no);
  } catch {
    return 0;
  }
};

let sweeping = 0;
const erase = () => indexedDB.deleteDatabase('recinto');

/*
 * Without consent there is no database: one may be left of a grant that lapsed or lost its record, or of a withdrawal
 * whose page went before the erasure was done. Looking makes nothing. While a platform has not answered, it may be
 * the database of its yes.
 */
const sweep = async () => {
  for (const { name } of await indexedDB.databases()) if (name === 'recinto' && !(due || purposes() & SEGMENT)) erase();
};

/** Records an event, if and only if consent is there or a platform was asked for it; otherwise it is gone. */
const record = (kind, data) =>
  safely(() => {
    look();
    if (!(running || due)) return;
    const call = [kind, data || {}, Date.now()];
    if (engine) engine.track(...call);
    else if (calls.length < MOST_CALLS) calls.push(call);
    else warn('queue full');
  });

const page = () => {
  if (running && viewed !== location.href) record('page', { page: (viewed = location.href) });
};

const add = (/** @type {string} */ name, fields) =>
  document.head.append(Object.assign(document.createElement(name), fields));

const load = async () => {
  /* An import cannot carry a hash; the preload puts the checked module where the import finds it. */
  add('link', { rel: 'modulepreload', href: beside('engine.js'), integrity: GLUE_INTEGRITY });
  const module = await import(beside('engine.js'));
  await module.default();
  return module;
};

const start = async () => {
  const mine = (running = ++runs);
  page();
  try {
    const module = await (program ||= load());
    if (mine !== running) return;
    engine = module.start({
      site: set.site,
      collector: set.collector,
      model: set.model,
      purposes,
      reason: () => reason,
      epoch: () => read()?.e,
      warn,
      /* Only under the purpose. A platform's yes has no record; what was reported makes one, in which nothing is chosen. */
      reported: (epoch) => purposes() & REPORT && write({ ...own(), e: epoch }),
    });
    for (const call of calls.splice(0)) engine.track(...call);
  } catch (error) {
    warn(error);
    program = null;
    if (mine === running) stop();
  }
};

const stop = () => {
  running = 0;
  /* A platform that asks again may say yes again: this is the same view of the same page. */
  if (!due) {
    calls = [];
    viewed = undefined;
  }
  /* Whatever becomes of it: the erasure comes after. */
  safely(() => engine?.stop());
  engine = null;
};

/** Brings this page in line with what is chosen. Whatever changes a choice, ends here. */
const follow = () => {
  if (purposes() & SEGMENT) {
    if (running) engine?.follow();
    else start();
  } else stop();
  document.dispatchEvent(new Event('recinto:change'));
};

const decide = (choice, why, always) => {
  const old = safely(read);
  reason = why;
  try {
    /* A refusal is dated by when the page began where its clock is broken: it must stand on the next one. */
    write({ ...choice, d: (today() || performance.timeOrigin / 864e5) | 0, t: TEXT_VERSION });
  } catch (error) {
    /* A choice that cannot be written down counts as refused. */
    warn(error);
    remove();
  }
  follow();
  /* After the engine closed its connection. Never touched if nothing can be there. */
  if (!(purposes() & SEGMENT) && (always || (old?.p | yes) & SEGMENT)) erase();
};

/** Reads the purposes, or sets those that are named. A "no" of the browser stands above the site's call. */
const consent = (wish, why = 'site') => {
  const state = {};
  safely(() => {
    if (wish && !refused()) {
      const choice = safely(own) || { n: 15 };
      PURPOSES.forEach((name, i) => {
        if (Object.hasOwn(wish, name)) {
          const bit = 1 << i;
          /* Both, and then the other one taken back. */
          choice.p |= bit;
          choice.n |= bit;
          choice[wish[name] === true ? 'n' : 'p'] ^= bit;
        }
      });
      decide(choice, why);
    }
    state.decided = decided();
  });
  PURPOSES.forEach((name, i) => (state[name] = !!(purposes() & (1 << i))));
  return state;
};

/** The banner's script finds on its own tag what it has to know. */
const showConsent = (first, what, done) =>
  add('script', {
    src: beside('banner.js'),
    integrity: BANNER_INTEGRITY,
    recinto: {
      first: first === set,
      gpc: refused(),
      set,
      what,
      done,
      consent: (wish) => consent(wish, 'banner'),
    },
  });

/**
 * Looks for a consent platform, unless the site names those it has in `data-consent`. In a frame the platform may be
 * above, where adapters.js finds its locator. Once one is there, nothing runs until adapters.js has read it.
 */
const look = () => {
  if (
    due === undefined &&
    (set.consent ||
      site.__tcfapi ||
      site.__gpp ||
      site.analytics ||
      site !== parent ||
      site[set.layer || 'dataLayer']?.some?.((push) => push?.[0] === 'consent'))
  ) {
    due = true;
    add('script', { src: beside('adapters.js'), integrity: ADAPTERS_INTEGRITY, recinto: { set, say, own, write } });
    follow();
  }
};

/**
 * What adapters.js read: the purposes granted, those refused, whether an answer is due, and which platform said it. An
 * empty list after it says that this was chosen just now, so that what was called before is discarded.
 */
const say = (...said) => {
  [yes, no, due, reason, calls = calls] = said;
  follow();
  settle();
};

/**
 * Once it is known who speaks: what is left without consent goes, and if nobody asks, the banner does. Without any choice
 * of the visitor what is left may be of the yes of a platform that comes late.
 */
const settle = () =>
  safely(() => {
    look();
    clearTimeout(sweeping);
    sweeping = setTimeout(() => sweep().catch(warn), decided() || read()?.p ? 0 : LATE_MS);
    if (!(decided() || set.banner === 'off')) showConsent(set);
  });

/** The visitor's own view: the banner's script, which has room for its hash, loads it. */
const ask = (/** @type {string} */ what) => new Promise((done) => showConsent(0, what, done));

const api = {
  page,
  track: record,
  segments: () => engine?.segments() || [],
  on: (name, heard) =>
    safely(() => {
      /* What is no function fails here, not with every event. */
      heard = heard.bind();
      document.addEventListener('recinto:' + name, (/** @type {any} */ event) => heard(event.detail));
    }),
  consent,
  why: () => ask('why'),
  show: () => ask('show'),
  forget: () => safely(() => decide({ ...safely(read), p: 0, n: 15 }, 'site', true)),
  showConsent,
  export: async () => ({
    choice: safely(read),
    consent: consent(),
    ...((await engine?.export()) || {
      model: null,
      events: [],
      state: { bytes: 0, days: [] },
      features: [],
      ledger: [],
      reports: [],
      storage: 'none',
      status: running ? 'loading' : 'stopped',
    }),
  }),
};

/* A second tag on the same page changes nothing. */
if (!before?.consent) {
  site.recinto = api;
  try {
    addEventListener('storage', (event) => {
      if ((event.key || KEY) === KEY) {
        reason = 'tab';
        follow();
      }
    });
    addEventListener('pageshow', (event) => event.persisted && follow());
    look();
    follow();
    setInterval(look, LOOK_MS);
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', settle);
    else settle();
    /* One that is none costs the others nothing. */
    before?.q?.map((call) => safely(() => api[call.shift()](...call)));
  } catch (error) {
    warn(error);
    stop();
  }
}
