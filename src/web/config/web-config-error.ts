// The error of a web configuration.

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
