// @ts-check
/*
 * Weighs what the consent platforms of the page say. The strongest no wins; while one platform has not answered, nothing
 * runs. What a signal means for a purpose stands beside each platform, as the table in PRIVACY.md says.
 */
import { WAIT } from './answer.js';
import { gcm } from './gcm.js';
import { gpp } from './gpp.js';
import { segment } from './segment.js';
import { tcf } from './tcf.js';

/** @type {Record<string, import('./answer.js').Platform>} */
const PLATFORMS = { tcf, gpp, gcm, segment };
/** How often a platform that is not there yet is looked for, in ms. */
const LOOK_MS = 500;
/** Where the count of withdrawals begins anew: large enough to be seen, too small to tell visitors apart. */
const WITHDRAWALS = 100;

/**
 * @param {object} gate
 * @param {Record<string, string | undefined>} gate.set  The `data-…` of its tag.
 * @param {(yes: number, no: number, due: boolean, why: string, calls?: []) => void} gate.say  How it learns.
 * @param {() => import('../choice.js').Choice} gate.own
 * @param {(choice: import('../choice.js').Choice) => void} gate.write
 */
export const weigh = ({ set, say, own, write }) => {
  /** @type {Map<string, import('./answer.js').Answer>} */
  const answers = new Map();
  const named = set.consent?.match(/\w+/g);
  /** The platforms that are not there yet: those that the site names, or any. */
  const missing = new Set(named || Object.keys(PLATFORMS));
  missing.delete('none');
  /* One that is named has to speak: without its answer there is no consent. Nor is there, if the name is misspelt. */
  if (named) for (const name of missing) answers.set(name, WAIT);

  /** The purposes that the platforms last granted. */
  let granted = 0;
  /** The withdrawals that this page knows of. */
  let withdrawn = own().w;
  /** The platform that spoke last. */
  let speaker = 'platform';
  /** Are platforms being looked for? What they say at once is weighed when all were found; was there something? */
  let finding = false;
  let news = true;

  /** @param {boolean} [fresh]  The visitor chose just now. */
  const tell = (fresh) => {
    let yes = 0;
    let no = 0;
    let due = false;
    for (const answer of answers.values()) {
      yes |= answer.yes;
      no |= answer.no;
      due ||= answer.due;
    }
    try {
      /*
       * A no takes away the own yes that it contradicts, so that this does not come back when the platform is gone; it
       * does not become an own no. Other tabs, and pages that sleep, see the count and hold until they hear for themselves.
       */
      const choice = own();
      if (no & ~choice.n & (choice.p | granted)) write({ ...choice, p: choice.p & ~no, w: (withdrawn = ((choice.w | 0) + 1) % WITHDRAWALS) });
    } catch {
      /* The storage cannot be used: then there is no own yes either. */
    }
    if (!due) granted = yes & ~no;
    say(yes, no, due, speaker, fresh ? [] : undefined);
  };

  const find = () => {
    finding = true;
    for (const name of missing) {
      const hear = (answer, fresh) => {
        answers.set((speaker = name), answer);
        if (finding) news = true;
        else tell(fresh);
      };
      /* What cannot be read is no answer. */
      const guard = (read) => (...said) => {
        try {
          read(...said);
        } catch {
          hear(WAIT);
        }
      };
      guard(() => PLATFORMS[name]?.(set, hear, guard) && missing.delete(name))();
    }
    finding = false;
    /* At first also if nobody spoke: the gate has to hear so. */
    if (news) tell();
    news = false;
  };

  /** A platform withdrew in another tab, or while this page slept: what ours said is out of date until it speaks again. */
  const wake = () => {
    if (withdrawn === (withdrawn = own().w)) return;
    for (const [name, answer] of answers) if (answer.yes) answers.set(name, WAIT);
    tell();
  };

  addEventListener('storage', wake);
  addEventListener('pageshow', (event) => event.persisted && wake());
  find();
  setInterval(find, LOOK_MS);
};
