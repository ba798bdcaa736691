// @ts-check
/* The gate: decides consent and loads nothing before it. Everything fails closed. */
import { PURPOSES, TEXT_VERSION, read, remove, stands, today, write } from './choice.js';

/*
 * ENGINE_INTEGRITY, GLUE_INTEGRITY, BANNER_INTEGRITY: SHA-384 of what the gate loads, given by the build ('' in a build
 * that does not check). A changed file does not start.
 */

const SEGMENT = 1;
const REPORT = 2;
/** Calls kept while the engine is on its way; a page that calls more often than this has a fault of its own. */
const MOST_CALLS = 256;

const tag = /** @type {HTMLScriptElement} */ (document.currentScript);
const set = tag.dataset;
const beside = (/** @type {string} */ file) => new URL(file, tag.src).href;
const before = window.recinto;
const warn = (/** @type {unknown} */ error) => console.warn('recinto:', error);

/** The engine once it runs. */
let engine = null;
/** The engine's program, loaded once in a page. */
let program = null;
/** Does the page run under the purpose `segment`? Its number goes stale when consent is withdrawn. */
let running = 0;
let runs = 0;
/** Calls made between the consent and the engine's start. */
let calls = [];
/** The address of the last page view, so that one view is not recorded twice. */
let viewed;
/** What the present purposes rest on: an earlier choice, the banner, the site's call, another tab. */
let reason = 'stored';

const refused = () => navigator.globalPrivacyControl === true;
const decided = () => refused() || stands(read(), today());

/** The purposes granted now, read afresh: another tab may have changed them. */
const purposes = () => {
  try {
    return !refused() && stands(read(), today()) ? read().p : 0;
  } catch {
    return 0;
  }
};

const erase = () => indexedDB.deleteDatabase('recinto');

/*
 * Without consent there is no database: one may be left of a grant that lapsed or lost its record, or of a withdrawal
 * whose page went before the erasure was done. Looking makes nothing.
 */
const sweep = async () => {
  for (const { name } of await indexedDB.databases()) if (name === 'recinto' && !(purposes() & SEGMENT)) erase();
};

/** Records an event, if and only if consent is there; otherwise it is gone. */
const record = (kind, data) => {
  if (!running) return;
  const call = [kind, data || {}, Date.now()];
  if (engine) engine.track(...call);
  else if (calls.length < MOST_CALLS) calls.push(call);
};

const page = () => {
  if (running && viewed !== location.href) record('page', { page: (viewed = location.href) });
};

const add = (/** @type {string} */ name, fields) =>
  document.head.append(Object.assign(document.createElement(name), fields));

const load = async () => {
  /* An import cannot carry a hash; the preload puts the checked module where the import finds it. */
  add('link', { rel: 'modulepreload', href: beside('engine.js'), integrity: GLUE_INTEGRITY });
  const module = await import(beside('engine.js'));
  const wasm = await fetch(beside('engine_bg.wasm'), { integrity: ENGINE_INTEGRITY });
  await module.default({ module_or_path: wasm });
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
      /* Only under the purpose, and only on a record that is there: this must never make one. */
      reported: (epoch) => purposes() & REPORT && write({ ...read(), e: epoch }),
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
  calls = [];
  viewed = undefined;
  engine?.stop();
  engine = null;
};

/** Brings this page in line with the record. Whatever changes a choice, ends here. */
const follow = () => {
  if (purposes() & SEGMENT) {
    if (running) engine?.follow();
    else start();
  } else stop();
  document.dispatchEvent(new Event('recinto:change'));
};

const decide = (p, why, always) => {
  const old = read();
  reason = why;
  try {
    write({ p, d: today(), t: TEXT_VERSION, e: old?.e });
  } catch (error) {
    /* A choice that cannot be written down counts as refused. */
    warn(error);
    remove();
    p = 0;
  }
  follow();
  /* After the engine closed its connection. Never touched if nothing can be there. */
  if (!(p & SEGMENT) && (always || old?.p & SEGMENT)) erase();
};

/** Reads the purposes, or sets those that are named. A "no" of the browser stands above the site's call. */
const consent = (wish, why = 'site') => {
  let p = purposes();
  if (wish && !refused()) {
    PURPOSES.forEach((name, i) => {
      if (name in wish) p = wish[name] === true ? p | (1 << i) : p & ~(1 << i);
    });
    decide(p, why);
    p = purposes();
  }
  const state = { decided: decided() };
  PURPOSES.forEach((name, i) => (state[name] = !!(p & (1 << i))));
  return state;
};

/** The banner's script finds on its own tag what it has to know. */
const showConsent = (first) =>
  add('script', {
    src: beside('banner.js'),
    integrity: BANNER_INTEGRITY,
    recinto: {
      first: first === set,
      gpc: refused(),
      lang: set.lang || document.documentElement.lang || navigator.language,
      privacy: set.privacy || '/privacy.html',
      consent: (wish) => consent(wish, 'banner'),
    },
  });

const api = {
  page,
  track: record,
  segments: () => engine?.segments() || [],
  on: (name, heard) => document.addEventListener('recinto:' + name, (/** @type {any} */ event) => heard(event.detail)),
  consent,
  forget: () => decide(0, 'site', true),
  showConsent,
  export: async () => ({
    choice: read(),
    consent: consent(),
    ...(engine
      ? await engine.export()
      : {
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
  window.recinto = api;
  try {
    addEventListener('storage', (event) => {
      if (!event.key || event.key === 'recinto.choice') {
        reason = 'tab';
        follow();
      }
    });
    addEventListener('pageshow', (event) => event.persisted && follow());
    if (!(purposes() & SEGMENT)) sweep().catch(warn);
    if (!decided() && set.banner !== 'off') showConsent(set);
    follow();
    for (const [name, ...args] of before?.q || []) api[name]?.(...args);
  } catch (error) {
    warn(error);
    stop();
  }
}
