// Text as a SARIF message, in which the node's own words make neither a link nor a placeholder.

import { replaceControlCharacters } from '../control-characters.ts';

export function messageOf(text: string): { readonly text: string } {
  const plain = replaceControlCharacters(text).toWellFormed();
  return { text: plain.replace(/\{(\d+)\}/g, '{{$1}}').replace(/(\\*)\](?=\()/g, '$1$1\\]') };
}
