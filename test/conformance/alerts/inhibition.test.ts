// Asks a real Alertmanager which alerts the example configuration keeps quiet.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { startAlertmanager } from '../../support/e2e/alertmanager.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { alerts, components } from '../../support/alerts/rule-file.ts';

type Labels = Readonly<Record<string, string>>;
type GettableAlert = {
  readonly labels: Labels;
  readonly status: { readonly inhibitedBy: readonly string[] };
};

const severities = new Map(alerts.map(({ alert, labels }) => [alert, labels['severity'] ?? '']));
const everyName = [...severities.keys()];

/** What tells that nothing is known; the rest tell what etcd does. */
const blindness = [
  'PeerproofControlPlaneNodeNotCovered',
  'PeerproofSourceDown',
  'PeerproofStale',
  'PeerproofUnknown',
  'PeerproofVerdictIncomplete',
];

describe.skipIf(!hasRequiredTools('prometheus-alertmanager', 'setpriv'))('alertmanager', () => {
  let directory: string;
  let api: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    const address = await startAlertmanager(directory, join(components, 'alertmanager/alertmanager.yaml'));
    api = `http://${address}/api/v2/alerts`;
  });

  afterAll(async () => {
    await killEveryChild();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Which of the alerts named are kept quiet on the node `a` of a cluster while they all fire there with `others`. */
  const inhibited = async (cluster: string, names: readonly string[], others: readonly Labels[] = []) => {
    const onNode = names.map((alertname) => labelled({ alertname, cluster, node: 'a' }));
    await fetch(api, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([...onNode, ...others.map(labelled)].map((labels) => ({ labels }))),
    });
    const answer = await fetch(`${api}?filter=${encodeURIComponent(`cluster="${cluster}"`)}`);
    const seen = (await answer.json()) as readonly GettableAlert[];
    expect(seen.length).toBeGreaterThanOrEqual(names.length);
    const quiet = seen.filter(({ labels, status }) => labels['node'] === 'a' && status.inhibitedBy.length > 0);
    return quiet.map(({ labels }) => labels['alertname'] ?? '').toSorted();
  };

  it('tells of a cluster that is silent as a whole by one alert', async () => {
    const absent = { alertname: 'PeerproofExporterAbsent', cluster: 'absent' };
    expect(await inhibited('absent', everyName, [absent])).toEqual([...blindness, 'PeerproofExporterDown'].toSorted());
  });

  it('tells of a node that cannot be scraped by one alert', async () => {
    const names = everyName.filter((name) => name !== 'PeerproofExporterAbsent');
    expect(await inhibited('down', names)).toEqual(blindness);
  });

  it('never lets a warning, or what is critical elsewhere, quiet what etcd does or what another node does', async () => {
    const warnings = everyName.filter((name) => severities.get(name) === 'warning');
    const elsewhere = everyName.flatMap((alertname) => [
      { alertname, cluster: 'other', node: 'a' },
      { alertname, cluster: 'one', node: 'b' },
    ]);
    const quietNodes = elsewhere.filter(
      ({ alertname, cluster }) => cluster === 'other' || alertname !== 'PeerproofExporterAbsent',
    );
    const names = [...warnings.filter((name) => name !== 'PeerproofExporterDown'), 'PeerproofNoncompliant'];
    expect(await inhibited('one', names, quietNodes)).toEqual([]);
  });
});

function labelled(labels: Labels): Labels {
  return { ...labels, job: 'peerproof', severity: severities.get(labels['alertname'] ?? '') ?? '' };
}
