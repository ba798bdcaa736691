// @ts-check
/**
 * The store: every reading, deciding and writing is one transaction, which is also the lock between tabs.
 * What is decided is the engine's business; this file only carries it to the disk and back.
 */
const EVENTS = 'events';
const LEDGER = 'ledger';
const KEPT = 'kept';
/** Under this stands that there are raw events which nobody has folded yet. */
const LEFT = 'left';
const AGAIN = 'InvalidStateError';
/** What `leave` ended: decided anew, should the page come back, and as often as it goes. */
const GIVEN_UP = { name: AGAIN };
/** The answer of who cannot decide without the raw events: they are read, and it is asked again. */
export const RAW = 'raw';
/**
 * Where there are more raw events than this, all but the last `STAY` go as if their time were over: folded, not lost. They
 * are all read where one of them comes out of order, and a page that told too many would feel that. Fewer than one event in a
 * hundred pays for the going.
 */
const MOST_EVENTS = 512;
const STAY = 384;

/** A request of a transaction that fails gives no answer: the transaction ends with it, and says why. */
const answer = (request, failed) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    if (failed) request.onerror = () => reject(request.error);
  });

/** The mind puts them in order, and that is soon done with what nearly is. */
const byTime = (events) => events.sort((a, b) => a.time - b.time);

/** Those that expire before this moment are over; nothing if none is. `raw`: by time. */
const edge = (raw, now) => {
  const at = raw.length > MOST_EVENTS ? Math.max(now, raw.at(-STAY - 1).expires + 1) : now;
  return raw[0]?.expires < at && at;
};

/**
 * @param {() => boolean} allowed  Is there consent now? Asked before the opening, and again right before the writing.
 * @param {(name: string) => void} lost  The disk cannot be used; the profile lives on in memory.
 */
