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
h2 { font-size: 25px; line-height: 1.25; font-weight: 650; margin: 0 0 4px; }
h2, h3 { outline: none; }
button {
  font: inherit; font-weight: 600; min-height: 44px; padding: 8px 18px; cursor: pointer; overflow-wrap: normal;
  border-radius: 8px; border: 2px solid var(--accent); background: none; color: inherit;
}
button:hover { background: var(--accent); color: var(--accent-ink); }
:is(button, summary, [tabindex="0"]):focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
`;

/** The element. */
export const VIEW = `${COLOURS}
:host { display: block; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;}
.all { max-width: 60rem; margin: 0 auto; padding: 16px; overflow-wrap: anywhere; }
p { margin: 0 0 10px; max-width: 46rem; text-wrap: pretty; }
.soft, thead th, dt, small { color: var(--soft); }
.small, small, dt, thead th, .scroll { font-size: 14px; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h3 { font-size: 20px; line-height: 1.3; font-weight: 650; margin: 0 0 8px; }
h4 { margin: 16px 0 4px; }
section { border-top: 1px solid var(--hair); padding: 24px 0 20px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 12px; margin: 16px 0 24px; }
.facts div { background: var(--wash); border-radius: 10px; padding: 12px 16px; }
dd { margin: 0; }
.facts dd { font-size: 20px; line-height: 1.3; font-weight: 650; }
.facts small { display: block; font-weight: 400; }
table { border-collapse: collapse; width: 100%; margin: 0 0 12px; }
th, td { text-align: start; vertical-align: top; padding: 8px 16px 8px 0; border-top: 1px solid var(--hair); overflow-wrap: break-word; }
thead th { border: 0; font-weight: 400; padding-bottom: 4px; }
progress { display: block; width: 72px; height: 8px; accent-color: var(--accent); }
.move { border-inline-start: 4px solid var(--accent); background: var(--wash); padding: 10px 16px; max-width: none; }
summary { cursor: pointer; padding: 6px 0; font-weight: 600; width: fit-content; }
summary::marker { color: var(--accent); }
.scroll { max-height: 20rem; overflow: auto; border: 1px solid var(--hair); border-radius: 8px; padding: 2px 14px; overscroll-behavior: contain; }
.scroll table { margin: 0; }
code, pre { font: 13px/1.6 ui-monospace, monospace; }
pre { margin: 4px 0 12px; padding: 12px 14px; background: var(--wash); border-radius: 8px; white-space: pre-wrap; word-break: break-all; }
.message { border: 1px solid var(--hair); border-radius: 8px; padding: 6px 14px 2px; margin-bottom: 10px; }
.message dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 16px; margin: 4px 0 10px; }
ul { list-style: none; margin: 0 0 12px; padding: 0; }
li { display: flex; gap: 16px; align-items: center; justify-content: space-between; border-top: 1px solid var(--hair); padding: 8px 0; min-height: 62px; }
li b { display: block; }
.on::before, .off::before { content: "○ " / ""; }
.on::before { content: "● " / ""; color: var(--accent); }
.buttons { display: flex; flex-wrap: wrap; gap: 10px; }
.files li { justify-content: start; flex-wrap: wrap; gap: 4px 16px; }
.files button { flex: 0 1 14rem; }
.alarm { font-weight: 600; border: 2px solid; padding: 8px 14px; }
@media (max-width: 40rem) {
  .stack :is(table, tbody, tr, th, td) { display: block; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { border-top: 1px solid var(--hair); padding: 8px 0; }
  .stack :is(th, td) { border: 0; padding: 2px 0; }
  .stack td { display: grid; grid-template-columns: fit-content(62%) 1fr; gap: 16px; text-align: end; }
  .stack td::before { content: attr(data-label); color: var(--soft); font-size: 14px; text-align: start; }
  progress { margin-inline-start: auto; }
  .buttons button, .files button { flex: 1 1 100%; }
}
`;

/** The dialog around it. */
export const FRAME = `${COLOURS}
dialog {
  width: min(60rem, 100vw - 32px); max-width: none; max-height: min(56rem, 100dvh - 32px); padding: 0; border: 0; border-radius: 14px;
  background: var(--paper); color: var(--ink); overscroll-behavior: contain; scroll-padding-top: 84px;
  font: 16px/1.5 system-ui, sans-serif;
}
dialog::backdrop { background: rgb(0 0 0 / .5); }
header { position: sticky; top: 0; display: flex; gap: 16px; align-items: center; justify-content: space-between; padding: 10px 16px; background: var(--paper); border-bottom: 1px solid var(--hair); }
header button { flex: none; width: 44px; padding: 0; font-size: 28px; line-height: 1; }
@media (max-width: 40rem) {
  dialog { width: 100vw; height: 100dvh; max-height: none; border-radius: 0; margin: 0; }
  h2 { font-size: 20px; }
}
`;
