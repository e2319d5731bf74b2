/** What is not ASCII as \uXXXX. */
function asciiJson(body: unknown): string {
  return escaped(JSON.stringify(body), /[\u007f-\uffff]/g);
}
