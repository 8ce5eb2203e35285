// The first YAML 1.1 document of a text, as the kubelet and etcd read it.

import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isCollection,
  Lexer,
  LineCounter,
  Parser,
  type Tags,
  visit,
} from 'yaml';
import { fail, ok, type Result } from '../../model/result.ts';
import { mergeTag, YamlError } from './merge-keys.ts';

export type FirstDocument = {
  /** The nodes, among which duplicate keys are still visible; `undefined` for a text without any. */
  readonly document: Document | undefined;
  /** The document as plain data. */
  readonly value: unknown;
};

/** Limit of aliases; more are a bomb, for which the library takes quadratic time. */
const maxAliasCount = 100;

/** Limit of lexemes; a pod has a few thousand. The library takes up to half a KiB for each: 256 KiB of marks would be 200 MiB. */
const maxLexemes = 150_000;

/** Characters that the readers in Go refuse anywhere, comments included. */
const controlCharacter = /[^\t\n\r\x20-\x7E\x85\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** YAML 1.1's tags, without times and base-60 numbers, which the readers in Go take for strings, and with their merge key. */
function asInGo(tags: Tags): Tags {
  return tags
    .filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && !tag.tag.endsWith(':timestamp')))
    .map((tag) => (typeof tag !== 'string' && tag.tag === mergeTag.tag ? mergeTag : tag));
}

// `schema` is named so that a %YAML 1.2 directive cannot change what `yes` means; the readers in Go do not let it either.
const options = {
  version: '1.1',
  schema: 'yaml-1.1',
  customTags: asInGo,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** Limit of levels; no configuration has more. Without it the JavaScript stack would be the limit, which moves. */
const maxDepth = 500;

/** An anchor that contains itself has no end, and counts as too deep: the readers in Go go through JSON, which cannot hold it. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}

/** Parses lazily: the text after the first document, or after the first error, is not read. */
export function parseFirstDocument(text: string): Result<FirstDocument, string> {
  if (controlCharacter.test(text)) return fail('control characters are not allowed');
  try {
    return ok(readFirstDocument(text));
  } catch (error) {
    // The library throws for aliases of nothing and bombs (ReferenceError), absurd nesting (RangeError) and some tags (TypeError).
    return fail(error instanceof YamlError ? error.message : 'an alias, a tag or the nesting has no meaning');
  }
}

function readFirstDocument(text: string): FirstDocument {
  const lines = new LineCounter();
  const [document] = firstErrorComposer(lines).compose(firstDocumentTokens(text, lines));
  if (document === undefined) return { document, value: null };
  const [error] = document.errors;
  if (error !== undefined) throw errorAt(error.pos[0], error.code, lines);
  checkStructure(document);
  const value: unknown = document.toJS({ maxAliasCount });
  if (isDeeperThan(value, maxDepth)) throw new YamlError(`more than ${maxDepth} levels`);
  return { document, value };
}

/** An error by its kind and position: the library's message may quote the text. */
function errorAt(offset: number, code: ErrorCode, lines: LineCounter): YamlError {
  const { line, col } = lines.linePos(offset);
  return new YamlError(`${code.toLowerCase().replaceAll('_', ' ')} at line ${line}, column ${col}`);
}

type TextPosition = number | readonly [number, number] | { readonly offset: number };

/** Stops at the first error. The library would collect an error with its stack for each mark in the text. */
function firstErrorComposer(lines: LineCounter): Composer {
  let first: YamlError | undefined;
  const onError = (at: TextPosition, code: ErrorCode, _message: string, isWarning?: boolean): void => {
    if (isWarning === true) return;
    // The library catches errors thrown below it, and reports them here again.
    first ??= errorAt(typeof at === 'number' ? at : 'offset' in at ? at.offset : at[0], code, lines);
    throw first;
  };
  return Object.assign(new Composer(options), { onError });
}

function* firstDocumentTokens(text: string, lines: LineCounter): Generator<CST.Token, void> {
  let documents = 0;
  for (const token of parseTokens(text, lines)) {
    if (token.type === 'error') throw errorAt(token.offset, 'UNEXPECTED_TOKEN', lines);
    if (token.type === 'document') documents += 1;
    if (documents > 1) return;
    yield token;
  }
}

function* parseTokens(text: string, lines: LineCounter): Generator<CST.Token, void> {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  let [count, depth] = [0, 0];
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (lexeme === '[' || lexeme === '{') depth += 1;
    else if (lexeme === ']' || lexeme === '}') depth -= 1;
    if (count > maxLexemes || depth > maxDepth) throw errorAt(parser.offset, 'RESOURCE_EXHAUSTION', lines);
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

/**
 * The readers in Go refuse a list or a mapping as a key. The library would write the key out as text at each level that holds it,
 * which may never end.
 */
function checkStructure(document: Document): void {
  let aliases = 0;
  visit(document, {
    Alias: () => {
      aliases += 1;
      if (aliases > maxAliasCount) throw new YamlError(`more than ${maxAliasCount} aliases`);
    },
    Pair: (_index, { key }) => {
      if (isCollection(key)) throw new YamlError('a list or a mapping is used as a key');
    },
  });
}

/** Whether anything follows the first document, which is all that kubelet and etcd read. */
export function hasFurtherDocument(text: string): boolean {
  const lines = new LineCounter();
  try {
    let filled = 0;
    for (const token of parseTokens(text, lines)) {
      if (token.type === 'error') return true;
      if (token.type === 'document' && token.value !== undefined) filled += 1;
    }
    return filled > 1;
  } catch {
    // A text that is no YAML, or too long, follows.
    return true;
  }
}
