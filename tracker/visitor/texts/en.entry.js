// @ts-check
/** A file of its own, so that nobody fetches a language that is not read. It hands its words to whoever added its tag. */
import { texts } from './en.js';

/** @type {any} */ (document.currentScript).recinto(texts);
