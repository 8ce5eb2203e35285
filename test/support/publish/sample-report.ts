// Reports made by hand, with what a test does not care about filled in.

import type { Member, MemberSource, Source } from '../../../src/model/member.ts';
import type { Setting } from '../../../src/model/settings.ts';
import type { Report, RuleResult } from '../../../src/model/report.ts';
import type { Finding, Status } from '../../../src/model/verdict.ts';
import { defaultRules } from '../resolve/verdicts.ts';

export const assessedAt = new Date('2026-01-02T03:04:05.678Z');

function known<T>(value: T, origin: 'flag' | 'default' = 'flag'): Setting<T> {
  return { known: true, value, origin };
}

function view(source: Source, location: string): MemberSource {
  return {
    source,
    location,
    file: undefined,
    pid: undefined,
    startTime: undefined,
    resolution: {
      resolved: true,
      override: undefined,
      clientSecurity: { transport: 'plaintext', clientCertificateRequired: false, autoTls: false },
      security: { transport: 'tls', clientCertificateRequired: false, autoTls: false },
      settings: {
        name: known('a'),
        dataDir: known('', 'default'),
        listenPeerUrls: known([{ scheme: 'https', text: 'https://192.0.2.1:2380' }] as const),
        peerCertFile: known('/pki/peer.crt'),
        peerKeyFile: known('/pki/peer.key'),
        peerTrustedCaFile: known('', 'default'),
        peerClientCertAuth: known(false, 'default'),
        peerAutoTls: known(false, 'default'),
        listenClientUrls: known([]),
        listenClientHttpUrls: known([], 'default'),
        certFile: known('', 'default'),
        keyFile: known('', 'default'),
        trustedCaFile: known('', 'default'),
        clientCertAuth: known(false, 'default'),
        autoTls: known(false, 'default'),
        advertiseClientUrls: known(''),
        initialAdvertisePeerUrls: known(''),
      },
    },
  };
}

export function member(id: string): Member {
  return {
    id,
    sources: [view('manifest', `/manifests/${id}.yaml`), view('process', `pid of ${id}`)],
    drift: [],
    listeners: [],
    countsForKubernetes: true,
  };
}

/** The result of rule 2.4 (index 0) or 2.5 (index 1) with the same status for every member and source. */
function result(index: number, status: Status, members: readonly Member[]): RuleResult {
  const rule = defaultRules[index]?.text;
  if (rule === undefined) throw new Error(`No rule ${index}`);
  const causes = status === 'fail' ? [{ reason: 'client_cert_auth_not_set' as const, detail: 'it is not given' }] : [];
  const findings = members.flatMap(({ id, sources }) =>
    sources.map(({ source, location }): Finding => ({ member: id, source, location, status, causes })),
  );
  const verdicts = members.map(({ id, sources }) => ({
    member: id,
    counts: true,
    sources: sources.map(({ source }) => ({ source, status })),
    status,
    causes,
  }));
  const remediation = status === 'fail' ? ['/manifests/a.yaml: set --peer-client-cert-auth=true'] : [];
  const edits = remediation.map((step) => ({
    step,
    source: 'manifest' as const,
    location: '/manifests/a.yaml',
    origin: 'flag' as const,
    now: undefined,
    line: '--peer-client-cert-auth=true',
  }));
  return { rule, status, causes, findings, members: verdicts, notes: [], remediation, edits };
}

type Wanted = {
  readonly node?: string;
  readonly statuses?: readonly [Status, Status];
  readonly members?: readonly Member[];
  readonly sources?: Report['sources'];
  readonly at?: Date;
};

export function sampleReport({
  node = 'cp-1',
  statuses = ['pass', 'fail'],
  members = [member('a')],
  sources = [
    { source: 'manifest', up: true, causes: [] },
    { source: 'process', up: true, causes: [] },
  ],
  at = assessedAt,
}: Wanted = {}): Report {
  const results = statuses.map((status, index) => result(index, status, members));
  return { node, assessedAt: at, rules: results, members, sources };
}
