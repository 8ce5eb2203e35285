// Where evidence comes from, and whether it could be read.

import type { Source } from '../../model/member.ts';
import type { SourceState } from '../../model/verdict.ts';
import { type Html, html } from './html.ts';
import { reasonList } from './reasons.ts';

/** Those of a node. */
type NodeSource = Exclude<Source, 'configuration'>;

const names: Readonly<Record<NodeSource, string>> = {
  manifest: 'Static pod manifests',
  process: 'Running processes',
  wire: 'Peer listeners, asked over the wire',
};

const absences: Readonly<Record<NodeSource, string>> = {
  manifest: 'no static pod directory is known on this node',
  process: 'no process directory is looked at',
  wire: 'no peer listener of a running etcd can be asked from here',
};

export function sourceBlock(states: readonly SourceState[], isProbing: boolean): Html {
  const items = (['manifest', 'process', 'wire'] as const).map((source) =>
    sourceItem(
      source,
      states.find((state) => state.source === source),
      isProbing,
    ),
  );
  return html`<section class="card sources" aria-labelledby="sources">
    <h2 id="sources">Sources</h2>
    <dl>${items}</dl>
  </section>`;
}

function sourceItem(source: NodeSource, state: SourceState | undefined, isProbing: boolean): Html {
  return html`<div>
    <dt>${names[source]}</dt>
    <dd>${state === undefined ? absent(source, isProbing) : health(state)}</dd>
  </div>`;
}

function absent(source: NodeSource, isProbing: boolean): Html {
  if (source === 'wire' && !isProbing) return html`<strong>Switched off</strong> (--probe=off).`;
  return html`<strong>Not in use:</strong> ${absences[source]}.`;
}

function health({ up, causes }: SourceState): Html {
  if (up && causes.length === 0) return html`Read.`;
  const word = up ? html`Read, with trouble:` : html`<strong class="bad">Not read:</strong>`;
  return html`${word}${reasonList(causes)}`;
}
