// @ts-check
/**
 * The engine of one page: joins the page, the store and the network. Every decision is made by `mind` (Rust); here
 * is only their order, one transaction after the other.
 *
 * `host` is the gate: who the site is, and the visitor's choice, read afresh at every call.
 */
import { makeNetwork } from './network.js';
import { degree } from './rules.js';
import { RAW, makeStore } from './store.js';

const SEGMENT = 1;
const REPORT = 2;
const POSITION = 4;
const ACTIVATE = 8;

/** How often a page may write into the ledger that it handed a segment over: many segments and tools, but not a full disk. */
const MOST_NOTES = 256;
/** Events of one transaction: what waits meanwhile goes together, but not so much that the page would feel it. */
const MOST_AT_ONCE = 64;
/** After this the question of a page that has gone is this page's. A little more than the mind's own time for it. */
const ASK_AGAIN_MS = 5100;
/** After a failure this page asks no sooner. */
const ASK_LATER_MS = 6e4;
/** Events that may wait for theirs. A page that says more is not followed: it would fill the memory. */
const MOST_WAITING = 8192;
/** Nor one that says more than this in all: each hundred that find no room are an entry of the ledger. */
const MOST_TOLD = 1e5;

/** A moment in which the page has nothing else to do, or soon after. A browser without the call: the next task. */
const idle = () => new Promise((done) => (window.requestIdleCallback || setTimeout)(done, /** @type {any} */ ({ timeout: 99 })));

const tell = (name, detail) => document.dispatchEvent(new CustomEvent('recinto:' + name, { detail }));

/** "Food lovers · Milano" → "FoodLoversMilano", as `core/src/assign/page.rs` does it: the browser has Unicode's tables. */
const joined = (name) =>
  name
    .split(/[^\p{Alphabetic}\p{N}]+/u)
    .map((word) => word.replace(/^./u, (first) => first.toUpperCase()))
    .join('');

/** A segment as the page sees it. */
const shown = (/** @type {any} */ segment, score) =>
  segment && {
    segmento: joined(segment.name) || segment.label,
    scoring: Math.round(score * 100) / 100,
    eventi: segment.tags,
    categoria: segment.category,
  };

