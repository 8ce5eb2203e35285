import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { repository } from '../../support/peerproof-process.ts';
import { createMetrics } from '../../../src/publish/metrics/metrics.ts';
import { alerts, components, recordings, ruleText } from '../../support/alerts/rule-file.ts';

const runbooks = join(repository, 'docs/runbooks');
const wholeText = [
  ...recordings.map(({ expr }) => expr),
  ...alerts.flatMap(({ expr, annotations }) => [expr, annotations['description']]),
].join('\n');

describe('the PrometheusRule', () => {
  it('holds the groups of the rule file', async () => {
    const indented = ruleText.slice(ruleText.indexOf('groups:\n')).replaceAll(/^(?=.)/gm, '  ');
    await expect(`${prometheusRuleHead}${indented}`).toMatchFileSnapshot(
      join(components, 'prometheus-operator/prometheus-rule.yaml'),
    );
  });
});

describe.each(alerts)('$alert', ({ alert, expr, labels, annotations }) => {
  it('says what it is, how bad it is and where to read on', () => {
    expect(alert).toMatch(/^Peerproof[A-Z][A-Za-z0-9]+$/);
    expect(labels).toEqual({ severity: expect.stringMatching(/^(critical|warning)$/) as string });
    expect(Object.keys(annotations)).toEqual(['summary', 'description', 'runbook_url']);
    expect(annotations['summary']).toMatch(/^[^{}]+\.$/);
    expect(annotations['description']).toMatch(/reasons?:|settings:|expire|defect/i);
    expect(annotations['runbook_url']).toBe(
      `https://github.com/peerproof/peerproof/blob/main/docs/runbooks/${alert}.md`,
    );
  });

  it('does not tell one pod from its successor', () => {
    expect(expr).not.toMatch(/\b(pod|instance|container|endpoint)\b/);
    expect(JSON.stringify(annotations)).not.toMatch(/labels\.(pod|instance)\b/);
  });

  it('has a runbook with the four headings', () => {
    const text = readFileSync(join(runbooks, `${alert}.md`), 'utf8');
    expect([...text.matchAll(/^#+ .*$/gm)].map(([heading]) => heading)).toEqual([
      `# ${alert}`,
      '## Meaning',
      '## Impact',
      '## Diagnosis',
      '## Mitigation',
    ]);
  });

  it('is tested where it fires and where it does not', () => {
    const tests = unitTests().filter(({ alertname }) => alertname === alert);
    expect(tests.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
    expect(tests.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
  });
});

describe('the rules', () => {
  it('have a runbook for each alert, and for nothing else', () => {
    const pages = ['README.md', ...alerts.map(({ alert }) => `${alert}.md`)];
    expect(readdirSync(runbooks)).toEqual(pages.toSorted());
  });

  it('use series that the agent publishes, and no other', async () => {
    const published = await publishedNames();
    const names = rawNames(wholeText);
    expect(names).toContain('peerproof_rule_status');
    expect(names.filter((name) => !published.has(name))).toEqual([]);
  });

  it('use recorded series that they record, each named after the series it comes from', async () => {
    const published = await publishedNames();
    const recorded = recordings.map(({ record }) => record);
    expect(recordedNames(wholeText).filter((name) => !recorded.includes(name))).toEqual([]);
    expect(recorded.filter((name) => !published.has(name.split(':')[1] ?? ''))).toEqual([]);
  });

  it('select the job wherever they read what was scraped', () => {
    const expressions = [...alerts, ...recordings].map(({ expr }) => expr);
    const selectors = expressions.flatMap((expr) => [
      ...expr.matchAll(/(?<![\w:])(?:peerproof_\w+(?!:)\b|up)(?:\{[^}]*\})?/g),
    ]);
    expect(selectors.length).toBeGreaterThan(10);
    expect(selectors.map(([text]) => text).filter((text) => !text.includes('{job="peerproof"'))).toEqual([]);
  });
});

const prometheusRuleHead = `# Written from ../prometheus-scrape-config/peerproof.rules.yaml: edit that, then npx vitest run test/conformance/alerts --update
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: peerproof
  namespace: peerproof
  labels:
    app.kubernetes.io/name: peerproof
    app.kubernetes.io/component: monitoring
spec:
`;

async function publishedNames(): Promise<ReadonlySet<string>> {
  const metrics = createMetrics({ version: '0', revision: '0', nodeVersion: '0' }, new Date(0));
  const exposition = (await metrics.exposition.text()).toString();
  return new Set([...exposition.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
}

function rawNames(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w:])peerproof_\w+(?![\w:])/g)].map(([name]) => name);
}

function recordedNames(text: string): readonly string[] {
  return [...text.matchAll(/\w+:\w+:\w+/g)].map(([name]) => name);
}

type AlertTest = { readonly alertname: string; readonly exp_alerts: readonly unknown[] };
type UnitTests = { readonly tests: readonly { readonly alert_rule_test?: readonly AlertTest[] }[] };

function unitTests(): readonly AlertTest[] {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.yaml'));
  return files.flatMap((name) => {
    const { tests } = parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as UnitTests;
    return tests.flatMap((one) => one.alert_rule_test ?? []);
  });
}
