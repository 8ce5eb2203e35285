// Reasons as sentences, each with the thing that it is about.

import { type Cause, reasonSentences } from '../../model/reason.ts';
import { type Html, html } from './html.ts';
import { code } from './words.ts';

export function reasonList(causes: readonly Cause[]): Html | undefined {
  if (causes.length === 0) return undefined;
  return html`<ul class="reasons">
    ${causes.map(reasonItem)}
  </ul>`;
}

function reasonItem({ reason, detail }: Cause): Html {
  return html`<li>
    ${reasonSentences[reason]}
    <code class="slug">${reason}</code>${detail === '' ? undefined : html`<br />${code(detail)}`}
  </li>`;
}
