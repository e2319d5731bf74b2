/** Compact JSON, with a line break after each event. */
function withLineBreaks(body: unknown): string {
  return Array.isArray(body) ? `[${body.map((event) => JSON.stringify(event)).join(",\r\n")}]\r\n` : JSON.stringify(body);
}
