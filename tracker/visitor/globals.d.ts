/** What the build puts in: the hash of each file that the view fetches. */
declare const VIEW_FILES: { 'visitor.it.js': string; 'visitor.en.js': string; 'evidence.js': string };
/** What the build puts into `banner.js`: the hash of the view. */
declare const VISITOR_INTEGRITY: string;
