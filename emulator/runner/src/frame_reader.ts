import { checkedLength, decodeFrame, noBytes, prefixBytes, type Frame } from "./protocol.ts";

// Takes the stream in pieces of any size and hands out whole frames. A frame inside one piece is not copied: its body is
// a view of that piece, valid until `onFrame` returns.
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  #partial = noBytes;
  #have = 0;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  // Throws BrokenFrame; the stream cannot be read further after that.
  push(piece: Buffer): void {
    let at = this.#have > 0 ? this.#complete(piece) : 0;
    while (piece.length - at >= prefixBytes) {
      const end = at + prefixBytes + checkedLength(piece, at);
      if (end > piece.length) break;
      this.#onFrame(decodeFrame(piece, at, end));
      at = end;
    }
    if (at < piece.length) this.#keep(piece, at);
  }

  // Fills the frame begun by an earlier piece; returns where in `piece` the next one begins.
  #complete(piece: Buffer): number {
    let at = 0;
    if (this.#have < prefixBytes) {
      at = this.#fill(piece, at, prefixBytes);
      if (this.#have < prefixBytes) return at;
    }
    const end = prefixBytes + checkedLength(this.#partial, 0);
    if (this.#partial.length < end) {
      const whole = Buffer.allocUnsafe(end);
      this.#partial.copy(whole, 0, 0, this.#have);
      this.#partial = whole;
    }
    at = this.#fill(piece, at, end);
    if (this.#have === end) {
      const frame = this.#partial;
      this.#partial = noBytes;
      this.#have = 0;
      this.#onFrame(decodeFrame(frame, 0, end));
    }
    return at;
  }

  #fill(piece: Buffer, at: number, wanted: number): number {
    const end = Math.min(piece.length, at + wanted - this.#have);
    piece.copy(this.#partial, this.#have, at, end);
    this.#have += end - at;
    return end;
  }

  #keep(piece: Buffer, at: number): void {
    const rest = piece.length - at;
    const size = rest < prefixBytes ? prefixBytes : prefixBytes + checkedLength(piece, at);
    this.#partial = Buffer.allocUnsafe(size);
    this.#have = piece.copy(this.#partial, 0, at);
  }
}
