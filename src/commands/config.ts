// `peerproof config`: judges configurations that are on no node yet, as `check` judges a node.

import { judge } from '../assess/assess.ts';
import { policyOf } from '../assess/open-node.ts';
import { type Inputs, noReaders, observeInputs, readersBelow } from '../assess/observe-inputs.ts';
import type { ManifestFile } from '../model/observation.ts';
import type { Cause } from '../model/reason.ts';
import { readInputFile, readStandardInput } from '../observe/files/input-file.ts';
import { exitCode } from '../options/exit-code.ts';
import type { ConfigOptions } from '../options/options.ts';
import { OptionError } from '../options/values.ts';
import { replaceControlCharacters } from '../publish/control-characters.ts';
import { commandConfiguration, fileConfiguration, type InputConfiguration } from '../resolve/input-configuration.ts';
import { printAssessment, refuseFormatOfExplanation } from './print-assessment.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints the report and returns its exit code. An input that cannot be read does not keep the others from being judged. Throws an
 * OptionError for bad operands, and for --explain in a format without room for it.
 */
export async function config(options: ConfigOptions, version: string, terminal: Terminal): Promise<number> {
  refuseFormatOfExplanation(options);
  const inputs = await readInputs(options);
  for (const { detail } of inputs.unread) terminal.warn(`peerproof: ${replaceControlCharacters(detail)}\n`);
  const policy = policyOf(options);
  const readers = options.isRootfsGiven ? readersBelow(options) : noReaders;
  const name = options.isNodeNameGiven ? options.nodeName : 'configuration';
  const evidence = await observeInputs(inputs, readers, policy, name);
  const assessment = { report: judge(evidence, policy), evidence };
  const code = await printAssessment(assessment, options, version, terminal);
  // A file that cannot be read is bad usage.
  return inputs.unread.length > 0 ? exitCode.usage : code;
}

async function readInputs({ operands }: ConfigOptions): Promise<Inputs> {
  const { words: files, commandLine } = operands;
  const expected = 'FILE ..., or - for standard input, or -- and a command line, and only one of them';
  if (commandLine === undefined) {
    if (files.length === 0) throw new OptionError('config', expected, '');
    if (files.filter((file) => file === '-').length > 1) throw new OptionError('config', '- once', '- -');
    return await readFiles(files);
  }
  if (files[0] !== undefined) throw new OptionError('config', expected, `${files[0]} --`);
  const configuration = commandConfiguration(commandLine);
  if (configuration === undefined)
    throw new OptionError('config', 'after --: [NAME=VALUE ...] etcd [FLAG ...]', commandLine.join(' ').slice(0, 80));
  return { configurations: [configuration], files: [], unread: [] };
}

/** Reads one file after the other: a thousand files need no more descriptors than one. */
async function readFiles(names: readonly string[]): Promise<Inputs> {
  const configurations: InputConfiguration[] = [];
  const files: ManifestFile[] = [];
  const unread: Cause[] = [];
  for (const name of names) {
    const path = name === '-' ? 'standard input' : name;
    const text = await (name === '-' ? readStandardInput(path) : readInputFile(path));
    if (!text.ok) unread.push(text.error);
    const configuration = fileConfiguration({ path, text });
    configurations.push(name === '-' ? withoutFile(configuration) : configuration);
    files.push({ path, text });
  }
  return { configurations, files, unread };
}

/** Standard input is no file that a step could name. */
function withoutFile(configuration: InputConfiguration): InputConfiguration {
  const etcd = configuration.etcd.map((invocation) => ({ ...invocation, file: undefined }));
  return { ...configuration, etcd };
}
