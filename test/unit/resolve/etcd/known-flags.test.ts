import { describe, expect, test } from 'vitest';
import { settingDefinitions, settingNames } from '../../../../src/model/settings.ts';
import { environmentFlags, flagKind, parseGoBoolean } from '../../../../src/resolve/etcd/known-flags.ts';

describe('flag kinds', () => {
  test.each([
    ['peer-client-cert-auth', 'boolean'],
    ['peer-auto-tls', 'boolean'],
    ['version', 'boolean'],
    ['config', 'ignored'],
    ['force', 'ignored'],
    ['config-file', 'value'],
    ['peer-cert-file', 'value'],
    ['listen-peer-urls', 'value'],
    ['peer_cert_file', 'unknown'],
    ['Peer-Cert-File', 'unknown'],
    ['', 'unknown'],
    ['__proto__', 'unknown'],
    ['constructor', 'unknown'],
  ])('"%s" is %s', (name, kind) => {
    expect(flagKind(name)).toBe(kind);
  });

  test('every flag that decides can come from the environment, and the version cannot', () => {
    const deciding = ['listen-peer-urls', 'peer-cert-file', 'peer-key-file', 'peer-trusted-ca-file'];
    expect(environmentFlags).toEqual(expect.arrayContaining([...deciding, 'peer-client-cert-auth', 'peer-auto-tls']));
    expect(environmentFlags).not.toContain('version');
    expect(new Set(environmentFlags).size).toBe(environmentFlags.length);
  });
});

describe('booleans of Go', () => {
  test.each(['1', 't', 'T', 'TRUE', 'true', 'True'])('%s is true', (text) => {
    expect(parseGoBoolean(text)).toBe(true);
  });

  test.each(['0', 'f', 'F', 'FALSE', 'false', 'False'])('%s is false', (text) => {
    expect(parseGoBoolean(text)).toBe(false);
  });

  test.each(['', ' ', 'yes', 'no', 'on', 'off', 'tRUE', 'true ', '\ntrue', 'true\n', '01', 'truefalse'])(
    '%j is neither',
    (text) => {
      expect(parseGoBoolean(text)).toBeUndefined();
    },
  );
});

test.each(settingNames.map((name) => settingDefinitions[name]))(
  'the setting $flag is a flag of its kind',
  ({ flag, kind }) => {
    expect(flagKind(flag)).toBe(kind === 'boolean' ? 'boolean' : 'value');
  },
);
