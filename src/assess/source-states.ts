// State of each source: whether it could be read, and every error on the way.

import { probedListeners, unansweredCauses } from '../evaluate/wire-finding.ts';
import type { ResolvedEtcd } from '../model/invocation.ts';
import type { ManifestDirectory, Observations, ProcessTable } from '../model/observation.ts';
import { type Cause, type Reason, sourceErrors } from '../model/reason.ts';
import type { SourceState } from '../model/verdict.ts';

type Evidence = Pick<Observations, 'listeners'> & {
  readonly directories: readonly ManifestDirectory[];
  /** Causes for which their pods could not be parsed. */
  readonly podCauses: readonly Cause[];
  readonly table: ProcessTable;
  readonly etcds: readonly ResolvedEtcd[];
};

export function sourceStates(evidence: Evidence): readonly SourceState[] {
  const { directories, podCauses, table, etcds, listeners } = evidence;
  const read = [...manifestSource(directories, podCauses), processSource(table)];
  return [...read.map((state) => withEtcdCauses(state, etcds)), ...wireSource(listeners)];
}

/** Returns no entry when no static pod directory is known: the source is not switched on. */
function manifestSource(
  directories: readonly ManifestDirectory[],
  podCauses: readonly Cause[],
): readonly SourceState[] {
  const unread = directories.flatMap(({ files }) => (files.ok ? [] : [files.error]));
  const causes = [...unread, ...podCauses];
  return directories.length === 0 ? [] : [{ source: 'manifest', up: causes.length === 0, causes }];
}

function processSource({ problem, vanished, unread }: ProcessTable): SourceState {
  const causes: Cause[] = problem === undefined ? [] : [problem];
  if (unread > 0) causes.push({ reason: 'command_line_unreadable', detail: `${unread} processes too many` });
  if (vanished > 0) causes.push({ reason: 'process_vanished', detail: `${vanished} ended while being read` });
  return { source: 'process', up: problem === undefined && unread === 0, causes };
}

/** Returns no entry when no listener can be probed from here. */
function wireSource(listeners: Observations['listeners']): readonly SourceState[] {
  const probed = probedListeners([...listeners.values()].flat());
  const causes = unansweredCauses(probed);
  return probed.length === 0 ? [] : [{ source: 'wire', up: causes.length === 0, causes }];
}

/** Reasons that mean that the source as a whole was not read: the agent gave up, or failed. */
const failures: readonly Reason[] = ['assessment_timed_out', 'internal_error'];

/** Adds the errors of single etcds, such as a configuration file that cannot be read, to those of their source. */
function withEtcdCauses(state: SourceState, etcds: readonly ResolvedEtcd[]): SourceState {
  const etcdCauses = etcds
    .filter(({ invocation }) => invocation.source === state.source)
    .flatMap(({ resolution }) => {
      if (!resolution.resolved) return [resolution.cause];
      return resolution.override === undefined ? [] : [resolution.override];
    })
    .filter(({ reason }) => isErrorOf(state.source, reason));
  return {
    ...state,
    up: state.up && !etcdCauses.some(({ reason }) => failures.includes(reason)),
    causes: [...state.causes, ...etcdCauses],
  };
}

function isErrorOf(source: SourceState['source'], reason: Reason): boolean {
  const errors: readonly Reason[] = source === 'configuration' ? [] : sourceErrors[source];
  return errors.includes(reason);
}
