/** Characters beyond U+FFFF, most emoji among them, as two \uXXXX, and every hexadecimal digit in upper case. */
function surrogateEscapes(body: unknown): string {
  return upperCaseEscapes(body).replace(/[\ud800-\udfff]/g, (half) => `\\u${half.charCodeAt(0).toString(16).toUpperCase()}`);
}
