/** A text that the readers in Go would refuse. Its message quotes nothing of the text, which may hold secrets. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}
