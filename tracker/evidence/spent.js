// @ts-check
/**
 * What was given away so far, in ε. A new true label is answered for once per model and the answer kept (entry reason
 * `new-answer`, which says its ε); saying it again costs nothing more. The answers of an earlier model are told apart by the
 * `model` entries between them.
 *
 * @typedef {{ mechanism: string, epsilon: number, answers: number, total: number | null, earlier: number, earlierTotal: number }} Spent
 *   `total: null`: the true label is said as it is (`exact`), or nothing is known of the mechanism. `earlier`: answers for
 *   earlier models, `earlierTotal`: their ε.
 *
 * @param {import('./take.js').Entry[]} ledger
 * @param {{ id: string, mechanism: string, epsilon: number } | null} model
 * @returns {Spent}
 */
export const spent = (ledger, model) => {
  let current = '';
  let answers = 0;
  let total = 0;
  let earlier = 0;
  let earlierTotal = 0;
  for (const { what, reason } of ledger) {
    if (typeof what !== 'string') continue;
    if (/^model (?!refused)/.test(what)) current = what.slice(6);
    else if (what.startsWith('report ') && reason === 'new-answer') {
      /* An answer that is not blurred has no ε. */
      const price = Number(/^report \d+ epsilon (\d+\.\d{3})$/.exec(what)?.[1] ?? 0);
      if (model && current === model.id) {
        answers++;
        total += price;
      } else {
        earlier++;
        earlierTotal += price;
      }
    }
  }
  const blurred = model !== null && (model.mechanism === 'krr' || model.mechanism === 'oue');
  return {
    mechanism: model?.mechanism ?? '',
    epsilon: blurred ? model.epsilon : 0,
    answers,
    earlier,
    total: blurred ? total : null,
    earlierTotal,
  };
};
