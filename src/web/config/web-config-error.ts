/** Something in a web configuration: what was expected, and what was found. Never holds a secret of the file. */
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
