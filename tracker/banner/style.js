// @ts-check
/**
 * The banner's look, as a constructable style sheet: allowed under `style-src 'self'`, and shut off from the page's own
 * styles. A site sets the colours with the custom properties `--recinto-…` on `#recinto-banner` or any ancestor.
 */
export const CSS = `
:host {
  --paper: var(--recinto-paper, #fff);
  --ink: var(--recinto-ink, #16181d);
  --soft: var(--recinto-soft, #4b5260);
  --line: var(--recinto-line, #717886);
  --accent: var(--recinto-accent, #0b5c4e);
  --accent-ink: var(--recinto-accent-ink, #fff);
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --paper: var(--recinto-paper, #1b1e24);
    --ink: var(--recinto-ink, #eef0f4);
    --soft: var(--recinto-soft, #b9c0cc);
    --line: var(--recinto-line, #8891a0);
    --accent: var(--recinto-accent, #58e4d0);
    --accent-ink: var(--recinto-accent-ink, #0c2a25);
  }
}
[hidden] { display: none !important; }
* { box-sizing: border-box; }
section {
  position: fixed; inset: auto 0 0; z-index: 2147483000;
  max-height: 90vh; max-height: 90dvh; overflow: auto; overscroll-behavior: contain;
  background: var(--paper); color: var(--ink);
  border-top: 2px solid var(--accent); box-shadow: 0 -6px 24px rgb(0 0 0 / .18);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; text-align: start;
}
.inside { max-width: 70rem; margin: 0 auto; padding: 16px 20px 20px; }
.head { display: flex; gap: 16px; align-items: flex-start; justify-content: space-between; }
h2 { font-size: 20px; line-height: 1.3; font-weight: 650; margin: 7px 0 6px; }
h2:focus { outline: none; }
h3 { font-size: 16px; margin: 16px 0 4px; }
p { margin: 0 0 8px; max-width: 46rem; }
.soft { color: var(--soft); }
a { color: inherit; text-underline-offset: 3px; display: inline-block; padding: 2px 0; }
button {
  font: inherit; font-weight: 600; min-height: 44px; padding: 8px 20px; cursor: pointer;
  border-radius: 8px; border: 2px solid var(--accent); background: var(--accent); color: var(--accent-ink);
}
button:hover { text-decoration: underline; text-underline-offset: 3px; }
button.x { flex: none; width: 44px; padding: 0; line-height: 1; }
.x svg { display: block; margin: auto; width: 18px; height: 18px; }
:is(button, a, input):focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 12px; }
.buttons button { flex: 1 1 0; min-width: 10rem; max-width: 18rem; }
ul { list-style: none; margin: 8px 0 0; padding: 0; display: grid; gap: 8px 28px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
li { display: grid; align-content: start; grid-template-columns: 24px 1fr; gap: 2px 12px; padding: 8px 0; border-top: 1px solid var(--line); }
input { width: 24px; height: 24px; margin: 0; accent-color: var(--accent); }
label { font-weight: 600; cursor: pointer; }
li p { grid-column: 2; margin: 0; font-size: 14px; color: var(--soft); }
@media (max-width: 40rem) {
  .inside { padding: 10px 16px 16px; }
  .buttons { flex-direction: column; gap: 8px; }
  .buttons button { flex: none; width: 100%; max-width: none; }
}
@media (max-width: 22rem) { h2 { font-size: 18px; } section { font-size: 15px; } }
`;
