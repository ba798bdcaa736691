//! How to read the report: what holds for every run.

/// Words only; every number of the report comes from the run.
pub const TEXT: &str = "## How to read this

- **Time** is that of the fit alone. Reading the file, widening f32 to f64 (or making arrays of arrays, where a
  contestant wants them) and looking at the result are outside of it. `recinto-wasm` and the packages from npm run each
  in a dedicated worker of one Chromium, timed there by `performance.now()`; the native program and the Python
  processes are timed by their own monotonic clock. Everyone has one thread,
  but for `polars-threads`.
- **Files of events** are the exception: reading the file is part of the work there. All find the same events, people,
  purchases, sessions and sums of money, and compute the same features; ours also looks for what the others do not
  (near duplicates, clocks, bots by more rules, outliers). `json-parse` and `papaparse` are what a good JavaScript
  developer would write (`bench/peers/js/pipeline.js`), polars its lazy expressions (`bench/peers/python/pipeline.py`),
  on one thread and, as `polars-threads`, on all.
- **Cold** is the first run: V8 compiles while it runs. Numba's packages are compiled before it. The other columns are
  the rounds after it, or the cold run alone where a contestant is so slow that it runs only once.
- **Rounds**: in each, every contestant runs once, and another one is first every time. A contestant with fewer runs
  than there are rounds is slow; its ratios of single rounds are those of the rounds it ran in. Where only the cold
  run is left of it, the ratio of medians sets that run against our median.
- **Memory** is the most that a fit took beyond what was held once the data were loaded, over all runs: growth of the
  WebAssembly memory (which never shrinks), or of the resident set of the process. For packages from npm it is the
  resident set of the browser's renderer, rubbish not yet collected included. The data themselves are not in it.
- The native program and the module are compiled from the same sources with the same profile (`fast`); the module
  with 128-bit SIMD and without relaxed SIMD, the native program for the baseline of its processor family. The
  module is not passed through wasm-opt.
- `scikit-learn-f32` is given the data as they are stored, `scikit-learn-f64` widened. Ours computes in f64. At equal
  start scikit-learn has `tol=0`, so that everyone runs until no row changes its cluster.
- `min_samples` counts the row itself in scikit-learn and in ours. `hdbscan`, `fast_hdbscan` do not count it and are
  given one less. `hdbscan` has its default, an approximate spanning tree.
- ml-hclust's Ward heights are wrong, so it is timed and not compared.
- The machine may be shared and its load shows above; the ratios of single rounds tell how noisy the run was.
";
