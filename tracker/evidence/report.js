// @ts-check
/**
 * A label report's 256 bytes, read as strictly as `wire/src/decode.rs` reads them: only the one spelling that the engine
 * writes is a report. Another one of the same report (white space, order, escapes) would be room for hidden bits.
 *
 * @typedef {{ site: string, model: string, epoch: number, label?: string, bits?: string, rid: string }} LabelReport
 */

export const BYTES = 256;

const SITE = /^[a-z0-9-]{1,24}$/;
const LABEL = /^[a-z0-9-]{1,32}$/;
const ID = /^[A-Za-z0-9_-]{22}$/;
/** One to eight bytes in base64url without padding. */
const BITS = /^[A-Za-z0-9_-]{2,11}$/;

/** @param {LabelReport} report */
const encode = (report) => {
  const answer = report.bits === undefined ? `"label":"${report.label}"` : `"bits":"${report.bits}"`;
  return `{"v":1,"site":"${report.site}","model":"${report.model}","epoch":${report.epoch},${answer},"rid":"${report.rid}"}`.padEnd(BYTES);
};

/** Bits of the last character that stand for nothing have to be 0, or one answer had several spellings. */
const isCanonical = (/** @type {string} */ bits) => {
  if (bits.length % 4 === 1) return false;
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(bits.at(-1) ?? '');
  return bits.length % 4 === 0 || last % (bits.length % 4 === 2 ? 16 : 4) === 0;
};

/**
 * @param {unknown} body
 * @returns {{ report: LabelReport, problem: null } | { report: null, problem: string }}
 */
export const decode = (body) => {
  const none = (/** @type {string} */ problem) => ({ report: null, problem });
  if (typeof body !== 'string') return none('not-text');
  if (body.length !== BYTES || new TextEncoder().encode(body).length !== BYTES) return none('not-256-bytes');
  let said;
  try {
    said = JSON.parse(body);
  } catch {
    return none('not-json');
  }
  if (said === null || typeof said !== 'object' || Array.isArray(said)) return none('not-json');
  const { v, site, model, epoch, label, bits, rid } = said;
  if (v !== 1) return none('version');
  if (typeof site !== 'string' || !SITE.test(site)) return none('site');
  if (typeof model !== 'string' || !ID.test(model)) return none('model');
  if (!Number.isSafeInteger(epoch) || epoch < 0) return none('epoch');
  if ((label === undefined) === (bits === undefined)) return none('one-answer');
  if (label !== undefined && (typeof label !== 'string' || !LABEL.test(label))) return none('label');
  if (bits !== undefined && (typeof bits !== 'string' || !BITS.test(bits) || !isCanonical(bits))) return none('bits');
  if (typeof rid !== 'string' || !ID.test(rid)) return none('rid');
  const report = { site, model, epoch, ...(bits === undefined ? { label } : { bits }), rid };
  return encode(report) === body ? { report, problem: null } : none('another-spelling');
};
