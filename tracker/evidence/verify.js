// @ts-check
/**
 * Checks an exported file by itself: an evidence file, with or without a receipt from earlier, or a HAR. Pure: it takes a
 * text or an object and answers with what it found; nothing is fetched, nothing is believed that can be worked out.
 *
 * @typedef {{ code: string, where: string, text: string }} Finding
 * @typedef {{ kind: 'evidence' | 'har' | 'none', ok: boolean, findings: Finding[], checked: string[] }} Verdict
 */
import { check } from './chain.js';
import { FORMAT } from './evidence.js';
import { events, recordId } from './record.js';
import { decode } from './report.js';
import { spent } from './spent.js';
import { MOST, field, list, take, text } from './take.js';

/** A text longer than this is no file of ours. */
const LONGEST = 32e6;

const BROKEN = {
  'no-entry': 'is no entry: a field is missing, of another type, or holds a line feed',
  'out-of-sequence': 'has another number than its place: an entry was taken out, put in or moved',
  'not-linked': 'does not name the hash of the entry before it',
  changed: 'has another hash than its content: it was changed',
  'no-hashes-here': 'could not be checked: no SHA-256 here',
};

/** @param {unknown} file */
const parsed = (file) => {
  if (typeof file !== 'string') return file;
  if (file.length > LONGEST) return undefined;
  try {
    return JSON.parse(file);
  } catch {
    return undefined;
  }
};

const same = (/** @type {unknown} */ a, /** @type {unknown} */ b) => {
  try {
    return JSON.stringify(a) === JSON.stringify(b);
  } catch {
    return false;
  }
};

/**
 * @param {unknown} file
 * @param {unknown} [earlier]  A receipt, or an evidence file that holds one.
 * @returns {Promise<Verdict>}
 */
export const verify = async (file, earlier) => {
  const said = parsed(file);
  if (field(said, 'format') === FORMAT) return evidenceOf(said, earlier === undefined ? undefined : (parsed(earlier) ?? null));
  if (Array.isArray(field(field(said, 'log'), 'entries'))) return harOf(field(said, 'log'));
  const finding = { code: 'no-file', where: '', text: 'This is no evidence file and no HAR.' };
  return { kind: 'none', ok: false, findings: [finding], checked: [] };
};

/** @param {any} file @param {any} earlier @returns {Promise<Verdict>} */
const evidenceOf = async (file, earlier) => {
  /** @type {Finding[]} */
  const findings = [];
  const checked = ['chain', 'receipt', 'consent events', 'reports', 'ε'];
  const find = (/** @type {string} */ code, /** @type {string} */ where, /** @type {string} */ words) =>
    void findings.push({ code, where, text: words });

  const ledger = field(file, 'ledger');
  const given = field(ledger, 'entries');
  const entries = take({ ledger: given }).ledger;
  if (!Array.isArray(given)) find('no-ledger', 'ledger.entries', 'The list of entries is missing.');
  else if (given.length > MOST) find('too-long', 'ledger.entries', `More than ${MOST} entries: the rest was not read.`);

  const chain = await check(entries);
  if (chain.unbroken !== true) {
    find('chain-' + chain.why, `ledger.entries[${chain.at ?? 0}]`, `Entry ${chain.at ?? 0} ${BROKEN[chain.why ?? '']}.`);
  }
  if (chain.unbroken === false && field(field(ledger, 'verification'), 'unbroken') === true) {
    find('claim', 'ledger.verification', 'The file says that its chain is whole. It is not.');
  }

  const record = field(file, 'record');
  if (field(record, 'dct:identifier') !== recordId(entries)) {
    find('record-id', 'record', 'The record is named after another ledger.');
  }
  if (!same(field(record, 'dpv:hasConsentStatus'), events(entries))) {
    find('events', 'record', 'The consent events are not those of the ledger.');
  }

  const own = field(file, 'receipt');
  const head = field(own, 'recinto:head');
  if (field(head, 'next') !== chain.head.next || field(head, 'hash') !== chain.head.hash) {
    find('receipt-head', 'receipt', 'The receipt in the file is not of this ledger’s end.');
  }

  for (const [i, each] of list(field(file, 'reports'), 64).entries()) {
    const { problem, report } = decode(field(each, 'body'));
    const where = `reports[${i}]`;
    if (problem !== null) find('report-' + problem, where, `The bytes of report ${i} are no label report: ${problem}.`);
    else if (report.epoch !== field(each, 'epoch')) find('report-epoch', where, `Report ${i} has another epoch inside.`);
    else if (!entries.some(({ what, reason }) => what.split(' epsilon ')[0] === 'report ' + report.epoch && /^(new|kept)-answer$/.test(reason))) {
      find('report-unwritten', where, `The ledger does not know of report ${i}.`);
    }
  }

  /* Without a model all answers are those of earlier ones. */
  const claimed = ['epsilon', 'epsilonOfEarlierModels'].reduce((sum, name) => sum + (Number(field(field(file, 'spent'), name)) || 0), 0);
  if (Math.abs(claimed - spent(entries, null).earlierTotal) > 1e-9) {
    find('spent', 'spent', 'The ε that is said to be spent is not that of the ledger’s entries.');
  }

  if (earlier !== undefined) {
    checked.push('earlier receipt');
    against(field(earlier, 'receipt') ?? earlier, entries, recordId(entries), find);
  }
  return { kind: 'evidence', ok: findings.length === 0, findings, checked };
};

