// @ts-check
/**
 * What was given away so far, in ε. A new true label is answered for once per model and the answer kept (entry reason
 * `new-answer`); saying it again costs nothing more. The answers of an earlier model are told apart by the `model` entries
 * between them, but what ε that model had is gone with it: those are counted and not priced.
 *
 * @typedef {{ mechanism: string, epsilon: number, answers: number, total: number | null, earlier: number }} Spent
 *   `total: null`: the true label is said as it is (`exact`), or nothing is known of the mechanism.
 *
 * @param {import('./take.js').Entry[]} ledger
 * @param {{ id: string, mechanism: string, epsilon: number } | null} model
 * @returns {Spent}
 */
export const spent = (ledger, model) => {
  let current = '';
  let answers = 0;
  let earlier = 0;
  for (const { what, reason } of ledger) {
    if (typeof what !== 'string') continue;
    if (/^model (?!refused)/.test(what)) current = what.slice(6);
    else if (what.startsWith('report ') && reason === 'new-answer') {
      if (model && current === model.id) answers++;
      else earlier++;
    }
  }
  const blurred = model !== null && (model.mechanism === 'krr' || model.mechanism === 'oue');
  return {
    mechanism: model?.mechanism ?? '',
    epsilon: blurred ? model.epsilon : 0,
    answers,
    earlier,
    total: blurred ? answers * model.epsilon : null,
  };
};
