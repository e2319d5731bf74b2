import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { FrameReader } from "./frame_reader.ts";
import { FrameWriter } from "./frame_writer.ts";
import { BrokenFrame, type Frame, type Kind } from "./protocol.ts";

export const channelDescriptor = 3;

// What a channel tells its owner.
export interface ChannelEvents {
  onFrame(frame: Frame): void;
  // The host sent something that is not a frame, or not one that fits; nothing after it can be understood.
  onBroken(fault: BrokenFrame): void;
  // The host is gone.
  onEnd(): void;
}

// The socket to the host. Frames are collected and leave with one write per turn of the loop.
export class Channel {
  readonly #socket: Socket;
  readonly #writer = new FrameWriter();
  readonly #flush = (): void => this.flush();
  #scheduled = false;

  constructor(events: ChannelEvents) {
    const reader = new FrameReader((frame) => events.onFrame(frame));
    // With `onread` every piece arrives in one buffer that is used again, past the machinery of streams.
    const options = {
      fd: channelDescriptor,
      readable: true,
      writable: true,
      onread: {
        buffer: Buffer.allocUnsafe(64 * 1024),
        callback: (size: number, buffer: Uint8Array): boolean => {
          try {
            reader.push((buffer as Buffer).subarray(0, size));
          } catch (error) {
            if (!(error instanceof BrokenFrame)) throw error;
            events.onBroken(error);
          }
          return true;
        },
      },
    };
    this.#socket = new Socket(options);
    // A host that dies resets the connection or ends it; both mean the same.
    this.#socket.on("error", () => events.onEnd());
    this.#socket.on("end", () => events.onEnd());
    this.#socket.resume();
  }

  // `head` is JSON text. The frame leaves at the end of this turn.
  send(kind: Kind, id: number, head: string, body?: string | Uint8Array): void {
    this.#writer.add(kind, id, head, body);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#flush);
  }

  // Writes what was collected now. For frames that must not be lost should the module block or kill its process next.
  flush(): void {
    this.#scheduled = false;
    if (this.#writer.length === 0) return;
    this.#socket.write(this.#writer.bytes());
    // Usually the kernel takes everything at once, and the memory is free again; otherwise it is still being read.
    if (this.#socket.writableLength === 0) this.#writer.clear();
    else this.#writer.release();
  }

  // Flushes and calls `done` when the kernel has everything.
  finish(done: () => void): void {
    this.flush();
    this.#socket.end(done);
  }

  // Flushes as well as a process that is about to end can: without waiting for the loop, which will not turn again.
  flushBeforeExit(): void {
    if (this.#socket.writableLength > 0) return; // the host is behind, and writing past its queue would garble it
    const bytes = this.#writer.bytes();
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(channelDescriptor, bytes, at);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") break;
      }
    }
    this.#writer.clear();
  }
}
