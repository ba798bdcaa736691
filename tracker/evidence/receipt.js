// @ts-check
/**
 * The receipt: what a visitor keeps elsewhere. The chain shows every change but a cut tail; that shows only against the
 * head that somebody noted. It names the record and does not copy it, so it can be handed on without telling more.
 */
import { PURPOSES } from './take.js';
import { isoTime } from './record.js';

export const RECEIPT_PROFILE = 'urn:recinto:consent-receipt:1';

/**
 * @param {any} record  Of `record.js`.
 * @param {import('./chain.js').Chain} chain
 * @param {{ now: number, id: string }} at  `id`: random, per receipt.
 */
export const receipt = (record, chain, at) => ({
  '@type': 'dpv:ConsentReceipt',
  'dct:conformsTo': [RECEIPT_PROFILE],
  'dct:identifier': 'urn:uuid:' + at.id,
  'dct:created': isoTime(at.now),
  'dpv:hasRecordOfActivity': record['dct:identifier'],
  'dpv:hasNotice': record['dpv:hasNotice']['dct:identifier'],
  'dpv:hasConsentStatus': PURPOSES.map((purpose, i) => ({
    'dpv:hasPurpose': 'recinto:purpose:' + purpose,
    '@type': record['dpv:hasProcess'][i]['dpv:hasConsentStatus'],
  })),
  'recinto:head': { next: chain.head.next, hash: chain.head.hash },
});
