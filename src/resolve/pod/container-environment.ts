// A container's environment as the kubelet would make it, as far as the manifest alone says.

import type { Cause } from '../../model/reason.ts';
import type { Environment } from '../../model/invocation.ts';
import { createExpander, type Expander } from './placeholders.ts';
import { field, items } from '../yaml/plain-data.ts';

/** Builds the environment. Its unresolved variables are also the placeholders that stay in the container's command. */
export function containerEnvironment(container: unknown, expand: Expander = createExpander()): Environment {
  const variables = new Map<string, string>();
  const unresolved = new Set<string>();
  for (const entry of items(field(container, 'env'))) {
    const name = field(entry, 'name');
    if (typeof name !== 'string') continue;
    const literal = literalValue(entry);
    const value = literal === undefined ? undefined : expand(literal, (reference) => variables.get(reference));
    // The last of a repeated name counts, and its text may refer to the one before.
    variables.delete(name);
    unresolved.delete(name);
    if (value === undefined) unresolved.add(name);
    else variables.set(name, value);
  }
  return { variables, unresolved, gap: environmentGap(container) };
}

/** Literal text of a variable; `undefined` for a value from elsewhere, which only a missing or empty literal allows. */
function literalValue(entry: unknown): string | undefined {
  const value = field(entry, 'value') ?? '';
  if (typeof value !== 'string') return undefined;
  return value === '' && (field(entry, 'valueFrom') ?? null) !== null ? undefined : value;
}

function environmentGap(container: unknown): Cause | undefined {
  if (items(field(container, 'envFrom')).length === 0) return undefined;
  return {
    reason: 'environment_unresolved',
    detail: 'the container takes variables from envFrom, which only the kubelet knows',
  };
}
