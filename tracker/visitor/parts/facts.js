// @ts-check
/** The three things most people want to know, at the top. */
import { make } from '../make.js';
import { stored } from '../stored.js';
import { left } from '../../evidence/sent.js';

/** @param {import('../element.js').View} view */
export const facts = ({ say, seen }) => {
  const { texts } = say;
  const { all, model, why } = seen;
  const rows = stored(all);
  const bytes = rows.reduce((sum, row) => sum + (row.bytes ?? 0), 0);
  const kept = rows.length > 1 ? say.many(texts.events, all.events.length) : rows.length ? texts.onlyChoice : texts.nothing;
  const gone = seen.sent.filter(left);
  const name = model?.segments[why.segment ?? -1]?.name ?? (/too-few|no-model|loading/.test(why.standing) ? texts.noGroupYet : texts.noGroup);
  const fact = (/** @type {string} */ id, /** @type {string} */ term, /** @type {string} */ value, /** @type {string} */ more) =>
    make('div', {}, make('dt', {}, term), make('dd', { 'data-testid': 'recinto-fact-' + id }, value, more && make('small', {}, more)));
  return make(
    'dl',
    { class: 'facts' },
    fact('group', texts.group, name, ''),
    fact('kept', texts.kept, kept, bytes ? '+ ' + say.many(texts.bytes, bytes) : ''),
    fact('sent', texts.sent, gone.length ? say.many(texts.messages, gone.length) : texts.nothing, gone.length ? say.many(texts.bytes, gone.length * 256) : ''),
  );
};
