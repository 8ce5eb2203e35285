// A temporary copy of a sample control-plane node that can be edited like a real node.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { materialiseNode } from '../../test/fixtures/make-proc.ts';

const etcdPid = '1311';

export type Edit = { readonly from: string; readonly to: string };

/** The state of etcd's process. */
export type EtcdState = 'running' | 'ended';

export type SampleNode = {
  readonly rootfs: string;
  readonly manifest: string;
  /** Plans an edit of the original manifest, or its restoration: the changed lines, and the change. */
  readonly plan: (edit?: Edit) => { readonly lines: readonly string[]; readonly make: () => void };
  readonly setEtcd: (state: EtcdState) => void;
  /** Searches the manifest for the benchmark's flags. */
  readonly textCheck: () => 'PASS' | 'FAIL';
};

export function createSampleNode(directory: string): SampleNode {
  const rootfs = join(directory, 'node');
  materialiseNode(join(import.meta.dirname, '../../test/fixtures/nodes/sample'), rootfs);
  const manifest = join(rootfs, 'etc/kubernetes/manifests/etcd.yaml');
  const original = readFileSync(manifest, 'utf8');
  const [running, ended] = [join(rootfs, 'proc', etcdPid), join(directory, 'ended')];
  return {
    rootfs,
    manifest,
    plan: (edit) => {
      const text = edit === undefined ? original : original.replace(edit.from, edit.to);
      if (edit !== undefined && text === original) throw new Error(`The manifest has no ${edit.from}`);
      return {
        lines: changedLines(readFileSync(manifest, 'utf8'), text),
        make: () => replaceFile(manifest, text, join(directory, 'etcd.yaml')),
      };
    },
    setEtcd: (state) => {
      const [from, to] = state === 'running' ? [ended, running] : [running, ended];
      if (existsSync(from)) renameSync(from, to);
    },
    textCheck: () => (passesTextCheck(readFileSync(manifest, 'utf8')) ? 'PASS' : 'FAIL'),
  };
}

/** Replaces a file by a rename, so that nobody reads half of it. */
function replaceFile(path: string, text: string, draft: string): void {
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

/** Lists changed lines as `diff -U0` shows them. Both texts have the same number of lines. */
function changedLines(before: string, after: string): readonly string[] {
  const added = after.split('\n');
  const changed = before.split('\n').map((line, index) => [line, added[index]]);
  return changed.flatMap(([old, now]) => (old === now ? [] : [`-${old}`, `+${now}`]));
}

function passesTextCheck(text: string): boolean {
  const flags = ['--peer-cert-file=', '--peer-key-file=', '--peer-client-cert-auth=true'];
  return flags.every((flag) => text.includes(flag));
}
