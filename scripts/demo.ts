// `make demo`: a tour through the four verdicts, then the agent on a temporary copy of a sample control-plane node.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ListenError, OptionError } from '../src/options/values.ts';
import { parseOptions } from '../src/options/options.ts';
import { createSampleAgent, lineOf, type Verdict } from './demo/sample-agent.ts';
import { createSampleNode } from './demo/sample-node.ts';
import { walk, WrongVerdict } from './demo/tour.ts';

const tourOnly = '--tour-only';
const words = process.argv.slice(2);
const agentOptions = words.filter((word) => word !== tourOnly);
let isTouring = true;
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
  // An interrupted tour has proved nothing.
  process.on(signal, () => process.exit(isTouring ? 128 + number : 0));
}
// The reader may close the pipe, as in `make demo | head`.
process.stdout.on('error', () => process.exit(1));
const scratch = mkdtempSync(join(tmpdir(), 'peerproof-demo-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const node = createSampleNode(scratch);
const verdicts: Verdict[] = [];
const agent = createSampleAgent(node.rootfs, (verdict) => {
  verdicts.push(verdict);
  if (!isTouring) console.log(`${new Date().toLocaleTimeString('en-GB')}  ${lineOf(verdict)}`);
});

/** Restores the node, and serves it with the options of the command line. */
async function stay(): Promise<void> {
  await agent.close();
  node.setEtcd('running');
  node.plan().make();
  isTouring = false;
  console.log('');
  await agent.start(agentOptions);
  const { manifest, rootfs } = node;
  console.log(`
peerproof is watching a sample control-plane node, ${rootfs}

  page     http://${agent.address()}/
  metrics  http://${agent.address()}/metrics
  report   http://${agent.address()}/api/v1/report

Now break it: edit ${manifest}
and set --peer-client-cert-auth=false, or delete the line, or make a listen-peer-urls http. For example:

  sed -i s/peer-client-cert-auth=true/peer-client-cert-auth=false/ ${manifest}

peerproof_rule_compliant{rule="cis-kubernetes-2.5"} goes from 1 to 0, and a line appears here.
Undo the edit, and it goes back. Ctrl-C ends the demo.`);
}

try {
  // A misspelt option must fail before the tour.
  parseOptions(agentOptions, {}, 'cp-1');
  await walk({ node, agent, verdicts });
  if (words.includes(tourOnly)) process.exit(0);
  await stay();
} catch (error) {
  const isExpected = [WrongVerdict, OptionError, ListenError].some((kind) => error instanceof kind);
  console.error(isExpected ? `demo: ${(error as Error).message}` : error);
  process.exit(error instanceof WrongVerdict ? 1 : 3);
}
