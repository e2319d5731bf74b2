/** Compact JSON and a line break, which is signed too. */
function withLineBreak(body: unknown): string {
  return `${JSON.stringify(body)}\r\n`;
}
