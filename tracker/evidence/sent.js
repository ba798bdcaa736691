// @ts-check
/**
 * What is known of each report: its bytes, and when it was tried last. The engine claims a try before it makes it and
 * writes down until when others hold back; from there the time of the try can be told (`tracker/src/report.rs`, `claim`).
 *
 * @typedef {object} Sent
 * @property {number} epoch
 * @property {string} body
 * @property {string} standing
 * @property {number} tries
 * @property {number | null} tried  When it was tried last, as far as that is known.
 * @property {number | null} answered  When the collector's answer was written down.
 * @property {boolean} begun  The choice record names its epoch: it left as a page went, for which no try could be written down, or was about to.
 */

const RETRY = 10000;
const RETRY_MOST = 3600000;

/** @param {import('./take.js').Taken} all @returns {Sent[]} */
export const sent = (all) =>
  all.reports
    .filter((report) => report.body)
    .map(({ epoch, body, standing, tries, not_before }) => {
      const wait = Math.min(RETRY * 2 ** Math.min(tries - 1, 9), RETRY_MOST);
      const answer = all.ledger.filter(
        ({ what, reason }) => what === 'report ' + epoch && (reason === 'sent' || reason === 'refused'),
      );
      const time = answer.at(-1)?.time;
      return {
        epoch,
        body,
        standing,
        tries,
        tried: tries > 0 && not_before > wait ? not_before - wait : null,
        answered: typeof time === 'number' ? time : null,
        begun: all.choice?.e === epoch,
      };
    });

/** Did it leave, as far as is known? In doubt it did. */
export const left = (/** @type {Sent} */ one) => one.tries > 0 || one.begun || one.standing === 'sent' || one.standing === 'refused';
