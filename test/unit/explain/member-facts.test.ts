import { describe, expect, test } from 'vitest';
import type { MemberFacts } from '../../../src/model/explanation.ts';
import {
  apiServer,
  assessTexts,
  explainTexts,
  podOf,
  processOf,
  type TextNode,
  without,
} from '../../support/explain/text-node.ts';

async function factsOf(node: TextNode): Promise<readonly MemberFacts[]> {
  const [explanation] = (await explainTexts(node)).values();
  const members = explanation?.members ?? [];
  return members.map(({ facts }) => facts);
}

const clients = (url: string): readonly string[] => [
  `--listen-client-urls=${url}`,
  `--advertise-client-urls=${url}`,
  '--cert-file=/c',
  '--key-file=/k',
];
const pod = podOf(...without());
const script = (text: string): string => podOf('/bin/sh', '-c', text);

describe('what makes a manifest and a process one member is', () => {
  test.each<[string, TextNode, readonly (string | undefined)[]]>([
    ['name and directory', { manifests: [pod], processes: [processOf(without())] }, ['name_and_directory']],
    [
      'the directory, where no name speaks against it',
      {
        manifests: [
          podOf(...without('name'), '--name=$(N)').replace('"image"', '"env":[{"name":"N","valueFrom":{}}],"image"'),
        ],
        processes: [processOf(without())],
      },
      ['directory'],
    ],
    [
      'the script that names the directory',
      { manifests: [script('exec etcd --data-dir=/var/lib/etcd')], processes: [processOf(without())] },
      ['script'],
    ],
    [
      'that nothing else is left',
      { manifests: [script('exec etcd $FLAGS')], processes: [processOf(without())] },
      ['nothing_else_left'],
    ],
    ['nothing, for one that stands alone', { manifests: [pod] }, [undefined]],
    ['name and directory again, for copies', { manifests: [pod, pod] }, ['name_and_directory', 'name_and_directory']],
    ['nothing, for a process alone', { processes: [processOf(without())] }, []],
  ])('%s', async (_what, node, pairings) => {
    expect((await factsOf(node)).map((facts) => facts.pairings)).toEqual([pairings]);
  });
});

describe('why a member counts for Kubernetes', () => {
  const inContainer = { ...apiServer, containerised: true };
  const unreadServers = processOf(['kube-apiserver', '--secure-port=6443'], [], { containerised: false });

  test.each<[string, TextNode, object]>([
    [
      'its address is one of the servers',
      { processes: [apiServer, processOf([...without(), ...clients('https://127.0.0.1:2379')])] },
      { counts: true, because: 'same_address', server: '127.0.0.1:2379' },
    ],
    [
      'its address may be one of them',
      { processes: [apiServer, processOf([...without(), ...clients('https://localhost:2379')])] },
      { counts: true, because: 'same_port', server: '127.0.0.1:2379' },
    ],
    [
      'the address that is the same is named before one that may be',
      {
        processes: [apiServer, processOf([...without(), ...clients('https://0.0.0.0:2379')])],
        manifests: [podOf(...without(), ...clients('https://127.0.0.1:2379'))],
      },
      { counts: true, because: 'same_address', server: '127.0.0.1:2379' },
    ],
    [
      'it does not, for all servers are others',
      { processes: [apiServer, processOf([...without(), ...clients('https://127.0.0.1:6666')])] },
      { counts: false, because: 'others', servers: ['127.0.0.1:2379'] },
    ],
    [
      'its own addresses are not known',
      { processes: [apiServer, processOf(['etcd', 'x'])] },
      { counts: true, because: 'client_urls_unknown' },
    ],
    ['there is no kube-apiserver', { manifests: [pod] }, { counts: true, because: 'no_api_server' }],
    [
      'anybody may call a container so',
      { manifests: [pod], processes: [inContainer] },
      { counts: true, because: 'only_in_container' },
    ],
    [
      'the servers are not on the command line',
      { manifests: [pod], processes: [unreadServers] },
      { counts: true, because: 'servers_unread' },
    ],
  ])('%s', async (_what, node, expected) => {
    const { members } = await assessTexts(node);
    const facts = await factsOf(node);
    expect(facts.map(({ kubernetes }) => kubernetes)).toEqual([expected]);
    expect(members.map(({ countsForKubernetes }) => ({ counts: countsForKubernetes }))).toMatchObject(
      facts.map(({ kubernetes }) => ({ counts: kubernetes.counts })),
    );
  });
});
