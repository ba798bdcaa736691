// @ts-check
/**
 * The rules of a model, as `core/src/rules/evaluate.rs` evaluates them: a table of cases holds the two together
 * (`core/tests/golden/rules.json`). They are here because reading conditions that stand in each other would cost the
 * program 3 KB; what is measured for them is measured by the same code as everything else.
 */

/**
 * The degree to which a condition holds (or, negated, to which it does not), 0 where that is not so. `take` gives the value of
 * a bound; it is told whether the bound must not be met.
 */
export const degree = (/** @type {any} */ condition, negated, take) => {
  const { all, any, not, measured } = condition;
  if (not) return degree(not, !negated, take);
  if (all || any) {
    const inner = (all || any).map((one) => degree(one, negated, take));
    return Math[!all === negated ? 'min' : 'max'](...inner);
  }
  const value = take(measured, negated);
  const bound = measured.value;
  if (isNaN(value)) return +negated;
  if ((measured.bound === 'at_most' ? value <= bound : value >= bound) === negated) return 0;
  const low = Math.min(value, bound);
  return low > 0 ? Math.max(value, bound) / (value + bound) : 1;
};
