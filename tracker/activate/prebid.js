// @ts-check
/*
 * Prebid: first-party data about the visitor, as one provider of `ortb2.user.data` ("First Party Data"). setConfig replaces
 * `ortb2`, so what the site itself set there is read first and kept. `data-global` is the name of Prebid's variable.
 */
import { hand, set } from './hand.js';

const NAME = 'recinto';

/** @param {string} [id] */
const tell = (id) => {
  const site = /** @type {any} */ (window);
  const prebid = (site[set.global || 'pbjs'] ||= { que: [] });
  prebid.que.push(() => {
    const ortb2 = prebid.getConfig('ortb2') || {};
    const data = (ortb2.user?.data || []).filter(({ name }) => name !== NAME);
    if (id) data.push({ name: NAME, segment: [{ id }] });
    prebid.setConfig({ ortb2: { ...ortb2, user: { ...ortb2.user, data } } });
  });
};

hand(
  'prebid',
  ({ segmento }) => tell(segmento),
  () => tell(),
);
