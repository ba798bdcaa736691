// Loads the worker. Its files keep their names from build to build, so the build's name that came
// with this script's address goes into theirs.
const build = new URL(import.meta.url).search;
const { default: start } = await import(`./recinto-worker.js${build}`);
await start({ module_or_path: `./recinto-worker_bg.wasm${build}` });
