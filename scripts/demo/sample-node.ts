// A temporary copy of a sample control-plane node that can be edited as its administrator and its kubelet would.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { materialiseNode } from '../../test/fixtures/make-proc.ts';

const etcdPid = '1311';

export type Edit = { readonly from: string; readonly to: string };

export type SampleNode = {
  readonly rootfs: string;
  readonly manifest: string;
  /** The original manifest with one text replaced, or as it is: which lines that changes, and the change itself. */
  readonly plan: (edit?: Edit) => { readonly lines: readonly string[]; readonly make: () => void };
  readonly setEtcdRunning: (shall: boolean) => void;
  /** What a search for the benchmark's flags makes of the manifest. */
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
    setEtcdRunning: (shall) => {
      if (shall === existsSync(running)) return;
      if (shall) renameSync(ended, running);
      else renameSync(running, ended);
    },
    textCheck: () => (passesTextCheck(readFileSync(manifest, 'utf8')) ? 'PASS' : 'FAIL'),
  };
}

/** By a rename, as editors do it: nobody reads half a file. */
function replaceFile(path: string, text: string, draft: string): void {
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

/** As `diff -U0` would show them; no line is added or taken away. */
function changedLines(before: string, after: string): readonly string[] {
  const added = after.split('\n');
  const changed = before.split('\n').map((line, index) => [line, added[index]]);
  return changed.flatMap(([old, now]) => (old === now ? [] : [`-${old}`, `+${now}`]));
}

function passesTextCheck(text: string): boolean {
  const flags = ['--peer-cert-file=', '--peer-key-file=', '--peer-client-cert-auth=true'];
  return flags.every((flag) => text.includes(flag));
}
