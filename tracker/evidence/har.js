// @ts-check
/**
 * What Recinto sent, as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), for the tools that read it. It is made
 * from what the device kept, not recorded from the network: what is not known is left out, and a comment says so. Where
 * the format demands a value that nobody knows, it is 0 or -1 with a comment.
 */
import { isoTime } from './record.js';
import { decode } from './report.js';
import { UNKNOWN } from './site.js';
import { left, sent } from './sent.js';

/** A name that cannot be anybody's (RFC 2606), for a URL that has to be there. */
const NOBODY = 'https://unknown.invalid';

const TEXT = 'text/plain;charset=UTF-8';

const response = (/** @type {number} */ status, /** @type {string} */ comment) => ({
  status,
  statusText: '',
  httpVersion: UNKNOWN,
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: '', comment: 'The body was not kept.' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
  comment,
});

/**
 * @param {number} time @param {string} method @param {string} url @param {any} answer @param {string} comment
 * @param {string} [body]
 */
const entry = (time, method, url, answer, comment, body) => ({
  startedDateTime: isoTime(time),
  time: 0,
  request: {
    method,
    url,
    httpVersion: UNKNOWN,
    cookies: [],
    headers: body === undefined ? [] : [{ name: 'Content-Type', value: TEXT }],
    queryString: [],
    ...(body === undefined ? {} : { postData: { mimeType: TEXT, text: body } }),
    headersSize: -1,
    bodySize: body === undefined ? 0 : new TextEncoder().encode(body).length,
    comment: 'No cookie, credential or referrer. The headers that the browser adds are not known here.',
  },
  response: answer,
  cache: {},
  timings: { send: 0, wait: 0, receive: 0, comment: 'Not measured.' },
  comment,
});

const answers = {
  sent: response(202, 'Accepted, so the ledger.'),
  refused: response(0, 'Refused with a status from 400 to 499; which one was not kept.'),
  waiting: response(0, 'No answer is known.'),
};

/**
 * @param {import('./take.js').Taken} all
 * @param {import('./site.js').Site} site
 * @param {{ now: number }} at
 */
export const har = (all, site, at) => {
  const collector = site.collector === UNKNOWN ? NOBODY : site.collector;
  const reports = sent(all);
  const gone = reports.filter(left);
  const timed = gone.filter((one) => one.tried !== null || one.answered !== null);
  const posts = timed.map((one) => {
    const { problem } = decode(one.body);
    return entry(
      one.tried ?? one.answered ?? at.now,
      'POST',
      collector + '/v1/labels',
      answers[one.standing] ?? answers.waiting,
      (one.tried !== null
        ? `The last of ${one.tries} tries; the earlier ones had the same bytes.`
        : 'Sent while a page was left; the time is that of the answer.') + (problem ? ` The bytes are no report: ${problem}.` : ''),
      one.body,
    );
  });
  const taken = new Set(all.ledger.map(({ what }) => what));
  const gets = all.ledger.flatMap(({ what, time }) => {
    const asked = typeof what === 'string' && typeof time === 'number' && /^get (pointer|model ([\w-]{22}))$/.exec(what);
    if (!asked) return [];
    const [, , id] = asked;
    const path = id ? `models/${id}` : `sites/${site.site}/pointer`;
    const answer = id && taken.has('model ' + id) ? response(200, 'Taken, so the ledger.') : answers.waiting;
    return entry(time, 'GET', `${collector}/v1/${path}`, answer, 'The time is that at which it was decided to ask.');
  });
  const entries = [...gets, ...posts].sort((a, b) => (a.startedDateTime < b.startedDateTime ? -1 : 1));
  const untimed = gone.length - timed.length;
  return {
    log: {
      version: '1.2',
      creator: { name: 'Recinto', version: 'recinto.evidence/1' },
      pages: [],
      entries,
      comment: [
        'Made on the visitor’s device from what it kept, at ' + isoTime(at.now) + '; not recorded from the network.',
        'Left out because not kept: the GETs of the place pack and of the site’s own program files; reports older than the',
        'last eight, and anything of before the last withdrawal.',
        untimed ? `${untimed} reports left of which no time is known: left out.` : '',
        collector === NOBODY ? 'The collector’s address is not known here: unknown.invalid stands for it.' : '',
      ]
        .filter(Boolean)
        .join(' '),
    },
  };
};
