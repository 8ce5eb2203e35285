// The landing page: the verdict at a glance and where everything is.

import { reasonSentences } from '../model/reason.ts';
import type { Report, RuleResult } from '../model/report.ts';

export type PageContext = { readonly version: string; readonly telemetryPath: string };

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
.status{font-weight:bold}code{overflow-wrap:anywhere}`;

export function landingPage(report: Report | undefined, { version, telemetryPath }: PageContext): string {
  const body = report === undefined ? '<p>The first assessment is not done yet.</p>' : verdicts(report);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>peerproof</title><style>${style}</style></head><body>
<h1>peerproof</h1>
<p>Version ${escapeHtml(version)}. Proves that etcd's peers encrypt and authenticate.</p>
${body}
<p><a href="${escapeHtml(telemetryPath)}">Metrics</a> · <a href="/api/v1/report">Report (JSON)</a></p>
</body></html>
`;
}

function verdicts({ node, assessedAt, rules }: Report): string {
  return `<h2>Node ${escapeHtml(node)}</h2>
<p>Assessed at <time>${assessedAt.toISOString()}</time></p>
${rules.map(verdict).join('\n')}`;
}

function verdict({ rule, status, causes, notes, remediation }: RuleResult): string {
  const reasons = [...causes, ...notes].map(
    ({ reason, detail }) =>
      `<li>${escapeHtml(reasonSentences[reason])} <code>${escapeHtml(detail)}</code></li>`,
  );
  const steps = remediation.map((step) => `<li>To do: <code>${escapeHtml(step)}</code></li>`);
  return `<h3>${escapeHtml(rule.control)} ${escapeHtml(rule.title)}: <span class="status">${status}</span></h3>
<ul>${[...reasons, ...steps].join('')}</ul>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
