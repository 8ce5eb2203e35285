// `make audit`: known vulnerabilities and the registry's signatures. Exit 0: clean, 1: findings, 2: no answer of the registry.

import { spawnSync } from 'node:child_process';

type Audit = { readonly outcome: 'clean' | 'found' | 'not asked'; readonly detail: string };

/** npm exits with 1 for a finding and for a silent registry: only its report distinguishes them. */
function audit(args: readonly string[], findingsIn: (report: object) => readonly string[] | undefined): Audit {
  const { stdout, stderr, error } = spawnSync('npm', ['audit', ...args, '--json'], { encoding: 'utf8' });
  if (error !== undefined) return { outcome: 'not asked', detail: error.message };
  const report = parse(stdout);
  const findings = report === undefined ? undefined : findingsIn(report);
  if (findings === undefined) return { outcome: 'not asked', detail: problemText(report, stderr) };
  return { outcome: findings.length === 0 ? 'clean' : 'found', detail: findings.join(', ') };
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function problemText(report: object | undefined, stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /^npm (?:error|ERR!)/.test(line));
  const summary = report !== undefined && 'message' in report ? String(report.message) : '';
  return summary || lines[0] || 'npm gave no report';
}

/** Lists the vulnerable packages; `undefined` for another kind of report. */
function vulnerabilities(report: object): readonly string[] | undefined {
  if (!('vulnerabilities' in report) || typeof report.vulnerabilities !== 'object') return undefined;
  const found = Object.entries(report.vulnerabilities ?? {}) as [string, { readonly severity?: string }][];
  return found.map(([name, { severity }]) => `${name} (${severity ?? 'unknown severity'})`);
}

/** Lists packages without a valid signature; `undefined` for another kind of report. */
function signatures(report: object): readonly string[] | undefined {
  if (!('invalid' in report) || !('missing' in report)) return undefined;
  const named = (list: unknown, what: string): readonly string[] =>
    (list as readonly { readonly name: string }[]).map(({ name }) => `${name} (${what})`);
  return [...named(report.invalid, 'wrong signature'), ...named(report.missing, 'no signature')];
}

const audits: Readonly<Record<string, Audit>> = {
  'known vulnerabilities, of what runs': audit(['--omit=dev'], vulnerabilities),
  'known vulnerabilities, with the tools': audit([], vulnerabilities),
  'signatures of the registry': audit(['signatures'], signatures),
};
for (const [subject, { outcome, detail }] of Object.entries(audits))
  console.log(`${subject}: ${outcome === 'not asked' ? 'NOT ASKED' : outcome}${detail === '' ? '' : `: ${detail}`}`);
const outcomes = Object.values(audits).map(({ outcome }) => outcome);
if (outcomes.includes('not asked'))
  console.log('The registry could not be asked, so this run proves nothing where it says so.');
process.exit(outcomes.includes('found') ? 1 : outcomes.includes('not asked') ? 2 : 0);
