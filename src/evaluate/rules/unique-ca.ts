// CIS Kubernetes Benchmark 2.7.

import type { CaFiles, CaFile, EtcdSettings, Resolved } from '../../model/member.ts';
import type { Cause } from '../../model/reason.ts';
import type { Result } from '../../model/result.ts';
import { type Judgement, notSet, type Rule, unknownCauses } from '../rule.ts';

/** Letter: an authority is set for clients. Effect: nobody in it, or in that of the peers, vouches for Kubernetes' clients. */
function judgeOwnAuthority({ settings, caFiles: authorities }: Resolved): Judgement {
  const { trustedCaFile, peerTrustedCaFile } = settings;
  return {
    failures: [
      ...notSet(trustedCaFile, 'trusted_ca_file_not_set', 'trusted-ca-file'),
      ...(authorities === undefined ? [] : shared(authorities, settings)),
    ],
    unknowns: [...unknownCauses([trustedCaFile, peerTrustedCaFile]), ...unread(authorities)],
  };
}

function shared({ etcd, kubernetes }: CaFiles, settings: EtcdSettings): readonly Cause[] {
  const others = kubernetes.ok ? kubernetes.value : [];
  const given = [
    ['authority_shared_with_kubernetes', settings.trustedCaFile],
    ['peer_authority_shared_with_kubernetes', settings.peerTrustedCaFile],
  ] as const;
  return given.flatMap(([reason, setting]) => {
    const own = etcd.find(({ path }) => setting.known && path === setting.value);
    const same = own === undefined ? [] : others.filter((other) => areShared(own, other));
    return same.map(({ path }) => ({
      reason,
      detail: `${own?.path} and the API server's client-ca-file ${path} hold the same authority`,
    }));
  });
}

/** By the keys, so that a copy, a link and a renewed certificate are the same; by the name where they cannot be compared. */
function areShared(own: CaFile, other: CaFile): boolean {
  if (!own.keys.ok || !other.keys.ok) return own.path === other.path;
  const { value: keys } = other.keys;
  return [...own.keys.value].some((key) => keys.has(key));
}

function unread(authorities: CaFiles | undefined): readonly Cause[] {
  if (authorities === undefined) return [{ reason: 'authority_file_unreadable', detail: 'none was read' }];
  const { etcd, kubernetes } = authorities;
  if (!kubernetes.ok) return [...causesOf(etcd.map(({ keys }) => keys)), kubernetes.error];
  return causesOf([...etcd, ...kubernetes.value].map(({ keys }) => keys));
}

function causesOf(reads: readonly Result<unknown>[]): readonly Cause[] {
  return reads.flatMap((read) => (read.ok ? [] : [read.error]));
}

export const uniqueCa: Rule = {
  isForClusters: false,
  readsCaFiles: true,
  judge: judgeOwnAuthority,
  text: {
    id: 'cis-kubernetes-2.7',
    framework: 'cis-kubernetes',
    isDefault: false,
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
    references: ['CIS Kubernetes Benchmark, section 2: etcd', 'etcd documentation: transport security model'],
    cisControls: [],
  },
};
