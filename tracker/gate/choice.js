// @ts-check
/**
 * The choice record: the one thing Recinto keeps without consent, and only once a choice is made.
 * It holds no identifier: the purposes, the day, the version of the text that was shown, and the last epoch a
 * label was reported in, so that withdrawing and consenting again cannot report twice.
 *
 * @typedef {object} Choice
 * @property {number} p  The purposes granted, one bit each, in the order of `PURPOSES`.
 * @property {number} d  The day of the choice, in days since 1970 (UTC).
 * @property {number} t  The version of the consent text that was shown.
 * @property {number} [e]  The last epoch for which a label report was sent.
 */

/** The purposes, in the order of their bits. Each is granted alone. */
export const PURPOSES = ['segment', 'report', 'position', 'activate'];

/** Raise it whenever the meaning of the banner's text changes: everybody is asked again. */
export const TEXT_VERSION = 1;

/** Six months: how long a choice stands before the visitor is asked again. */
const LIFE_DAYS = 183;

const KEY = 'recinto.choice';

/** @returns {number} today, in days since 1970 (UTC) */
export const today = () => Math.floor(Date.now() / 864e5);

/**
 * The record as stored, valid or not. One that cannot be read comes back as a grant that does not stand.
 * @returns {Choice | null}
 */
export const read = () => {
  const text = localStorage.getItem(KEY);
  try {
    return text && JSON.parse(text);
  } catch {
    return /** @type {Choice} */ ({ p: 1 });
  }
};

/** @param {Choice} choice */
export const write = (choice) => localStorage.setItem(KEY, JSON.stringify(choice));

export const remove = () => localStorage.removeItem(KEY);

/**
 * Does the choice still stand? A day in the future is no valid day: a clock set back must not prolong a grant.
 * @param {Choice | null} choice
 * @param {number} day
 */
export const stands = (choice, day) =>
  !!choice &&
  choice.t === TEXT_VERSION &&
  choice.p >= 0 &&
  choice.p < 16 &&
  choice.d <= day + 1 &&
  day - choice.d < LIFE_DAYS;
