// @ts-check
/**
 * The choice record: the one thing Recinto keeps without consent, and only once a choice is made.
 * It holds no identifier: the purposes, the day, the version of the text that was shown, and the last epoch a
 * label was reported in, so that withdrawing and consenting again cannot report twice.
 *
 * It is the visitor's own word, said to the banner or to the site. What a consent platform says is not written here:
 * its yes is read anew on every page, and its no takes the own yes away that it contradicts, without becoming an own no.
 *
 * @typedef {object} Choice
 * @property {number} p  The purposes granted, one bit each, in the order of `PURPOSES`.
 * @property {number} [n]  The purposes refused; without it, all that are not granted. Neither: nobody was asked.
 * @property {number} d  The day of the choice, in days since 1970 (UTC).
 * @property {number} t  The version of the consent text that was shown.
 * @property {number} [e]  The last epoch for which a label report was sent.
 * @property {number} [w]  How many times a consent platform withdrew: a page that slept, or another tab, sees by it
 *   that what its own platform told it is out of date. Below 100.
 */

/** The purposes, in the order of their bits. Each is granted alone. */
export const PURPOSES = ['segment', 'report', 'position', 'activate'];

/** Raise it whenever the meaning of the banner's text changes: everybody is asked again. */
export const TEXT_VERSION = 1;

/** Six months, the longest of which have 184 days, and the day of the choice may be half over: nobody is asked again before. */
const LIFE_DAYS = 185;

export const KEY = 'recinto.choice';

/** @returns {number} today, in days since 1970 (UTC); 0 or nothing where the page broke its clock, and then no grant stands */
export const today = () => {
  try {
    return (Date.now() / 864e5) | 0;
  } catch {}
};

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
  choice?.t === TEXT_VERSION &&
  choice.p >= 0 &&
  choice.p < 16 &&
  choice.d <= day + 1 &&
  day - choice.d < LIFE_DAYS;

/** Global Privacy Control: the browser refuses for the visitor. */
export const refused = () => navigator.globalPrivacyControl === true;

/**
 * The choice that stands, or one in which nothing was chosen yet; under Global Privacy Control, that all is refused.
 * @returns {Choice}
 */
export const own = () => {
  const kept = read();
  return stands(kept, today()) && !refused()
    ? { ...kept, n: kept.n ?? ~kept.p & 15 }
    : { ...kept, p: 0, n: refused() ? 15 : 0, d: today(), t: TEXT_VERSION };
};
