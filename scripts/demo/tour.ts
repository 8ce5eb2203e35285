// The tour through the four verdicts, each of which the agent must reach.

import { setTimeout as sleep } from 'node:timers/promises';
import { lineOf, type SampleAgent, type Verdict } from './sample-agent.ts';
import type { SampleNode } from './sample-node.ts';
import { type Step, steps } from './steps.ts';
import { coloured, dim, heading, isInteractive, say, wantsToLeave } from './terminal.ts';

/** Time limit of a verdict, and time for reading a step before the tour goes on. In seconds. */
const verdictTimeout = 5;
const readingTime = 15;
const shownRule = 'cis-kubernetes-2.5';

/** The error of a verdict that the agent did not reach. */
export class WrongVerdict extends Error {}

export type Tour = {
  readonly node: SampleNode;
  readonly agent: SampleAgent;
  /** Changed verdicts that the agent has logged. */
  readonly verdicts: readonly Verdict[];
};

/** Takes the steps until the reader leaves. Throws a WrongVerdict. */
export async function walk(tour: Tour): Promise<void> {
  let options: readonly string[] | undefined;
  const keys = ` Enter goes on, q leaves; left alone it goes on after ${readingTime} s.`;
  say(`A tour through the four verdicts, on a copy of a sample control-plane node.${isInteractive ? keys : ''}`);
  for (const [index, step] of steps.entries()) {
    heading(`${index + 1}/${steps.length}  ${coloured(step.title)}`);
    say(step.text, '  ');
    const edit = tour.node.plan(step.edit);
    for (const line of edit.lines) console.log(`  ${line}`);
    if (index > 0 && (await wantsToLeave(readingTime))) return;
    await take(tour, step, { make: edit.make, needsStart: options?.join() !== step.options.join() });
    options = step.options;
  }
}

type Change = { readonly make: () => void; readonly needsStart: boolean };

async function take({ node, agent, verdicts }: Tour, step: Step, { make, needsStart }: Change): Promise<void> {
  if (needsStart) await agent.close();
  const known = verdicts.length;
  node.setEtcd(step.etcd);
  const start = performance.now();
  make();
  if (needsStart) await agent.start(step.options);
  const exposition = await verdictOf(agent, step, () => verdicts.length > known);
  const changed = verdicts.slice(known);
  // A verdict on a member that is gone adds nothing to the verdict on the node.
  for (const verdict of changed.filter(({ to }) => to !== 'gone')) console.log(`  ${lineOf(verdict)}`);
  const took = Math.round((changed.at(-1)?.at ?? start) - start);
  console.log(dim(`  ${took} ms from ${step.from} to the verdict`));
  for (const line of exposition.filter(isShown)) console.log(`  ${line}`);
  console.log(dim(`  A search for the flags in the manifest says ${node.textCheck()}.`));
}

/** Returns the exposition once the agent has logged a change and shows the verdict of the step. */
async function verdictOf(agent: SampleAgent, { expected }: Step, hasLogged: () => boolean): Promise<readonly string[]> {
  const deadline = performance.now() + verdictTimeout * 1000;
  const wanted = Object.entries(expected).map(
    ([control, status]) => `peerproof_rule_status{node="cp-1",rule="cis-kubernetes-${control}",status="${status}"} 1`,
  );
  for (;;) {
    const isLate = performance.now() > deadline;
    // The agent must notice the change without a scrape, which would make it look.
    const lines = hasLogged() || isLate ? await scrape(agent) : [];
    if (hasLogged() && wanted.every((line) => lines.includes(line))) return lines;
    if (isLate)
      throw new WrongVerdict(
        `Not within ${verdictTimeout} s:\n${wanted.join('\n')}\nbut:\n${lines.filter(isStatus).join('\n')}`,
      );
    await sleep(5);
  }
}

async function scrape(agent: SampleAgent): Promise<readonly string[]> {
  const answer = await fetch(`http://${agent.address()}/metrics`, { headers: { connection: 'close' } });
  return (await answer.text()).split('\n');
}

function isStatus(line: string): boolean {
  return line.startsWith('peerproof_rule_status{') && line.endsWith(' 1');
}

function isShown(line: string): boolean {
  return line.includes(`rule="${shownRule}"`) && (isStatus(line) || line.startsWith('peerproof_rule_compliant{'));
}
