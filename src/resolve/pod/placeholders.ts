// `$(NAME)` in a pod's env, command and args, as the kubelet expands it.

/** Limit of the characters that variables add to a container's arguments. Variables that name each other grow exponentially. */
const maxGrowth = 128 * 1024;

export type Expander = (text: string, valueOf: (name: string) => string | undefined) => string | undefined;

/** Expands the texts of a container; `undefined` for a text with which all of them exceed the limit. */
export function createExpander(): Expander {
  let left = maxGrowth;
  return (text, valueOf) => {
    let growth = 0;
    const expanded = expandPlaceholders(text, (name) => {
      const value = valueOf(name);
      growth += value?.length ?? 0;
      return growth > left ? '' : value;
    });
    if (growth > left) return undefined;
    left -= growth;
    return expanded;
  };
}

/**
 * Replaces `$(NAME)` by the variable's value; `$$` gives `$`, and an unknown name stays as it is written.
 * Source: the kubelet's expansion rules (documented with the `env` and `args` fields of a container).
 */
export function expandPlaceholders(text: string, valueOf: (name: string) => string | undefined): string {
  const [closed, open] = splitAtLastClose(text);
  const expanded = closed.replace(/\$\$|\$\(([^)]*)\)/g, (whole: string, name: string | undefined) =>
    name === undefined ? '$' : (valueOf(name) ?? whole),
  );
  return expanded + open.replaceAll('$$', () => '$');
}

/** Whether the text still holds a `$(NAME)` that only the kubelet can resolve. */
export function mentionsAny(text: string, names: ReadonlySet<string>): boolean {
  return names.size > 0 && withoutPlaceholders(text, names) !== text;
}

/** The certain part of a text: without each `$(NAME)` that only the kubelet can resolve. */
export function withoutPlaceholders(text: string, names: ReadonlySet<string>): string {
  const [closed, open] = splitAtLastClose(text);
  const certain = closed.replace(/\$\(([^)]*)\)/g, (whole, name: string) => (names.has(name) ? '' : whole));
  return certain + open;
}

/** After its last `)` a text holds no `$(NAME)`, and looking for one from each `$(` takes quadratic time. */
function splitAtLastClose(text: string): readonly [closed: string, open: string] {
  const end = text.lastIndexOf(')') + 1;
  return [text.slice(0, end), text.slice(end)];
}