export const run = (host, mind) => {
  const site = host.site || '';
  const network = makeNetwork((host.collector || '').replace(/\/+$/, ''));
  let alive = true;
  let tail = Promise.resolve();
  let segment;
  /** Those of the model's rules that are true, at the place of their rule. */
  let ruled = [];
  /** The segments and rules of the model at hand. */
  let known = { segments: [], rules: [] };
  /** The report that waits, its timer, and whether one is under way. */
  let waiting;
  let timer = 0;
  let sending = false;
  /** Is this page's question for the model under way? */
  let asking = false;
  /** Events that wait to be folded, those that are being folded, and how many found no room, here or in the store. */
  const queue = [];
  let folding = [];
  let refused = 0;
  let taken = 0;
  /** What was granted all the time since the last fold: a no is carried out though a yes came after it. */
  let least = -1;
  /** Is the model that the store keeps one that cannot be read here? */
  let unread = false;

  const warn = (about, text) => alive && host.warn(text, about);
  const refuse = (count) => {
    if (!refused) note('events refused', 'flood');
    refused += count;
    warn('flood', 'events are refused');
  };
  const purposes = () => host.purposes() & least;
  const allows = (purpose) => alive && (purposes() & (purpose | SEGMENT)) === (purpose | SEGMENT);
  const store = makeStore(
    () => allows(SEGMENT),
    (name) => {
      warn('store', `the browser's storage cannot be used (${name}): the profile lasts as long as this page`);
      note('storage memory', name);
    },
  );

  /** Without a disk no answer could be kept, and the next page would draw another: then nothing is reported. */
  const reports = () => allows(REPORT) && store.kind() !== 'memory';

  /** One after the other; none after the end. */
  const push = (act) => {
    tail = tail.then(() => (alive ? act() : undefined)).catch((error) => warn('fault', error));
  };
  /** Into the ledger, where nothing else is to be decided. */
  const note = (what, reason) =>
    push(() =>
      decide({}, () => {
        mind.note(what, reason, Date.now());
        return true;
      }),
    );
  const moment = () => [Date.now(), purposes(), host.reason(), host.epoch()];
  /**
   * A transaction in which the mind decides; `act` says whether there is something to write, or what besides. Raw events
   * that are over their time are deleted with it, once they are folded into the state: not by a mind of another model.
   * First, for a fold forgets the last session of old, which what is over may go on with; and once, for it forgets too
   * what was settled. Only to a state that `act` made anew, by the words of another model, they are still to be told.
   */
  const decide = (want, act) =>
    store.transact(want, (draft) => {
      mind.load(draft.profile);
      const over = (unread || mind.fits()) && draft.over;
      /* Without the model nothing more can come of what is over than is counted. */
      if (draft.cut || (over && unread)) mind.cut();
      const gone = over ? draft.raw.filter((event) => event.expires < over) : [];
      const before = gone.at(-1)?.time + 1;
      /* Of the others only where they were, for a day's places are told by all of its positions. */
      const retire = () => mind.retire(draft.raw.filter((event) => event.time < before || event.position), before);
      if (over) retire();
      const more = act(draft);
      if (more === RAW) return RAW;
      /* Its own: a page may have put a model on the prototype of everything. */
      const { put, model, took } = /** @type {any} */ ({ __proto__: null, ...more });
      if (over) mind.note(`erased ${gone.length} events`, over > draft.now ? 'room' : 'expired', draft.now);
      if (over && model) retire();
      /* Nobody folded what goes before its time without a model. */
      if (over > draft.now && !mind.model_id() && !unread) refuse(gone.length);
      return (
        (more || over) && {
          put: put?.map(lives),
          model,
          took,
          gone,
          profile: mind.profile(),
          entries: mind.entries(),
        }
      );
    });
  /** As long as the model at hand says, and never longer than it was told to when it came. */
  const lives = (event) => {
    event.expires = Math.min(event.expires, event.time + mind.raw_limit());
    return event;
  };
  /** Without the purpose `position` no event keeps one: those that did. */
  const strip = (events) => {
    const had = allows(POSITION) ? [] : events.filter((event) => event?.position);
    for (const event of had) delete event.position;
    return had;
  };

  /** Takes up the model that the store keeps, of an earlier page or another tab. */
  const reload = () =>
    decide({ model: true }, ({ model }) => {
      const changed = mind.reload(model?.id, model?.bytes, purposes());
      if (mind.model_id()) known = mind.parsed;
      unread = !mind.fits();
      if (unread) warn('kept', 'the kept model cannot be read');
      return changed;
    });

  /** The place pack: once per page, under its purpose, and only for words that need it. */
  let asked = false;
  const findPlaces = async () => {
    if (asked || !mind.lacks_places() || !allows(POSITION)) return;
    asked = true;
    note('get places', 'position');
    try {
      if (!mind.place(await network.places())) throw 'it is none';
      /* What was counted without it is counted anew. */
      push(() => fold());
    } catch (error) {
      warn('places', 'without the place pack communes are not counted, ' + error);
    }
  };

  /** Events, or only the passing of time (one that is none), become a segment. */
  const fold = async (events = [undefined]) => {
    let other = false;
    let result = 0;
    let entered = 0;
    let scores = [];
    let seen;
    for (let tries = 0; tries < 2; tries++) {
      const done = await decide({ id: events.length > 1 ? undefined : events[0]?.id }, ({ keys, raw, left, over }) => {
        other = !mind.fits();
        if (other) return false;
        seen = least;
        strip(events);
        const put = raw ? strip(raw) : [];
        result = 0;
        const told = new Set(keys);
        const kept = events.filter((event) => {
          const one = mind.fold(event, told.has(event?.id), undefined, ...moment());
          told.add(event?.id);
          result |= one;
          return one & 1;
        });
        /*
         * Once for all of them, and for those that a page left behind. Without what is over its time: it was settled, which
         * a fold of one of them may have forgotten.
         */
        if (result & 4 || left) {
          if (!raw) return RAW;
          mind.fold(undefined, false, raw.filter((event) => !(event.expires < over)).concat(kept), ...moment());
        }
        const values = [...mind.measured()];
        scores = known.rules.map(({ when }) => degree(when, false, () => values.shift()));
        const held = scores.reduceRight((bits, score) => bits * 2 + +(score > 0), 0);
        entered = mind.decide(held, scores.find((score) => score) || 0);
        return { put: put.concat(kept), took: left };
      });
      if (!done || !alive) return;
      if (!other) break;
      await reload();
    }
    /* A no that came meanwhile is the next fold's. */
    if (seen === least) least = -1;
    /* Nobody can count them here: whoever folds next, folds these. */
    if (other) leave(events.filter(Boolean));
    if (result & 2) warn('money', "a sum in another currency was not added");
    segment = shown(known.segments[mind.segment()], mind.score());
    ruled = scores.map((score, i) => score && shown(known.rules[i].segment, score));
    if (segment) tell('segment', segment);
    ruled.forEach((found, i) => entered & (1 << i) && tell('enter', found));
    changed();
    if (isDue()) push(ask);
    findPlaces();
  };

  /**
   * An event's turn, which takes those behind it along, of one millisecond all. In the order in which they count: one
   * that comes after another which it precedes would have all raw events counted anew.
   */
  const turn = async () => {
    /* One event is answered at once. More than go together are a flood: the page comes first. */
    if (queue.length > MOST_AT_ONCE) await idle();
    let size = MOST_AT_ONCE;
    while (queue[size] && queue[size].time === queue[size - 1].time) size++;
    const events = queue.splice(0, size).sort((a, b) => a.time - b.time || mind.key(a.id) - mind.key(b.id));
    if (events[0]) await fold((folding = events));
    folding = [];
  };
  const wait = (event) => {
    queue.push(event);
    push(turn);
  };

  /** Where the rules assign, the segment is one of theirs. */
  const segments = () => [segment, ...ruled.filter((found) => found?.segmento !== segment?.segmento)].filter(Boolean);

  const changed = () => {
    schedule();
    tell('change');
  };

  const isDue = () => !asking && !(host.model && host.model === mind.model_id()) && mind.due(Date.now());

  /**
   * Asks for the site's model: once per epoch, of all tabs together. Until the answer is there the question is only
   * claimed: a page that goes meanwhile leaves it to the next.
   */
  const ask = async () => {
    let mine = false;
    await decide({}, () => {
      mine = isDue();
      if (mine) mind.asked(-Date.now());
      return mine;
    });
    /* Events must not wait for the network. */
    if (mine && allows(SEGMENT)) find();
  };

  const find = async () => {
    asking = true;
    try {
      if (!host.model) note('get pointer', 'epoch');
      const id = host.model || (await network.pointer(site));
      if (id && id !== mind.model_id() && allows(SEGMENT)) {
        /* Whatever the page or the collector says: what is asked for is a model's name and nothing else. */
        if (!/^[\w-]{22}$/.test(id)) throw id;
        note('get model ' + id, 'new');
        const bytes = await network.model(id);
        await idle();
        push(() => adopt(id, bytes));
      }
      push(() =>
        decide({}, () => {
          mind.asked(Date.now());
          return true;
        }),
      );
      asking = false;
    } catch {
      warn('collector', 'the collector did not give the model');
      setTimeout(() => (asking = false), ASK_LATER_MS);
    }
  };

  const adopt = async (id, bytes) => {
    const refused = mind.read(id, bytes);
    const { parsed } = mind;
    if (refused) {
      warn('model', `the model ${id} was not taken: ${mind.problem()}`);
      note('model refused ' + id, refused);
      return push(changed);
    }
    const done = await decide({ raw: true }, ({ raw }) => {
      strip(raw);
      mind.adopt(raw, ...moment());
      return { put: raw, model: { id, bytes } };
    });
    if (!done) return;
    known = parsed;
    unread = false;
    await fold();
  };

  /** Sets the timer for the report that waits, if one does and may leave: a random moment within 30 seconds. */
  const schedule = () => {
    const next = reports() && !sending ? mind.waiting(Date.now()) : undefined;
    if (next && timer && next.body === waiting?.body && next.tries === waiting.tries) return;
    clear();
    if (!next) return;
    waiting = next;
    /* A timer of more than 2³¹ ms rings at once. */
    const wait = next.tries ? Math.min(Math.max(next.not_before - Date.now(), 0), 2e9) : mind.delay(next.epoch);
    timer = setTimeout(() => {
      timer = 0;
      push(() => attempt(next.epoch));
    }, wait);
  };

  const clear = () => {
    clearTimeout(timer);
    timer = 0;
    waiting = undefined;
  };

  const attempt = async (epoch) => {
    if (!recorded(epoch)) return;
    let body;
    /* Claimed first: other tabs hold back meanwhile. */
    await decide({}, () => !!(body = mind.claim(epoch, Date.now())));
    if (body) send(epoch, body);
    else schedule();
  };

  /**
   * The choice record learns of the epoch before the first try, not with the answer: an answer that is lost must not
   * let the device speak twice. Where it cannot be written nothing leaves.
   */
  const recorded = (epoch) => {
    try {
      host.reported(epoch);
      return true;
    } catch (error) {
      warn('record', 'no report leaves, ' + error);
    }
  };

  const send = async (epoch, body) => {
    if (sending || !reports()) return;
    sending = true;
    const status = await network.report(body);
    sending = false;
    push(async () => {
      if (!status) warn('report', 'the collector did not answer');
      await decide({}, () => mind.settle(body, status, Date.now()));
      changed();
    });
  };

  /** Nobody sees the page: it may never be seen again, and what it said last would be lost with it. */
  const leave = (left) => {
    try {
      strip(left);
      store.leave(left.map(lives));
    } catch (error) {
      warn('leave', error);
    }
  };

  const away = () => leave([...folding, ...queue]);

  /**
   * The page goes, and a report was never tried: now, or perhaps never. There is no time for a transaction; should the
   * answer be lost, the same bytes go again and count once.
   */
  const hide = () => {
    away();
    const report = waiting;
    if (report && !report.tries && host.epoch() !== report.epoch && recorded(report.epoch)) {
      clear();
      send(report.epoch, report.body);
    }
  };

  const collect = async () => {
    let seen;
    await decide({ raw: true, ledger: true, model: true }, ({ raw, stay = [], now, entries, model }) => {
      seen = {
        model: model ? { id: model.id, bytes: new TextDecoder().decode(model.bytes) } : null,
        events: raw.concat(stay).filter((event) => event.expires >= now),
        state: mind.state(),
        features: mind.fits() ? mind.features(Date.now()) : [],
        measured: mind.fits() ? [...mind.measured()] : [],
        ledger: entries,
        reports: mind.reports(),
        refused,
        storage: store.kind(),
        status: !model ? 'no-model' : segment ? 'ready' : 'no-segment-yet',
      };
      return false;
    });
    return seen;
  };

  /** The page handed a segment to a tool, or took it back (`activate/`): each told once, whatever the page repeats. */
  const handed = new Map();
  let notes = 0;
  const hand = (/** @type {any} */ { detail }) => {
    const tool = detail?.tool;
    const given = detail?.given === true;
    if (typeof tool !== 'string' || !/^[a-z-]{1,32}$/.test(tool)) return;
    const had = handed.get(tool);
    const name = segments()[0]?.segmento;
    if (given ? had?.has(name) : !had) return;
    if (!allows(given ? ACTIVATE : SEGMENT) || ++notes > MOST_NOTES) return;
    if (given) handed.set(tool, new Set(had).add(name));
    else handed.delete(tool);
    note(given ? `handed ${name} to ${tool}` : `taken back from ${tool}`, 'activate');
  };

  document.addEventListener('recinto:handed', hand);
  addEventListener('pagehide', hide);
  addEventListener('visibilitychange', away);
  push(reload);
  push(ask);
  setTimeout(() => isDue() && push(ask), ASK_AGAIN_MS);

  return {
    track: (kind, data, time) => {
      if (queue.length >= MOST_WAITING || ++taken > MOST_TOLD) return refuse(1);
      /* What is no text may have none, and must not throw into the page. */
      const event = mind.capture(typeof kind === 'string' ? kind.slice(0, 99) : '', data, time, purposes());
      const problem = mind.problem();
      if (problem) warn('event', 'an event was not taken as it came: ' + problem);
      if (!event) return;
      wait(event);
      const visit = mind.visit(event);
      if (visit) wait(visit);
    },
    segments,
    follow: () => {
      least &= host.purposes();
      push(() => fold());
    },
    /** No write and no request after this: what a timer may still call finds the end. */
    stop: () => {
      alive = false;
      segment = undefined;
      ruled = [];
      clear();
      document.removeEventListener('recinto:handed', hand);
      removeEventListener('pagehide', hide);
      removeEventListener('visibilitychange', away);
      store.close();
    },
    /** Nothing after the end, of which the gate has its own words. */
    export: () => {
      const all = tail.then(() => (alive ? collect() : undefined));
      tail = all.then(() => {}, () => {});
      return all;
    },
  };
};
