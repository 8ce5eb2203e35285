export type Labels = Readonly<Record<string, string>>;
export type Sample = { readonly name: string; readonly labels: Labels; readonly value: number };

const sampleLine = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/;
const labelPair = /(?<name>\w+)="(?<value>(?:[^"\\]|\\.)*)"/g;
const escapes: Labels = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

// Strict on purpose: a line that is no sample of text format 0.0.4 is an error, not skipped.
export function parseExposition(body: string): readonly Sample[] {
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map(parseSample);
}

function parseSample(line: string): Sample {
  const groups = sampleLine.exec(line)?.groups;
  if (groups === undefined) throw new Error(`Cannot parse as a sample: ${line}`);
  return {
    name: groups['name'] ?? '',
    labels: parseLabels(groups['labels'] ?? ''),
    value: parseValue(groups['value'] ?? ''),
  };
}

function parseLabels(text: string): Labels {
  const pairs = [...text.matchAll(labelPair)].map(({ groups }) => [
    groups?.['name'] ?? '',
    (groups?.['value'] ?? '').replaceAll(/\\[n"\\]/g, (escape) => escapes[escape] ?? escape),
  ]);
  return Object.fromEntries(pairs) as Labels;
}

function parseValue(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  return Number(text);
}

// The values of a family whose labels include the given ones.
export function valuesOf(samples: readonly Sample[], name: string, labels: Labels = {}): readonly number[] {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .map((sample) => sample.value);
}
