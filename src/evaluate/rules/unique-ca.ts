// CIS Kubernetes Benchmark 2.7.

import type { CaFile, CaFiles, Resolved } from '../../model/member.ts';
import type { Cause } from '../../model/reason.ts';
import type { EtcdSettings } from '../../model/settings.ts';
import type { CheckResult, Rule } from '../rule.ts';
import { notSet, unknownCauses } from '../setting-checks.ts';
import { cisText } from './cis-text.ts';

/** Letter: a CA is set for clients. Effect: no CA in it, or in that of the peers, vouches for Kubernetes' clients. */
function checkCas({ settings, caFiles }: Resolved): CheckResult {
  const { trustedCaFile, peerTrustedCaFile } = settings;
  return {
    failures: [
      ...notSet(trustedCaFile, 'trusted_ca_file_not_set', 'trusted-ca-file'),
      ...(caFiles === undefined ? [] : sharedCas(caFiles, settings)),
    ],
    unknowns: [...unknownCauses([trustedCaFile, peerTrustedCaFile]), ...unreadCas(caFiles)],
  };
}

function sharedCas({ etcd, kubernetes }: CaFiles, settings: EtcdSettings): readonly Cause[] {
  const others = kubernetes.ok ? kubernetes.value : [];
  const settingsByReason = [
    ['authority_shared_with_kubernetes', settings.trustedCaFile],
    ['peer_authority_shared_with_kubernetes', settings.peerTrustedCaFile],
  ] as const;
  return settingsByReason.flatMap(([reason, setting]) => {
    const file = etcd.find(({ path }) => setting.known && path === setting.value);
    if (file === undefined) return [];
    return others
      .filter((other) => holdSameCa(file, other))
      .map(({ path }) => ({
        reason,
        detail: `${file.path} and the API server's client-ca-file ${path} hold the same authority`,
      }));
  });
}

/** Compares the keys, so that a copy, a link and a renewed certificate are the same; the paths where no keys are known. */
function holdSameCa(a: CaFile, b: CaFile): boolean {
  if (!a.keys.ok || !b.keys.ok) return a.path === b.path;
  const { value: others } = b.keys;
  return [...a.keys.value].some((key) => others.has(key));
}

function unreadCas(caFiles: CaFiles | undefined): readonly Cause[] {
  if (caFiles === undefined) return [{ reason: 'authority_file_unreadable', detail: 'none was read' }];
  const { etcd, kubernetes } = caFiles;
  const files = kubernetes.ok ? [...etcd, ...kubernetes.value] : etcd;
  const unread = files.flatMap(({ keys }) => (keys.ok ? [] : [keys.error]));
  return kubernetes.ok ? unread : [...unread, kubernetes.error];
}

export const uniqueCa: Rule = {
  isForClusters: false,
  readsCaFiles: true,
  check: checkCas,
  text: cisText({
    settings: ['trustedCaFile', 'peerTrustedCaFile'],
    control: '2.7',
    title: 'Ensure that a unique Certificate Authority is used for etcd',
    description:
      'etcd should trust an authority of its own, and none that signs certificates for users of the Kubernetes API.',
    rationale:
      'The authority of a cluster signs certificates for kubelets, users and pods of all kinds. If etcd trusts it too, each of them is a client of etcd, and reads and writes past every rule of Kubernetes.',
    audit:
      'trusted-ca-file is set, and no key in it or in peer-trusted-ca-file is in the client-ca-file of a kube-apiserver on the node. The files are compared by what they hold: copies, links and renewed certificates of one authority are one. Whether etcd asks for a certificate at all is 2.2.',
    remediation:
      'Make an authority for etcd alone, sign the certificates of its members and clients with it, and set --trusted-ca-file and --peer-trusted-ca-file to it.',
    impact: 'Whoever talks to etcd needs a certificate from etcd’s own authority, the API server included.',
    defaultValue: 'No authority is set. kubeadm makes one for etcd.',
  }),
};
