// CIS Kubernetes Benchmark 2.4.

import { peerSettings, type Resolved } from '../../model/member.ts';
import {
  autoTlsInEffect,
  type Judgement,
  notSet,
  plaintextPeerListeners,
  type Rule,
  unknownCauses,
} from '../rule.ts';
import { certificateNotes } from '../peer-certificate.ts';
import { exposureNotes, wirePlaintext } from '../listeners.ts';

/** Letter: a peer certificate and key are set. Effect: every peer listener is TLS. */
function judgePeerTls(resolved: Resolved): Judgement {
  const { settings, security } = resolved;
  return {
    failures: [
      ...notSet(settings.peerCertFile, 'peer_cert_file_not_set', 'peer-cert-file'),
      ...notSet(settings.peerKeyFile, 'peer_key_file_not_set', 'peer-key-file'),
      ...plaintextPeerListeners(resolved),
      ...autoTlsInEffect(security, 'self_signed_auto_tls', 'peer-auto-tls'),
    ],
    unknowns: unknownCauses([settings.peerCertFile, settings.peerKeyFile, settings.listenPeerUrls]),
  };
}

export const peerTls: Rule = {
  isForClusters: true,
  judge: judgePeerTls,
  judgeWire: wirePlaintext,
  notes: (member, at) => [...exposureNotes(member), ...certificateNotes(member, at)],
  text: {
    id: 'cis-kubernetes-2.4',
    framework: 'cis-kubernetes',
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
    references: ['CIS Kubernetes Benchmark, section 2: etcd', 'etcd documentation: transport security model'],
    cisControls: [
      { version: 'v6', id: '14.2', title: 'Encrypt all sensitive information in transit' },
      { version: 'v7', id: '14.4', title: 'Encrypt all sensitive information in transit' },
    ],
  },
};
