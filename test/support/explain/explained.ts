// One etcd with what became of everything that it is given.
import type { ConfigurationFacts } from '../../../src/model/explanation.ts';
import type { Resolution } from '../../../src/model/member.ts';
import { ok } from '../../../src/model/result.ts';
import { configurationFacts } from '../../../src/explain/configuration-facts.ts';
import type { EtcdInvocation } from '../../../src/model/invocation.ts';
import {
  type ParsedInvocation,
  parseInvocation,
  resolveSettings,
} from '../../../src/resolve/etcd/effective-settings.ts';
import { type Etcd, runningInvocation } from '../resolve/verdicts.ts';

type Explained = {
  readonly parsed: ParsedInvocation;
  readonly resolution: Resolution;
  readonly facts: ConfigurationFacts;
};

export function explained(invocation: EtcdInvocation, configFile?: string | null): Explained | undefined {
  const parsed = parseInvocation(invocation);
  if (parsed === undefined) return undefined;
  const file = typeof configFile === 'string' ? ok(configFile) : undefined;
  const resolution = resolveSettings(parsed, file);
  const facts = configurationFacts(
    { invocation, configFile: file, resolution },
    { executable: undefined, text: undefined },
  );
  return { parsed, resolution, facts };
}

export function factsOf(etcd: Etcd, as: (etcd: Etcd) => EtcdInvocation = runningInvocation): ConfigurationFacts {
  const found = explained(as(etcd), etcd.configFile);
  if (found === undefined) throw new Error('This starts no etcd member');
  return found.facts;
}
