// Runs cases it is given on data it makes itself, and gives the fingerprints of data and result: for the proof that the
// browser's bytes are those of the native build.

import init, { Bench } from './recinto_bench.js';

function run(work) {
  const start = performance.now();
  const bench = new Bench(work);
  bench.make();
  bench.run();
  const { fingerprint } = JSON.parse(bench.ran());
  const data = bench.data();
  bench.free();
  return { fingerprint, data, seconds: (performance.now() - start) / 1000 };
}

self.onmessage = async ({ data: cases }) => {
  try {
    await init();
    self.postMessage(cases.map(run));
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
