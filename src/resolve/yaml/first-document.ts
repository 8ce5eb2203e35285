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
import { MergeKeyError, mergeTag } from './merge-keys.ts';

export type FirstDocument =
  /** `document` keeps the nodes (duplicate keys are only visible there), `value` is plain data. */
  | { readonly ok: true; readonly document: Document | undefined; readonly value: unknown }
  | { readonly ok: false; readonly detail: string };

/** More aliases than this are a bomb, not a configuration; the library takes quadratic time for them. */
const maxAliasCount = 100;

/** The library takes up to half a KiB for each: 256 KiB of nothing but marks would be 200 MiB. A pod has a few thousand. */
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

/** No configuration has more levels; without a bound the JavaScript stack would be one, and a moving one. */
const maxDepth = 500;

/** True as well for an anchor that contains itself: it has no end, and no JSON, through which the readers in Go go on. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(one, levels - 1));
}

/** Parses lazily: nothing after the first document, or after the first error, is looked at. */
export function parseFirstDocument(text: string): FirstDocument {
  if (controlCharacter.test(text)) return { ok: false, detail: 'control characters are not allowed' };
  const lines = new LineCounter();
  try {
    const [document] = firstErrorComposer(lines).compose(firstDocumentTokens(text, lines));
    if (document === undefined) return { ok: true, document: undefined, value: null };
    const [error] = document.errors;
    if (error !== undefined) throw new TextError(error.code, error.pos[0], lines);
    const problem = structureProblem(document);
    if (problem !== undefined) return { ok: false, detail: problem };
    const value: unknown = document.toJS({ maxAliasCount });
    if (isDeeperThan(value, maxDepth)) return { ok: false, detail: `more than ${maxDepth} levels` };
    return { ok: true, document, value };
  } catch (error) {
    // Else thrown for aliases of nothing and bombs (ReferenceError), absurd nesting (RangeError) and some tags (TypeError).
    const isOwn = error instanceof TextError || error instanceof MergeKeyError;
    return { ok: false, detail: isOwn ? error.message : 'an alias, a tag or the nesting has no meaning' };
  }
}

/** Tells what kind of error is where. The library's own message may quote the text, which may be a secret. */
class TextError extends Error {
  override readonly name = 'TextError';

  constructor(code: ErrorCode, offset: number, lines: LineCounter) {
    const { line, col } = lines.linePos(offset);
    super(`${code.toLowerCase().replaceAll('_', ' ')} at line ${line}, column ${col}`);
  }
}

type TextPosition = number | readonly [number, number] | { readonly offset: number };

/** The library goes on after an error, and collects as many as there are marks in the text, each with a stack. */
function firstErrorComposer(lines: LineCounter): Composer {
  let first: TextError | undefined;
  const onError = (at: TextPosition, code: ErrorCode, _message: string, isWarning?: boolean): void => {
    if (isWarning === true) return;
    // The library catches what is thrown below it, and reports that in turn.
    first ??= new TextError(code, typeof at === 'number' ? at : 'offset' in at ? at.offset : at[0], lines);
    throw first;
  };
  return Object.assign(new Composer(options), { onError });
}

/** The tokens of the first document, up to the first error among them. */
function* firstDocumentTokens(text: string, lines: LineCounter): Generator<CST.Token, void> {
  let documents = 0;
  for (const token of parseTokens(text, lines)) {
    if (token.type === 'error') throw new TextError('UNEXPECTED_TOKEN', token.offset, lines);
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
    if (count > maxLexemes || depth > maxDepth)
      throw new TextError('RESOURCE_EXHAUSTION', parser.offset, lines);
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

/**
 * The readers in Go refuse a list or a mapping as a key; the library writes it out as text again, at each level that holds it, which
 * may never end.
 */
function structureProblem(document: Document): string | undefined {
  let aliases = 0;
  let problem: string | undefined;
  visit(document, {
    Alias: () => {
      aliases += 1;
      if (aliases > maxAliasCount) problem = `more than ${maxAliasCount} aliases`;
      return problem === undefined ? undefined : visit.BREAK;
    },
    Pair: (_index, { key }) => {
      if (isCollection(key)) problem = 'a list or a mapping is used as a key';
      return problem === undefined ? undefined : visit.BREAK;
    },
  });
  return problem;
}

/** Whether anything stands after the first document, whose readers do not look at it. */
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
    // Something stands there that is no YAML, or too much of it.
    return true;
  }
}
