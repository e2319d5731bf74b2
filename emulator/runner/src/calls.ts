import type { Channel } from "./channel.ts";
import { jsonFault } from "./json_fault.ts";
import { BrokenFrame, Kind, maxLength, type Reply } from "./protocol.ts";
import { describe } from "./quote.ts";
import type { Scope } from "./scope.ts";

type Settle = (outcome: unknown) => void;

// What a call comes to when the host refuses it.
class Refusal {
  readonly error: Reply["error"];

  constructor(error: Reply["error"]) {
    this.error = error;
  }
}

// The calls of `ctx` that the host has not answered yet.
export class Calls {
  readonly #channel: Channel;
  readonly #pending = new Map<number, Settle>();
  #last = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  // Sends one call; `name` is the member below ctx. Rejects with the host's error.
  async call(scope: Scope, name: string, args: unknown[]): Promise<unknown> {
    const body = encodeArguments(name, args);
    const id = this.#nextId();
    const outcome = await new Promise<unknown>((settle) => {
      this.#pending.set(id, settle);
      this.#channel.send(Kind.call, id, `{"invocation":${scope.id},"name":"${name}"}`, body);
    });
    // Made here, where the call resumes, the error's stack shows who awaits it; made where the reply arrives it would be
    // empty, and capturing a stack for every call costs more than the call itself.
    if (outcome instanceof Refusal) throw Object.assign(new Error(outcome.error?.message), { code: outcome.error?.code });
    return outcome;
  }

  reply(id: number, head: Reply, body: Buffer): void {
    const settle = this.#pending.get(id);
    if (settle === undefined) return;
    this.#pending.delete(id);
    if (head.error !== undefined) settle(new Refusal(head.error));
    else settle(body.length === 0 ? undefined : resultOf(body));
  }

  #nextId(): number {
    this.#last = this.#last === 0xffffffff ? 1 : this.#last + 1;
    return this.#last;
  }
}

function resultOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new BrokenFrame("body_not_json", `a reply that is not JSON: ${(error as Error).message}`);
  }
}

// Throws an Error that names the call and the argument. Arguments left out at the end stay out.
export function encodeArguments(name: string, args: unknown[]): string {
  let count = args.length;
  while (count > 0 && args[count - 1] === undefined) --count;
  const sent = count === args.length ? args : args.slice(0, count);
  for (const [index, value] of sent.entries()) {
    if (typeof value === "function" || typeof value === "symbol") {
      throw new TypeError(`ctx.${name}: argument ${index + 1} is ${describe(value)}, which cannot be sent as JSON`);
    }
  }
  let text: string;
  try {
    text = JSON.stringify(sent);
  } catch (error) {
    throw new TypeError(`ctx.${name}: ${faultOf(sent, error)}`);
  }
  if (text.length > maxLength / 4) throw new RangeError(`ctx.${name}: the arguments take more than ${maxLength / 4} characters`);
  return text;
}

function faultOf(args: unknown[], error: unknown): string {
  for (const [index, value] of args.entries()) {
    const fault = jsonFault(value, `argument ${index + 1}`);
    if (fault !== undefined) return `${fault}, which cannot be sent as JSON`;
  }
  return `the arguments cannot be sent as JSON: ${String(error)}`;
}
