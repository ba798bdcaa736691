// @ts-check
/*
 * Reads what the consent platforms of the page say. The gate loads this file only where one speaks or `data-consent`
 * names one, and gives it on its tag what it has to know. The gate itself knows no policy.
 */
import { weigh } from './platforms/weigh.js';

const tag = /** @type {any} */ (document.currentScript);
weigh(tag.recinto);
tag.remove();
