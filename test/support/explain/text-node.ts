// A node made of texts: manifests, processes and configuration files, judged by everything between reading and publishing.
import { assess } from '../../../src/assess/assess.ts';
import type { Node } from '../../../src/assess/open-node.ts';
import { rules } from '../../../src/evaluate/rules/rule-list.ts';
import { explain } from '../../../src/explain/explain.ts';
import type { Explanations } from '../../../src/model/explanation.ts';
import type { ProcessObservation } from '../../../src/model/observation.ts';
import { ok, failWith } from '../../../src/model/result.ts';
import type { Assessment, Declarations, Policy, Report } from '../../../src/model/report.ts';
import type { NodeReader } from '../../../src/observe/node-reader.ts';
import { defaultRules, podText, secureArgv } from '../resolve/verdicts.ts';

export type TextNode = {
  /** Texts of static pod files. */
  readonly manifests?: readonly string[];
  readonly processes?: readonly ProcessObservation[];
  /** Texts of etcd's configuration files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly policy?: Partial<Declarations>;
  /** Every rule, and not those of the default verdict alone. */
  readonly allRules?: boolean;
};

function readerOf({ manifests = [], processes = [], files = {} }: TextNode): NodeReader {
  const pods = manifests.map((text, index) => ({ path: `/manifests/${index}.yaml`, text: ok(text) }));
  return {
    files: {
      begin: () => {},
      readManifests: () => Promise.resolve([{ path: '/manifests', files: ok(pods) }]),
      readConfigFile: ({ path }) => {
        const text = files[path];
        return Promise.resolve(text === undefined ? failWith('config_file_missing', path) : ok(text));
      },
      readCaFile: ({ path }) => Promise.resolve(failWith('authority_file_unreadable', path)),
      readableDirectories: () => ['/manifests'],
      haveChanged: () => false,
      isHanging: () => false,
    },
    processes: {
      read: () => ({ processes, problem: undefined, vanished: 0, unread: 0 }),
      haveChanged: () => false,
      pace: () => 'resting',
      mode: () => 'scan',
    },
    changed: () => undefined,
  };
}

function assessmentOf(node: TextNode): Promise<Assessment> {
  const chosen = node.allRules === true ? rules : defaultRules;
  const policy: Policy = {
    rules: chosen.map(({ text }) => text.id),
    singleMember: 'auto',
    noEtcd: 'unknown',
    ...node.policy,
  };
  const own: Node = {
    name: 'cp-1',
    reader: readerOf(node),
    probes: undefined,
    networkNamespace: () => ({ shared: false, addresses: undefined }),
    hostAddress: undefined,
    now: () => new Date(0),
  };
  return assess(own, policy);
}

export async function assessTexts(node: TextNode): Promise<Report> {
  return (await assessmentOf(node)).report;
}

/** As `check --explain` does. */
export async function explainTexts(node: TextNode): Promise<Explanations> {
  return explain(await assessmentOf(node));
}

/** `pass / fail`: 2.4, then 2.5. */
export async function judgedTexts(node: TextNode): Promise<string> {
  const report = await assessTexts(node);
  return report.rules.map(({ status }) => status).join(' / ');
}

let lastPid = 100;

export function processOf(
  argv: readonly string[],
  environ: readonly string[] = [],
  more: Partial<ProcessObservation> = {},
): ProcessObservation {
  lastPid += 1;
  const base = { pid: lastPid, startTime: lastPid, exe: undefined, containerised: true };
  return { ...base, argv: ok(argv), environ: ok(environ), ...more };
}

/** Of the node itself, in no container. */
export const apiServer = processOf(['kube-apiserver', '--etcd-servers=https://127.0.0.1:2379'], [], {
  containerised: false,
});

/** A compliant command line without the flags of these names. */
export function without(...names: readonly string[]): readonly string[] {
  return secureArgv('--name=cp-1', '--data-dir=/var/lib/etcd').filter(
    (word) => !names.some((name) => word.startsWith(`--${name}=`)),
  );
}

export function podOf(...command: readonly string[]): string {
  return podText({ command });
}

/** A compliant configuration file of etcd. */
export const secureFile = `name: cp-1
data-dir: /var/lib/etcd
listen-peer-urls: https://192.0.2.10:2380
client-transport-security: {client-cert-auth: true, cert-file: /c, key-file: /k}
peer-transport-security: {client-cert-auth: true, cert-file: /c, key-file: /k, trusted-ca-file: /ca}
`;

/** A compliant environment. */
export const secureEnviron = (name: string, directory: string): readonly string[] => [
  `ETCD_NAME=${name}`,
  `ETCD_DATA_DIR=${directory}`,
  'ETCD_LISTEN_PEER_URLS=https://192.0.2.10:2380',
  'ETCD_PEER_CERT_FILE=/c',
  'ETCD_PEER_KEY_FILE=/k',
  'ETCD_PEER_TRUSTED_CA_FILE=/ca',
  'ETCD_PEER_CLIENT_CERT_AUTH=true',
];
