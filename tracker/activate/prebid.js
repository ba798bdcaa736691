// @ts-check
/*
 * Prebid: first-party data about the visitor, as one provider of `ortb2.user.data` ("First Party Data"). setConfig replaces
 * `ortb2`, so what the site itself set there is read first and kept. `data-global` is the name of Prebid's variable.
 */
import { hand, set } from './hand.js';

const NAME = 'recinto';
const prebid = () => (/** @type {any} */ (window)[set.global || 'pbjs'] ||= { que: [] });

hand(
  'prebid',
  (segment) => {
    const ortb2 = prebid().getConfig('ortb2') || {};
    const data = (ortb2.user?.data || []).filter(({ name }) => name !== NAME);
    if (segment) data.push({ name: NAME, segment: [{ id: segment.segmento }] });
    prebid().setConfig({ ortb2: { ...ortb2, user: { ...ortb2.user, data } } });
  },
  (act) => prebid().que.push(act),
);
