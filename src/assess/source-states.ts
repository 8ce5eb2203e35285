// Whether each kind of evidence could be read, and everything that was wrong with it.

import { probedListeners, unansweredCauses } from '../evaluate/wire-finding.ts';
import type { Member } from '../model/member.ts';
import type { ManifestDirectory, ProcessTable } from '../model/observation.ts';
import { type Cause, type Reason, sourceErrors } from '../model/reason.ts';
import type { SourceState } from '../model/verdict.ts';

type Seen = {
  readonly directories: readonly ManifestDirectory[];
  /** What was wrong with the pods in them. */
  readonly podCauses: readonly Cause[];
  readonly table: ProcessTable;
  readonly members: readonly Member[];
};

export function sourceStates({ directories, podCauses, table, members }: Seen): readonly SourceState[] {
  const read = [...manifestSource(directories, podCauses), processSource(table)];
  return [...read.map((one) => withMemberCauses(one, members)), ...wireSource(members)];
}

/** No entry when no static pod directory is known: the source is not switched on. */
function manifestSource(
  directories: readonly ManifestDirectory[],
  podCauses: readonly Cause[],
): readonly SourceState[] {
  const unread = directories.flatMap(({ files }) => (files.ok ? [] : [files.error]));
  const causes = [...unread, ...podCauses];
  return directories.length === 0 ? [] : [{ source: 'manifest', up: causes.length === 0, causes }];
}

function processSource({ problem, vanished, unread }: ProcessTable): SourceState {
  const unreadCauses: readonly Cause[] =
    unread === 0 ? [] : [{ reason: 'command_line_unreadable', detail: `${unread} processes too many` }];
  const vanishedCauses: readonly Cause[] =
    vanished === 0 ? [] : [{ reason: 'process_vanished', detail: `${vanished} ended while being read` }];
  return {
    source: 'process',
    up: problem === undefined && unread === 0,
    causes: [...(problem === undefined ? [] : [problem]), ...unreadCauses, ...vanishedCauses],
  };
}

/** No entry when no listener can be asked from here. */
function wireSource(members: readonly Member[]): readonly SourceState[] {
  const asked = members.flatMap(probedListeners);
  const causes = unansweredCauses(asked);
  return asked.length === 0 ? [] : [{ source: 'wire', up: causes.length === 0, causes }];
}

/** With these the source as a whole was not read: the agent gave up, or failed. */
const failures: readonly Reason[] = ['assessment_timed_out', 'internal_error'];

/** What could not be read of a member belongs to the source's troubles, though the source as a whole was read. */
function withMemberCauses(state: SourceState, members: readonly Member[]): SourceState {
  const sources = members.flatMap(({ sources: own }) => own).filter(({ source }) => source === state.source);
  const causes = sources.flatMap(({ resolution }) => {
    if (!resolution.resolved) return [resolution.cause];
    return resolution.override === undefined ? [] : [resolution.override];
  });
  const errors: readonly Reason[] = state.source === 'configuration' ? [] : sourceErrors[state.source];
  const own = causes.filter(({ reason }) => errors.includes(reason));
  return {
    ...state,
    up: state.up && !own.some(({ reason }) => failures.includes(reason)),
    causes: [...state.causes, ...own],
  };
}
