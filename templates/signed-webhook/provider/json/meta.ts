/** What is not ASCII as \uXXXX, "\/" for a slash, and "<", "%" and "@" escaped too. */
function metaJson(body: unknown): string {
  return phpJson(body).replaceAll("<", "\\u003C").replaceAll("%", "\\u0025").replaceAll("@", "\\u0040");
}
