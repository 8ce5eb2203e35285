// The status page: a single document, readable with and without its script.

import type { Publication } from '../../model/report.ts';
import { statusSymbols } from '../status.ts';
import { asset } from '../asset.ts';
import { iconSheet, statusName, tabIcon, time } from './elements.ts';
import { Html, html } from './html.ts';
import { memberSection } from './member-section.ts';
import { ruleSection } from './rule-section.ts';
import { sourceSection } from './source-section.ts';
import { summary, worstStatus } from './summary.ts';

export type PageContext = {
  readonly version: string;
  readonly telemetryPath: string;
  /** Whether peer listeners are probed. */
  readonly isProbing: boolean;
};

/** Elements with exactly the texts whose digests the content security policy names. */
const styleElement = new Html(`<style>${asset('page.css')}</style>`);
const scriptElement = new Html(`<script>${asset('page.js')}</script>`);

/** Length at which the node's name is cut in the title. */
const maxTitleLength = 80;

/** Renders the page; without a publication, the first assessment is not done. */
export function statusPage(publication: Publication | undefined, context: PageContext, now: Date): string {
  const report = publication?.report;
  const status = worstStatus(report);
  const { node = '' } = report ?? {};
  const name = node.length > maxTitleLength ? `${node.slice(0, maxTitleLength)}…` : node;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${statusSymbols[status]} ${statusName(status)}${report && ` · ${name}`} · peerproof</title>
        <link rel="icon" href="${tabIcon(status)}" data-stale="${tabIcon('stale')}" />
        ${styleElement}
      </head>
      <body>
        <a class="skip" href="#verdict">Skip to the verdict</a>
        <div id="notice" role="alert"></div>
        <p id="said" class="unseen" role="status"></p>
        ${iconSheet}
        <div id="page">
          ${publication === undefined ? startingBody(context) : body(publication, context, now)}
          <footer><p>peerproof ${context.version}. Written ${time(now)}.</p></footer>
        </div>
        ${scriptElement}
      </body>
    </html> `;
  return page.markup;
}

function body(publication: Publication, context: PageContext, now: Date): Html {
  const { report } = publication;
  const { members, rules, sources, assessedAt } = report;
  const age = html`<p class="age">
    <span class="still">As of ${time(assessedAt)}. <span>Reload for the state of now.</span></span
    ><span class="live">Live. Last assessed ${time(assessedAt)}.</span>
  </p>`;
  return html`${header(html`Node <bdi>${report.node}</bdi>`, age, context)}
    <main>
      ${summary(publication, now)} ${rules.map((rule) => ruleSection(rule, publication, now))}
      <section aria-labelledby="found">
        <h2 id="found" class="chapter">What was found</h2>
        ${members.length === 0 ? html`<p class="card">No etcd was found in what could be read of this node.</p>` : members.map((member) => memberSection(member, report, now))}
      </section>
      ${sourceSection(sources, context)}
    </main>`;
}

/** The page before the first assessment is done. */
function startingBody(context: PageContext): Html {
  return html`${header('peerproof', undefined, context)}
    <main>
      <section class="card unknown" aria-labelledby="verdict">
        <h2 id="verdict">Unknown</h2>
        <p>The first assessment is not done yet.</p>
      </section>
    </main>`;
}

function header(title: Html | string, age: Html | undefined, { telemetryPath }: PageContext): Html {
  // Relative links work behind a proxy that adds a path.
  return html`<header class="top">
    <div>
      <p class="eyebrow">etcd peer security</p>
      <h1>${title}</h1>
      ${age}
    </div>
    <nav aria-label="Other formats">
      <a href="./${telemetryPath.replace(/^\/+/, '')}">Metrics</a>
      <a href="./api/v1/report">Report (JSON)</a>
    </nav>
  </header>`;
}
