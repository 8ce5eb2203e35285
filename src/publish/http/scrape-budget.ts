// How long a scrape may be made to wait, by what Prometheus says of its own patience.

import type { IncomingHttpHeaders } from 'node:http';

/** What the answer itself may take on its way. In milliseconds. */
const reserve = 500;
/** Prometheus' own default, for whoever does not say. In milliseconds. */
const usual = 10_000;

/** No scrape is given longer, whatever it says. In milliseconds. */
const longest = 60_000;

/** In milliseconds. */
export function scrapeBudget(headers: IncomingHttpHeaders): number {
  const given = Number(headers['x-prometheus-scrape-timeout-seconds']) * 1000;
  const patience = Number.isFinite(given) && given > 0 ? Math.min(given, longest) : usual;
  return Math.max(patience - reserve, patience / 2);
}
