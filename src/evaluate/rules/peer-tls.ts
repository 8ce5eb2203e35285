// CIS Kubernetes Benchmark 2.4.

import { peerSettings } from '../../model/settings.ts';
import { certificateNotes, exposureNotes } from '../listener-notes.ts';
import type { Rule } from '../rule.ts';
import { tlsCheck } from '../setting-checks.ts';
import { plaintextAnswer } from '../wire-finding.ts';
import { cisText } from './cis-text.ts';

export const peerTls: Rule = {
  isForClusters: true,
  check: tlsCheck('peer'),
  checkListener: plaintextAnswer,
  notes: (member, at) => [...exposureNotes(member), ...certificateNotes(member, at)],
  text: cisText({
    isDefault: true,
    settings: peerSettings,
    control: '2.4',
    title: 'Etcd should use TLS encryption for peer connections',
    description:
      'Members of an etcd cluster exchange everything they store. That traffic should be encrypted with TLS.',
    rationale:
      'etcd holds every object of the Kubernetes API, secrets among them. Whoever can read or alter traffic between its members can read or alter all of them.',
    audit:
      'Every peer listener (listen-peer-urls) is https, and peer-cert-file and peer-key-file are set in the configuration that etcd really uses.',
    remediation:
      'Set --peer-cert-file and --peer-key-file to a certificate and key for peers, and use https in --listen-peer-urls and --initial-advertise-peer-urls.',
    impact: 'Peers that do not speak TLS can no longer join the cluster.',
    defaultValue: 'No certificate is set, and peers are served in plaintext on http://localhost:2380.',
    cisControls: [
      { version: 'v6', id: '14.2', title: 'Encrypt all sensitive information in transit' },
      { version: 'v7', id: '14.4', title: 'Encrypt all sensitive information in transit' },
    ],
  }),
};
