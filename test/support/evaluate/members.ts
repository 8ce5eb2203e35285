// Members for the rules to judge, from etcd's own texts.
import type { Member, MemberSource, Resolution, Source } from '../../../src/model/member.ts';
import type { Reason } from '../../../src/model/reason.ts';
import type { Declarations } from '../../../src/model/report.ts';
import { declaredInvocation, type Etcd, resolution, runningInvocation } from '../resolve/verdicts.ts';

export const strict: Declarations = { singleMember: 'auto', noEtcd: 'unknown' };

export function unresolved(reason: Reason): Resolution {
  return { resolved: false, cause: { reason, detail: `for a test of ${reason}` } };
}

function viewOf(source: Source, location: string, found: Resolution | undefined): MemberSource {
  if (found === undefined) throw new Error('This starts no etcd member');
  const file = source === 'manifest' ? location : undefined;
  return { source, location, file, pid: undefined, startTime: undefined, resolution: found };
}

/** A manifest's view: from a command line, or already resolved. */
export function declares(etcd: Etcd | Resolution, location = 'etcd.yaml'): MemberSource {
  return viewOf('manifest', location, 'argv' in etcd ? resolution(declaredInvocation(etcd), etcd.configFile) : etcd);
}

export function runs(etcd: Etcd | Resolution, location = 'pid 100'): MemberSource {
  return viewOf('process', location, 'argv' in etcd ? resolution(runningInvocation(etcd), etcd.configFile) : etcd);
}

export function member(id: string, ...sources: readonly MemberSource[]): Member {
  return { id, sources, drift: undefined, listeners: [], countsForKubernetes: true };
}
