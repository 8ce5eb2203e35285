// Every command of the pages is tried somewhere: here, by another test, or as far as it can be.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildOverlay, hasKubectl, only } from '../../support/manifests/kustomize.ts';
import { daemonSetOf } from '../../support/manifests/pod-lint.ts';
import { repository } from '../../support/peerproof-process.ts';
import { type Claim, claims, elsewhere, otherTargets, runHere, runTargets } from '../../support/docs/command-claims.ts';
import { everyCommand, meant } from '../../support/docs/commands.ts';
import { readPage } from '../../support/docs/page.ts';

const commands = everyCommand();
const texts = [...new Set(commands.map(({ text }) => text))];
const notRun = Object.values(elsewhere).flat();
const tabled = [...Object.keys(runTargets), ...Object.keys(otherTargets)];
const targetOf = (text: string): string | undefined => /^make ([\w-]+)(?: ARGS=.*)?$/.exec(text)?.[1];
const targets = [...readPage('Makefile').matchAll(/^([a-z_-]+):.*## /gm)].map(([, name = '']) => name);

/** How often a command is accounted for. */
function waysOf(text: string): readonly string[] {
  const target = targetOf(text);
  return [
    ...(text in claims ? ['claimed'] : []),
    ...(notRun.includes(text) ? ['elsewhere'] : []),
    ...(target !== undefined && tabled.includes(target) ? ['target'] : []),
    ...(!(text in claims) && runHere.some((one) => one.test(text)) ? ['here'] : []),
  ];
}

/** The recipe of a target, without running it, as if everything were installed. */
function recipe(target: string): string {
  const installed = ['--assume-old=package-lock.json', '--assume-old=node_modules/.package-lock.json'];
  return execFileSync('make', ['--dry-run', ...installed, target], { cwd: repository, encoding: 'utf8' });
}

function expectClaim({ test, title, word }: Claim): void {
  const text = readFileSync(join(repository, test), 'utf8');
  expect(text).toContain(word);
  expect(text).toMatch(
    new RegExp(`(?:test|it)(?:\\.\\w+\\([^]*?\\))?\\(\\s*'${title.replaceAll(/[$().*+?|]/g, '\\$&')}'`),
  );
}

describe('the commands of the pages', () => {
  it('are many', () => {
    expect(texts.length).toBeGreaterThan(60);
  });

  it.each(texts)('%s is tried in one way', (text) => {
    expect(waysOf(text)).toHaveLength(1);
  });

  it('are all that the tables hold', () => {
    const stale = [...Object.keys(claims), ...notRun].filter((text) => !texts.includes(text));
    expect(stale).toEqual([]);
    expect(runHere.filter((one) => !texts.some((text) => one.test(text)))).toEqual([]);
  });

  it.each(texts)('%s is what a shell can read', (text) => {
    for (const one of text.includes('[OPTION') ? [] : meant(text))
      expect(spawnSync('sh', ['-n', '-c', one], { encoding: 'utf8' }).stderr).toBe('');
  });
});

describe.each(Object.entries(claims))('%s', (text, claim) => {
  it('is run by the test that is named', () => {
    expect(text).toContain(claim.word);
    expectClaim(claim);
  });
});

describe('the make targets', () => {
  it('are in the table, and each is named by a page', () => {
    expect(tabled.toSorted()).toEqual(targets.toSorted());
    const named = new Set(
      pageTexts().flatMap((text) => [...text.matchAll(/\bmake ([a-z][\w-]+)/g)].map(([, name]) => name)),
    );
    expect(targets.filter((name) => !named.has(name))).toEqual([]);
  });

  it.each(Object.entries(runTargets))('%s is run by the test that is named', (target, claim) => {
    expect(recipe(target)).toContain(claim.word);
    expectClaim(claim);
  });

  it.each(targets)('%s runs programs that exist', (target) => {
    const named = [...recipe(target).matchAll(/(?<![\w./-])((?:src|test|bench|scripts)\/[\w./-]+)/g)];
    expect(named.filter(([, file = '']) => !existsSync(join(repository, file)))).toEqual([]);
    const scripts = [...recipe(target).matchAll(/npm run --silent (\S+)/g)].map(([, name = '']) => name);
    expect(scripts.filter((name) => !(name in npmScripts()))).toEqual([]);
  });

  it.each(texts.filter((text) => /^make test ARGS=|^npm test -- /.test(text)))('%s names tests', (text) => {
    const [, path = ''] = /(?:ARGS=| -- )(\S+)/.exec(text) ?? [];
    expect(globSync([path, `${path}/**/*.test.ts`], { cwd: repository }).length).toBeGreaterThan(0);
  });

  it('are all listed by make help', () => {
    const listed = execFileSync('make', ['help'], { cwd: repository, encoding: 'utf8' });
    expect([...listed.matchAll(/^ {2}make (\S+) /gm)].map(([, name]) => name)).toEqual(targets);
  });
});

describe.runIf(hasKubectl())('kubectl', () => {
  const calls = texts.flatMap((text) => text.match(/kubectl [^|)&]*/g) ?? []).map((text) => text.trim());

  it.each([...new Set(calls)])('%s has options that kubectl has', (call) => {
    const words = call.split(' ').slice(1);
    const [verb = '', ...rest] = words[0] === '-n' ? words.slice(2) : words;
    const kinds = rest.slice(0, rest.findIndex((word) => word.startsWith('-')) - 1);
    const help = (...of: readonly string[]): string => execFileSync('kubectl', of, { encoding: 'utf8' });
    const known = `${help(verb, ...(verb === 'create' ? kinds : []), '--help')}${help('options')}`;
    const given = words.filter((word) => word.startsWith('-')).map((word) => word.split('=')[0] ?? '');
    const missing = given.filter((name) => !known.includes(name.startsWith('--') ? `${name}=` : `${name}, --`));
    expect(missing).toEqual([]);
  });

  it.each(calls.filter((call) => call.startsWith('kubectl apply -k ')))('%s has something to apply', (call) => {
    expect(buildOverlay(call.replace('kubectl apply -k manifests/', '')).length).toBeGreaterThan(3);
  });

  it.each(calls.filter((call) => call.includes(' create ') && !call.includes(' token ')))(
    '%s makes an object that the manifests refer to',
    (call) => {
      const [, name = ''] = / (?:clusterrolebinding|generic) (\S+)/.exec(call) ?? [];
      const words = call
        .replaceAll(/--from-file=(\S+)/g, '--from-file=$1=package.json')
        .split(' ')
        .slice(1);
      const made = execFileSync('kubectl', [...words, '--dry-run=client', '-o', 'json'], {
        cwd: repository,
        encoding: 'utf8',
      });
      expect(JSON.parse(made)).toMatchObject({ metadata: { name } });
      const all = JSON.stringify(buildOverlay('overlays/kubeadm', ['web-tls', 'kubernetes-authentication']));
      expect(all).toContain(`"${name}"`);
    },
  );

  it('finds the objects of ours that the commands name', () => {
    const objects = buildOverlay('overlays/kubeadm');
    const { metadata, spec } = daemonSetOf(objects);
    expect(metadata).toMatchObject({ name: 'peerproof', namespace: 'peerproof' });
    expect(only(objects, 'Namespace').metadata.name).toBe('peerproof');
    expect(JSON.stringify(spec.template)).toContain('"app.kubernetes.io/name":"peerproof"');
    expect(JSON.stringify(spec.template)).toContain('19380');
    const namespaces = new Set(calls.flatMap((call) => / -n (\S+)/.exec(call)?.[1] ?? []));
    expect([...namespaces].toSorted()).toEqual(['monitoring', 'peerproof']);
  });
});

function npmScripts(): Readonly<Record<string, string>> {
  return (JSON.parse(readPage('package.json')) as { readonly scripts: Readonly<Record<string, string>> }).scripts;
}

function pageTexts(): readonly string[] {
  return globSync(['*.md', 'docs/**/*.md', 'manifests/**/*.md'], { cwd: repository }).map(readPage);
}
