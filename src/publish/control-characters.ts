// Control characters: codes that control a terminal, and marks that change the direction of text.

/** Puts U+FFFD in place of each control character and of each lone surrogate. */
export function replaceControlCharacters(text: string): string {
  return text.replace(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, '\uFFFD').toWellFormed();
}

/** Escapes the control characters in a JSON text that JSON.stringify leaves as they are. */
export function escapeControlCharacters(json: string): string {
  return json.replace(/[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, escapeUnicode);
}

function escapeUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
