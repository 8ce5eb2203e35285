// The text format 0.0.4, read strictly: whatever is not exactly a sample or a comment is an error.

export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/** Throws on anything malformed, and on a series that is given twice. */
export function parseExposition(text: string): readonly Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const lines = text.split('\n').filter((line) => line !== '');
  const samples = lines.filter((line) => !/^# (?:HELP|TYPE) [a-zA-Z_:][\w:]* /.test(line)).map(parseSample);
  const series = samples.map(({ name, labels }) =>
    JSON.stringify([name, ...Object.entries(labels).map(String).toSorted()]),
  );
  const twice = series.find((one, index) => series.indexOf(one) !== index);
  if (twice !== undefined) throw new Error(`given twice: ${twice}`);
  return samples;
}

function parseSample(line: string): Sample {
  const [, name = '', inner = '', value = ''] = sampleLine.exec(line) ?? [];
  if (name === '' || Number.isNaN(Number(value.replace('+Inf', 'Infinity')))) throw new Error(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  for (let end = 0; end < inner.length; end = label.lastIndex) {
    const [, key = '', text = ''] = label.exec(inner) ?? [];
    if (key === '' || Object.hasOwn(labels, key)) throw new Error(`bad labels: ${line}`);
    labels[key] = text.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
  }
  return { name, labels, value: Number(value.replace('+Inf', 'Infinity')) };
}
