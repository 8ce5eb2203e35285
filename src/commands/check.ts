// `peerproof check`: prints one assessment.

import { assessAfter } from '../assess/assess.ts';
import { pendingProbe } from '../assess/probed-listeners.ts';
import { openNode, policyOf } from '../assess/open-node.ts';
import type { Assessment } from '../model/report.ts';
import type { CheckOptions } from '../options/options.ts';
import { printAssessment, refuseFormatOfExplanation } from './print-assessment.ts';
import type { Terminal } from './terminal.ts';

/** Prints the report and returns its exit code. Throws an OptionError for --explain in a format without room for it. */
export async function check(options: CheckOptions, version: string, terminal: Terminal): Promise<number> {
  refuseFormatOfExplanation(options);
  const node = openNode(options, () => undefined);
  const { probes, reader } = node;
  const endProgress = terminal.progress(() => (probes && pendingProbe(probes)) ?? 'reading the node');
  const assessment: Assessment = await assessAfter(node, policyOf(options), (schedule) =>
    options.singleMember === 'auto' ? schedule.confirmed() : schedule.answered(),
  ).finally(endProgress);
  probes?.stop();
  const code = await printAssessment(assessment, options, version, terminal);
  if (reader.files.isHanging()) terminal.onHang();
  return code;
}
