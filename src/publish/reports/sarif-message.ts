// Text as a SARIF message, in which the node's own words make neither a link nor a placeholder.

import { replaceUnseen } from '../control-characters.ts';

export function messageOf(text: string): { readonly text: string } {
  const plain = replaceUnseen(text).toWellFormed();
  return { text: plain.replace(/\{(\d+)\}/g, '{{$1}}').replace(/(\\*)\](?=\()/g, '$1$1\\]') };
}
