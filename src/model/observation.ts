// What was seen on the node, as read and unjudged.

import type { Cause } from './reason.ts';
import type { Result } from './result.ts';

export type ManifestFile = { readonly path: string; readonly text: Result<string> };

export type ManifestDirectory = {
  /** The path as configured or as the distribution has it, without --path.rootfs. */
  readonly path: string;
  readonly files: Result<readonly ManifestFile[]>;
};

/** One process of the node; each part that could not be read carries its cause. */
export type ProcessObservation = {
  readonly pid: number;
  /** Start time in clock ticks since boot (field 22 of /proc/PID/stat). */
  readonly startTime: number;
  readonly argv: Result<readonly string[]>;
  /** The first word of a command line that is too long to be read. */
  readonly firstWord?: string;
  /** `NAME=value` entries in the kernel's order. */
  readonly environ: Result<readonly string[]>;
  /** The executable; `undefined` where it may not be read. */
  readonly exe: string | undefined;
  /** Its control group is a container's: its paths are not the host's. */
  readonly containerised: boolean;
};

export type ProcessTable = {
  readonly processes: readonly ProcessObservation[];
  /** Why the table as a whole cannot be trusted to show the node's etcd; the processes seen still count. */
  readonly problem: Cause | undefined;
  /** Processes that ended while they were being read. */
  readonly vanished: number;
  /** Processes of interest beyond those that are read. */
  readonly unread: number;
};

/** How new processes are found: by listing them when the kernel's fork counter has moved, or by listing them at each look. */
export const watchModes = ['directory', 'scan'] as const;
export type WatchMode = (typeof watchModes)[number];

/** How much a look for changes covers: `quick` leaves what is seldom needed to a later look, `full` leaves nothing. */
export type Depth = 'quick' | 'full';

/** How soon the next look is worth while: `expecting` while a process is about to exec, and right after a change. */
export type Pace = 'resting' | 'expecting';
