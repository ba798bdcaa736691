// One worker of the pool: a range of the rows.

import init, { Part } from './recinto_bench.js';

const PIECE = 1 << 16;

const wasm = init();
let part;

const memory = async () => (await wasm).memory.buffer.byteLength;

const answers = {
  async load({ file, d, from, to, k }) {
    await wasm;
    const response = await fetch(file);
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    const all = new Float32Array(await response.arrayBuffer());
    const cells = all.subarray(from * d, to * d);
    part = new Part(from, to - from, d);
    for (let at = 0; at < cells.length; at += PIECE) part.push(cells.subarray(at, at + PIECE));
    return { first: Float64Array.from(all.subarray(0, k * d)), memory: await memory() };
  },
  ready: () => part.ready(),
  extent: () => ({ extent: part.extent() }),
  begin: ({ extent, k }) => part.begin(extent, k),
  answer: ({ ask }) => ({ answer: part.answer(ask) }),
  memory: async () => ({ memory: await memory() }),
};

self.onmessage = async ({ data }) => {
  try {
    self.postMessage((await answers[data.do](data)) ?? {});
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
