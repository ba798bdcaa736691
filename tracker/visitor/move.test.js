import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelOf } from '../evidence/model.js';
import { FEATURES, model as made } from './example/visit.js';
import { move } from './move.js';
import { far, ranked, segmentOf } from './nearest.js';
import { limits, scaled, step, unscaled, wordsOf } from './scale.js';

/** A named generator, so that a failure can be repeated: mulberry32. */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

const plain = (points, bounded = false, features = points[0].at.length) => ({
  window_days: 30,
  vocabulary: ['page'],
  features: Array.from({ length: features }, () => ({ measure: 'monetary', of: 'page', over: '', decay: 1, transform: 'none', center: 50, scale: 10, undefined: 0 })),
  segments: [0, 1, 2, 3].map((i) => ({ label: 's' + i, name: 'S' + i })),
  points: points.map((point) => ({ reach: 1, ...point })),
  bounded,
});

test('the nearest segment: by its nearest point; the first of two as near; none beyond every radius', () => {
  const model = plain([{ at: [0], segment: 0 }, { at: [4], segment: 1 }, { at: [-4], segment: 1 }]);
  assert.equal(segmentOf(model, [-3]), 1);
  assert.equal(segmentOf(model, [2]), 0, 'as near to both');
  const reaching = plain([{ at: [0], segment: 0, reach: 1 }, { at: [10], segment: 1, reach: 64 }], true);
  assert.deepEqual([0.9, 3, -1.5].map((x) => segmentOf(reaching, [x])), [0, 1, null], 'as core/src/assign/mod.rs has it');
  assert.deepEqual(ranked(model, [-3]).map(({ segment, far }) => [segment, far]), [[1, 1], [0, 9]]);
});

test('scaling goes there and back', () => {
  for (const feature of FEATURES) for (const raw of [-5, 0, 1, 84.5, 1e6]) assert.ok(Math.abs(unscaled(feature, scaled(feature, raw)) - raw) < 1e-6 * (1 + Math.abs(raw)));
});

test('limits and steps of every measure', () => {
  const model = { window_days: 30, vocabulary: ['category:a', 'category:b', 'page'] };
  const of = (measure, of = 'page', decay = 1) => ({ measure, of, over: '', decay, transform: 'none', center: 0, scale: 1, undefined: 0 });
  assert.deepEqual(limits(of('recency'), model), [0, 29]);
  assert.deepEqual(limits(of('mean_gap'), model), [1, 29]);
  assert.deepEqual(limits(of('burstiness'), model), [-1, 1]);
  assert.deepEqual(limits(of('mean', 'hour:sin'), model), [-1, 1]);
  assert.deepEqual(limits(of('mean', 'scroll'), model), [0, 100]);
  assert.deepEqual(limits(of('entropy', 'category:*'), model), [0, Math.log(2)]);
  assert.deepEqual(limits(of('depth', 'page>click>purchase'), model), [0, 3]);
  assert.deepEqual(limits(of('frequency'), model), [0, Infinity]);
  assert.deepEqual([step(of('frequency')), step(of('frequency', 'page', 0.9)), step(of('recency')), step(of('monetary'))], [1, 0.01, 1, 0.01]);
  assert.deepEqual(wordsOf(model.vocabulary, '*'), [], 'not everything at once');
});

test('between two points the change ends at the middle, a hair beyond', () => {
  const model = plain([{ at: [0], segment: 0 }, { at: [4], segment: 1 }]);
  const found = move(model, [50], [0], 1);
  assert.deepEqual(found && [found.feature, found.from, found.to], [0, 50, 70.01]);
});

test('a third segment in between is passed, or the way is closed', () => {
  const passed = plain([{ at: [0], segment: 0 }, { at: [2], segment: 2 }, { at: [8], segment: 1 }]);
  assert.equal(move(passed, [50], [0], 1)?.to, 100.01);
  const hidden = plain([{ at: [0, 0], segment: 0 }, { at: [0, 6], segment: 1 }, { at: [0, 3], segment: 2 }, { at: [0, 9], segment: 2 }]);
  assert.equal(move(hidden, [50, 50], [0, 0], 1)?.to, 95.01);
  const walled = plain([{ at: [0], segment: 0 }, { at: [5], segment: 1 }, { at: [5], segment: 0 }]);
  assert.equal(move(walled, [50], [0], 1), null, 'never nearer than another');
});

