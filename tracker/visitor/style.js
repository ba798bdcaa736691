// @ts-check
/**
 * The look, as constructable style sheets: allowed under `style-src 'self'`, and shut off from the page's own styles. A
 * site sets the colours with the same custom properties `--recinto-…` as the banner's.
 */
const COLOURS = `
:host {
  --paper: var(--recinto-paper, #fff); --ink: var(--recinto-ink, #16181d); --soft: var(--recinto-soft, #4b5260);
  --line: var(--recinto-line, #717886); --accent: var(--recinto-accent, #0b5c4e); --accent-ink: var(--recinto-accent-ink, #fff);
  --hair: color-mix(in srgb, var(--line) 38%, transparent); --wash: color-mix(in srgb, var(--line) 9%, var(--paper));
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --paper: var(--recinto-paper, #1b1e24); --ink: var(--recinto-ink, #eef0f4); --soft: var(--recinto-soft, #b9c0cc);
    --line: var(--recinto-line, #8891a0); --accent: var(--recinto-accent, #58e4d0); --accent-ink: var(--recinto-accent-ink, #0c2a25);
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
h2 { font-size: 25px; line-height: 1.25; font-weight: 650; margin: 0 0 4px; text-wrap: balance; }
h2:focus, h3:focus { outline: none; }
button {
  font: inherit; font-weight: 600; min-height: 44px; padding: 8px 18px; cursor: pointer;
  border-radius: 8px; border: 2px solid var(--accent); background: none; color: inherit;
}
button:hover { background: var(--accent); color: var(--accent-ink); }
:is(button, summary, [tabindex="0"]):focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
svg { display: block; }
`;

/** The element. */
export const VIEW = `${COLOURS}
:host { display: block; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; text-align: start; }
.all { max-width: 60rem; margin: 0 auto; padding: 20px; overflow-wrap: anywhere; }
p { margin: 0 0 10px; max-width: 44rem; text-wrap: pretty; }
.about { max-width: none; }
.soft, caption, th[scope=col] { color: var(--soft); }
.small, small { font-size: 14px; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h3 { font-size: 20px; line-height: 1.3; font-weight: 650; margin: 0 0 8px; }
h4 { font-size: 16px; margin: 16px 0 4px; }
section { border-top: 1px solid var(--hair); padding: 24px 0 20px; }
.facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; margin: 16px 0 24px; }
.facts div { background: var(--wash); border-radius: 10px; padding: 12px 16px; }
dt { font-size: 14px; color: var(--soft); }
dd { margin: 0; }
.facts dd { font-size: 20px; line-height: 1.3; font-weight: 650; }
.facts small { display: block; font-weight: 400; color: var(--soft); }
table { border-collapse: collapse; width: 100%; margin: 4px 0 12px; }
th, td { text-align: start; vertical-align: top; padding: 8px 16px 8px 0; border-top: 1px solid var(--hair); overflow-wrap: break-word; }
thead th { border: 0; font-size: 14px; font-weight: 400; padding-bottom: 4px; }
tbody th { font-weight: 600; }
td:last-child, th:last-child { padding-inline-end: 0; }
.bar { width: 72px; height: 6px; margin-top: 4px; }
.track { fill: var(--hair); } .full { fill: var(--accent); }
.move { border-inline-start: 4px solid var(--accent); background: var(--wash); border-radius: 0 8px 8px 0; padding: 10px 16px; max-width: none; }
details { margin: 0 0 8px; }
summary { cursor: pointer; padding: 6px 0; font-weight: 600; width: fit-content; border-radius: 4px; }
summary::marker { color: var(--accent); }
.scroll { max-height: 20rem; overflow: auto; border: 1px solid var(--hair); border-radius: 8px; padding: 2px 14px; font-size: 14px; overscroll-behavior: contain; }
.scroll table { margin: 0; }
.scroll th, .scroll td { padding: 5px 14px 5px 0; }
.scroll thead th { position: sticky; top: 0; background: var(--paper); }
.scroll td { min-width: 5rem; }
code, pre { font: 13px/1.6 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
pre { margin: 4px 0 12px; padding: 12px 14px; background: var(--wash); border-radius: 8px; white-space: pre-wrap; word-break: break-all; }
.pad { color: var(--soft); }
.message { border: 1px solid var(--hair); border-radius: 10px; padding: 6px 16px 4px; margin: 0 0 12px; }
.message dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 16px; margin: 0 0 10px; }
ul { list-style: none; margin: 0 0 16px; padding: 0; }
li { display: flex; gap: 16px; align-items: center; justify-content: space-between; border-top: 1px solid var(--hair); padding: 8px 0; min-height: 62px; }
li b { display: block; font-weight: 600; }
.on::before, .off::before { content: ""; display: inline-block; width: 9px; height: 9px; border-radius: 50%; border: 2px solid var(--line); margin-inline-end: 8px; }
.on::before { background: var(--accent); border-color: var(--accent); }
.buttons { display: flex; flex-wrap: wrap; gap: 10px; }
.files li { justify-content: start; }
.files button { flex: 0 0 14rem; }
.alarm { font-weight: 600; border: 2px solid currentColor; border-radius: 8px; padding: 8px 14px; }
@media (max-width: 40rem) {
  .all { padding: 16px; }
  .facts { grid-template-columns: 1fr; gap: 8px; }
  .facts div { display: grid; grid-template-columns: 8rem 1fr; align-items: baseline; padding: 10px 14px; }
  .facts dd { font-size: 16px; }
  .stack :is(table, tbody, tr, th, td) { display: block; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { border-top: 1px solid var(--hair); padding: 8px 0; }
  .stack :is(th, td) { border: 0; padding: 2px 0; }
  .stack td { display: grid; grid-template-columns: fit-content(62%) 1fr; gap: 16px; text-align: end; }
  .stack td::before { content: attr(data-label); color: var(--soft); font-size: 14px; text-align: start; }
  .stack .bar { margin-inline-start: auto; }
  .buttons button { flex: 1 1 100%; }
  .files li { display: block; } .files button { width: 100%; margin-bottom: 4px; }
}
`;

/** The dialog around it. */
export const FRAME = `${COLOURS}
dialog {
  width: min(60rem, 100vw - 32px); max-width: none; max-height: min(56rem, 100dvh - 32px); padding: 0; border: 0; border-radius: 14px;
  background: var(--paper); color: var(--ink); box-shadow: 0 12px 48px rgb(0 0 0 / .3); overscroll-behavior: contain; scroll-padding-top: 84px;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
dialog::backdrop { background: rgb(0 0 0 / .5); }
header { position: sticky; top: 0; z-index: 1; display: flex; gap: 16px; align-items: center; justify-content: space-between; padding: 14px 20px 10px; background: var(--paper); border-bottom: 1px solid var(--hair); }
header button { flex: none; width: 44px; padding: 0; }
header svg { width: 18px; height: 18px; margin: auto; }
@media (max-width: 40rem) {
  dialog { width: 100vw; height: 100dvh; max-height: none; border-radius: 0; margin: 0; }
  header { padding: 10px 16px 8px; } h2 { font-size: 20px; }
}
`;
