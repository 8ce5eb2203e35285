/** Every value that a command line gives an option, by any of its names, as `NAME VALUE` or `NAME=VALUE`. */
export function optionValues(argv: readonly string[], ...names: readonly string[]): readonly string[] {
  return argv.flatMap((word, index) => {
    if (names.includes(word)) return [argv[index + 1] ?? ''];
    const name = names.find((candidate) => word.startsWith(`${candidate}=`));
    return name === undefined ? [] : [word.slice(name.length + 1)];
  });
}
