// What an event takes in the engine: `node bench/engine/speed.js dist/tracker`, started by `cargo xtask speed`.
//
// The real program with its real glue, called as `tracker/engine/engine.js` calls it in a transaction, without the
// store around it: load what the store read, fold with the assignment, encode what the store writes, say the segment.
// A line of JSON, in µs: the median and the 99th percentile of the last ten visits of a month, whose code has been
// compiled for speed by then; and the first event and the median of the first twenty on a page that was just opened,
// whose code is as it comes. Another tab takes part, and whatever it writes must be seen.
//
// `capture` is what the engine does before: it takes the page's words down. Work of the same kind in the same run, which
// says how fast the machine is at the moment.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EVENTS_OF_A_VISIT, VISITS, model, said } from './visitor.js';

const DAY = 86_400_000;
/** Purposes: segment, report, position. */
const ALL = 7;
const PHASES = ['load', 'fold', 'encode', 'say'];
const FIRST = 20;
const PAGES = 7;

/** The engine of a folder in `dist/`, which is a module there though no file says so. */
const engine = async (folder) => {
  const glue = readFileSync(join(folder, 'engine.js'));
  const { default: init, makeMind } = await import('data:text/javascript;base64,' + glue.toString('base64'));
  await init(readFileSync(join(folder, 'engine_bg.wasm')));
  return makeMind;
};

/** The phases of one transaction, in ms, and the profile to write. */
const transaction = (mind, profile, event, now) => {
  const start = performance.now();
  mind.load(profile);
  if (!mind.fits()) throw 'another model';
  const loaded = performance.now();
  const result = mind.fold(event, false, undefined, now, ALL, 'test', undefined);
  if (result !== 1) throw `an event was not kept: ${result}`;
  mind.measured();
  mind.decide(0, 0);
  const folded = performance.now();
  const written = mind.profile();
  mind.entries();
  const encoded = performance.now();
  if (mind.segment() < 0) throw 'no segment';
  const end = performance.now();
  return { written, spent: [loaded - start, folded - loaded, encoded - folded, end - encoded] };
};

const ranked = (numbers, share) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) * share)];
const rounded = (ms) => Math.round(ms * 10_000) / 10;

/** Of each phase, and of them all. */
const summary = (events, share) => {
  const of = (pick) => rounded(ranked(events.map(pick), share));
  const phases = PHASES.map((name, i) => [name, of((spent) => spent[i])]);
  return { ...Object.fromEntries(phases), all: of((spent) => spent.reduce((sum, x) => sum + x)) };
};

/** The other tab, which has the model from the store and reads every record back. */
const another = (makeMind, profile) => {
  const { bytes, id } = model();
  const tab = makeMind('prova');
  tab.load(profile);
  if (tab.reload(id, bytes)) throw 'another model';
  return tab;
};

/** A month of visits, as the store would have them: what is over its 48 hours is settled and deleted. */
const month = (makeMind) => {
  const { bytes, id } = model();
  const mind = makeMind('prova');
  mind.load(undefined);
  if (mind.read(id, bytes)) throw mind.problem();
  const begin = said(0, 0).time;
  mind.adopt([], begin, ALL, 'test', undefined);
  let profile = mind.profile();
  let raw = [];
  let most = 0;
  const events = [];
  const captures = [];
  const other = another(makeMind, profile);
  for (let visit = 0; visit < VISITS; visit++) {
    const now = said(visit, 0).time;
    if (raw.some((event) => event.expires < now)) {
      mind.load(profile);
      mind.retire(raw, now);
      profile = mind.profile();
      raw = raw.filter((event) => event.expires >= now);
    }
    for (let at = 0; at < EVENTS_OF_A_VISIT; at++) {
      const { kind, data, time } = said(visit, at);
      if (at % 7 === 3) {
        // The other tab's own event.
        const event = other.capture(kind, data, time, ALL);
        profile = transaction(other, profile, event, time).written.slice();
        raw.push(structuredClone(event));
        continue;
      }
      const before = performance.now();
      const event = mind.capture(kind, data, time, ALL);
      captures.push(performance.now() - before);
      const { written, spent } = transaction(mind, profile, event, time);
      events.push(spent);
      raw.push(structuredClone(event));
      if (at % 7 === 5) {
        const again = transaction(other, profile, raw.at(-1), time).written;
        if (Buffer.compare(written, again)) throw `two tabs made different things of event ${at} of visit ${visit}`;
      }
      // Through the disk: a copy, as IndexedDB makes one.
      profile = written.slice();
    }
    most = Math.max(most, mind.state().bytes);
  }
  const late = (all) => all.slice(-all.length / 3);
  return { profile, most, warm: late(events), captures: late(captures) };
};

/** A page is opened on a month's profile. */
const page = (makeMind, profile) => {
  const mind = another(makeMind, profile);
  const events = [];
  for (let at = 0; at < FIRST; at++) {
    const { kind, data, time } = said(VISITS, at);
    const event = mind.capture(kind, data, time, ALL);
    const { written, spent } = transaction(mind, profile, event, time);
    events.push(spent.reduce((sum, x) => sum + x));
    profile = written.slice();
  }
  return { first: events[0], median: ranked(events, 0.5) };
};

const [folder, stored] = process.argv.slice(2);
const makeMind = await engine(folder);
if (stored) {
  process.stdout.write(JSON.stringify(page(makeMind, Buffer.from(stored, 'base64'))));
} else {
  const { profile, most, warm, captures } = month(makeMind);
  // Each in a process of its own, or the code compiled above would be used again.
  const pages = Array.from({ length: PAGES }, () => {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), folder, Buffer.from(profile).toString('base64')]);
    if (child.status !== 0) throw String(child.stderr);
    return JSON.parse(String(child.stdout));
  });
  const middle = (pick) => rounded(ranked(pages.map(pick), 0.5));
  console.log(JSON.stringify({
    median: summary(warm, 0.5),
    p99: summary(warm, 0.99),
    capture: rounded(ranked(captures, 0.5)),
    opened: { first: middle((page) => page.first), median: middle((page) => page.median) },
    state_bytes: most,
    profile_bytes: profile.length,
  }));
}
