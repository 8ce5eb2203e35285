// `$(NAME)` in a pod's env, command and args, as the kubelet expands it.

/**
 * Replaces `$(NAME)` by the variable's value; `$$` gives `$`, and an unknown name stays as it is written.
 * Source: the kubelet's expansion rules (documented with the `env` and `args` fields of a container).
 */
export function expandPlaceholders(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole: string, name: string | undefined) =>
    name === undefined ? '$' : (valueOf(name) ?? whole),
  );
}

/** Does the text still hold a `$(NAME)` that only the kubelet can resolve? */
export function mentionsAny(text: string, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  return [...text.matchAll(/\$\(([^)]*)\)/g)].some((match) => names.has(match[1] ?? ''));
}

/** The text without the `$(NAME)` that only the kubelet can resolve: what is certain to be there. */
export function withoutPlaceholders(text: string, names: ReadonlySet<string>): string {
  return text.replace(/\$\(([^)]*)\)/g, (whole: string, name: string) => (names.has(name) ? '' : whole));
}
