/** What the build defines, and what the page has beyond the standard types. */
declare const ENGINE_INTEGRITY: string;
declare const GLUE_INTEGRITY: string;
declare const BANNER_INTEGRITY: string;
declare const ADAPTERS_INTEGRITY: string;

interface Navigator {
  readonly globalPrivacyControl?: boolean;
}
/** The hash of the place pack; put in by the build. */
declare const PLACES_INTEGRITY: string;
/** Each sensitive matter's words, with `|` between them; put in by the build. */
declare const SENSITIVE: Record<string, string>;
/** What wasm-bindgen makes; joined in by the build. */
declare module 'mind';