/**
 * The receipt names a place and the hash that stood there. Fewer entries: the tail was cut. Another hash: the ledger was
 * written anew from before that place.
 * @param {any} receipt @param {any[]} entries @param {string} id
 * @param {(code: string, where: string, words: string) => void} find
 */
const against = (receipt, entries, id, find) => {
  const head = field(receipt, 'recinto:head');
  const next = field(head, 'next');
  const hash = text(field(head, 'hash'));
  if (!Number.isSafeInteger(next) || next < 0 || (next > 0 && !hash)) {
    find('no-receipt', 'earlier receipt', 'It holds no head of a ledger.');
  } else if (next > 0 && field(receipt, 'dpv:hasRecordOfActivity') !== id) {
    find('another-record', 'earlier receipt', 'It is of another ledger: of before a withdrawal, of another browser, or this one was begun anew.');
  } else if (entries.length < next) {
    find('cut-tail', 'earlier receipt', `It saw ${next} entries, here are ${entries.length}: the end was cut off.`);
  } else if (next > 0 && field(entries[next - 1], 'hash') !== hash) {
    find('rewritten', 'earlier receipt', `Entry ${next - 1} had another hash: what was up to there was written anew.`);
  }
};

/** @param {any} log @returns {Verdict} */
const harOf = (log) => {
  /** @type {Finding[]} */
  const findings = [];
  if (field(log, 'version') !== '1.2') findings.push({ code: 'version', where: 'log', text: 'It is not HAR 1.2.' });
  for (const [i, entry] of list(field(log, 'entries')).entries()) {
    const request = field(entry, 'request');
    const url = text(field(request, 'url'));
    const where = `log.entries[${i}]`;
    const method = field(request, 'method');
    if (method === 'POST' && url.endsWith('/v1/labels')) {
      const { problem } = decode(field(field(request, 'postData'), 'text'));
      if (problem !== null) findings.push({ code: 'report-' + problem, where, text: `Its bytes are no label report: ${problem}.` });
    } else if (method !== 'GET' || !/\/v1\/(models\/[A-Za-z0-9_-]{22}|sites\/[^/?#]+\/pointer)$/.test(url)) {
      findings.push({ code: 'not-ours', where, text: 'It is neither a label report nor the fetching of a model or of the site’s pointer.' });
    }
  }
  return { kind: 'har', ok: findings.length === 0, findings, checked: ['requests', 'reports'] };
};
