// Markdown as its readers take it apart.
import { marked, type Token } from 'marked';

/** Every token that a reader of Markdown, as code forges have it, finds. */
export function tokens(markdown: string): readonly Token[] {
  const all: Token[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => void all.push(token));
  return all;
}

/** The kinds of its tokens, without what they say. */
export function skeleton(markdown: string): readonly string[] {
  return tokens(markdown).map((token) =>
    token.type === 'heading' ? `${token.type} ${(token as { readonly depth: number }).depth}` : token.type,
  );
}
