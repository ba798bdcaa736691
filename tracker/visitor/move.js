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

/** @param {import('../evidence/model.js').Point} point @param {number[]} x @param {number} j @param {number} distance  Squared. @returns {Line} */
const lineOf = (point, x, j, distance) => {
  const d = x[j] - point.at[j];
  return { d, rest: Math.max(0, distance - d * d), reach: point.reach };
};
/** "No segment" takes part where points have a radius: as near as an edge, wherever one stands. */
const NONE = { d: 0, rest: 1e18, reach: 1e18 };
const at = (/** @type {Line} */ line, /** @type {number} */ t) => ((t + line.d) ** 2 + line.rest) / line.reach;

/**
 * How far it is from t to where two parabolas cross next; Infinity if they do not.
 * @param {Line} a @param {Line} b @param {number} t @param {1 | -1} way
 */
const ahead = (a, b, t, way) => {
  const A = 1 / a.reach - 1 / b.reach;
  const B = 2 * (a.d / a.reach - b.d / b.reach);
  const C = at(a, 0) - at(b, 0);
  const straight = Math.abs(A) < 1e-12;
  const root = Math.sqrt(B * B - 4 * A * C);
  const one = ((straight ? -C / B : (-B - root) / (2 * A)) - t) * way;
  const other = straight ? one : ((-B + root) / (2 * A) - t) * way;
  return Math.min(one > 0 ? one : Infinity, other > 0 ? other : Infinity);
};

const ROUNDS = 64;

/**
 * The first t in a direction where a line is nearer than all its rivals. What lies beyond a smaller change that is known
 * is not looked for: with the largest of models that is most of the work.
 * @param {Line} own @param {Line[]} rivals @param {1 | -1} way @param {number} known
 */
const outwards = (own, rivals, way, known) => {
  let t = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const here = at(own, t);
    let step = 0;
    for (const rival of rivals) {
      if (at(rival, t) <= here) step = Math.max(step, ahead(rival, own, t, way));
      if (Math.abs(t) + step >= known) return null;
    }
    if (!step) return t;
    /* A hair beyond the crossing: on it two are as near. */
    t += way * (step + 1e-9 * (1 + Math.abs(t) + step));
  }
  return null;
};

/** @param {{ segment: number | null, line: Line }[]} lines @param {number | null} target @param {1 | -1} way @param {number} known */
const towards = (lines, target, way, known) => {
  const rivals = lines.filter(({ segment }) => segment !== target).map(({ line }) => line);
  let best = null;
  for (const { segment, line } of lines) {
    const t = segment === target ? outwards(line, rivals, way, known) : null;
    if (t !== null) known = Math.abs((best = t));
  }
  return best;
};

/**
 * @param {Model} model @param {number[]} raw @param {number[]} x  The same, scaled.
 * @param {number | null} target  A segment; null: none at all.
 * @returns {Move | null}
 */
export const move = (model, raw, x, target) => {
  /** @type {Move | null} */
  let best = null;
  const distances = model.points.map((point) => far(point, x) * point.reach);
  for (const [j, feature] of model.features.entries()) {
    const [least, most] = limits(feature, model);
    /** @type {{ segment: number | null, line: Line }[]} */
    const lines = model.points.map((point, i) => ({ segment: point.segment, line: lineOf(point, x, j, distances[i]) }));
    if (model.bounded) lines.push({ segment: null, line: NONE });
    for (const way of /** @type {const} */ ([1, -1])) {
      const t = towards(lines, target, way, best ? Math.abs(best.change) : Infinity);
      if (t === null) continue;
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
