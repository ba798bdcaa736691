// @ts-check
/*
 * Page views of a site that changes its address without loading a page. The gate does not record one address twice in a
 * row.
 */
import { whenMoved } from './address.js';
import { call } from './call.js';

whenMoved(() => call('page'));
