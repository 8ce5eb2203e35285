import { expect, test } from 'vitest';
import { variableName } from '../../../src/model/settings.ts';

test.each([
  ['peer-client-cert-auth', 'ETCD_PEER_CLIENT_CERT_AUTH'],
  ['name', 'ETCD_NAME'],
  ['enable-v2', 'ETCD_ENABLE_V2'],
])('the variable of %s is %s', (flag, variable) => {
  expect(variableName(flag)).toBe(variable);
});
