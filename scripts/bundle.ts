// Writes dist/peerproof.js: the program and its dependencies in one file, which starts in half the time of many.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Node.js reads the whole map at start-up: of a dependency it is worth to name the file, and no line. */
const mapOwnLinesOnly: Plugin = {
  name: 'map own lines only',
  setup: (bundle) => {
    bundle.onLoad({ filter: /node_modules.*\.[cm]?js$/ }, ({ path }) => {
      const map = { version: 3, sources: [basename(path)], mappings: 'AAAA' };
      const comment = `//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify(map))}`;
      return { contents: `${readFileSync(path, 'utf8')}\n${comment}\n`, loader: 'js' };
    });
  },
};

/** The image grants no reading beside the bundle: it holds the texts that the program reads from files when run from its source. */
const inlineAssets: Plugin = {
  name: 'inline assets',
  setup: (bundle) => {
    bundle.onLoad({ filter: /src\/publish\/asset\.ts$/ }, () => {
      const names = readdirSync(join(root, 'assets')).filter((name) => name !== 'tsconfig.json');
      const imports = names.map((name, at) => `import text${at} from './${name}' with { type: 'text' };`);
      const entries = names.map((name, at) => `${JSON.stringify(name)}: text${at}`);
      const contents = `${imports.join('')}const texts = {${entries.join()}};export const asset = (name) => texts[name];`;
      return { contents, resolveDir: join(root, 'assets') };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/peerproof.js',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Whether a tsconfig.json lies beside it makes no difference.
  tsconfigRaw: {},
  // Dependencies written as CommonJS ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  plugins: [mapOwnLinesOnly, inlineAssets],
});
writeFileSync(join(root, 'dist/licenses.txt'), licensesOf(metafile));

/** Their licences ask to be passed on with the code. */
function licensesOf({ inputs }: Metafile): string {
  const packages = Object.keys(inputs).map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const bundled = [...new Set(packages)].filter((path) => path !== undefined).toSorted();
  return bundled.map((path) => licenseOf(join(root, path))).join('\n');
}

function licenseOf(directory: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? '' : `\n${readFileSync(join(directory, file), 'utf8')}`;
  return `${name} ${version} (${license ?? 'see its text'})\n${text}`;
}
