// The tour: one edit of the sample node after the other, and the verdict that each must lead to.

import type { Status } from '../../src/model/verdict.ts';
import type { Edit } from './sample-node.ts';

export type Step = {
  readonly title: Status;
  readonly told: string;
  /** Of the manifest as it was at first; without one it is put back. */
  readonly edit?: Edit;
  /** Whether etcd's process is there after the edit. */
  readonly etcdRuns: boolean;
  /** Given to the agent, which is started again where they differ from those before. */
  readonly options: readonly string[];
  /** From what on the time to the verdict is counted. */
  readonly from: string;
  readonly expected: Readonly<Record<'2.4' | '2.5', Status>>;
};

export const steps: readonly Step[] = [
  {
    title: 'pass',
    told: 'The node as kubeadm left it: peer certificates, peer client certificates, https.',
    etcdRuns: true,
    options: [],
    from: "the agent's start",
    expected: { '2.4': 'pass', '2.5': 'pass' },
  },
  {
    title: 'fail',
    told: 'One letter less. Every TLS flag is still set, and etcd would ignore them all: only the scheme of the listener decides.',
    edit: { from: '--listen-peer-urls=https:', to: '--listen-peer-urls=http:' },
    etcdRuns: true,
    options: [],
    from: 'the edit',
    expected: { '2.4': 'fail', '2.5': 'fail' },
  },
  {
    title: 'unknown',
    told: 'A listener without a port: etcd refuses to start, and its process is gone. What does not run proves nothing.',
    edit: { from: '--listen-peer-urls=https://192.0.2.10:2380', to: '--listen-peer-urls=https://192.0.2.10' },
    etcdRuns: false,
    options: [],
    from: 'the edit',
    expected: { '2.4': 'unknown', '2.5': 'unknown' },
  },
  {
    title: 'not_applicable',
    told: 'Peers need not prove who they are, but the operator declares that there are none: the agent is started again with --single-member=not_applicable.',
    edit: { from: '--peer-client-cert-auth=true', to: '--peer-client-cert-auth=false' },
    etcdRuns: true,
    options: ['--single-member=not_applicable'],
    from: "the edit, with the agent's start,",
    expected: { '2.4': 'pass', '2.5': 'not_applicable' },
  },
  {
    title: 'pass',
    told: 'The edit is undone, and the agent is started again without the option.',
    etcdRuns: true,
    options: [],
    from: "the edit, with the agent's start,",
    expected: { '2.4': 'pass', '2.5': 'pass' },
  },
];
