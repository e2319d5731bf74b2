/** The same as Ruby wrote it until 2024: with line breaks in empty objects and arrays. */
function indentedByRuby(body: unknown): string {
  // No string has a line break in it, so what ends a line outside of quotes is no text.
  return JSON.stringify(body, null, 2).replace(/^( *)(.*)(\{\}|\[\])(,?)$/gm, (_line, indent, start, empty, comma) =>
    empty === "{}" ? `${indent}${start}{\n${indent}}${comma}` : `${indent}${start}[\n\n${indent}]${comma}`,
  );
}
