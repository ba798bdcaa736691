// @ts-check
/**
 * Why this segment: plain data, worked out from the kept model and the features alone.
 *
 * A feature speaks for the own segment by how much farther, in it alone, the nearest other segment's point is than the
 * own one: (x − b)² / reach(b) − (x − a)² / reach(a). Over all features these add up to the difference of the two
 * distances, which is what decides.
 *
 * @typedef {object} Reason
 * @property {number} feature  Its place in the model.
 * @property {number} raw  The visitor's value, in the feature's own unit.
 * @property {number} own  What is typical of the own segment, in the same unit.
 * @property {number} other  What is typical of the nearest other one.
 * @property {number} share  Its part, 0 to 1, in all that speaks for the own segment.
 *
 * @typedef {'no-consent' | 'loading' | 'stopped' | 'no-model' | 'unknown-model' | 'too-few' | 'none' | 'segment' | 'rule' | 'no-rule'} Standing
 *
 * @typedef {object} Why
 * @property {Standing} standing  `none`: beyond the radius of every point. `too-few`: fewer events than the model wants.
 * @property {number | null} segment
 * @property {number | null} nearest  The nearest other segment; with `none` the nearest of all.
 * @property {Reason[]} reasons  The strongest first.
 * @property {import('./move.js').Move | null} move  What would lead to `nearest`.
 * @property {import('./move.js').Move | null} leave  With radii: what would lead to no segment.
 * @property {import('./closest.js').Change[]} lacks  With rules: all that would have to change for `nearest`.
 * @property {{ have: number, want: number } | null} events
 * @property {number[]} missing  Features that cannot be measured yet: the model's own value stands in for them.
 */
import { closest } from './closest.js';
import { holding } from './holding.js';
import { move } from './move.js';
import { ranked } from './nearest.js';
import { isMissing, limits, unscaled } from './scale.js';

const KIND = /^(page|click|search|view_item|add_to_cart|purchase|visit_store|custom:.*)$/;
const DAY = 864e5;

/**
 * What lies in the model's window.
 * @param {import('../evidence/take.js').Taken} all @param {import('../evidence/model.js').Model} model @param {number} now
 */
const inWindow = (all, model, now) => {
  const first = new Date((Math.floor(now / DAY) - model.window_days + 1) * DAY).toISOString().slice(0, 10);
  return all.state.days.filter(({ day }) => day >= first);
};

/**
 * Events as the engine counts them for `min_events`: by the words that are kinds of event, or by all words where there is
 * none.
 * @param {import('../evidence/model.js').Model} model @param {{ word: string, count: number }[]} days
 */
const counted = (model, days) => {
  const kinds = model.vocabulary.some((word) => KIND.test(word));
  return days.filter(({ word }) => !kinds || KIND.test(word)).reduce((sum, { count }) => sum + count, 0);
};

/** @param {Standing} standing @returns {Why} */
const bare = (standing) => ({ standing, segment: null, nearest: null, reasons: [], move: null, leave: null, lacks: [], events: null, missing: [] });

/**
 * @param {import('../evidence/take.js').Taken} all
 * @param {import('../evidence/model.js').Model | null} model
 * @param {number} now
 * @returns {Why}
 */
export const why = (all, model, now) => {
  if (!all.consent.segment) return bare('no-consent');
  if (all.status === 'loading' || all.status === 'stopped') return bare(/** @type {Standing} */ (all.status));
  if (!all.model) return bare('no-model');
  const raw = all.features.map((feature) => feature.raw);
  const x = all.features.map((feature) => feature.scaled);
  if (model?.ruled) return byRule(all, model, now);
  if (!model || !model.points.length || x.length !== model.features.length) return bare('unknown-model');
  if (!isWhole(raw) || !isWhole(x)) return bare('unknown-model');
  const days = inWindow(all, model, now);
  const events = { have: counted(model, days), want: model.min_events };
  const missing = model.features.flatMap((feature, j) => (isMissing(feature, model.vocabulary, days) ? j : []));
  if (events.have < events.want) return { ...bare('too-few'), events };

  const [first, second] = ranked(model, x);
  if (model.bounded && first.far > 1) {
    return { ...bare('none'), events, missing, nearest: first.segment, move: move(model, raw, x, first.segment) };
  }
  const reasons = second ? reasonsOf(model, raw, x, first.point, second.point) : [];
  return {
    standing: 'segment',
    segment: first.segment,
    nearest: second?.segment ?? null,
    reasons,
    move: second ? move(model, raw, x, second.segment) : null,
    leave: model.bounded ? move(model, raw, x, null) : null,
    lacks: [],
    events,
    missing,
  };
};

/**
 * Where rules assign: the first that holds, and the one that is nearest to it.
 * @param {import('../evidence/take.js').Taken} all @param {import('../evidence/model.js').Model} model @param {number} now
 * @returns {Why}
 */
const byRule = (all, model, now) => {
  const events = { have: counted(model, inWindow(all, model, now)), want: model.min_events };
  if (events.have < events.want) return { ...bare('too-few'), events };
  const [first] = holding(all, model);
  const segment = first ? first.rule : null;
  return { ...bare(first ? 'rule' : 'no-rule'), segment, ...nextRule(all, model, segment), events };
};

/**
 * @param {import('../evidence/take.js').Taken} all @param {import('../evidence/model.js').Model} model
 * @param {number | null} own
 */
const nextRule = ({ measured }, model, own) => {
  try {
    const found = closest(measured, model, own);
    return found ? { nearest: found.segment, lacks: found.changes } : {};
  } catch {
    /* Not the rules of this version: nothing is advised. */
    return {};
  }
};

/** @param {(number | null)[]} numbers @returns {numbers is number[]} */
const isWhole = (numbers) => numbers.every((each) => each !== null);

/**
 * @param {import('../evidence/model.js').Model} model @param {number[]} raw @param {number[]} x
 * @param {import('../evidence/model.js').Point} own @param {import('../evidence/model.js').Point} other
 * @returns {Reason[]}
 */
const reasonsOf = (model, raw, x, own, other) => {
  const typical = (/** @type {import('../evidence/model.js').Point} */ point, /** @type {number} */ j) => {
    const [least, most] = limits(model.features[j], model);
    /* There and back between the spaces costs the last digits. */
    return Number(Math.min(most, Math.max(least, unscaled(model.features[j], point.at[j]))).toPrecision(9));
  };
  const speaks = x.map((y, j) => (y - other.at[j]) ** 2 / other.reach - (y - own.at[j]) ** 2 / own.reach);
  const all = speaks.reduce((sum, each) => sum + Math.max(0, each), 0);
  return speaks
    .map((each, j) => ({ feature: j, raw: raw[j], own: typical(own, j), other: typical(other, j), share: each / all }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share || a.feature - b.feature);
};
