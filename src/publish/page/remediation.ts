// What to change on this node: the lines, each beside what is there now.

import type { Edit, RuleResult } from '../../model/report.ts';
import { type Html, html } from './html.ts';

export function remediationBlock({ remediation, edits }: RuleResult): Html | undefined {
  if (remediation.length === 0) return undefined;
  const others = remediation.filter((step) => !edits.some((edit) => edit.step === step));
  const places = [
    ...Map.groupBy(mainEdits(edits), ({ location, origin }) => `${origin}\0${location}`).values(),
  ];
  return html`<h3>What to change on this node</h3>
    <ol class="todo">
      ${places.map(place)}${restart(edits)}${others.map((step) => html`<li>${step}</li>`)}
    </ol>`;
}

/** A process takes over what its manifest says, so the same line is not asked for twice. */
function mainEdits(edits: readonly Edit[]): readonly Edit[] {
  return edits.filter((edit) => edit.source === 'manifest' || !isDeclared(edit, edits));
}

function isDeclared({ line }: Edit, edits: readonly Edit[]): boolean {
  return edits.some((other) => other.source === 'manifest' && other.line === line);
}

function restart(edits: readonly Edit[]): Html | undefined {
  const followers = edits.filter((edit) => edit.source === 'process' && isDeclared(edit, edits));
  const names = [...new Set(followers.map(({ location }) => location))];
  if (names.length === 0) return undefined;
  return html`<li>
    The same holds for what runs (${names.join(', ')}): it follows when the kubelet restarts it with the new
    manifest.
  </li>`;
}

const kinds: Readonly<Record<Edit['origin'], string>> = {
  flag: 'on etcd’s command line',
  default: 'on etcd’s command line',
  environment: 'in etcd’s environment',
  config_file: 'in etcd’s configuration file',
};

function place(edits: readonly Edit[]): Html {
  const [first] = edits;
  return html`<li>
    <p>In <code>${first?.location}</code>, ${kinds[first?.origin ?? 'flag']}:</p>
    ${edits.map(change)}
  </li>`;
}

function change({ now, line }: Edit): Html {
  const there = now === undefined ? html`<em>not set</em>` : html`<pre>${now}</pre>`;
  return html`<dl class="change">
    <div>
      <dt>Now</dt>
      <dd>${there}</dd>
    </div>
    <div class="wanted">
      <dt>Set</dt>
      <dd><pre>${line}</pre></dd>
    </div>
  </dl>`;
}
