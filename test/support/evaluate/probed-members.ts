// Members whose peer listeners were probed.

import type { Member } from '../../../src/model/member.ts';
import type { Listener, PeerCertificate, WireAnswer } from '../../../src/model/listener.ts';
import { resolution, runningInvocation, secureArgv } from '../resolve/verdicts.ts';

const askedAt = new Date('2026-01-01T00:00:00Z');

export function probedListener(url: string, answer: WireAnswer, exposesKeyspace?: boolean): Listener {
  return { url, answer, askedAt: answer.kind === 'not_probed' ? undefined : askedAt, exposesKeyspace };
}

export const silent: WireAnswer = { kind: 'no_answer', detail: 'ECONNREFUSED' };
export const notProbed: WireAnswer = { kind: 'not_probed', detail: 'it is not known' };

export function plaintext(count?: number, version?: string): WireAnswer {
  return { kind: 'plaintext', members: count === undefined ? undefined : { count, version } };
}

type Tls = { readonly demands: boolean; readonly count?: number; readonly certificate?: PeerCertificate };

export function tls({ demands, count, certificate }: Tls): WireAnswer {
  return {
    kind: 'tls',
    protocol: 'TLSv1.3',
    clientCertificateRequired: demands,
    certificates: certificate === undefined ? [] : [certificate],
    members: count === undefined ? undefined : { count, version: undefined },
  };
}

/** A running etcd with these arguments after its name; without any, one that both rules pass. */
export function runningMember(listeners: readonly Listener[], argv: readonly string[] = secureArgv()): Member {
  const found = resolution(runningInvocation({ argv }));
  if (found === undefined) throw new Error('This starts no etcd member');
  const view = {
    source: 'process',
    location: 'pid 100',
    file: undefined,
    pid: 100,
    startTime: 1000,
  } as const;
  return {
    id: 'cp-1',
    sources: [{ ...view, resolution: found }],
    drift: undefined,
    listeners,
    countsForKubernetes: true,
  };
}
