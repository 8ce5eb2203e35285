import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const debianPackages = {
  amtool: 'prometheus-alertmanager',
  chromium: 'chromium',
  curl: 'curl',
  etcd: 'etcd-server',
  fish: 'fish',
  openssl: 'openssl',
  pdftotext: 'poppler-utils',
  pngquant: 'pngquant',
  prometheus: 'prometheus',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  promtool: 'prometheus',
  ps: 'procps',
  script: 'bsdutils',
  setpriv: 'util-linux',
  'systemd-analyze': 'systemd',
  zsh: 'zsh',
} as const;

type Tool = keyof typeof debianPackages;

// Answers whether the tools are here. Where the run must prove everything, a missing one is an error, never a skip.
export function hasRequiredTools(...tools: readonly Tool[]): boolean {
  const message = missingTools(...tools);
  if (message === undefined) return true;
  if (mustHaveTools()) throw new Error(message);
  process.stderr.write(`end-to-end suite skipped: ${message}\n`);
  return false;
}

// Which tools are missing, and which packages have them.
export function missingTools(...tools: readonly Tool[]): string | undefined {
  const missing = tools.filter((tool) => !isOnPath(tool));
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.map((tool) => debianPackages[tool]))].join(' ');
  return `Cannot find ${missing.join(', ')}: install the Debian packages with apt-get install ${packages}`;
}

function mustHaveTools(): boolean {
  return Boolean(process.env['CI']) || Boolean(process.env['PEERPROOF_REQUIRE_TOOLS']);
}

function isOnPath(tool: string): boolean {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  return directories.some((directory) => isExecutable(join(directory, tool)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
