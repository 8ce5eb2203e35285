// The section of sources: the state of each source of evidence.

import type { Source } from '../../model/member.ts';
import type { SourceState } from '../../model/verdict.ts';
import { definition, reasonList } from './elements.ts';
import { type Html, html } from './html.ts';

const nodeSources = [
  ['manifest', 'Static pod manifests', 'no static pod directory is known on this node'],
  ['process', 'Running processes', 'no process directory is looked at'],
  ['wire', 'Peer listeners, asked over the wire', 'no peer listener of a running etcd can be asked from here'],
] as const satisfies readonly (readonly [source: Source, name: string, absence: string])[];

type Probing = { readonly isProbing: boolean };

export function sourceSection(states: readonly SourceState[], { isProbing }: Probing): Html {
  const items = nodeSources.map(([source, name, absence]) => {
    const state = states.find((candidate) => candidate.source === source);
    const isOff = source === 'wire' && !isProbing;
    return definition(name, state === undefined ? absenceText(isOff ? undefined : absence) : stateText(state));
  });
  return html`<section class="card sources" aria-labelledby="sources">
    <h2 id="sources">Sources</h2>
    <dl>${items}</dl>
  </section>`;
}

/** `absence` is `undefined` for a source that the operator switched off. */
function absenceText(absence: string | undefined): Html {
  return absence === undefined
    ? html`<strong>Switched off</strong> (--probe=off).`
    : html`<strong>Not in use:</strong> ${absence}.`;
}

function stateText({ up, causes }: SourceState): Html {
  if (up && causes.length === 0) return html`Read.`;
  const text = up ? html`Read, with trouble:` : html`<strong class="bad">Not read:</strong>`;
  return html`${text}${reasonList(causes)}`;
}