test('no advice beyond what a measure can be', () => {
  const model = plain([{ at: [0], segment: 0 }, { at: [-20], segment: 1 }]);
  assert.equal(move(model, [50], [0], 1), null, 'less than nothing spent');
});

test('whole numbers stay whole, and are decided once more', () => {
  const model = modelOf({ id: 'x', bytes: JSON.stringify(made()) });
  const raw = [6, 2, 84.5, 0.5, 1];
  const x = raw.map((value, i) => scaled(FEATURES[i], value));
  const found = move(model, raw, x, 1);
  assert.ok(found && Number.isInteger(found.to));
  /* A strip of a segment between two whole numbers cannot be stood on. */
  const strip = plain([{ at: [0], segment: 0 }, { at: [0.05], segment: 1 }, { at: [0.06], segment: 0 }]);
  strip.features[0] = { ...strip.features[0], measure: 'frequency' };
  assert.equal(move(strip, [50], [0], 1), null);
});

for (const bounded of [false, true]) {
  test(`against walking step by step, ${bounded ? 'with' : 'without'} radii`, () => {
    const next = random(bounded ? 7 : 3);
    let found = 0;
    let none = 0;
    for (let round = 0; round < 250; round++) {
      const dimensions = 1 + Math.floor(next() * 3);
      const points = Array.from({ length: 2 + Math.floor(next() * 6) }, (_, i) => ({
        at: Array.from({ length: dimensions }, () => next() * 8 - 4),
        segment: i < 2 ? i : Math.floor(next() * 3),
        reach: bounded ? (0.3 + next() * 2.5) ** 2 : 1,
      }));
      const model = plain(points, bounded);
      const raw = Array.from({ length: dimensions }, () => Math.round((next() * 80 + 10) * 100) / 100);
      const x = raw.map((value, j) => scaled(model.features[j], value));
      const here = segmentOf(model, x);
      const targets = bounded ? [0, 1, 2, null] : [0, 1, 2];
      for (const target of targets) {
        if (target === here) continue;
        const said = move(model, raw, x, target);
        /* Every tenth within reach, both ways: the nearest that decides for the target. */
        let best = Infinity;
        for (let j = 0; j < dimensions; j++) {
          for (let value = 0; value <= 200; value += 0.1) {
            const distance = Math.abs(value - raw[j]);
            if (distance >= best) continue;
            const moved = x.map((y, i) => (i === j ? scaled(model.features[j], value) : y));
            if (segmentOf(model, moved) === target) best = distance;
          }
        }
        if (said && said.to <= 200) {
          found++;
          const moved = x.map((y, i) => (i === said.feature ? scaled(model.features[i], said.to) : y));
          assert.equal(segmentOf(model, moved), target);
          assert.ok(Math.abs(said.to - said.from) <= best + 0.011, `${JSON.stringify({ round, target, said, best })}`);
        } else if (best < Infinity) {
          /* Only a strip thinner than the rounding may be missed. */
          none++;
        }
      }
    }
    assert.ok(found > 200, String(found));
    assert.ok(none <= found / 50, `${none} missed of ${found}`);
  });
}

test('the search ends, whatever the points', () => {
  const next = random(11);
  const points = Array.from({ length: 256 }, (_, i) => ({ at: Array.from({ length: 32 }, () => next() * 6 - 3), segment: i % 4, reach: 1 + next() * 30 }));
  for (const bounded of [false, true]) {
    const model = plain(points, bounded);
    const x = Array.from({ length: 32 }, () => next() * 2 - 1);
    const raw = x.map((y) => y * 10 + 50);
    const start = performance.now();
    for (const target of [0, 1, 2, 3]) if (target !== segmentOf(model, x)) move(model, raw, x, target);
    assert.ok(performance.now() - start < 1000, 'the largest model there may be, eight times');
  }
  assert.ok(far({ at: [0], reach: 4 }, [2]) === 1);
});
