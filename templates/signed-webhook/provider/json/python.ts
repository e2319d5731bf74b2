/** As Python's json.dumps writes it: a blank after "," and ":", and what is not ASCII as \uXXXX. */
function pythonJson(body: unknown): string {
  // Laid out over lines first: no string has a line break in it, so every one stands between values.
  const text = JSON.stringify(body, null, 1).replace(/,\n */g, ", ").replace(/\n */g, "");
  return escaped(text, /[\u007f-\uffff]/g);
}
