// Writes dist/peerproof.js: the program and its dependencies in a single file, which starts in half the time.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Shortens the source map, which Node.js reads at start-up: it names the files of dependencies, and no lines. */
const mapProgramOnly: Plugin = {
  name: 'map program only',
  setup: (bundle) => {
    bundle.onLoad({ filter: /node_modules.*\.[cm]?js$/ }, ({ path }) => {
      const map = { version: 3, sources: [basename(path)], mappings: 'AAAA' };
      const comment = `//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify(map))}`;
      return { contents: `${readFileSync(path, 'utf8')}\n${comment}\n`, loader: 'js' };
    });
  },
};

/** Puts the texts of assets into the bundle, since the image permits reading no other file. */
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
  // The bundle must not depend on a tsconfig.json.
  tsconfigRaw: {},
  // CommonJS dependencies load Node's modules by `require`.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  plugins: [mapProgramOnly, inlineAssets],
});
writeFileSync(join(root, 'dist/licenses.txt'), licensesOf(metafile));

/** Collects the licences of dependencies, which must accompany their code. */
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
  const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(join(directory, file), 'utf8')}`;
  return `${name} ${version} (${license ?? 'see its text'})\n${text}`;
}
