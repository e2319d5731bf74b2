import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { atEnd } from "./cleanup.ts";
import { start, type Ending } from "./convotic.ts";
import { within } from "./deadline.ts";
import { Folder, type Files } from "./folder.ts";

// One line of `convotic dev --format json`.
export type Event = Record<string, any> & { event: string };

export interface DevOptions {
  // Files of the module, or of the folder that holds several; in a temporary folder.
  files?: Files;
  // Instead of `files`: a folder that is there already, for a second start.
  folder?: Folder;
  // The modules as named on the command line, for example ["a", "b"].
  modules?: string[];
  // More flags for `convotic dev`; --ephemeral is added unless `keep` is set.
  flags?: string[];
  keep?: boolean;
  env?: Record<string, string>;
}

export interface RequestOptions {
  // Sent as JSON.
  json?: unknown;
  // Sent as it is.
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  // null leaves the key out; the default is the right one.
  key?: string | null;
}

export interface Answer {
  status: number;
  // Parsed where the answer says it is JSON; undefined where there is no body.
  body: any;
}

// A running `convotic dev`, stopped when the test ends.
export class Dev {
  readonly events: Event[] = [];
  stderr = "";
  ready!: Event;
  readonly folder: Folder;
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #taken = new Set<Event>();
  #notify: () => void = () => {};
  #changed: Promise<void> = Promise.resolve();
  #ending: Ending | undefined;

  constructor(t: TestContext, options: DevOptions) {
    this.folder = options.folder ?? new Folder(t, options.files);
    const state = options.keep ? [] : ["--ephemeral"];
    const args = ["dev", ...(options.modules ?? []), "--port", "0", "--format", "json", ...state, ...(options.flags ?? [])];
    const { child, ended } = start(t, args, this.folder.path, options.env);
    this.#child = child;
    this.#arm();
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    createInterface({ input: child.stdout! }).on("line", (line) => {
      this.events.push(JSON.parse(line) as Event);
      this.#notify();
    });
    this.ended = ended.then((ending) => {
      this.#ending = ending;
      this.#notify();
      return ending;
    });
    this.ended.catch(() => this.#notify());
  }

  #arm(): void {
    this.#changed = new Promise((resolve) => (this.#notify = () => (this.#arm(), resolve())));
  }

  get isRunning(): boolean {
    return this.#ending === undefined;
  }

  get url(): string {
    return this.ready["url"];
  }

  get key(): string {
    return this.ready["apiKey"];
  }

  get pid(): number {
    return this.ready["pid"];
  }

  // The first event, since the start, for which `predicate` holds and that was not returned before.
  async nextEvent(predicate: (event: Event) => boolean, what = "an event"): Promise<Event> {
    const find = async (): Promise<Event> => {
      for (;;) {
        const found = this.events.find((event) => !this.#taken.has(event) && predicate(event));
        if (found !== undefined) {
          this.#taken.add(found);
          return found;
        }
        if (this.#ending !== undefined) throw new Error(`convotic dev ended (${JSON.stringify(this.#ending)}) before ${what}; ${this.#seen()}`);
        await this.#changed;
      }
    };
    return within(find(), () => `${what}; ${this.#seen()}`);
  }

  // The event of a request, by its path below the module ("/orders/7").
  request(path: string): Promise<Event> {
    return this.nextEvent((event) => event.event === "request" && event["path"] === path, `the request event of ${path}`);
  }

  // A log line whose message contains `text`.
  log(text: string): Promise<Event> {
    return this.nextEvent((event) => event.event === "log" && event["message"].includes(text), `a log line with "${text}"`);
  }

  reload(): Promise<Event> {
    return this.nextEvent((event) => event.event === "reload", "a reload event");
  }

  #seen(): string {
    return `events so far: ${JSON.stringify(this.events, null, 1)}; stderr: ${this.stderr}`;
  }

  // `path` is below /v1/modules, for example "/orders/list?limit=3".
  fetch(method: string, path: string, { json, body, headers = {}, key = this.key }: RequestOptions = {}): Promise<Response> {
    const init: RequestInit = {
      method,
      headers: {
        ...(key === null ? {} : { "X-API-Key": key }),
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
    };
    if (json !== undefined) init.body = JSON.stringify(json);
    else if (body !== undefined) init.body = body as NonNullable<RequestInit["body"]>;
    return within(fetch(`${this.url}/v1/modules${path}`, init), () => `an answer to ${method} ${path}; ${this.#seen()}`);
  }

  async send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const response = await this.fetch(method, path, options);
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, body: text === "" ? undefined : json ? JSON.parse(text) : text };
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send("GET", path, options);
  }

  post(path: string, json?: unknown, options: RequestOptions = {}): Promise<Answer> {
    return this.send("POST", path, json === undefined ? options : { ...options, json });
  }

  // Kills it at once and waits until no process of it is left.
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<Ending> {
    this.#child.kill(signal);
    return within(this.ended, () => `convotic dev and all of its children to be gone after ${signal}; ${this.#seen()}`);
  }

  // Ends it as Ctrl-C would, and checks that it leaves cleanly and leaves no child behind.
  async stop(): Promise<void> {
    assert.deepEqual(await this.kill("SIGTERM"), { code: 0, signal: null }, this.#seen());
  }
}

// Starts `convotic dev` and waits until it serves. It is stopped, and its clean end is checked, when the test is over.
export async function dev(t: TestContext, options: DevOptions): Promise<Dev> {
  const running = new Dev(t, options);
  running.ready = await running.nextEvent((event) => event.event === "ready", "the ready event");
  atEnd(t, () => (running.isRunning ? running.stop() : undefined));
  return running;
}
