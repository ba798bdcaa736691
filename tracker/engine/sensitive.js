// @ts-check
/**
 * The reasons for sensitive matters, as `core/src/model/sensitive.rs` demands them of every model at the desk and the
 * collector: here of whoever served it. A table of cases holds the two together (`core/tests/golden/sensitive.json`).
 */

/** As `core/src/features/text.rs` brings a text to one form; of capitals the pattern takes care. */
const folded = (/** @type {string} */ text) =>
  ` ${text} `
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[À-ÿ]/g, (letter) => letter.normalize('NFD')[0])
    .replace(/[\0-/:-@[-`{-¿×÷\u2000-\u206f\u3000-\u303f]+/g, ' ');

/** Every text in which somebody names something. */
const texts = ({ name, vocabulary, definitions, segments, rules }) => [
  name,
  ...vocabulary.map((word) => word.replace(/^[^:]*:/, '')),
  ...Object.values(definitions || {}).flat().flatMap((one) => [one.name, ...(one.phrases || [])]),
  ...segments.concat(rules.map(({ segment }) => segment)).flatMap((one) => [one.label, one.name, one.category, ...one.tags]),
];

/**
 * Does it name a sensitive matter without saying why?
 * @param {any} model  In the shape that a model has.
 */
export const unexplained = (model) => {
  /* No word of the list reaches over a letter of another alphabet, from one text into the next. */
  const named = folded(texts(model).join(' Ж '));
  return Object.entries(SENSITIVE).some(
    ([matter, words]) =>
      RegExp(` (${words})`, 'i').test(named) &&
      !model.sensitive?.some((given) => given.matter === matter && given.reason.trim().length > 19),
  );
};
