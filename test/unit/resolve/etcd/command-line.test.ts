import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../../../src/resolve/etcd/command-line.ts';

/** The flags as `name=value`, or what became of the command line instead. */
function parse(...args: readonly string[]): readonly string[] | string {
  const parsed = parseCommandLine(['etcd', ...args]);
  if (parsed === undefined) return 'not_a_member';
  return parsed.ok ? parsed.value.map(({ name, value }) => `${name}=${value}`) : parsed.error.reason;
}

describe("etcd's command line is read as Go reads flags", () => {
  test.each([
    ['no flags', [], []],
    ['two dashes', ['--name=a'], ['name=a']],
    ['one dash', ['-name=a'], ['name=a']],
    ['a value with an equals sign', ['--name==a=b'], ['name==a=b']],
    ['an empty value', ['--name='], ['name=']],
    ['the space form', ['--name', 'a'], ['name=a']],
    ['the space form with one dash', ['-name', 'a'], ['name=a']],
    [
      'a value that looks like a flag',
      ['--peer-cert-file', '--peer-key-file=/k'],
      ['peer-cert-file=--peer-key-file=/k'],
    ],
    ['two dashes as a value', ['--name', '--', '--data-dir=/d'], ['name=--', 'data-dir=/d']],
    ['one dash as a value', ['--name', '-'], ['name=-']],
    ['an empty text as a value', ['--name', ''], ['name=']],
    ['blanks and quotes, which are literal', ['--name= "a" '], ['name= "a" ']],
    ['a bare boolean', ['--peer-client-cert-auth', '--name=a'], ['peer-client-cert-auth=true', 'name=a']],
    ['a repeated flag, in order', ['--name=a', '--name=b'], ['name=a', 'name=b']],
    ['two dashes at the end', ['--name=a', '--'], ['name=a']],
    ['a flag that does nothing', ['--config', '--name=a'], ['config=true', 'name=a']],
    ['a flag that does nothing, with a value', ['--config=/etc/etcd.yaml'], ['config=/etc/etcd.yaml']],
    [
      'a flag that does nothing, before one that decides',
      ['--force', '--peer-auto-tls'],
      ['force=true', 'peer-auto-tls=true'],
    ],
    ['version=false', ['--version=false'], ['version=false']],
    ['proxy=off', ['--proxy=off'], ['proxy=off']],
    ['the name of a sub-command as a value', ['--name', 'gateway'], ['name=gateway']],
  ])('with %s', (_what, args, expected) => {
    expect(parse(...args)).toEqual(expected);
  });

  test.each(['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'])(
    'a boolean may be %s',
    (text) => {
      expect(parse(`--peer-client-cert-auth=${text}`)).toEqual([`peer-client-cert-auth=${text}`]);
    },
  );

  test.each([
    ['three dashes', ['---name=a']],
    ['a name that begins with an equals sign', ['--=a']],
    ['one dash and an equals sign', ['-=a']],
    ['a word', ['a']],
    ['one dash alone', ['-']],
    ['an empty argument', ['']],
    ['a value after a boolean', ['--peer-client-cert-auth', 'true']],
    ['a path after --config, which takes none', ['--config', '/etc/etcd.yaml']],
    ['a word after two dashes', ['--', 'a']],
    ['a flag after two dashes', ['--', '--name=a']],
    ['a sub-command that is not the first word', ['--name=a', 'gateway']],
    ['a flag without its value', ['--name']],
    ['a fault after good flags', ['--name=a', '--data-dir=/d', 'x']],
  ])('%s is refused by etcd', (_what, args) => {
    expect(parse(...args)).toBe('etcd_rejects_configuration');
  });

  test.each(['yes', 'on', 'tRuE', '2', '', '"true"', ' true', 'TrUE', 'no', 'true\n'])(
    'a boolean of %j is refused by etcd',
    (text) => {
      expect(parse(`--peer-client-cert-auth=${text}`)).toBe('etcd_rejects_configuration');
    },
  );
});

describe('a command line that starts no member', () => {
  test.each([
    ['the gateway', ['gateway', 'start']],
    ['the gRPC proxy', ['grpc-proxy', 'start', '--endpoints=x']],
    ['the help text', ['--help']],
    ['the short help text', ['-h']],
    ['the help text before a fault', ['--name=a', '--help', 'x']],
    ['the version', ['--version']],
    ['the version, given last', ['--version=false', '--version=1']],
    ['the v2 proxy', ['--proxy=on', '--name=a']],
    ['the v2 proxy in the space form', ['--proxy', 'readonly']],
  ])('is that of %s', (_what, args) => {
    expect(parse(...args)).toBe('not_a_member');
  });

  test('help after a fault is a fault', () => {
    expect(parse('x', '--help')).toBe('etcd_rejects_configuration');
  });
});

describe('flags that no etcd of today knows', () => {
  test.each([
    ['with a value', ['--new-flag=1', '--name=a'], ['new-flag=1', 'name=a']],
    ['with the next word as its value', ['--new-flag', '1', '--name=a'], ['new-flag=1', 'name=a']],
    ['bare before a flag', ['--new-flag', '--name=a'], ['new-flag=true', 'name=a']],
    ['bare at the end', ['--new-flag'], ['new-flag=true']],
    ['in another letter case', ['--NAME=a'], ['NAME=a']],
    ['with underscores', ['--peer_cert_file=/c'], ['peer_cert_file=/c']],
    ['that begin like a known one', ['--peer-cert=/c'], ['peer-cert=/c']],
  ])('%s are taken for what they look like', (_what, args, expected) => {
    expect(parse(...args)).toEqual(expected);
  });

  test.each([
    '--peer-client-cert-auth',
    '-peer-auto-tls=true',
    '--peer-cert-file',
    '--listen-peer-urls=x',
    '--config-file=/c',
  ])('leave the verdict open when they may have swallowed %s', (flag) => {
    expect(parse('--new-flag', flag)).toBe('command_line_ambiguous');
  });

  test('swallow nothing that does not decide', () => {
    expect(parse('--new-flag', '--peer-crl-file=/r')).toEqual(['new-flag=true', 'peer-crl-file=/r']);
  });
});

describe('arguments that only the kubelet knows', () => {
  const placeholders = new Set(['EXTRA']);
  const parsed = (...args: readonly string[]) => parseCommandLine(['etcd', ...args], placeholders);

  test.each([['$(EXTRA)'], ['--$(EXTRA)=a'], ['--name$(EXTRA)']])('%s can be any flag', (arg) => {
    expect(parsed(arg)).toMatchObject({ ok: false, error: { reason: 'command_line_ambiguous' } });
  });

  test.each([['--name=$(EXTRA)'], ['--peer-client-cert-auth=$(EXTRA)']])('%s is a flag with an open value', (arg) => {
    expect(parsed(arg)).toMatchObject({ ok: true, value: [{ value: '$(EXTRA)' }] });
  });

  test('a value of the space form may be open', () => {
    expect(parsed('--name', '$(EXTRA)')).toMatchObject({ ok: true, value: [{ name: 'name' }] });
  });
});

test.each([[[]], [['etcd']], [['']]])('argv %j has no flags', (argv) => {
  expect(parseCommandLine(argv)).toEqual({ ok: true, value: [] });
});

test('the refusal names what is at fault', () => {
  const parsed = parseCommandLine(['etcd', '--peer-client-cert-auth=yes']);
  expect(parsed).toMatchObject({
    error: { detail: "--peer-client-cert-auth expects true or false, found 'yes'" },
  });
});
