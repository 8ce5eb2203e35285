// One line about Node.js in README.md, and every place that it speaks of.

import { describe, expect, it } from 'vitest';
import { readPage } from '../../support/docs/page.ts';

const { engines, devDependencies } = JSON.parse(readPage('package.json')) as {
  readonly engines: { readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
};
const line = /npm of any Node ≥ (\d+) installs; everything else runs\s+on the pinned Node (\d+)/;
const [, oldest = '', pinned = ''] = line.exec(readPage('README.md')) ?? [];

/** The numbers of a version, the largest part first. */
function partsOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}

describe('the pinned Node.js of README.md', () => {
  it('is the major version of the npm package node, and of the types', () => {
    expect(pinned).not.toBe('');
    expect(`${partsOf(devDependencies['node'] ?? '')[0]}`).toBe(pinned);
    expect(`${partsOf(devDependencies['@types/node'] ?? '')[0]}`).toBe(pinned);
  });

  it('is allowed by the engines of package.json', () => {
    const [major = 0, minor = 0] = partsOf(engines.node.replace('>=', ''));
    const [ownMajor = 0, ownMinor = 0] = partsOf(devDependencies['node'] ?? '');
    expect([ownMajor > major, ownMajor === major && ownMinor >= minor]).toContain(true);
  });

  it('builds the image, and runs in it', () => {
    const images = [...readPage('Dockerfile').matchAll(/^ARG (?:BUILD|BASE)_IMAGE=\S+?node(?:js|:)(\d+)-/gm)];
    expect(images.map(([, major]) => major)).toEqual([pinned, pinned]);
  });

  it('runs in the workflow', () => {
    expect(readPage('.github/workflows/ci.yml')).toContain(`node-version: ${pinned}\n`);
  });

  it('needs no newer npm than the Makefile asks for', () => {
    expect(readPage('Makefile')).toContain(`Node.js ${oldest} or later`);
  });
});
