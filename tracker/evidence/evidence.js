// @ts-check
/**
 * The evidence file, `recinto.evidence/1`: consent record, receipt, ledger with its chain worked out anew, and reports,
 * in one JSON document. `evidence.schema.json` says its shape, `docs/evidence.md` its meaning. It holds no raw event, no
 * page, no feature value: it can be shown to somebody.
 */
import { check } from './chain.js';
import { modelOf } from './model.js';
import { receipt } from './receipt.js';
import { decode } from './report.js';
import { CONTEXT, isoTime, record } from './record.js';
import { left, sent } from './sent.js';
import { siteOf } from './site.js';
import { spent } from './spent.js';
import { MOST, take } from './take.js';

export const FORMAT = 'recinto.evidence/1';

/**
 * @param {any} exported  What `recinto.export()` answered.
 * @param {any} set  The data attributes of the gate's tag.
 * @param {{ now: number, id: string, gpc?: boolean }} at
 */
export const evidence = async (exported, set, at) => {
  const all = take(exported);
  const site = siteOf(set);
  const model = modelOf(all.model);
  const chain = await check(all.ledger);
  const written = record(all, model, site, { now: at.now, gpc: at.gpc === true });
  const given = spent(all.ledger, model);
  return {
    '@context': CONTEXT,
    format: FORMAT,
    made: isoTime(at.now),
    site: site.site,
    collector: site.collector,
    record: written,
    receipt: receipt(written, chain, at),
    ledger: {
      hash: 'SHA-256(prev LF seq LF time LF what LF reason), hexadecimal, UTF-8',
      entries: all.ledger,
      verification: { unbroken: chain.unbroken, entries: chain.entries, at: chain.at, why: chain.why },
    },
    reports: sent(all).map((one) => ({
      epoch: one.epoch,
      body: one.body,
      standing: one.standing,
      tries: one.tries,
      left: left(one),
      tried: one.tried === null ? null : isoTime(one.tried),
      answered: one.answered === null ? null : isoTime(one.answered),
      problem: decode(one.body).problem,
    })),
    spent: {
      mechanism: given.mechanism,
      epsilonPerAnswer: given.epsilon,
      answers: given.answers,
      epsilon: given.total,
      answersOfEarlierModels: given.earlier,
      epsilonOfEarlierModels: given.earlierTotal,
    },
    notKnown: [
      'what was before the first entry of this ledger: a withdrawal erases it',
      'what the collector answered to the fixed GETs, except for the models that the ledger says were taken',
      'what the page itself, or others on it, did with the name of the segment',
      ...(all.ledger.length === MOST ? [`entries beyond the first ${MOST}, if there were any`] : []),
    ],
  };
};
