// The steps of the tour: edits of the sample node, and the verdict after each.

import type { Status } from '../../src/model/verdict.ts';
import type { Edit, EtcdState } from './sample-node.ts';

export type Step = {
  readonly title: Status;
  readonly text: string;
  /** An edit of the original manifest; without an edit the manifest is restored. */
  readonly edit?: Edit;
  /** The state of etcd after the edit. */
  readonly etcd: EtcdState;
  /** Options of the agent, which is restarted when they change. */
  readonly options: readonly string[];
  /** The start of the time to the verdict. */
  readonly from: string;
  readonly expected: Readonly<Record<'2.4' | '2.5', Status>>;
};

export const steps: readonly Step[] = [
  {
    title: 'pass',
    text: 'The node as kubeadm left it: peer certificates, peer client certificates, https.',
    etcd: 'running',
    options: [],
    from: "the agent's start",
    expected: { '2.4': 'pass', '2.5': 'pass' },
  },
  {
    title: 'fail',
    text: 'One letter less. Every TLS flag is still set, and etcd would ignore them all: only the scheme of the listener decides.',
    edit: { from: '--listen-peer-urls=https:', to: '--listen-peer-urls=http:' },
    etcd: 'running',
    options: [],
    from: 'the edit',
    expected: { '2.4': 'fail', '2.5': 'fail' },
  },
  {
    title: 'unknown',
    text: 'A listener without a port: etcd refuses to start, and its process is gone. What does not run proves nothing.',
    edit: { from: '--listen-peer-urls=https://192.0.2.10:2380', to: '--listen-peer-urls=https://192.0.2.10' },
    etcd: 'ended',
    options: [],
    from: 'the edit',
    expected: { '2.4': 'unknown', '2.5': 'unknown' },
  },
  {
    title: 'not_applicable',
    text: 'Peers need not prove who they are, but the operator declares that there are none: the agent is started again with --single-member=not_applicable.',
    edit: { from: '--peer-client-cert-auth=true', to: '--peer-client-cert-auth=false' },
    etcd: 'running',
    options: ['--single-member=not_applicable'],
    from: "the edit, with the agent's start,",
    expected: { '2.4': 'pass', '2.5': 'not_applicable' },
  },
  {
    title: 'pass',
    text: 'The edit is undone, and the agent is started again without the option.',
    etcd: 'running',
    options: [],
    from: "the edit, with the agent's start,",
    expected: { '2.4': 'pass', '2.5': 'pass' },
  },
];
