// @ts-check
/**
 * The rules of the model that hold, and what each asks beside what was measured.
 *
 * @typedef {{ measure: string, of: string, over: string, days: number, bound: string, value: number, negated: boolean }} Bound
 * @typedef {{ rule: number, name: string, asked: { bound: Bound, value: number | null }[] }} Holding
 */
import { field, number, text } from '../evidence/take.js';
import { degree } from '../engine/rules.js';

/** @param {any} bound @param {boolean} negated  Must it not be met? @returns {Bound} */
export const boundOf = (bound, negated) => ({
  negated,
  measure: text(field(bound, 'measure'), 32),
  of: text(field(bound, 'of')),
  over: '',
  days: number(field(bound, 'days')) ?? 0,
  bound: text(field(bound, 'bound'), 16),
  value: number(field(bound, 'value')) ?? 0,
});

/**
 * @param {import('../evidence/take.js').Taken} all @param {import('../evidence/model.js').Model | null} model
 * @returns {Holding[]}
 */
export const holding = ({ measured }, model) => {
  /** @type {Holding[]} */
  const out = [];
  let at = 0;
  try {
    (model?.rules ?? []).forEach(({ name, when }, rule) => {
      /** @type {Holding['asked']} */
      const asked = [];
      const score = degree(when, false, (/** @type {any} */ bound, /** @type {boolean} */ negated) => {
        const value = measured[at++] ?? null;
        asked.push({ bound: boundOf(bound, negated), value });
        return value ?? NaN;
      });
      if (score > 0) out.push({ rule, name, asked });
    });
  } catch {
    /* Not the rules of this version: what was understood before stands. */
  }
  return out;
};
