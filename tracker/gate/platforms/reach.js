// @ts-check
/*
 * Reaches a CMP's function on this page, or in a frame above ("How can vendors that use iframes call the CMP API from an
 * iframe?", in CMP API v2 and GPP CMP API 1.1): the frame with a child named `…Locator` answers messages.
 */

import { WAIT } from './answer.js';

/** @param {string} name  `__tcfapi` or `__gpp` @returns {any} the frame above that has the CMP */
const above = (name) => {
  for (let frame = /** @type {any} */ (window); frame !== frame.parent; ) {
    frame = frame.parent;
    try {
      if (frame.frames[name + 'Locator']) return frame;
    } catch {
      /* A frame of another origin without a child of that name. */
    }
  }
};

/**
 * Listens for the whole visit.
 * @param {string} name
 * @param {(answer: import('./answer.js').Answer) => void} answer
 * @param {(data: any, success: boolean) => void} heard
 * @param {...number} version  Of the API; GPP's takes none on the page.
 * @returns {boolean}  There is such a platform.
 */
export const reach = (name, answer, heard, ...version) => {
  const command = 'addEventListener';
  const here = /** @type {any} */ (window)[name];
  const frame = here || above(name);
  if (!frame) return false;
  answer(WAIT);
  if (here) {
    here(command, ...version, heard);
    return true;
  }
  addEventListener('message', ({ source, data }) => {
    if (source !== frame) return;
    try {
      const said = (typeof data === 'string' ? JSON.parse(data) : data)[name + 'Return'];
      if (said.callId === name) heard(said.returnValue, said.success);
    } catch {
      /* A message about something else. */
    }
  });
  frame.postMessage({ [name + 'Call']: { command, version: version[0] || '1.1', callId: name } }, '*');
  return true;
};
