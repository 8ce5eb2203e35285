// `make audit`: known vulnerabilities and the registry's signatures. 0: asked and clean. 1: something was found. 2: not asked.

import { spawnSync } from 'node:child_process';

type Answer = { readonly outcome: 'clean' | 'found' | 'not asked'; readonly said: string };

/** npm ends with 1 for a finding and for a registry that it cannot ask: only its report tells them apart. */
function ask(words: readonly string[], judge: (report: object) => readonly string[] | undefined): Answer {
  const { stdout, stderr, error } = spawnSync('npm', ['audit', ...words, '--json'], { encoding: 'utf8' });
  if (error !== undefined) return { outcome: 'not asked', said: error.message };
  const report = parse(stdout);
  const findings = report === undefined ? undefined : judge(report);
  if (findings === undefined) return { outcome: 'not asked', said: trouble(report, stderr) };
  return { outcome: findings.length === 0 ? 'clean' : 'found', said: findings.join(', ') };
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function trouble(report: object | undefined, stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /^npm (?:error|ERR!)/.test(line));
  const summary = report !== undefined && 'message' in report ? String(report.message) : '';
  return summary || lines[0] || 'npm gave no report';
}

/** `undefined` when it is not the report that was asked for. */
function vulnerabilities(report: object): readonly string[] | undefined {
  if (!('vulnerabilities' in report) || typeof report.vulnerabilities !== 'object') return undefined;
  const found = Object.entries(report.vulnerabilities ?? {}) as [string, { readonly severity?: string }][];
  return found.map(([name, { severity }]) => `${name} (${severity ?? 'unknown severity'})`);
}

function signatures(report: object): readonly string[] | undefined {
  if (!('invalid' in report) || !('missing' in report)) return undefined;
  const named = (list: unknown, what: string): readonly string[] =>
    (list as readonly { readonly name: string }[]).map(({ name }) => `${name} (${what})`);
  return [...named(report.invalid, 'wrong signature'), ...named(report.missing, 'no signature')];
}

const answers: Readonly<Record<string, Answer>> = {
  'known vulnerabilities, of what runs': ask(['--omit=dev'], vulnerabilities),
  'known vulnerabilities, with the tools': ask([], vulnerabilities),
  'signatures of the registry': ask(['signatures'], signatures),
};
for (const [what, { outcome, said }] of Object.entries(answers))
  console.log(`${what}: ${outcome === 'not asked' ? 'NOT ASKED' : outcome}${said === '' ? '' : `: ${said}`}`);
const outcomes = Object.values(answers).map(({ outcome }) => outcome);
if (outcomes.includes('not asked'))
  console.log('The registry could not be asked, so this run proves nothing where it says so.');
process.exit(outcomes.includes('found') ? 1 : outcomes.includes('not asked') ? 2 : 0);
