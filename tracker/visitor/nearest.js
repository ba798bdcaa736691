// @ts-check
/**
 * The segment of a point, decided as `core/src/assign/mod.rs` decides it: the least squared distance to a point of the
 * segment, in units of that point's squared radius where it has one; no segment beyond every radius.
 *
 * @typedef {import('../evidence/model.js').Model} Model
 * @typedef {import('../evidence/model.js').Point} Point
 */

/** @param {number[]} a @param {number[]} b */
export const squared = (a, b) => a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0);

/** How far, with the point's reach as the unit. @param {Point} point @param {number[]} x */
export const far = (point, x) => squared(point.at, x) / point.reach;

/**
 * The nearest point of every segment that has one, the nearest segment first; of two as near, the one that the model
 * names first.
 * @param {Model} model @param {number[]} x
 * @returns {{ segment: number, point: Point, far: number }[]}
 */
export const ranked = (model, x) => {
  /** @type {{ segment: number, point: Point, far: number }[]} */
  const best = [];
  for (const point of model.points) {
    const distance = far(point, x);
    const known = best.find((one) => one.segment === point.segment);
    if (!known) best.push({ segment: point.segment, point, far: distance });
    else if (distance < known.far) Object.assign(known, { point, far: distance });
  }
  return best.sort((a, b) => a.far - b.far || a.segment - b.segment);
};

/** The index of the segment; null: none. @param {Model} model @param {number[]} x */
export const segmentOf = (model, x) => {
  const [first] = ranked(model, x);
  return !first || (model.bounded && first.far > 1) ? null : first.segment;
};
