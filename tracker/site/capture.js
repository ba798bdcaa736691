// @ts-check
/*
 * What a visit tells by itself beside its pages: time in view and scroll depth, links that lead elsewhere, searches. All of it,
 * or what `data-capture="engagement links searches"` names; `data-search="q"` for the search's place in the address.
 */
import { watchEngagement } from './engagement.js';
import { watchLinks } from './links.js';
import { watchSearches } from './searches.js';

const said = /** @type {HTMLScriptElement} */ (document.currentScript)?.dataset || {};
const wanted = (said.capture || 'engagement links searches').split(/[\s,]+/);

if (wanted.includes('searches')) watchSearches(said.search);
if (wanted.includes('links')) watchLinks();
if (wanted.includes('engagement')) watchEngagement();
