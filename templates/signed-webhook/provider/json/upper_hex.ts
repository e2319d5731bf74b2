/** Compact JSON, but for the hexadecimal digits of control characters: "\u001B", where JSON.stringify writes "\u001b". */
function upperCaseEscapes(body: unknown): string {
  return JSON.stringify(body).replace(/\\(?:u[\da-f]{4}|.)/g, (escape) => (escape[1] === "u" ? `\\u${escape.slice(2).toUpperCase()}` : escape));
}
