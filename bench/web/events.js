// Ours over a file of events: the file is read piece by piece inside the worker, as the app does it. All of it is timed.

import init, { Events } from './recinto_bench.js';

// As in the app: pieces of 1 MiB, each given back once it is copied (`web/src/worker/files.rs`).
const PIECE = 1 << 20;
const drain = new MessageChannel();
drain.port2.close();

const wasm = init();
const reader = new FileReaderSync();
let events;
let file;

const answers = {
  async load({ case: work, file: address }) {
    await wasm;
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    file = await response.blob();
    events = new Events(JSON.stringify(work));
    return { ok: true, memory: (await wasm).memory.buffer.byteLength };
  },
  async run() {
    let at = 0;
    let piece = new ArrayBuffer(0);
    const next = () => {
      drain.port1.postMessage(null, [piece]);
      piece = reader.readAsArrayBuffer(file.slice(at, at + PIECE));
      at += PIECE;
      return new Uint8Array(piece);
    };
    const start = performance.now();
    events.run(next);
    const seconds = (performance.now() - start) / 1000;
    return { ...JSON.parse(events.ran()), seconds, memory: (await wasm).memory.buffer.byteLength };
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
