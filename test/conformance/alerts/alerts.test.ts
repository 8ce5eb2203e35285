import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { alerts, components, ruleFile } from '../../support/alerts/rule-file.ts';

const alertmanagerConfig = join(components, 'alertmanager/alertmanager.yaml');

describe.skipIf(!hasRequiredTools('promtool'))('promtool', () => {
  it('finds no fault with the rules', () => {
    expect(run('promtool', 'check', 'rules', '--lint=all', '--lint-fatal', ruleFile)).toContain('SUCCESS');
  });

  it.each(readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.yaml')))(
    'finds that the rules do what %s says',
    (name) => {
      expect(run('promtool', 'test', 'rules', join(import.meta.dirname, name))).toContain('SUCCESS');
    },
  );
});

describe.skipIf(!hasRequiredTools('amtool'))('amtool', () => {
  it('finds no fault with the example configuration', () => {
    expect(run('amtool', 'check-config', alertmanagerConfig)).toContain('SUCCESS');
  });

  it.each(alerts)('routes $alert by its severity', ({ alert, labels: { severity = '' } }) => {
    const receiver = { critical: 'peerproof-pager', warning: 'peerproof-tickets' }[severity];
    expect(receiverOf(`alertname=${alert}`, `severity=${severity}`)).toBe(receiver);
  });

  it('leaves other alerts to the default receiver', () => {
    expect(receiverOf('alertname=NodeDown', 'severity=critical')).toBe('default');
  });
});

function receiverOf(...labels: readonly string[]): string {
  const config = `--config.file=${alertmanagerConfig}`;
  return run('amtool', 'config', 'routes', 'test', config, ...labels).trim();
}

/** Standard output; a failure shows what the program wrote. */
function run(program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed: ${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}
