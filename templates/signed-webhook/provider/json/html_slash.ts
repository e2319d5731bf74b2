/** "<", ">" and "&" escaped, and "\/" for a slash. */
function slashedJson(body: unknown): string {
  return htmlSafeJson(body).replaceAll("/", "\\/");
}
