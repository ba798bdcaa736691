import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NOW, visit } from '../visitor/example/visit.js';
import { evidence } from './evidence.js';
import { validate } from './schema.js';

const schema = JSON.parse(readFileSync(new URL('evidence.schema.json', import.meta.url), 'utf8'));
const file = async () => JSON.parse(JSON.stringify(await evidence(await visit(), { site: 'bottega' }, { now: NOW, id: '9f0c8a52-6d2b-4a54-9a0e-2f8f0c7e1b11' })));

/** Every place in a document, with what holds it. */
const places = (value, holder, key, out = []) => {
  if (holder) out.push([holder, key]);
  if (value !== null && typeof value === 'object') for (const name of Object.keys(value)) places(value[name], value, name, out);
  return out;
};

test('no field of the file may be missing, and none may be added', async () => {
  const count = places(await file()).length;
  assert.ok(count > 200);
  for (let i = 0; i < count; i++) {
    const doc = await file();
    const [holder, key] = places(doc)[i];
    /* Lists may be shorter, open parts hold what they like, and some fields are optional. */
    if (Array.isArray(holder) || holder === doc['@context']) continue;
    if (/^(recinto:(mechanism|epsilonPerAnswer)|dpv:hasTechnicalMeasure)$/.test(key)) continue;
    delete holder[key];
    assert.notDeepEqual(validate(schema, doc), [], `without ${key}`);
    holder.another = 1;
  }
  const added = await file();
  added.record.who = 'me';
  assert.deepEqual(validate(schema, added), ['$.record: who is not known']);
});

test('every field has a type', async () => {
  const count = places(await file()).length;
  for (let i = 0; i < count; i++) {
    const doc = await file();
    const [holder, key] = places(doc)[i];
    if (holder === doc['@context'] || holder['@type'] === 'dpv:Recipient' || holder['@type'] === 'dpv:DataSubject' || holder['dpv:isExercisedAt'] || String(holder) === 'dpv:WithdrawConsent') continue;
    holder[key] = () => 1;
    assert.notDeepEqual(validate(schema, doc), [], `${key} as a function`);
  }
});

test('the validator judges each keyword, and no keyword it does not know', () => {
  const cases = [
    [{ type: 'integer' }, 1, 1.5],
    [{ type: ['number', 'null'] }, null, 'x'],
    [{ const: 1 }, 1, 2],
    [{ enum: [null, 'a'] }, null, 'b'],
    [{ pattern: '^a+$' }, 'aa', 'ab'],
    [{ minimum: 0 }, 0, -1],
    [{ type: 'string', minLength: 1, maxLength: 2 }, 'ab', ''],
    [{ type: 'array', minItems: 1, maxItems: 1, items: { type: 'string' } }, ['a'], [1]],
    [{ type: 'object', required: ['a'] }, { a: 1 }, {}],
    [{ type: 'object', additionalProperties: false, properties: { a: {} } }, { a: 1 }, { b: 1 }],
    [{ anyOf: [{ type: 'null' }, { const: 1 }] }, 1, 2],
    [{ $ref: '#/$defs/a', $defs: { a: { const: 1 } } }, 1, 2],
  ];
  for (const [part, good, bad] of cases) {
    assert.deepEqual(validate(part, good), [], JSON.stringify(part));
    assert.equal(validate(part, bad).length, 1, JSON.stringify(part));
  }
  assert.throws(() => validate({ maximum: 1 }, 2), /does not know maximum/);
});
