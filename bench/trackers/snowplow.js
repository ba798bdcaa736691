/* As the package's README says; events in Snowplow's own schemata for shops and site search. */
import { newTracker, trackPageView, trackSelfDescribingEvent } from '@snowplow/browser-tracker';

newTracker('sp', window.collect, { appId: 'shop' });
trackPageView();

const ACTIONS = { view_item: 'product_view', add_to_cart: 'add_to_cart', purchase: 'transaction' };
const shop = 'iglu:com.snowplowanalytics.snowplow.ecommerce';

window.shop.track = ({ kind, item, price, query }) => {
  const said = query
    ? { event: { schema: 'iglu:com.snowplowanalytics.snowplow/site_search/jsonschema/1-0-0', data: { terms: [query] } } }
    : {
        event: { schema: `${shop}/snowplow_ecommerce_action/jsonschema/1-0-2`, data: { type: ACTIONS[kind] } },
        context: [{ schema: `${shop}/product/jsonschema/1-0-0`, data: { id: item, category: 'cd', price, currency: 'EUR' } }],
      };
  return () => trackSelfDescribingEvent(said);
};
