import { inspect } from "node:util";
import type { Channel } from "./channel.ts";
import { cut } from "./cut.ts";
import { Kind } from "./protocol.ts";
import { cleanStack } from "./stack.ts";

export type Level = "debug" | "info" | "warn" | "error";

// A head may have 1 MiB, and a control character takes six bytes in JSON.
const longestText = 64 * 1024;

// Sends log lines. They are flushed at once: the last line before a module blocks or dies is the one that explains it.
export class Log {
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  fromConsole(invocation: number, level: Level, message: string): void {
    this.#send(invocation, `{"level":"${level}","source":"console","message":${JSON.stringify(cut(message, longestText))}}`);
  }

  fromLogger(invocation: number, level: Level, message: string, fields: unknown): void {
    const text = JSON.stringify(cut(message, longestText));
    const tail = fields === undefined ? "" : `,"fields":${fieldsToJson(fields)}`;
    this.#send(invocation, `{"level":"${level}","source":"logger","message":${text}${tail}}`);
  }

  #send(invocation: number, head: string): void {
    this.#channel.send(Kind.log, invocation, head);
    this.#channel.flush();
  }
}

// Logging never fails: what JSON cannot hold is sent as the text that the console would show.
function fieldsToJson(fields: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(fields, readable);
    if (text !== undefined && Buffer.byteLength(text) <= longestText) return text;
  } catch {
    // a circular object, or a toJSON that threw
  }
  return JSON.stringify(cut(inspect(fields, { depth: 4 }), longestText));
}

function readable(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Error) return { ...value, name: value.name, message: value.message, stack: cleanStack(value.stack ?? "") };
  return value;
}
