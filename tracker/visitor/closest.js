// @ts-check
/**
 * Where rules assign: the other segment whose rule is nearest to being the first that holds, and which of its conditions are
 * not met, by how much. Nearest is what the fewest changes lead to; of as many, the mildest.
 *
 * The first rule that holds decides, so a way to a later one goes by the earlier ones, which must hold no longer. What is
 * found is decided once more with the changed measures, all else as it is: only what then holds is told.
 *
 * @typedef {import('./holding.js').Bound} Bound
 * @typedef {{ bound: Bound, from: number | null, to: number, more: boolean, gap: number }} Change
 *   `from`: what was measured, null where it cannot be; `to`: the first value that meets the condition; `gap`: 0 to 1.
 * @typedef {{ segment: number, changes: Change[] }} Closest
 */
import { degree } from '../engine/rules.js';
import { boundOf } from './holding.js';
import { limits, step } from './scale.js';

/** Measures that add up what happened. */
const SUMS = ['frequency', 'monetary'];

/** Several conditions may be about one measure. @param {Bound} bound */
const keyOf = ({ measure, of, days }) => JSON.stringify([measure, of, days]);

/**
 * What one bound lacks: nothing if it is met, null if no visitor can meet it.
 * @param {any} measured @param {boolean} negated @param {number | null} from @param {string[]} vocabulary
 * @returns {Change[] | null}
 */
const lacks = (measured, negated, from, vocabulary) => {
  if (degree({ measured }, negated, () => from ?? NaN) > 0) return [];
  const bound = boundOf(measured, negated);
  const feature = { ...bound, decay: 1, transform: '', center: 0, scale: 1 };
  const grain = step(feature);
  const more = (bound.bound === 'at_most') === negated;
  const exact = bound.value / grain;
  const edge = bound.bound === 'at_most' ? Math.floor(exact + 1e-9) + +negated : Math.ceil(exact - 1e-9) - +negated;
  const to = Number((edge * grain).toFixed(2));
  const [least, most] = limits(feature, { window_days: bound.days, vocabulary });
  if (!(to >= least && to <= most)) return null;
  /* With the one, from nothing to much is farther than from nothing to little. */
  const gap = from === null ? 1 : Math.abs(to - from) / (Math.abs(to) + Math.abs(from) + 1);
  return [{ bound, from, to, more, gap }];
};

/** One change for each measure: of two the one that goes farther. @param {Change[]} changes */
const merged = (changes) => {
  /** @type {Map<string, Change>} */
  const far = new Map();
  for (const change of changes) {
    const known = far.get(keyOf(change.bound));
    if (!known || (change.more ? change.to > known.to : change.to < known.to)) far.set(keyOf(change.bound), change);
  }
  return [...far.values()];
};

/**
 * What a bound measures once the changes are made. What comes to be counted comes now, and so within every number of days;
 * what ceases to be, ceases within fewer as well.
 * @param {Bound} bound @param {number} was @param {Change[]} changes
 */
const after = ({ measure, of, days }, was, changes) => {
  for (const { bound, from, to, more } of changes) {
    if (bound.measure !== measure || bound.of !== of) continue;
    if (bound.days === days) return to;
    if (!SUMS.includes(measure)) continue;
    if (more) was += to - (from ?? 0);
    else if (days < bound.days) was = Math.min(was, to);
  }
  return was;
};

/** No sum of gaps makes up for one change more: a model has at most 48 bounds. @param {Change[]} changes */
const cost = (changes) => changes.reduce((sum, { gap }) => sum + 100 + gap, 0);

/**
 * The mildest changes by which a condition comes to hold (or, negated, not to hold); null if none do. Walks as `degree` does.
 * @param {any} condition @param {boolean} negated @param {() => number | null} next  What was measured for the next bound.
 * @param {string[]} vocabulary @returns {Change[] | null}
 */
const needs = ({ all, any, not, measured }, negated, next, vocabulary) => {
  if (not) return needs(not, !negated, next, vocabulary);
  if (!all && !any) return lacks(measured, negated, next(), vocabulary);
  const inner = (all || any).map((/** @type {any} */ one) => needs(one, negated, next, vocabulary));
  if (!all === negated) return inner.includes(null) ? null : inner.flat();
  return inner.reduce((best, one) => (one && (!best || cost(one) < cost(best)) ? one : best), null);
};

/**
 * @param {(number | null)[]} measured  For every bound of every rule, in their order.
 * @param {import('../evidence/model.js').Model} model
 * @param {number | null} own  The segment the visitor is in.
 * @returns {Closest | null}
 */
export const closest = (measured, { rules, vocabulary }, own) => {
  /** The first bound of each rule. @type {number[]} */
  const starts = [];
  let bounds = 0;
  /** @param {Change[]} changes @returns {number | null} the first rule that holds */
  const first = (changes) => {
    let at = 0;
    const holds = rules.map(({ when }, rule) => {
      starts[rule] = at;
      return degree(when, false, (/** @type {any} */ bound) => {
        const was = measured[at++] ?? NaN;
        return after(boundOf(bound, false), was, changes);
      }) > 0;
    });
    bounds = at;
    return holds.includes(true) ? holds.indexOf(true) : null;
  };
  first([]);
  if (measured.length !== bounds) return null;
  /** @param {number} rule @param {boolean} negated */
  const of = (rule, negated) => {
    let at = starts[rule];
    return needs(rules[rule].when, negated, () => measured[at++], vocabulary);
  };
  /** @type {Closest | null} */
  let best = null;
  for (const segment of rules.keys()) {
    if (segment === own) continue;
    const ways = rules.slice(0, segment + 1).map((_, rule) => of(rule, rule < segment));
    if (ways.includes(null)) continue;
    let changes = merged(/** @type {Change[]} */ (ways.flat()));
    if (first(changes) !== segment) continue;
    /* Each was looked for by itself: some may be more than it takes. */
    for (const change of changes) {
      const others = changes.filter((other) => other !== change);
      if (first(others) === segment) changes = others;
    }
    if (!best || cost(changes) < cost(best.changes)) best = { segment, changes };
  }
  return best;
};
