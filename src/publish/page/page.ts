// The status page as one document: what the agent knows of its node, readable with and without its script.

import type { Publication } from '../../model/publication.ts';
import { Html, html } from './html.ts';
import { memberBlock } from './members.ts';
import { ruleBlock } from './rules.ts';
import { script, style } from './assets.ts';
import { sourceBlock } from './sources.ts';
import { summary, worstStatus } from './summary.ts';
import { iconAddress, shapeSheet, statusSigns, statusWords, time } from './words.ts';

export type PageContext = {
  readonly version: string;
  readonly telemetryPath: string;
  /** Peer listeners are asked. */
  readonly isProbing: boolean;
};

/** Exactly these texts, to the blank: the content security policy knows them by their digests. */
const styleElement = new Html(`<style>${style}</style>`);
const scriptElement = new Html(`<script>${script}</script>`);

/** `undefined`: the first assessment is not done. */
export function statusPage(publication: Publication | undefined, context: PageContext, now: Date): string {
  const report = publication?.report;
  const status = worstStatus(report);
  const node = report === undefined ? '' : ` · ${shortened(report.node)}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${statusSigns[status]} ${statusWords[status]}${node} · peerproof</title>
        <link rel="icon" href="${iconAddress(status)}" data-stale="${iconAddress('stale')}" />
        ${styleElement}
      </head>
      <body>
        <a class="skip" href="#verdict">Skip to the verdict</a>
        <div id="notice" role="alert"></div>
        <p id="said" class="unseen" role="status"></p>
        ${shapeSheet}
        <div id="page">
          ${publication === undefined ? beginning(context, now) : body(publication, context, now)}
        </div>
        ${scriptElement}
      </body>
    </html> `;
  return page.markup;
}

/** As long as a tab has use for. */
function shortened(node: string): string {
  return node.length > 80 ? `${node.slice(0, 80)}…` : node;
}

function body(publication: Publication, context: PageContext, now: Date): Html {
  const { report } = publication;
  const { members, rules, sources } = report;
  return html`${header(report.node, context, report.assessedAt)}
    <main>
      ${summary(publication, now)} ${rules.map((rule) => ruleBlock(rule, publication, now))}
      <section aria-labelledby="found">
        <h2 id="found" class="chapter">What was found</h2>
        ${members.length === 0 ? html`<p class="card">No etcd was found in what could be read of this node.</p>` : members.map((member) => memberBlock(member, report, now))}
      </section>
      ${sourceBlock(sources, context.isProbing)}
    </main>
    ${footer(context, now)}`;
}

function header(node: string, context: PageContext, assessedAt: Date): Html {
  return html`<header class="top">
    <div>
      <p class="eyebrow">etcd peer security</p>
      <h1>Node <bdi>${node}</bdi></h1>
      <p class="age">
        <span class="still">As of ${time(assessedAt)}. <span>Reload for the state of now.</span></span
        ><span class="live">Live. Last assessed ${time(assessedAt)}.</span>
      </p>
    </div>
    ${links(context)}
  </header>`;
}

/** Relative, so that they hold behind a proxy that puts a path before them. */
function links({ telemetryPath }: PageContext): Html {
  return html`<nav aria-label="Other formats">
    <a href="./${telemetryPath.replace(/^\/+/, '')}">Metrics</a> <a href="./api/v1/report">Report (JSON)</a>
  </nav>`;
}

function footer({ version }: PageContext, now: Date): Html {
  return html`<footer><p>peerproof ${version}. Written ${time(now)}.</p></footer>`;
}

function beginning(context: PageContext, now: Date): Html {
  return html`<header class="top">
      <div>
        <p class="eyebrow">etcd peer security</p>
        <h1>peerproof</h1>
      </div>
      ${links(context)}
    </header>
    <main>
      <section class="card unknown" aria-labelledby="verdict">
        <h2 id="verdict">Unknown</h2>
        <p>The first assessment is not done yet.</p>
      </section>
    </main>
    ${footer(context, now)}`;
}
