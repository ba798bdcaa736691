// Ours over a pool of plain workers: each has its own instance of the module and its own rows, and posts a few numbers
// per cluster. This worker only says what comes next. No shared memory, so it works on any static host.

import init, { Head } from './recinto_bench.js';

const wasm = init();
let shards = [];
let work;
let start;

/** Asks every shard the same and waits for all answers, in the order of the shards. */
function all(request) {
  return Promise.all(shards.map((worker) => one(worker, request)));
}

function one(worker, request) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = (event) => reject(new Error(event.message || 'a worker of the pool did not start'));
    worker.postMessage(request);
  });
}

const list = (answers, name) => `[${answers.map((answer) => answer[name]).join(',')}]`;

const answers = {
  async load({ contestant, case: { data, work: parameters }, file }) {
    await wasm;
    work = { ...parameters, columns: data.d };
    const count = Number(contestant.split('-').pop());
    shards = Array.from({ length: count }, () => new Worker('shard.js', { type: 'module' }));
    const bound = (i) => Math.floor((data.n * i) / count);
    const parts = shards.map((worker, i) => one(worker, { do: 'load', file, d: data.d, from: bound(i), to: bound(i + 1), k: work.k }));
    const loaded = await Promise.all(parts);
    start = loaded[0].first;
    return { ok: true, memory: loaded.reduce((sum, answer) => sum + answer.memory, 0) };
  },
  async run() {
    // The copy that a shard takes over is made before the time is taken.
    await all({ do: 'ready' });
    const began = performance.now();
    const extents = list(await all({ do: 'extent' }), 'extent');
    const head = new Head(start, work.columns, extents);
    await all({ do: 'begin', extent: head.extent(), k: work.k });
    for (let ask = head.ask(); ask !== undefined; ask = head.ask()) {
      head.take(list(await all({ do: 'answer', ask }), 'answer'));
    }
    const seconds = (performance.now() - began) / 1000;
    const ran = JSON.parse(head.ran());
    head.free();
    const memory = (await all({ do: 'memory' })).reduce((sum, answer) => sum + answer.memory, 0);
    return { ...ran, seconds, memory };
  },
  async details() {
    return {};
  },
};

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(await answers[data.do](data));
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
