// At most `bytes` bytes of UTF-8, ending between two characters; a cut text says so at its end.
export function cut(text: string, bytes: number): string {
  if (text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes) return text;
  const mark = "… (cut)";
  const encoded = Buffer.from(text);
  let end = bytes - Buffer.byteLength(mark);
  while (((encoded[end] as number) & 0xc0) === 0x80) --end;
  return encoded.toString("utf8", 0, end) + mark;
}
