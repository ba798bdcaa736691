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
const at = (/** @type {Line} */ line, /** @type {number} */ t) => ((t + line.d) ** 2 + line.rest) / line.reach;

/** Where two parabolas cross, or one comes down to `level`. @param {Line} a @param {Line | number} b */
const crossings = (a, b) => {
  const other = typeof b === 'number' ? { d: 0, rest: 0, reach: Infinity } : b;
  const level = typeof b === 'number' ? b : 0;
  const A = 1 / a.reach - 1 / other.reach;
  const B = 2 * (a.d / a.reach - other.d / other.reach);
  const C = (a.d ** 2 + a.rest) / a.reach - (typeof b === 'number' ? level : (other.d ** 2 + other.rest) / other.reach);
  if (Math.abs(A) < 1e-12) return Math.abs(B) < 1e-12 ? [] : [-C / B];
  const under = B * B - 4 * A * C;
  if (under < 0) return [];
  return [(-B - Math.sqrt(under)) / (2 * A), (-B + Math.sqrt(under)) / (2 * A)];
};

const ROUNDS = 64;

/**
 * The first t in a direction where nothing stands in the way; `over` says what stands there and where it ends.
 * @param {(t: number) => number[][]} over  For everything in the way at t: the places where it may end.
 * @param {1 | -1} way
 */
const outwards = (over, way) => {
  let t = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const obstacles = over(t);
    if (!obstacles.length) return t;
    let next = t;
    for (const ends of obstacles) {
      const beyond = ends.filter((end) => (end - t) * way > 0);
      if (!beyond.length) return null;
      const nearest = beyond.reduce((a, b) => (Math.abs(a - t) < Math.abs(b - t) ? a : b));
      if ((nearest - next) * way > 0) next = nearest;
    }
    /* A hair beyond the crossing: on it two are as near. */
    t = next + way * 1e-9 * (1 + Math.abs(next));
  }
  return null;
};

/** @param {Model} model @param {number[]} x @param {number} j @param {number} target @param {1 | -1} way */
const towards = (model, x, j, target, way) => {
  const lines = model.points.map((point) => ({ own: point.segment === target, line: lineOf(point, x, j) }));
  const rivals = lines.filter(({ own }) => !own).map(({ line }) => line);
  let best = null;
  for (const { own, line } of lines) {
    if (!own) continue;
    const found = outwards((t) => {
      const here = at(line, t);
      const over = rivals.filter((rival) => at(rival, t) <= here).map((rival) => crossings(rival, line));
      if (model.bounded && here > 1) over.push(crossings(line, 1));
      return over;
    }, way);
    if (found !== null && (best === null || Math.abs(found) < Math.abs(best))) best = found;
  }
  return best;
};

/** Out of every radius. @param {Model} model @param {number[]} x @param {number} j @param {1 | -1} way */
const away = (model, x, j, way) => {
  const lines = model.points.map((point) => lineOf(point, x, j));
  return outwards((t) => lines.filter((line) => at(line, t) <= 1).map((line) => crossings(line, 1)), way);
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
      const t = target === null ? away(model, x, j, way) : towards(model, x, j, target, way);
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
