// Runs one scenario and writes its rows as JSON. To be started in a process namespace of its own.

import { measureDetection } from './scenarios/detection.ts';
import { measureIdle } from './scenarios/idle.ts';
import { measureManifests } from './scenarios/manifests.ts';
import { measureServing } from './scenarios/serving.ts';

const scenarios = {
  detection: measureDetection,
  manifests: measureManifests,
  serving: measureServing,
  'idle-150': () => measureIdle(150),
  'idle-1000': () => measureIdle(1000),
  'idle-5000': () => measureIdle(5000),
} as const;

export const scenarioNames = Object.keys(scenarios);

const [name] = process.argv.slice(2);
if (import.meta.main && name !== undefined && name in scenarios) {
  const rows = await scenarios[name as keyof typeof scenarios]();
  process.stdout.write(JSON.stringify(rows), () => process.exit(0));
}
