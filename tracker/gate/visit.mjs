/**
 * For the tests: a page that embeds the gate, and what happened on it. The engine only notes what it is told; its program
 * takes as long as the test wants. Time passes, timers run and storage events come when the test says so.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as choice from './choice.js';
import * as weigh from './platforms/weigh.js';

const { TEXT_VERSION, today } = choice;

const folder = mkdtempSync(join(tmpdir(), 'recinto-gate-'));
writeFileSync(
  join(folder, 'engine.mjs'),
  `export default () => globalThis.slow;
   export const start = (host) => globalThis.started(host);`,
);
const ENGINE = pathToFileURL(join(folder, 'engine.mjs')).href;
/*
 * A module runs once; a page's script, once in every page. So these two run as functions, which are given what they
 * import: thousands of pages are visited here.
 */
const script = (file, modules) => {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const body = text.replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];");
  const run = new Function('modules', `'use strict';\n${body}`);
  return () => run(modules);
};
const gate = script('./gate.js', { './choice.js': choice });
const adapters = script('./adapters.js', { './platforms/weigh.js': weigh });
const Real = { URL: globalThis.URL, now: Date.now, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

/** A while in which promises, and the loading of the engine, come to their end. */
export const settle = () => new Promise((done) => Real.setTimeout(done, 20));
const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

/** A choice as a visitor made it today: `segment` and `report`. */
export const granted = (over) => ({ p: 3, d: today(), t: TEXT_VERSION, ...over });

/**
 * @param {object} [of]  What the page is like.
 *   `choice`: the record; `gpc`; `before`: the stub; `databases`: their names; `storage: false`: full; `blocked`: it cannot be looked at; `slow`: a promise;
 *   `set`: the tag's `data-…`; `window`: what else is on the page; `parent`: the frame above; `readyState`;
 *   `kept`: the storage, shared with another tab; `adapters: false`: the file does not load; `quick`: do not wait for the engine.
 */
export const visit = async (of = {}) => {
  const page = { log: [], erased: 0, added: [], kept: of.kept || new Map(), heard: {}, told: [], offset: 0, timer: 0, timers: [], loading: [] };
  const { choice: record, gpc = false, set = {}, databases = [], storage = true } = of;
  if (record) page.kept.set('recinto.choice', typeof record === 'string' ? record : JSON.stringify(record));
  page.databases = [...databases];
  page.gpc = gpc;

  page.window = { recinto: of.before, ...of.window };
  page.window.parent = of.parent || page.window;

  const started = (host) => {
    page.host = host;
    page.log.push('start');
    return {
      track: (kind, data) => page.log.push(kind + (data.n ?? '')),
      follow: () => page.log.push('follow'),
      stop: () => {
        page.log.push('stop');
        page.stopping?.();
      },
      segments: () => ['here'],
      why: async () => 'because',
      export: async () => ({ status: 'ready' }),
    };
  };
  /* A script that was added runs later, not at once. */
  const read = async (element) => {
    await undefined;
    page.script = element;
    adapters();
    page.script = undefined;
  };
  const document = {
    get currentScript() {
      return page.script;
    },
    documentElement: { lang: 'it' },
    readyState: of.readyState || 'complete',
    head: {
      append: (element) => {
        page.added.push(element);
        if (element.src?.endsWith('/adapters.js') && of.adapters !== false) page.loading.push(read(element));
      },
    },
    createElement: (name) => ({ name, remove: () => {} }),
    addEventListener: (name, heard) => (page.heard[name] ||= []).push(heard),
    dispatchEvent: (event) => page.told.push(event.type),
  };
  const globals = {
    GLUE_INTEGRITY: '',
    BANNER_INTEGRITY: '',
    ADAPTERS_INTEGRITY: '',
    navigator: {
      get globalPrivacyControl() {
        return page.gpc;
      },
      language: 'it',
    },
    location: { href: 'https://shop.example/a' },
    addEventListener: (name, heard) => (page.heard[name] ||= []).push(heard),
    indexedDB: {
      databases: async () => page.databases.map((name) => ({ name })),
      deleteDatabase: (name) => {
        assert.equal(name, 'recinto');
        page.erased++;
        page.log.push('erase');
        page.databases = page.databases.filter((other) => other !== name);
      },
    },
    localStorage: {
      getItem: (key) => {
        if (of.blocked) throw new DOMException('blocked', 'SecurityError');
        return page.kept.get(key) ?? null;
      },
      setItem: (key, value) => {
        if (!storage) throw new Error('full');
        page.kept.set(key, value);
      },
      removeItem: (key) => page.kept.delete(key),
    },
    /* The gate looks for engine.js beside itself; the URL class is the one place to lead it to ours. */
    URL: class extends Real.URL {
      constructor(file, base) {
        super(file === 'engine.js' ? ENGINE : file, base);
      }
    },
    setInterval: (act, every) => page.timers.push({ act, every, at: page.offset + every }),
    setTimeout: (act, wait = 0) => {
      const id = ++page.timer;
      page.timers.push({ act, at: page.offset + wait, id });
      return id;
    },
    clearTimeout: (id) => (page.timers = page.timers.filter((timer) => timer.id !== id)),
    document,
    window: page.window,
    parent: page.window.parent,
  };
  const enter = () => {
    for (const [name, value] of Object.entries(globals)) define(name, value);
    globalThis.slow = of.slow;
    globalThis.started = started;
    Date.now = () => Real.now() + page.offset;
  };
  const leave = () => {
    globalThis.URL = Real.URL;
    globalThis.setTimeout = Real.setTimeout;
    globalThis.clearTimeout = Real.clearTimeout;
  };

  /** All scripts that the page asked for have run. */
  page.rest = async () => {
    while (page.loading.length) await page.loading.shift();
    if (!of.quick) await settle();
  };
  /** Something happens on this page. */
  page.act = async (act) => {
    enter();
    const out = await act();
    await page.rest();
    leave();
    return out;
  };
  page.tell = (name, event) => page.act(() => page.heard[name]?.forEach((heard) => heard(event)));
  /** Time passes; what is due runs. */
  page.pass = (ms) =>
    page.act(async () => {
      const end = page.offset + ms;
      for (;;) {
        const next = page.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        page.offset = Math.max(page.offset, next.at);
        if (next.every) next.at += next.every;
        else page.timers.splice(page.timers.indexOf(next), 1);
        next.act();
        while (page.loading.length) await page.loading.shift();
      }
      page.offset = end;
    });
  page.choice = () => JSON.parse(page.kept.get('recinto.choice') ?? 'null');
  page.asked = (file) => page.added.filter((element) => element.src?.endsWith('/' + file)).length;
  page.banners = () => page.asked('banner.js');
  /** The purposes that hold now, as the names joined; in the order of their bits. */
  page.purposes = () => {
    enter();
    const { decided, ...state } = page.window.recinto.consent();
    leave();
    return Object.keys(state).filter((name) => state[name]).join(' ');
  };

  await page.act(() => {
    page.script = { src: 'https://shop.example/recinto/gate.js', dataset: { site: 'cd-shop', ...set } };
    gate();
    page.script = undefined;
  });
  page.recinto = page.window.recinto;
  return page;
};
