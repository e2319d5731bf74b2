/** A member a line, two blanks a level. */
function indented(body: unknown): string {
  return JSON.stringify(body, null, 2);
}
