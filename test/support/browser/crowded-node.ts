// A node that nobody has and anybody could fake: 64 members whose names, addresses and values are as bad as they can be.

import type { Publication, Report } from '../../../src/model/report.ts';
import { assessTexts, podOf, processOf } from '../explain/text-node.ts';
import { shownAt } from './shown-nodes.ts';

const hostile = [
  '"><img src=x onerror=alert(1)>',
  '</style></script><b>bold</b>',
  '\u202Egnp.exe\u2066\u001B[31m\u0000',
  'x'.repeat(4096),
  'm\u0301'.repeat(500),
  'العربية-עברית',
  `very-${'long-'.repeat(40)}name`,
  '\uD800lone',
];
const url = 'http://[2001:0db8:85a3:0000:0000:8a2e:0370:7334]:2380';

export async function crowdedPublication(): Promise<Publication> {
  const argvs = Array.from({ length: 64 }, (_, index) => {
    const text = hostile[index % hostile.length] ?? '';
    const urls = Array.from({ length: 1 + (index % 4) }, () => url).join(',');
    return [
      'etcd',
      `--name=${text}${index}`,
      `--data-dir=/d${index}`,
      `--listen-peer-urls=${urls}`,
      `--peer-cert-file=/${text}/${'c'.repeat(index * 60)}`,
      `--peer-key-file=/${text}`,
    ];
  });
  const report: Report = await assessTexts({
    processes: argvs.map((argv) => processOf(argv)),
    manifests: argvs.slice(0, 8).map((argv) => podOf(...argv, '--peer-auto-tls=true')),
  });
  const node = `node-${'n'.repeat(253)}`;
  return { report: { ...report, node }, watchMode: 'scan', statusSince: () => shownAt };
}
