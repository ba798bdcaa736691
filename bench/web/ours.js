// Ours: the WebAssembly module in a dedicated worker. Fetching the data and widening them to f64 is not timed, the fit is.

import init, { Bench } from './recinto_bench.js';

/** Cells handed over at once, so that the f32 are never in wasm memory as a whole. */
const PIECE = 1 << 16;

const wasm = init();
let bench;

const answers = {
  async load({ case: work, file }) {
    await wasm;
    const response = await fetch(file);
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    const cells = new Float32Array(await response.arrayBuffer());
    bench = new Bench(JSON.stringify(work));
    for (let at = 0; at < cells.length; at += PIECE) bench.push(cells.subarray(at, at + PIECE));
    return { ok: true, memory: (await wasm).memory.buffer.byteLength };
  },
  async run() {
    const start = performance.now();
    bench.run();
    const seconds = (performance.now() - start) / 1000;
    // wasm memory never shrinks: its size after the fit is the most the fit has used.
    return { ...JSON.parse(bench.ran()), seconds, memory: (await wasm).memory.buffer.byteLength };
  },
  async details() {
    return JSON.parse(bench.details());
  },
};

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(await answers[data.do](data));
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
