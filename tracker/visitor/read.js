// @ts-check
/** Everything the view draws, read once from what `recinto.export()` answers. */
import { check } from '../evidence/chain.js';
import { modelOf } from '../evidence/model.js';
import { sent } from '../evidence/sent.js';
import { spent } from '../evidence/spent.js';
import { take, text } from '../evidence/take.js';
import { holding } from './holding.js';
import { why } from './why.js';

/**
 * @param {any} exported
 * @param {any} set  The data attributes of the gate's tag.
 * @param {{ now?: number, gpc?: boolean }} [at]
 */
export const readAll = async (exported, set, { now = Date.now(), gpc = navigator.globalPrivacyControl === true } = {}) => {
  const all = take(exported);
  const model = modelOf(all.model);
  return {
    all,
    model,
    gpc,
    collector: text(set?.collector),
    sent: sent(all),
    spent: spent(all.ledger, model),
    holding: holding(all, model),
    why: why(all, model, now),
    chain: await check(all.ledger),
  };
};

/** @typedef {Awaited<ReturnType<typeof readAll>>} Seen */
