import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const PACKAGE = JSON.parse(read('../package.json'));

test('the package has the version of everything else', () => {
  assert.equal(PACKAGE.version, read('../../Cargo.toml').match(/^version = "(.+)"$/m)[1]);
});

/** Where each file of the package comes from: the repository, or a step of the build, which then names it. */
const source = (file) => ({ 'index.js': '../npm/module.js', 'index.d.ts': '../npm/index.d.ts', 'communes.pack': '../../core/data/communes.pack' })[file] || '../' + file;
const build = read('../../xtask/src/build/tracker.rs') + read('../../xtask/src/build/hashes.rs');

test('every file that is published exists or is made by the build, and every entrance is published', () => {
  for (const file of PACKAGE.files) {
    const there = existsSync(new URL(source(file), import.meta.url));
    assert.ok(there || build.includes(`"${file}"`), file);
  }
  const targets = Object.values(PACKAGE.exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
  for (const target of [...targets, PACKAGE.main, PACKAGE.types, ...PACKAGE.sideEffects]) {
    const file = target.replace(/^\.\//, '');
    assert.ok(file === 'package.json' || PACKAGE.files.some((one) => one === file || (one.endsWith('/') && file.startsWith(one))), target);
  }
});

test('whatever a script of the package loads from beside itself is published', () => {
  const folders = ['gate', 'banner', 'visitor', 'engine'];
  const scripts = folders.flatMap((folder) => readdirSync(new URL(`../${folder}/`, import.meta.url)).map((file) => `../${folder}/${file}`));
  const loaded = scripts
    .filter((file) => file.endsWith('.js') && !file.endsWith('.test.js'))
    .flatMap((file) => [...read(file).matchAll(/(?:beside|load|new URL)\(['`]([^'`]+\.(?:js|wasm|pack))['`]/g)])
    .flatMap(([, name]) => (name.includes('${') ? ['it', 'en'].map((language) => name.replace(/\$\{[^}]*\}\)?/, language)) : [name]));
  for (const file of ['engine.js', 'communes.pack', 'visitor.js', 'visitor.it.js', 'evidence.js']) assert.ok(loaded.includes(file), 'is found: ' + file);
  for (const file of loaded) assert.ok(PACKAGE.files.includes(file), file);
});

test('what runs when it is loaded says so, and the module does not', () => {
  for (const file of ['gate.js', 'adapters.js', 'banner.js']) assert.ok(PACKAGE.sideEffects.includes('./' + file), file);
  assert.ok(!PACKAGE.sideEffects.includes('./index.js'));
});

test('the module has what its types say, and the gate has the calls that they describe', async () => {
  const types = read('index.d.ts');
  const module = await import('./module.js');
  const declared = [...types.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(module).sort(), declared.sort());
  const calls = types.match(/interface Recinto \{([^}]*(?:\}[^}]*)*?)\n\}/)[1];
  const described = [...calls.matchAll(/^ {2}(\w+)[(<]/gm)].map(([, name]) => name);
  const { visit } = await import('../gate/visit.mjs');
  const page = await visit();
  assert.deepEqual(Object.keys(page.recinto).sort(), described.sort());
});

