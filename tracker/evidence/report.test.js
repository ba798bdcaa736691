import assert from 'node:assert/strict';
import { test } from 'node:test';
import { body } from '../visitor/example/visit.js';
import { decode } from './report.js';

const good = body(20_780);

test('the engine’s spelling is read', () => {
  const { report, problem } = decode(good);
  assert.equal(problem, null);
  assert.deepEqual([report.site, report.epoch, report.label], ['bottega', 20_780, 'offerte']);
});

test('unary encodings: canonical base64url of one to eight bytes', () => {
  const bits = (text) => decode(good.trimEnd().replace('"label":"offerte"', `"bits":"${text}"`).padEnd(256)).problem;
  for (const right of ['AA', 'gA', '__8', 'AAAA', 'AAAAAAAAAAA'.slice(0, 11)]) assert.equal(bits(right), null, right);
  for (const wrong of ['A', 'AB', 'AAB', 'AAAAA', 'AAAAAAAAAAAA', 'A=', '']) assert.equal(bits(wrong), 'bits', wrong);
});

test('any other spelling of the same report is none', () => {
  const { v, ...fields } = JSON.parse(good);
  const spellings = {
    'another-spelling': JSON.stringify({ ...fields, v }).padEnd(256),
    'not-json': good.replace('}', '}x').slice(0, 256),
    'not-256-bytes': good.trimEnd(),
    version: good.replace('"v":1', '"v":2'),
  };
  for (const [problem, text] of Object.entries(spellings)) assert.equal(decode(text).problem, problem);
  assert.equal(decode(good.replace('{"v', '{ "v').slice(0, 256)).problem, 'another-spelling');
  assert.equal(decode(good.replace('"v":1', '"v":1.0').slice(0, 256)).problem, 'another-spelling');
  assert.equal(decode(good.replace('"rid"', '"who":1,"rid"').slice(0, 256)).problem, 'another-spelling');
  assert.equal(decode(' ' + good.slice(0, 255)).problem, 'another-spelling');
});

test('fields out of their range', () => {
  const cases = { site: ['bottega', 'Bottega'], model: ['vUzB', 'vU+B'], label: ['offerte', 'off_rte'], rid: ['Q2fJ', 'Q2 J'] };
  for (const [problem, [from, to]] of Object.entries(cases)) assert.equal(decode(good.replace(from, to)).problem, problem);
  assert.equal(decode(good.replace('20780', '2.780')).problem, 'epoch');
  assert.equal(decode(good.replace('"label":"offerte",', '').padEnd(256)).problem, 'one-answer');
});

test('what is no text at all', () => {
  for (const wrong of [null, undefined, 7, {}, [], new Uint8Array(256), '', 'è'.repeat(256), '[]'.padEnd(256), '1'.padEnd(256)]) {
    assert.equal(decode(wrong).report, null);
  }
});
