import { headerBytes, writeHeader, type Kind } from "./protocol.ts";

const initial = 64 * 1024;
// A buffer that one large response has grown is given back rather than kept.
const kept = 1024 * 1024;

// Collects frames in one buffer, so that many small ones leave with one write.
export class FrameWriter {
  #bytes = Buffer.allocUnsafe(initial);
  #used = 0;

  get length(): number {
    return this.#used;
  }

  // `head` is JSON text; a body that is text is written as UTF-8.
  add(kind: Kind, id: number, head: string, body: string | Uint8Array = ""): void {
    this.#reserve(headerBytes + room(head) + room(body));
    const bytes = this.#bytes;
    const start = this.#used;
    const headStart = start + headerBytes;
    const headEnd = headStart + bytes.write(head, headStart);
    let end = headEnd;
    if (typeof body === "string") end += bytes.write(body, headEnd);
    else {
      bytes.set(body, headEnd);
      end += body.byteLength;
    }
    writeHeader(bytes, start, kind, id, headEnd - headStart, end - headEnd);
    this.#used = end;
  }

  // The frames so far. The memory stays the writer's until `release`.
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#used);
  }

  // Forgets the frames and writes over their memory.
  clear(): void {
    if (this.#bytes.length > kept) this.release();
    this.#used = 0;
  }

  // Forgets the frames and leaves their memory to whoever still reads it.
  release(): void {
    this.#bytes = Buffer.allocUnsafe(initial);
    this.#used = 0;
  }

  #reserve(more: number): void {
    const needed = this.#used + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}

// An upper bound of the bytes; exact for long texts, where the bound would waste memory.
function room(part: string | Uint8Array): number {
  if (typeof part !== "string") return part.byteLength;
  return part.length < 4096 ? part.length * 3 : Buffer.byteLength(part);
}
