// YAML text → its values, by YAML 1.1 as exporter-toolkit reads it.

import { isScalar, LineCounter, parseDocument, type Scalar, visit } from 'yaml';
import { errorText } from '../../model/result.ts';

/** Names the expected and the found content. Never quotes a secret of the file. */
export class WebConfigError extends Error {
  override readonly name = 'WebConfigError';
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.expected = expected;
    this.found = found;
  }
}

/** A scalar as YAML reads it and as it is written: the type of its field decides which form counts. */
export class WrittenScalar {
  readonly value: unknown;
  readonly source: string;

  constructor({ value, source }: Scalar) {
    this.value = value;
    this.source = source ?? '';
  }
}

/** Reads mappings as objects with their keys as written, lists as arrays, scalars as WrittenScalar. Throws a WebConfigError. */
export function readDocument(text: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { version: '1.1', prettyErrors: false, lineCounter });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const { line } = lineCounter.linePos(problem.pos[0]);
    throw new WebConfigError('a readable YAML file', `${withoutSource(problem.message)} (line ${line})`);
  }
  visit(document, {
    Scalar: (role, node) => {
      if (role !== 'key') node.value = new WrittenScalar(node);
      // A merge key has a symbol for a value, and keeps it.
      else if (typeof node.value !== 'symbol') node.value = node.source ?? '';
    },
  });
  const { contents } = document;
  if (contents === null || (isScalar(contents) && isNull(contents.value))) return null;
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Aliases that multiply, and merge keys without a mapping.
    throw new WebConfigError('a readable YAML file', errorText(error));
  }
}

/** Drops the text that the parser quotes, which may be a secret. */
function withoutSource(message: string): string {
  return message.replace(/: ".*$/s, '');
}

export function isNull(value: unknown): boolean {
  return value === null || value === undefined || (value instanceof WrittenScalar && value.value === null);
}
