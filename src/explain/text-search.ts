// What a checker that greps texts looks for, by control.

/** Words that have to be there, and words that must not. */
export type TextSearch = { readonly found?: readonly string[]; readonly notFound?: readonly string[] };

export const textSearches: Readonly<Record<string, TextSearch>> = {
  '2.1': { found: ['--cert-file', '--key-file'] },
  '2.2': { found: ['--client-cert-auth=true'] },
  '2.3': { notFound: ['--auto-tls=true'] },
  '2.4': { found: ['--peer-cert-file', '--peer-key-file'] },
  '2.5': { found: ['--peer-client-cert-auth=true'] },
  '2.6': { notFound: ['--peer-auto-tls=true'] },
  '2.7': { found: ['--trusted-ca-file'] },
};
