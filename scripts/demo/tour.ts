// Flips the sample node through the four verdicts and holds the agent to each.

import { setTimeout as sleep } from 'node:timers/promises';
import { lineOf, type SampleAgent, type Verdict } from './sample-agent.ts';
import type { SampleNode } from './sample-node.ts';
import { type Step, steps } from './steps.ts';
import { coloured, dim, heading, isInteractive, say, wantsToLeave } from './terminal.ts';

/** How long a verdict may take, and how long a reader has for a step before it goes on by itself. In seconds. */
const patience = 5;
const readingTime = 15;
const shownRule = 'cis-kubernetes-2.5';

/** The agent did not say what it must. */
export class WrongVerdict extends Error {}

export type Tour = {
  readonly node: SampleNode;
  readonly agent: SampleAgent;
  /** What the agent has logged. */
  readonly verdicts: readonly Verdict[];
};

/** Until the reader has seen enough, at the latest. */
export async function walk(tour: Tour): Promise<void> {
  let options: readonly string[] | undefined;
  const keys = ` Enter goes on, q leaves; left alone it goes on after ${readingTime} s.`;
  say(
    `A tour through the four verdicts, on a copy of a sample control-plane node.${isInteractive ? keys : ''}`,
  );
  for (const [index, step] of steps.entries()) {
    heading(`${index + 1}/${steps.length}  ${coloured(step.title)}`);
    say(step.told, '  ');
    const edit = tour.node.plan(step.edit);
    for (const line of edit.lines) console.log(`  ${line}`);
    if (index > 0 && (await wantsToLeave(readingTime))) return;
    await take(tour, step, { make: edit.make, needsStart: options?.join() !== step.options.join() });
    options = step.options;
  }
}

type Change = { readonly make: () => void; readonly needsStart: boolean };

async function take(
  { node, agent, verdicts }: Tour,
  step: Step,
  { make, needsStart }: Change,
): Promise<void> {
  if (needsStart) await agent.close();
  const known = verdicts.length;
  node.setEtcdRunning(step.etcdRuns);
  const start = performance.now();
  make();
  if (needsStart) await agent.start(step.options);
  const exposition = await verdictOf(agent, step, () => verdicts.length > known);
  const said = verdicts.slice(known);
  // That its member is gone is told beside the verdict on the node.
  for (const verdict of said.filter(({ to }) => to !== 'gone')) console.log(`  ${lineOf(verdict)}`);
  const took = Math.round((said.at(-1)?.at ?? start) - start);
  console.log(dim(`  ${took} ms from ${step.from} to the verdict`));
  for (const line of exposition.filter(isShown)) console.log(`  ${line}`);
  console.log(dim(`  A search for the flags in the manifest says ${node.textCheck()}.`));
}

/** The exposition, once the agent has said something new and has the verdict that the step is about. */
async function verdictOf(
  agent: SampleAgent,
  { expected }: Step,
  hasSpoken: () => boolean,
): Promise<readonly string[]> {
  const deadline = performance.now() + patience * 1000;
  const wanted = Object.entries(expected).map(
    ([control, status]) =>
      `peerproof_rule_status{node="cp-1",rule="cis-kubernetes-${control}",status="${status}"} 1`,
  );
  for (;;) {
    const isLate = performance.now() > deadline;
    // Nobody scrapes before the agent has spoken: a scrape would make it look.
    const lines = hasSpoken() || isLate ? await scrape(agent) : [];
    if (hasSpoken() && wanted.every((line) => lines.includes(line))) return lines;
    if (isLate)
      throw new WrongVerdict(
        `Not within ${patience} s:\n${wanted.join('\n')}\nbut:\n${lines.filter(isStatus).join('\n')}`,
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
  return (
    line.includes(`rule="${shownRule}"`) && (isStatus(line) || line.startsWith('peerproof_rule_compliant{'))
  );
}
