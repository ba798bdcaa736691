/* As the package's README says; the page reaches `track` as `window.plausible`, which the package binds by itself. */
import { init } from '@plausible-analytics/tracker';

init({ domain: location.hostname, endpoint: `${window.collect}/api/event` });
