// @ts-check
/**
 * The smallest change of one feature alone that decides for another segment (or, with radii, for none).
 *
 * Along one feature every distance is a parabola: ((t + d)² + rest) / reach, t the change in the scaled space. From where
 * the visitor stands the search goes out both ways, from one crossing of parabolas to the next, until the wanted segment
 * is the nearest. What is found is turned into the feature's own unit, rounded outwards to a value that the feature can
 * have, and decided once more: only what then holds is told.
 *
 * @typedef {import('../evidence/model.js').Model} Model
 * @typedef {{ feature: number, from: number, to: number, change: number }} Move  `change`: in the scaled space.
 */
import { far, segmentOf } from './nearest.js';
import { limits, scaled, step, unscaled } from './scale.js';

/** @typedef {{ d: number, rest: number, reach: number }} Line */

/** @param {import('../evidence/model.js').Point} point @param {number[]} x @param {number} j @returns {Line} */
const lineOf = (point, x, j) => {
  const d = x[j] - point.at[j];
  return { d, rest: Math.max(0, far(point, x) * point.reach - d * d), reach: point.reach };
};
/** "No segment" takes part where points have a radius: as near as an edge, wherever one stands. */
const NONE = { d: 0, rest: 1e18, reach: 1e18 };
const at = (/** @type {Line} */ line, /** @type {number} */ t) => ((t + line.d) ** 2 + line.rest) / line.reach;

/** Where two parabolas cross. @param {Line} a @param {Line} b */
const crossings = (a, b) => {
  const A = 1 / a.reach - 1 / b.reach;
  const B = 2 * (a.d / a.reach - b.d / b.reach);
  const C = at(a, 0) - at(b, 0);
  if (Math.abs(A) < 1e-12) return Math.abs(B) < 1e-12 ? [] : [-C / B];
  const root = Math.sqrt(B * B - 4 * A * C);
  return [(-B - root) / (2 * A), (-B + root) / (2 * A)].filter(Number.isFinite);
};

const ROUNDS = 64;

/**
 * The first t in a direction where a line is nearer than all its rivals.
 * @param {Line} own @param {Line[]} rivals @param {1 | -1} way
 */
const outwards = (own, rivals, way) => {
  let t = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let next = t;
    let free = true;
    for (const rival of rivals) {
      if (at(rival, t) > at(own, t)) continue;
      free = false;
      const ends = crossings(rival, own).map((end) => (end - t) * way).filter((end) => end > 0);
      if (!ends.length) return null;
      next = way * Math.max(way * next, way * t + Math.min(...ends));
    }
    if (free) return t;
    /* A hair beyond the crossing: on it two are as near. */
    t = next + way * 1e-9 * (1 + Math.abs(next));
  }
  return null;
};

/** @param {Model} model @param {number[]} x @param {number} j @param {number | null} target @param {1 | -1} way */
const towards = (model, x, j, target, way) => {
  const lines = model.points.map((point) => ({ segment: /** @type {number | null} */ (point.segment), line: lineOf(point, x, j) }));
  if (model.bounded) lines.push({ segment: null, line: NONE });
  const rivals = lines.filter(({ segment }) => segment !== target).map(({ line }) => line);
  const found = lines.filter(({ segment }) => segment === target).map(({ line }) => outwards(line, rivals, way));
  return found.reduce((best, t) => (t === null || (best !== null && Math.abs(best) <= Math.abs(t)) ? best : t), null);
};

/**
 * @param {Model} model @param {number[]} raw @param {number[]} x  The same, scaled.
 * @param {number | null} target  A segment; null: none at all.
 * @returns {Move | null}
 */
export const move = (model, raw, x, target) => {
  /** @type {Move | null} */
  let best = null;
  for (const [j, feature] of model.features.entries()) {
    const [least, most] = limits(feature, model);
    for (const way of /** @type {const} */ ([1, -1])) {
      const t = towards(model, x, j, target, way);
      if (t === null || (best && Math.abs(t) >= Math.abs(best.change))) continue;
      const grain = step(feature);
      const exact = unscaled(feature, x[j] + t) / grain;
      const to = Number(((way > 0 ? Math.ceil(exact - 1e-9) : Math.floor(exact + 1e-9)) * grain).toFixed(2));
      if (!(to >= least && to <= most) || to === raw[j]) continue;
      const moved = x.map((y, i) => (i === j ? scaled(feature, to) : y));
      if (segmentOf(model, moved) !== target) continue;
      const change = moved[j] - x[j];
      if (!best || Math.abs(change) < Math.abs(best.change)) best = { feature: j, from: raw[j], to, change };
    }
  }
  return best;
};