export const makeStore = (allowed, lost) => {
  let database = null;
  let running;
  /** Everything, once the disk is lost. */
  let memory = null;
  /** What was last seen, to go on from when the disk is lost. */
  let last = { model: undefined, profile: undefined };

  const close = () => {
    database?.close();
    database = null;
  };

  const open = async () => {
    /* Asked after the wait for the lock: a database that was erased meanwhile must not come again. */
    if (!allowed()) return null;
    const request = indexedDB.open('recinto', 1);
    request.onupgradeneeded = () => {
      const made = request.result;
      made.createObjectStore(EVENTS, { keyPath: 'id' }).createIndex('expires', 'expires');
      made.createObjectStore(LEDGER, { keyPath: 'seq' });
      made.createObjectStore(KEPT);
    };
    const opened = await answer(request, true);
    /* Another tab erases: let go at once, or the erasure waits for this page. */
    opened.onversionchange = () => opened.close();
    return opened;
  };

  /*
   * Under a lock. A page that is left in the midst of making the database sleeps in the back-forward cache, and every
   * other waits for it to open or erase the database (Chromium 156). Who asks for a sleeping page's lock ends the page.
   */
  const openAlone = () => (navigator.locks ? navigator.locks.request('recinto', open) : open());

  const onDisk = (want, decide) =>
    new Promise((resolve, reject) => {
      const transaction = (running = database.transaction([EVENTS, LEDGER, KEPT], 'readwrite'));
      const [events, ledger, kept] = [EVENTS, LEDGER, KEPT].map((name) => transaction.objectStore(name));
      const draft = /** @type {any} */ ({ __proto__: null, now: Date.now() });
      let written;
      /* Only what is on the disk is gone on from: what a failed commit decided is decided anew. */
      transaction.oncomplete = () => {
        if (written) last = { model: written.model || last.model, profile: written.profile };
        resolve(true);
      };
      transaction.onabort = () => reject(transaction.error || GIVEN_UP);
      /* All reads are issued at once, so that the transaction never idles. */
      const reads = [
        answer(kept.get('profile')),
        answer(kept.get(LEFT)),
        answer(events.index('expires').count(IDBKeyRange.upperBound(draft.now, true))),
        /* Of one event only whether it is there: to go through all keys takes as long as everything else. */
        answer(events.getAllKeys(want.id)),
        want.model && answer(kept.get('model')),
        want.ledger && answer(ledger.getAll()),
      ];
      const act = async () => {
        const found = [];
        /* Not by `then` or `Promise.all`, which a page may have broken: nobody would hear the answers. */
        for (const read of reads) found.push(await read);
        const [profile, left, over, keys, model, entries] = found;
        Object.assign(draft, { profile, left, keys, model, entries });
        if (want.raw || over || keys.length > MOST_EVENTS) {
          draft.raw = byTime(await answer(events.getAll()));
          draft.over = edge(draft.raw, draft.now);
        }
        let made = allowed() && decide(draft);
        if (made === RAW) {
          draft.raw = byTime(await answer(events.getAll()));
          made = allowed() && decide(draft);
        }
        if (!allowed()) return transaction.abort();
        last = { model: model || last.model, profile };
        if (!made) return;
        for (const event of made.put || []) events.put(event);
        for (const event of made.gone || []) events.delete(event.id);
        for (const entry of made.entries) ledger.put(entry);
        if (made.took) kept.delete(LEFT);
        if (made.model) kept.put(made.model, 'model');
        kept.put(made.profile, 'profile');
        written = made;
      };
      (async () => {
        try {
          await act();
        } catch (error) {
          reject(error);
          try {
            transaction.abort();
          } catch {
            /* It is over already. */
          }
        }
      })();
    });

  /** What the disk still tells, once nothing is written to it any more. */
  const rest = async (/** @type {string} */ name) => {
    try {
      return await answer(database.transaction(name).objectStore(name).getAll(), true);
    } catch {
      return [];
    }
  };

  const inMemory = (want, decide) => {
    const now = Date.now();
    const raw = byTime(memory.events);
    const made = decide({ __proto__: null, ...memory, now, raw, over: edge(raw, now), keys: raw.map(({ id }) => id) });
    if (!made) return;
    for (const event of made.put || []) {
      memory.events = memory.events.filter((other) => other.id !== event.id);
      memory.events.push(event);
    }
    memory.events = memory.events.filter((event) => !made.gone?.includes(event));
    memory.cut = false;
    memory.entries.push(...made.entries);
    memory.model = made.model || memory.model;
    memory.profile = made.profile;
  };

  return {
    close,
    kind: () => (memory ? 'memory' : 'indexeddb'),
    /**
     * The page goes: there is time to write, though not to read and decide. What is under way would not come to its end,
     * and be waited for. Committed by name, for nobody would hear the answers. Whoever folds next, folds these.
     */
    leave: (left) => {
      if (!database || !allowed() || !left.length) return;
      try {
        running.abort();
      } catch {
        /* It came to its end. */
      }
      const transaction = database.transaction([EVENTS, KEPT], 'readwrite');
      for (const event of left) transaction.objectStore(EVENTS).put(event);
      transaction.objectStore(KEPT).put(true, LEFT);
      transaction.commit();
    },
    /**
     * Reads what is wanted, lets `decide` answer with what is to be written (or nothing), and writes it.
     * @returns {Promise<boolean>} false: there is no consent, nothing was done
     */
    transact: async (want, decide) => {
      for (let tries = 0; tries < 3; tries++) {
        if (!allowed()) return false;
        if (memory) {
          inMemory(want, decide);
          return true;
        }
        try {
          database ||= await openAlone();
          if (database && allowed()) return await onDisk(want, decide);
        } catch (error) {
          if (error === GIVEN_UP) tries--;
          /* Closed by another tab's withdrawal, though consent is there again: opened anew. Else the disk is no use. */
          else if (allowed() && (tries > 1 || error?.name !== AGAIN)) {
            lost(error?.name || 'unknown');
            /* The raw events stay behind: what they came to can no longer be told anew. They are shown, for they are kept. */
            memory = { events: [], stay: await rest(EVENTS), entries: await rest(LEDGER), ...last, cut: true };
            tries = 0;
          }
        }
        close();
      }
      return false;
    },
  };
};
