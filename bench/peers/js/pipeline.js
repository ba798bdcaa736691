// What a good JavaScript developer would write for the same work: a file of events is read, cleaned, and turned into
// features per person. One pass over the lines (`JSON.parse` each, or PapaParse's rows), one over each person's events.

const DAY = 86_400_000;
const GAP = 30 * 60_000;
const KINDS = { page_view: 'page', view_item: 'view_item', add_to_cart: 'add_to_cart', purchase: 'purchase', search: 'search' };
const STEPS = ['page>view_item', 'view_item>add_to_cart', 'add_to_cart>purchase'];
const DAY_PARTS = [
  ['colazione', 6],
  ['mattina', 10],
  ['pranzo', 12],
  ['pomeriggio', 15],
  ['aperitivo', 18],
  ['cena', 20],
  ['notte', 23],
];

function dayPart(hour) {
  let name = 'notte';
  for (const [part, from] of DAY_PARTS) if (hour >= from) name = part;
  return name;
}

/** Rows out: what has no person or no sensible time. */
function keep(people, event) {
  if (!event.person || !Number.isFinite(event.time) || event.time < 631_152_000_000) return;
  const known = people.get(event.person);
  if (known) known.push(event);
  else people.set(event.person, [event]);
}

const same = (a, b) => a.time === b.time && a.kind === b.kind && a.page === b.page && a.category === b.category && a.value === b.value;

/** More than 60 pages within a minute: no human. */
function isBot(events) {
  const pages = events.filter((event) => event.kind === 'page');
  return pages.some((event, i) => i >= 60 && event.time - pages[i - 60].time <= 60_000);
}

function count(days, word, day, sum) {
  let buckets = days.get(word);
  if (!buckets) days.set(word, (buckets = new Map()));
  const bucket = buckets.get(day);
  if (bucket) {
    bucket.count += 1;
    bucket.sum += sum;
  } else buckets.set(day, { count: 1, sum });
}

function featuresOf(events, categories, today) {
  const words = new Map();
  let session = 0;
  let last = -Infinity;
  let lastKind;
  let pages = 0;
  let length = 0;
  let second = 0;
  let sin = 0;
  let cos = 0;
  for (const { time, kind, category, value } of events) {
    const day = Math.floor(time / DAY);
    count(words, kind, day, value);
    if (category) count(words, 'category:' + category, day, value);
    const fresh = time - last > GAP || Math.floor(last / DAY) !== day;
    if (fresh) {
      session += 1;
      pages = 0;
    } else {
      length += time - last;
      count(words, `step:${lastKind}>${kind}`, day, 0);
    }
    if (kind === 'page' && ++pages === 2) second += 1;
    const hour = Math.floor((time % DAY) / 3_600_000);
    count(words, 'daypart:' + dayPart(hour), day, 0);
    sin += Math.sin((hour / 24) * 2 * Math.PI);
    cos += Math.cos((hour / 24) * 2 * Math.PI);
    last = time;
    lastKind = kind;
  }
  const row = [];
  const total = (word) => {
    let n = 0;
    for (const { count } of words.get(word)?.values() ?? []) n += count;
    return n;
  };
  for (const kind of ['page', 'view_item', 'add_to_cart', 'purchase', 'search']) {
    const buckets = words.get(kind);
    const days = buckets ? [...buckets.keys()] : [];
    const first = days[0];
    const latest = days[days.length - 1];
    row.push(total(kind), days.length ? today - latest : 60, days.length ? today - first : 60, days.length > 1 ? (latest - first) / (days.length - 1) : 60);
  }
  let money = 0;
  for (const { sum } of words.get('purchase')?.values() ?? []) money += sum;
  row.push(money, session, length / session / 1000, second / session, total('page') / session);
  const mix = categories.map((category) => total('category:' + category));
  const all = mix.reduce((a, b) => a + b, 0);
  let entropy = 0;
  for (const n of mix) if (n) entropy -= (n / all) * Math.log(n / all);
  row.push(...mix.map((n) => (all ? n / all : 0)), entropy);
  for (const [part] of DAY_PARTS) row.push(total('daypart:' + part) / events.length);
  for (const step of STEPS) row.push(total('step:' + step));
  row.push(sin / events.length, cos / events.length);
  return row;
}

function finish(people, read) {
  let latest = 0;
  let events = 0;
  const cleaned = [];
  const categories = new Set();
  for (const all of people.values()) {
    all.sort((a, b) => a.time - b.time);
    const kept = all.filter((event, i) => i === 0 || !same(event, all[i - 1]));
    if (isBot(kept)) continue;
    events += kept.length;
    latest = Math.max(latest, kept[kept.length - 1].time);
    for (const { category } of kept) if (category) categories.add(category);
    cleaned.push(kept);
  }
  const names = [...categories].sort();
  const today = Math.floor(latest / DAY);
  const rows = cleaned.map((kept) => featuresOf(kept, names, today));
  const figure = (at) => rows.reduce((sum, row) => sum + row[at], 0);
  return { rows, quality: { read, events, people: rows.length, purchases: figure(12), spent: figure(20), sessions: figure(21) } };
}

const parameter = (event, key) => event.event_params?.find((one) => one.key === key)?.value?.string_value;

/** The file as text, a `JSON.parse` per line. */
export async function jsonParse(file) {
  const people = new Map();
  let read = 0;
  const text = await file.text();
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    if (stop > at) {
      read += 1;
      const event = JSON.parse(text.slice(at, stop));
      keep(people, {
        person: event.user_pseudo_id,
        time: Number(event.event_timestamp) / 1000,
        kind: KINDS[event.event_name] ?? event.event_name,
        page: parameter(event, 'page_location'),
        category: event.items?.[0]?.item_category,
        value: event.ecommerce?.purchase_revenue ?? 0,
      });
    }
    at = stop + 1;
  }
  return finish(people, read);
}

/** PapaParse over the file, row by row as it streams. */
export function papaParse(Papa, file) {
  const people = new Map();
  let read = 0;
  return new Promise((resolve, reject) => {
    Papa.parse(file, {
      header: true,
      skipEmptyLines: true,
      chunk: ({ data }) => {
        for (const row of data) {
          read += 1;
          keep(people, {
            person: row.user_id,
            time: Number(row.timestamp),
            kind: KINDS[row.event] ?? row.event,
            page: row.page,
            category: row.category,
            value: row.value ? Number(row.value) : 0,
          });
        }
      },
      complete: () => resolve(finish(people, read)),
      error: reject,
    });
  });
}
