import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { etcdPod } from '../../support/etcd-pod.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { buildOverlay, hasKubectl, manifestsDirectory } from '../../support/manifests/kustomize.ts';
import { daemonSetOf } from '../../support/manifests/pod-lint.ts';

const dockerfile = readFileSync(join(repository, 'Dockerfile'), 'utf8').replaceAll('\\\n', '');
const entrypoint = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)?.[1] ?? '') as readonly string[];
const readable = entrypoint.flatMap((word) => /^--allow-fs-read=(.*)\*$/.exec(word)?.[1] ?? []);

describe('the image', () => {
  it('starts the agent without a shell, in the sandbox of Node.js, with nothing to write and nothing to run', () => {
    expect([entrypoint[0], entrypoint.at(-1)]).toEqual(['/nodejs/bin/node', '/app/dist/peerproof.js']);
    expect(entrypoint).toContain('--permission');
    expect(entrypoint.filter((word) => /^--allow-(?!fs-read=)/.test(word))).toEqual([]);
    expect(readable).toEqual(['/app/', '/etc/', '/var/', '/host/', '/proc/']);
  });

  it('belongs to nobody by default and is what package.json says it is', () => {
    const { version, license } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Readonly<
      Record<string, string>
    >;
    expect(dockerfile).toContain('\nUSER 65532:65532\n');
    expect(dockerfile).toContain(`\nARG VERSION=${version}\n`);
    expect(dockerfile).toContain(`org.opencontainers.image.licenses="${license}"`);
  });

  it('runs no command in its last stage, which has no shell', () => {
    const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(lastStage).not.toMatch(/^(RUN|ADD|SHELL|HEALTHCHECK) /m);
  });

  it('takes in only what .dockerignore names', () => {
    const [first, ...others] = readFileSync(join(repository, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => /^[^#]/.test(line));
    expect(first).toBe('*');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    expect(new Set(others)).toEqual(new Set(copied.map((file) => `!${file}`)));
  });
});

describe.runIf(hasKubectl())('the sandbox of the image', () => {
  it.each(readdirSync(join(manifestsDirectory, 'overlays')).filter((name) => !name.includes('.')))(
    'lets the agent read what the overlay %s mounts',
    (overlay) => {
      const pod = daemonSetOf(buildOverlay(`overlays/${overlay}`, ['web-tls'])).spec.template.spec;
      const mounts = pod.containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ mountPath }) => mountPath));
      expect(mounts.filter((path) => !readable.some((root) => path.startsWith(root)))).toEqual([]);
    },
  );
});

describe('the program in the sandbox of the image', () => {
  // Where the image keeps the program, this checkout does; the rest of the words is the image's own.
  const words = entrypoint.slice(1, -1).map((word) => word.replace('=/app/', `=${repository}/`));

  it('reads the static pods of a directory that is mounted where the host has it', async () => {
    const directory = mkdtempSync('/var/tmp/peerproof-');
    onTestFinished(() => rmSync(directory, { recursive: true }));
    writeFileSync(join(directory, 'etcd.yaml'), etcdPod());
    const program = [...words, join(repository, 'src/main.ts'), 'check', '--output=json', '--probe=off'];
    const { stdout } = spawnSync(node, [...program, `--path.manifests=${directory}`], { encoding: 'utf8' });
    const { sources } = JSON.parse(stdout) as { readonly sources: readonly object[] };
    expect(sources).toContainEqual(expect.objectContaining({ source: 'manifest', up: true }));
  });
});
