/** As PHP's json_encode writes it: "\/" for a slash, and what is not ASCII as \uXXXX. */
function phpJson(body: unknown): string {
  return escaped(JSON.stringify(body), /[\u0080-\uffff]/g).replaceAll("/", "\\/");
}
