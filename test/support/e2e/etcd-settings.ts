// etcd's flag names without the dashes.
export type EtcdSettings = Readonly<Record<string, string>>;

export type GivenBy = 'flags' | 'environment' | 'config-file';

const sections: Readonly<Record<string, string>> = {
  'peer-': 'peer-transport-security',
  '': 'client-transport-security',
};

const transportKeys = new Set(['cert-file', 'key-file', 'client-cert-auth', 'trusted-ca-file', 'auto-tls']);

export function asFlags(settings: EtcdSettings): readonly string[] {
  return Object.entries(settings).map(([flag, value]) => `--${flag}=${value}`);
}

export function asEnvironment(settings: EtcdSettings): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settings).map(([flag, value]) => [`ETCD_${flag.replaceAll('-', '_').toUpperCase()}`, value]),
  );
}

// Booleans stay bare: etcd refuses a quoted one.
export function asConfigFile(settings: EtcdSettings): string {
  const entries = Object.entries(settings);
  const plain = entries.filter(([flag]) => sectionOf(flag) === undefined);
  const lines = plain.map(([flag, value]) => `${flag}: ${scalar(value)}`);
  for (const [prefix, section] of Object.entries(sections)) {
    const own = entries.filter(([flag]) => sectionOf(flag) === section);
    if (own.length > 0) lines.push(`${section}:`);
    lines.push(...own.map(([flag, value]) => `  ${flag.slice(prefix.length)}: ${scalar(value)}`));
  }
  return `${lines.join('\n')}\n`;
}

function sectionOf(flag: string): string | undefined {
  const prefix = flag.startsWith('peer-') ? 'peer-' : '';
  return transportKeys.has(flag.slice(prefix.length)) ? sections[prefix] : undefined;
}

function scalar(value: string): string {
  return value === 'true' || value === 'false' ? value : JSON.stringify(value);
}