test('the guide names the attributes that the types know, and the files that the build makes', () => {
  const guide = read('../../docs/embedding.md');
  const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const table = guide.slice(guide.indexOf('| attribute |'), guide.indexOf('**Content-Security-Policy**'));
  const named = [...table.matchAll(/^\| `data-([\w-]+)/gm)].map(([, name]) => camel(name));
  const options = read('index.d.ts').match(/interface Options \{([^}]*)\}/)[1];
  const known = [...options.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name).filter((name) => !['src', 'integrity'].includes(name));
  assert.deepEqual(named.sort(), known.sort());
  const files = [...guide.matchAll(/^\| `((?:site|activate)\/\w+\.js)`/gm)].map(([, file]) => file);
  const made = [...build.match(/const ADDED[^=]*= \[([^\]]*)\]/)[1].matchAll(/"([^"]+)"/g)].map(([, file]) => file);
  assert.deepEqual(files.sort(), made.sort());
});

test('the module loads the gate once, and keeps calls for it', async () => {
  delete globalThis.window;
  const module = await import('./module.js?again');
  module.track('page');
  assert.equal(module.loaded(), undefined, 'on a server nothing happens');
  const added = [];
  globalThis.window = {};
  globalThis.document = { createElement: () => ({ dataset: {} }), head: { append: (tag) => added.push(tag) } };
  const options = { src: '/recinto/gate.js', site: 'cd-shop', collector: 'https://collect.example.org', integrity: 'sha384-x', lang: undefined };
  module.load(options);
  assert.equal(module.load(options), added[0]);
  assert.deepEqual(added, [
    { src: '/recinto/gate.js', async: true, integrity: 'sha384-x', dataset: { site: 'cd-shop', collector: 'https://collect.example.org' } },
  ]);
  module.track('search', { query: 'x' });
  assert.deepEqual(window.recinto.q, [['track', 'search', { query: 'x' }]]);
  window.recinto = { consent: () => {}, page: () => added.push('page') };
  module.page();
  assert.equal(added[1], 'page');
  assert.equal(module.loaded(), window.recinto);
});

/** The guide's lines for calls before the gate is there, and what they call. */
const printed = () => {
  const block = /wait in a stub[^]*?```html\n([^]*?)```/.exec(read('../../docs/embedding.md'))[1];
  return [...block.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text);
};
/** A page's inline scripts: what they name without more is the window's. */
const evaluate = (window) => printed().forEach((text) => new Function('window', `with (window) { ${text} }`)(window));

/** The engine's file is read once in all tests, which on a busy machine takes longer than a visit waits for it. */
const warm = async (visit, granted) => {
  for (let tries = 0; tries < 100; tries++) if ((await visit({ choice: granted() })).log.includes('page')) return;
};

test("the guide's stub keeps a call for the gate, beside the stubs that other files of ours make", async () => {
  const { visit, granted } = await import('../gate/visit.mjs');
  await warm(visit, granted);
  assert.equal(printed().length, 2);
  for (const before of [undefined, { q: [] }, { q: [['page']], set: { site: 'b' } }]) {
    const window = { recinto: before };
    evaluate(window);
    evaluate(window);
    if (before) assert.equal(window.recinto, before);
    const kept = window.recinto.q.filter(([name]) => name === 'track');
    assert.deepEqual(kept[0], ['track', 'view_item', { item: 'cd-17', value: 12.5, currency: 'EUR' }]);
    assert.equal(kept.length, 2);
    const page = await visit({ before: window.recinto, choice: granted() });
    assert.equal(page.log.filter((what) => what === 'view_item').length, 2, 'the gate takes them over');
    assert.notEqual(page.recinto.track, window.recinto.track);
  }
});

test("the guide's stub leaves a gate that was quicker alone, and calls it", async () => {
  const { visit, granted } = await import('../gate/visit.mjs');
  await warm(visit, granted);
  const page = await visit({ choice: granted() });
  const { track } = page.recinto;
  await page.act(() => evaluate(page.window));
  assert.equal(page.window.recinto, page.recinto);
  assert.equal(page.recinto.track, track);
  assert.deepEqual(page.log, ['start', 'page', 'view_item']);
});

test('no other page of the documents prints a stub of its own', () => {
  const pages = ['README.md', 'PRIVACY.md', 'ARCHITECTURE.md', ...readdirSync(new URL('../../docs/', import.meta.url)).map((file) => 'docs/' + file)];
  const own = pages.filter((file) => file.endsWith('.md') && file !== 'docs/embedding.md').filter((file) => /recinto\.q\b|q: \[\]/.test(read('../../' + file)));
  assert.deepEqual(own, []);
});
