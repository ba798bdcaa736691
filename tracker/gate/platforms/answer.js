// @ts-check
/**
 * What a platform answers.
 *
 * @typedef {object} Answer
 * @property {number} yes  The purposes it grants, as bits in the order of `PURPOSES`.
 * @property {number} no  The purposes it refuses. What is in neither, it says nothing about.
 * @property {boolean} due  It has not answered yet.
 *
 * @callback Platform
 * Begins to listen, if the platform is there; for the whole visit.
 * @param {Record<string, string | undefined>} set  The `data-…` of the gate's tag.
 * @param {(answer: Answer, fresh?: boolean) => void} answer  `fresh`: the visitor chose just now.
 * @param {(read: (...said: any[]) => void) => (...said: any[]) => void} guard  Around everything that others call.
 * @returns {boolean}  It is there.
 */

export const SEGMENT = 1;
export const REPORT = 2;
export const POSITION = 4;
export const ACTIVATE = 8;
export const ALL = 15;

/** @type {Answer} */
export const WAIT = { yes: 0, no: 0, due: true };
/** @type {Answer} */
export const NOTHING = { yes: 0, no: 0, due: false };

/** Granted is what is granted; all else is refused. @param {number} yes @returns {Answer} */
export const only = (yes) => ({ yes, no: ALL & ~yes, due: false });
