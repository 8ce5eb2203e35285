// Invisible characters that a terminal obeys: control codes, and marks that turn the direction of text.

/** Shows each as a visible replacement character. */
export function replaceControlCharacters(text: string): string {
  return text.replace(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, '\uFFFD');
}

/** Escapes them in JSON, which leaves most of them as they are. */
export function escapeControlCharacters(json: string): string {
  return json.replace(/[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, escapeUnicode);
}

function escapeUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
