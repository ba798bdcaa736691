// @ts-check
/**
 * `<recinto-privacy>`: the visitor's own view of what Recinto keeps, worked out and sent. It draws what `recinto.export()`
 * answers, and draws it again when the engine or the consent changes. It stores nothing and sends nothing.
 *
 * @typedef {object} View
 * @property {import('./say.js').Speaker} say
 * @property {import('./read.js').Seen} seen
 * @property {{ withdraw: (purpose: string) => void, change: () => void, forget: () => void, take: (file: import('./download.js').File) => void }} act
 */
import { download } from './download.js';
import { load } from './load.js';
import { dress, make } from './make.js';
import { choices } from './parts/choices.js';
import { copies } from './parts/copies.js';
import { facts } from './parts/facts.js';
import { kept } from './parts/kept.js';
import { went } from './parts/went.js';
import { reasons } from './parts/why.js';
import { readAll } from './read.js';
import { fill, langOf, speaker } from './say.js';
import { VIEW } from './style.js';

/** Changes come with every event; once in so many ms is enough to look at. */
const CALM = 300;
/** While the engine is on its way, it is looked for this often. */
const LOOK = 700;

export const NAME = 'recinto-privacy';

/** The gate's settings, wherever its tag stands. */
const settings = () => /** @type {any} */ (document.querySelector('script[data-site]'))?.dataset ?? {};
/** Before the gate runs there is at most the stub, which cannot answer. */
const recinto = () => {
  const api = /** @type {any} */ (window).recinto;
  return typeof api?.export === 'function' ? api : null;
};

/** Everything the events of the page can change, or the consent. */
const SOON = ['recinto:change', 'recinto:segment'];

/** The class is made when it is asked for: a page without custom elements must be able to read this file. */
export const define = () => {
  if (customElements.get(NAME)) return;
  customElements.define(
    NAME,
    class extends HTMLElement {
      /** Set by the dialog: it has a title of its own, and has to be shut before the banner can be reached. */
      bare = false;
      leave = () => {};
      set = null;
      #turn = 0;
      #timer = 0;
      #before = '';
      #group = '';
      #body = make('div', { class: 'all' });
      #status = make('p', { class: 'sr', role: 'status' });

      constructor() {
        super();
        dress(this, VIEW).append(this.#body, this.#status);
      }

      connectedCallback() {
        for (const name of SOON) document.addEventListener(name, this.#soon);
        addEventListener('load', this.#soon);
        this.#draw();
      }

      disconnectedCallback() {
        for (const name of SOON) document.removeEventListener(name, this.#soon);
        removeEventListener('load', this.#soon);
        clearTimeout(this.#timer);
        this.#timer = 0;
        this.#turn++;
      }

      /** Whoever gives the focus back to this element means the place it was taken from. */
      focus() {
        this.shadowRoot?.getElementById('change')?.focus();
      }

      #wait(ms) {
        this.#timer ||= window.setTimeout(() => {
          this.#timer = 0;
          this.#draw();
        }, ms);
      }
      #soon = () => this.#wait(CALM);
      #tell = (text) => (this.#status.textContent = text);

      async #draw() {
        const turn = ++this.#turn;
        const api = recinto();
        const set = this.set ?? settings();
        /* In the language of the place where it stands. */
        const lang = langOf(this.lang || /** @type {HTMLElement | null} */ (this.closest('[lang]'))?.lang);
        let seen;
        let say;
        try {
          say = speaker(await load(`visitor.${lang}.js`));
          seen = api && (await readAll(await api.export(), set));
        } catch (error) {
          console.warn('recinto:', error);
        }
        /* A later change overtook this answer, or the element is gone. */
        if (turn !== this.#turn || !this.isConnected || !say) return;
        const { texts } = say;
        if (!seen) return this.#show(texts, [make('p', {}, api ? texts.failed : document.readyState === 'complete' ? texts.absent : texts.wait)]);
        if (seen.all.status === 'loading') this.#wait(LOOK);
        const now = JSON.stringify([lang, seen.all, seen.gpc, seen.why]);
        if (now === this.#before) return;
        this.#before = now;
        this.#show(texts, this.#parts({ say, seen, act: this.#acts(texts, api, set) }));
        const group = seen.model?.segments[seen.why.segment ?? -1]?.name ?? '';
        if (this.#group && group && group !== this.#group) this.#tell(fill(texts.regroup, { a: group }));
        this.#group = group;
      }

      /** @param {View} view */
      #parts(view) {
        const { texts } = view.say;
        const part = (/** @type {string} */ id, /** @type {string} */ title, /** @type {(view: View) => any[]} */ inside) =>
          make('section', { 'aria-labelledby': 'h-' + id }, make('h3', { id: 'h-' + id, tabindex: '-1' }, title), ...inside(view));
        return [
          facts(view),
          part('why', view.seen.why.segment === null ? texts.whyNot : texts.why, reasons),
          part('stored', texts.stored, kept),
          part('sent', texts.went, went),
          part('choices', texts.choices, choices),
          part('copies', texts.take, copies),
        ];
      }

      /** What was open stays open, and the focus where it was, or at the head of its section. */
      #show(texts, parts) {
        const find = (/** @type {string | undefined} */ id) => this.shadowRoot?.getElementById(id ?? '');
        const focused = this.shadowRoot?.activeElement;
        const head = focused?.closest('section')?.querySelector('h3')?.id;
        const kept = [...this.#body.querySelectorAll('details, .scroll')].map(({ id, open, scrollTop, scrollLeft }) => ({ id, open, scrollTop, scrollLeft }));
        this.#body.lang = texts.locale.slice(0, 2);
        this.#body.replaceChildren(...(this.bare ? [] : [make('h2', {}, texts.title)]), make('p', { class: 'soft' }, texts.about), ...parts);
        for (const { id, ...place } of kept) Object.assign(find(id) ?? {}, place);
        if (focused) (find(focused.id) ?? find(head))?.focus();
      }

      /** @returns {View['act']} */
      #acts(texts, api, set) {
        return {
          withdraw: (purpose) => {
            api.consent({ [purpose]: false });
            this.#tell(fill(texts.withdrawn, { a: texts.purposes[purpose] }));
            this.#soon();
          },
          forget: () => {
            api.forget();
            this.#tell(texts.forgotten);
            this.#soon();
          },
          change: () => {
            this.leave();
            api.showConsent();
          },
          take: async (file) => {
            try {
              this.#tell(fill(texts.saved, { a: await download(file, await api.export(), set) }));
            } catch (error) {
              console.warn('recinto:', error);
              this.#tell(texts.failed);
            }
          },
        };
      }
    },
  );
};
