// What the pages name exists: options, alerts, metrics, files.
import { existsSync, globSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { optionTable } from '../../../src/options/table.ts';
import { createMetrics } from '../../../src/publish/metrics/metrics.ts';
import { flagKind } from '../../../src/resolve/etcd/known-flags.ts';
import { alerts, recordings } from '../../support/alerts/rule-file.ts';
import { repository } from '../../support/peerproof-process.ts';
import { quoted, readPage, tableRows } from '../../support/docs/page.ts';

// A changelog names what was, too.
const pages = globSync(
  ['{README,CONTRIBUTING,RELEASING,SECURITY}.md', 'docs/**/*.md', 'manifests/**/*.md', 'test/fixtures/README.md'],
  {
    cwd: repository,
  },
).toSorted();

/** Options of other programs that the pages name; etcd's own are known to the resolver. */
const otherPrograms = {
  peerproof: 'help version',
  'make fuzz and make soak': 'minutes seed',
  'make fleet': 'history nodes',
  etcdctl: 'cluster endpoints peer-urls',
  'etcd-manager': 'etcd-insecure',
  'kube-apiserver': 'client-ca-file etcd-servers etcd-servers-overrides',
  kubectl:
    'clusterrole field-selector filename from-file local patch-file previous serviceaccount show-labels since sort-by tail type',
  kubeadm: 'patches',
  docker: 'env interactive rm volume workdir',
  curl: 'cacert http1.1',
  npm: 'ignore-scripts omit',
  systemctl: 'now',
  buildah: 'build-arg',
  git: 'sign',
  node: 'enable-source-maps max-old-space-size max-semi-space-size permission',
  v8: 'lite-mode no-opt optimize-for-size single-threaded v8-pool-size',
  node_exporter: 'web.max-requests',
};
const otherOptions = new Set(Object.values(otherPrograms).flatMap((names) => names.split(' ')));

/** Every word of the program. */
const sourceWords = new Set(
  globSync('src/**/*.ts', { cwd: repository }).flatMap((file) => readPage(file).match(/\w+/g) ?? []),
);
/** Of Node.js and of Prometheus. */
const otherNames = new Set(['child_process', 'group_interval', 'kubernetes_sd', 'metric_relabel_configs']);

/** The options that a text names, without values. */
function optionsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])--([a-z][a-z0-9]*(?:[.-][a-z0-9]+)*)/g)].map(([, name = '']) => name);
}

function isKnownOption(name: string): boolean {
  if (name in optionTable) return true;
  // No etcd flag has a dot: a name of ours that does not exist is never taken for one of its.
  return flagKind(name) !== 'unknown' || otherOptions.has(name);
}

const alertNames = alerts.map(({ alert }) => alert);

async function familyNames(): Promise<readonly string[]> {
  const metrics = createMetrics({ version: '0', revision: '0', nodeVersion: '0' }, new Date(0));
  const text = (await metrics.exposition.text()).toString();
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
}

describe.each(pages)('%s', (page) => {
  const text = readPage(page);

  it('names no option that does not exist', () => {
    expect(optionsIn(text).filter((name) => !isKnownOption(name))).toEqual([]);
  });

  it('names no alert that does not exist', () => {
    // `…ExpiresWithin7Days` is short for one of which the beginning was named just before.
    const whole = [...text.matchAll(/\bPeerproof[A-Z]\w+/g)].map(([name]) => name);
    const endings = [...text.matchAll(/`…([A-Z]\w+)`/g)].map(([, name = '']) => name);
    expect(whole.filter((name) => !alertNames.includes(name))).toEqual([]);
    expect(endings.filter((end) => !alertNames.some((name) => name.endsWith(end)))).toEqual([]);
  });

  it('names no metric that does not exist', async () => {
    const known = [...(await familyNames()), ...recordings.map(({ record }) => record)];
    const named = [...text.matchAll(/(?<![\w:])(?:\w+:)?peerproof_[a-z_]*[a-z](?::\w+)?/g)].map(([name]) => name);
    const unknown = named.filter((name) => !known.includes(name.replace(/_(?:bucket|sum|count)$/, '')));
    expect(unknown).toEqual([]);
  });

  it('names no reason, label or setting that does not exist', () => {
    const named = [...text.matchAll(/`(?!peerproof_)([a-z]+(?:_[a-z0-9]+)+)`/g)].map(([, name = '']) => name);
    const unknown = named.filter((name) => !sourceWords.has(name) && !otherNames.has(name));
    expect(unknown).toEqual([]);
  });

  it('links to files that exist', () => {
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => target);
    const missing = targets.filter((target) => !existsSync(join(repository, dirname(page), target)));
    expect(missing.map((target) => `${relative('.', page)} -> ${target}`)).toEqual([]);
  });
});

it('there are pages', () => {
  expect(pages.length).toBeGreaterThan(25);
});

describe('the alerts in README.md', () => {
  const rows = tableRows(readPage('README.md'), ['severity', 'alerts, each with a [runbook](docs/runbooks)']);

  it('are those of the rules, with their severities', () => {
    const named = rows.flatMap(([severity = '', names = '']) => quoted(names).map((name) => `${name} ${severity}`));
    const real = alerts.map(({ alert, labels }) => `${alert} ${labels['severity']}`);
    expect(named.toSorted()).toEqual(real.toSorted());
  });
});
