/**
 * Recinto on a website: audience segments, computed on the visitor's device after consent.
 *
 * The package holds the files that a site hosts itself (`gate.js` and what it loads beside it) and this small module for
 * sites that are built with a bundler. The module loads the gate and passes calls on; before consent they are discarded.
 */

/** What a visitor may grant, each alone. */
export type Purpose = 'segment' | 'report' | 'position' | 'activate';

/** The purposes to set: `true` grants, anything else refuses; what is not named stays as it is. */
export type Wish = Partial<Record<Purpose, boolean>>;

/** The purposes as they hold now. */
export type Consent = Record<Purpose, boolean> & {
  /** Nobody needs to be asked by Recinto: there is a choice, or a consent platform of the page asks. */
  decided: boolean;
};

/** The visitor's segment. */
export interface Segment {
  /** The segment's name in one word, such as `FoodLoversMilano`. */
  segmento: string;
  /**
   * How often people like this visitor stayed in the segment when it was drawn anew; 0 to 1. Of a rule: the degree to which
   * it holds, 0.5 at its bounds, 1 far beyond them.
   */
  scoring: number;
  /** What the marketer noted about the segment's behaviour. */
  eventi: string[];
  /** Its category. */
  categoria: string;
}

/** The kinds of event. Any other is `custom:` with 1 to 32 of `a-z`, `0-9`, `_` and `-`. */
export type EventKind = 'page' | 'click' | 'search' | 'view_item' | 'add_to_cart' | 'purchase' | 'visit_store' | `custom:${string}`;

/** What an event says. All of it stays on the device. */
export interface EventData {
  /** Up to 64 characters; an id that was seen is ignored, so an order's number counts an order once. */
  id?: string;
  /** Milliseconds since 1970; now, if it is not given or lies ahead. */
  time?: number;
  page?: string;
  item?: string;
  brand?: string;
  category?: string;
  quantity?: number;
  /** In units of the currency. */
  value?: number;
  /** Three letters, such as `EUR`. */
  currency?: string;
  query?: string;
  campaign?: string;
  source?: string;
  duration_ms?: number;
  /** How far down the page, 0 to 100. */
  depth_pct?: number;
  /** Kept only with the purpose `position`. */
  position?: { lat: number; lon: number; accuracy_m: number };
  utc_offset_min?: number;
  /** Up to 16, of 64 characters each. */
  props?: Record<string, string>;
}

/** Everything that is on the device, for the visitor to take along. */
export interface Export {
  choice: object | null;
  consent: Consent;
  model: { id: string; bytes: string } | null;
  events: object[];
  state: { bytes: number; days: object[] };
  features: { name: string; raw: number; scaled: number }[];
  /** What the model's rules measure, in their order; NaN where it is not defined. */
  measured?: number[];
  ledger: { seq: number; time: number; what: string; reason: string; prev: string; hash: string }[];
  reports: object[];
  /** Events of this page that found no room, once the engine runs. */
  refused?: number;
  storage: 'none' | 'memory' | 'indexeddb';
  status: 'stopped' | 'loading' | 'no-model' | 'no-segment-yet' | 'ready';
}

/** What `recinto.on` tells of. Each is also an event of the document, `recinto:…`. */
export interface Heard {
  /** The visitor's segment was computed. */
  segment: Segment;
  /** A rule of the model holds that did not before: told once, and again only after it ceased to hold. */
  enter: Segment;
  /** Consent, or what is stored, may have changed. */
  change: null | undefined;
}

/** `window.recinto`, once the gate has loaded. */
export interface Recinto {
  /** Records a view of the present address, unless the last one was of it. The gate calls it when a page begins. */
  page(): void;
  /** Records an event. Without consent it is gone. */
  track(kind: EventKind, data?: EventData): void;
  /** The visitor's segment, if there is one yet, then those of the rules that hold. */
  segments(): Segment[];
  on<Name extends keyof Heard>(name: Name, heard: (detail: Heard[Name]) => void): void;
  /** Reads the purposes, or sets those that are named. No one's yes stands against a no of the browser or a platform. */
  consent(wish?: Wish): Consent;
  /** Why the visitor is in this segment; undefined without consent or where the engine does not say. */
  why(): Promise<unknown>;
  /** Opens the visitor's own view: what is kept, why this segment, what was sent. Done once it is shown. */
  show(): Promise<void>;
  /** Withdraws everything and erases all but the record of the choice. */
  forget(): void;
  /** Opens the banner, to change a choice. */
  showConsent(): void;
  /** What is stored on the device. */
  export(): Promise<Export>;
}

/** The calls that can be made before the gate has loaded: they wait in its queue. */
export interface Stub {
  q: [keyof Recinto, ...unknown[]][];
  /** Puts the call into the queue, so that a page need not know whether the gate is there. */
  track?(kind: EventKind, data?: EventData): void;
  /** What the gate's tag would say in `data-…`, where a script cannot write on the tag. */
  set?: Partial<Options>;
}

/** The gate's tag. */
export interface Options {
  /** Where `gate.js` is, on the site's own origin. */
  src: string;
  /** Its hash, as in `hashes.json`. */
  integrity?: string;
  /** The site's name at the collector. */
  site: string;
  /** The collector's origin. */
  collector: string;
  /** One model, by its id. */
  model?: string;
  /** The banner's language. */
  lang?: 'it' | 'en';
  /** `off`: the site asks itself. */
  banner?: 'off';
  /** The address of the privacy notice. */
  privacy?: string;
  /** Whom the site hands the segment to under `activate`, as the banner names them: "Google Ad Manager, Meta". */
  partners?: string;
  /** The consent platforms that have to answer, joined by blanks: `tcf`, `gpp`, `gcm`, `segment`; or `none`. */
  consent?: string;
  /** This site's vendor id in the Global Vendor List, if it asks by one. */
  tcfVendor?: string;
  /** Which of Segment's consent categories mean which purposes: `Analytics=segment report,Advertising=activate`. */
  consentCategories?: string;
  /** The dataLayer's name, if it is another. */
  layer?: string;
  /** Who answers for the processing: stands in the record that visitors can take away. */
  controller?: string;
  /** Its postal address. */
  controllerAddress?: string;
  /** Where it, or its data protection officer, is reached. */
  controllerContact?: string;
  /** Whose law, as a country code. */
  jurisdiction?: string;
}

/** Adds the gate's tag to the page, once. */
export function load(options: Options): HTMLScriptElement;

/** `window.recinto` if it has loaded; nothing on a server, or while it has not. */
export function loaded(): Recinto | undefined;

/** `recinto.track`, now or when the gate has loaded; on a server nothing happens. */
export function track(kind: EventKind, data?: EventData): void;
/** `recinto.page`, likewise. */
export function page(): void;
/** `recinto.on`, likewise. */
export function on<Name extends keyof Heard>(name: Name, heard: (detail: Heard[Name]) => void): void;
/** `recinto.consent` with a wish, likewise. */
export function consent(wish: Wish): void;
/** `recinto.forget`, likewise. */
export function forget(): void;

declare global {
  interface Window {
    recinto?: Recinto | Stub;
  }
  interface DocumentEventMap {
    'recinto:segment': CustomEvent<Segment>;
    'recinto:enter': CustomEvent<Segment>;
    'recinto:change': Event;
    /** Sent by what hands the segment to a tool: the engine notes it in the ledger. */
    'recinto:handed': CustomEvent<{ tool: string; given: boolean }>;
  }
}
