import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { subjectAltNames } from '../../../src/web/subject-alt-names.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** The names that Node finds in a real certificate made with these. */
function namesIn(...sans: readonly string[]): readonly string[] {
  const directory = temporaryDirectory();
  const path = join(directory, 'c.pem');
  const config = join(directory, 'c.cnf');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-keyout', '/dev/null'];
  const lines = sans.map((san, index) => san.replace(':', `.${index} = `));
  execFileSync('tee', [config], {
    input: `[req]\nprompt=no\ndistinguished_name=d\nx509_extensions=e\n[d]\nCN=c\n[e]\nsubjectAltName=@s\n[s]\n${lines.join('\n')}\n`,
  });
  execFileSync('openssl', ['req', '-x509', '-config', config, ...key, '-out', path], { stdio: 'pipe' });
  return subjectAltNames(new X509Certificate(readFileSync(path)).subjectAltName);
}

test('names of each kind are read as Go prints them', () => {
  expect(
    namesIn(
      'DNS:a.example',
      'DNS:*.b.example',
      'IP:192.0.2.1',
      'IP:2001:0db8:0:0:0:0:0:1',
      'email:me@example.com',
      'URI:spiffe://cluster.local/ns/monitoring/sa/prometheus',
    ),
  ).toEqual([
    'a.example',
    '*.b.example',
    '192.0.2.1',
    '2001:db8::1',
    'me@example.com',
    'spiffe://cluster.local/ns/monitoring/sa/prometheus',
  ]);
});

test('a name with a comma does not pose as two', () => {
  expect(namesIn('URI:http://a/, DNS:prometheus', 'DNS:b')).toEqual(['http://a/, DNS:prometheus', 'b']);
  expect(namesIn('email:\\"x\\", DNS:prometheus')).toEqual(['"x", DNS:prometheus']);
});

test('kinds that the format does not know are no names', () => {
  expect(namesIn('RID:1.2.3.4', 'otherName:1.2.3.4;UTF8:prometheus', 'DNS:b')).toEqual(['b']);
});

test.each([undefined, '', 'nonsense', 'DNS'])('%j has no names', (text) => {
  expect(subjectAltNames(text)).toEqual([]);
});
