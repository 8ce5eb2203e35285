/** What a web configuration should hold, and what it holds instead. Never quotes a secret of the file. */
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
