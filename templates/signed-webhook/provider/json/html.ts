/** As Rails and Go write it, safe to be put into HTML: "<", ">" and "&" escaped. */
function htmlSafeJson(body: unknown): string {
  return escaped(JSON.stringify(body), /[<>&\u2028\u2029]/g);
}
