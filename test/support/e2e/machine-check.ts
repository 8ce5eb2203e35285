// `peerproof check` of this machine: its processes, and no manifest.

import { temporaryDirectory } from '../temporary-directory.ts';
import { runPeerproof } from '../peerproof-process.ts';

type CheckedListener = {
  readonly listener: string;
  readonly askedAt: string | null;
  readonly exposesKeyspace: boolean | null;
  readonly answer: {
    readonly kind: string;
    readonly protocol?: string;
    readonly clientCertificateRequired?: boolean;
    readonly members?: { readonly count: number; readonly version?: string };
    readonly detail?: string;
  };
};

type CheckedRule = {
  readonly control: string;
  readonly status: string;
  readonly reasons: readonly string[];
  readonly notes: readonly { readonly reason: string }[];
  readonly findings: readonly { readonly source: string; readonly status: string }[];
};

export type Checked = {
  readonly exitCode: number | null;
  // `fail / pass`: 2.4, then 2.5.
  readonly statuses: string;
  // Of both rules.
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
  readonly rules: readonly CheckedRule[];
  readonly listeners: readonly CheckedListener[];
};

type Report = {
  readonly rules: readonly CheckedRule[];
  readonly members: readonly { readonly listeners: readonly CheckedListener[] }[];
};

/** A list of one member is told once it was repeated after 5 s: without waiting for that, where it makes no difference. */
export const unrepeated = ['--single-member=no'] as const;

export async function checkMachine(options: readonly string[] = [], through: readonly string[] = []): Promise<Checked> {
  const own = ['check', '--output=json', '--node-name=cp-1', `--path.manifests=${temporaryDirectory()}`];
  const { code, stdout, stderr } = await runPeerproof([...own, ...options], { through });
  if (!stdout.startsWith('{')) throw new Error(`check printed no report: ${stderr}`);
  const { rules, members } = JSON.parse(stdout) as Report;
  return {
    exitCode: code,
    statuses: rules.map(({ status }) => status).join(' / '),
    reasons: [...new Set(rules.flatMap(({ reasons }) => reasons))],
    notes: [...new Set(rules.flatMap(({ notes }) => notes.map(({ reason }) => reason)))],
    rules,
    listeners: members.flatMap(({ listeners }) => listeners),
  };
}
