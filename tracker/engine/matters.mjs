/** What the build puts in for `SENSITIVE` (`xtask/src/build/sensitive.rs`), for the tests. */
import { readFileSync } from 'node:fs';

export const SENSITIVE = {};
for (const line of readFileSync(new URL('../../core/data/sensitive.tsv', import.meta.url), 'utf8').split('\n')) {
  const [matter, word] = line.split('\t');
  if (word && matter[0] !== '#') (SENSITIVE[matter] ||= []).push(word.endsWith('*') ? word.slice(0, -1) : word + ' ');
}
for (const matter of Object.keys(SENSITIVE)) SENSITIVE[matter] = SENSITIVE[matter].join('|');
Object.assign(globalThis, { SENSITIVE });
