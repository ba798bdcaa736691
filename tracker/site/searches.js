// @ts-check
/** The site's own search, read from the address of the page with what was found. */
import { whenMoved } from './address.js';
import { call } from './call.js';
import { whileGranted } from './granted.js';

/** Where the search stands in an address, unless the site says otherwise: as GA4 looks for it. */
const FIELDS = 'q,s,search,query,keyword';

/** @param {string} [fields]  Names of parameters, the first that is there counts. */
export const watchSearches = (fields = FIELDS) => {
  const names = fields.split(',').map((name) => name.trim());
  let allowed = false;
  const look = () => {
    const said = new URLSearchParams(location.search);
    const query = names.map((name) => said.get(name)?.trim()).find(Boolean);
    if (allowed && query) call('track', 'search', { query });
  };
  whileGranted(
    () => {
      allowed = true;
      look();
    },
    () => (allowed = false),
  );
  whenMoved(look);
};
