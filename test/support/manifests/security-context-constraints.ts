// OpenShift's constraint, which no package models: its fields after the API reference of security.openshift.io/v1.

const required = new Set([
  'allowHostDirVolumePlugin',
  'allowHostIPC',
  'allowHostNetwork',
  'allowHostPID',
  'allowHostPorts',
  'allowPrivilegedContainer',
  'readOnlyRootFilesystem',
]);
const booleans = new Set([...required, 'allowPrivilegeEscalation']);
const lists = new Set([
  'allowedCapabilities',
  'defaultAddCapabilities',
  'requiredDropCapabilities',
  'seccompProfiles',
  'users',
  'groups',
  'volumes',
]);
const strategies = new Set(['fsGroup', 'runAsUser', 'seLinuxContext', 'supplementalGroups']);

class SecurityContextConstraints {
  validate(): void {
    // Only what is looked at here counts as known to it.
    const fields = this as unknown as Readonly<Record<string, unknown>>;
    const errors = [
      ...[...required].filter((name) => fields[name] === undefined).map((name) => `${name} is required`),
      ...[...booleans]
        .filter((name) => !['boolean', 'undefined'].includes(typeof fields[name]))
        .map((name) => `${name} is no boolean`),
      ...[...lists].filter((name) => !isStringList(fields[name])).map((name) => `${name} is no list of strings`),
      ...[...strategies]
        .filter((name) => typeof strategyOf(fields[name]) !== 'string')
        .map((name) => `${name} has no type`),
      ...['apiVersion', 'kind'].filter((name) => typeof fields[name] !== 'string').map((name) => `${name} is required`),
    ];
    // metadata is checked with every other kind.
    JSON.stringify(fields['metadata']);
    if (errors.length > 0) throw new Error(errors.join(', '));
  }
}

function isStringList(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}

function strategyOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { readonly type?: unknown }).type : undefined;
}

export const securityContextConstraints: { readonly prototype: { validate: () => void } } = SecurityContextConstraints;
