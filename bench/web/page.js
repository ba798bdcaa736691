// The page between `cargo xtask bench` and the contestants in the browser: asks for the next request, hands it to the
// contestant's own worker, gives the answer back. It computes nothing itself.

/** The worker of each contestant. @type {Map<string, Worker>} */
const workers = new Map();

/** Ours over a table, ours over a file of events, ours over a pool, and everything from npm. */
function script(contestant, work) {
  if (contestant === 'recinto-wasm') return work.pipeline ? 'events.js' : 'ours.js';
  if (contestant.startsWith('recinto-pool-')) return 'pool.js';
  return 'peers.js';
}

/** One answer of a worker, or an error after `limit` milliseconds: then the worker is ended, since it cannot be stopped. */
function ask(contestant, request, limit) {
  const worker = workers.get(contestant);
  if (!worker) return Promise.resolve({ error: 'nothing is loaded' });
  return new Promise((resolve) => {
    const end = (answer) => {
      clearTimeout(timer);
      worker.onmessage = worker.onerror = null;
      resolve(answer);
    };
    const give_up = (error) => {
      worker.terminate();
      workers.delete(contestant);
      end({ error });
    };
    const timer = setTimeout(() => give_up(`no answer within ${limit / 1000} s`), limit);
    worker.onmessage = (event) => end(event.data);
    worker.onerror = (event) => give_up(event.message || 'the worker did not start');
    worker.postMessage(request);
  });
}

async function answer(request) {
  const { contestant, limit } = request;
  if (request.do === 'drop') {
    for (const worker of workers.values()) worker.terminate();
    workers.clear();
    return { ok: true };
  }
  if (request.do === 'load') {
    // A worker of its own for every case: memory that was used before does not count.
    workers.get(contestant)?.terminate();
    workers.set(contestant, new Worker(script(contestant, request.case.work), { type: 'module' }));
  }
  return ask(contestant, request, limit);
}

for (;;) {
  const response = await fetch('/next');
  if (response.status !== 200) continue;
  const body = JSON.stringify(await answer(await response.json()));
  await fetch('/answer', { method: 'POST', body });
}
