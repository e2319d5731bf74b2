import { Calls } from "./calls.ts";
import { Channel } from "./channel.ts";
import { shiftClock } from "./clock.ts";
import { captureConsole } from "./console.ts";
import { contextClass, type ContextClass } from "./ctx.ts";
import { plainReport, reportOf } from "./errors.ts";
import { exitNow, reportExits } from "./exits.ts";
import { answer, sendFailed } from "./invocation.ts";
import { LoadFailure, loadModule } from "./load_module.ts";
import { Log } from "./log.ts";
import { Pending } from "./pending.ts";
import { BrokenFrame, Kind, maxHead, Ping, type Clock, type Frame, type Invoke, type Load, type Reply } from "./protocol.ts";
import type { Route } from "./registration.ts";
import { buildRequest, withRawBody } from "./request.ts";
import { runIn, Scope } from "./scope.ts";

const exitBroken = 70;

// The host's hand in this process: answers its frames, first as a spare, then for the one module it loads.
export class Runner {
  readonly #channel: Channel;
  readonly #calls: Calls;
  readonly #log: Log;
  readonly #pending = new Pending();
  #load: Load | undefined;
  #routes: readonly Route[] = [];
  #Context: ContextClass | undefined;
  #running = 0;
  #draining = false;

  constructor() {
    this.#channel = new Channel({
      onFrame: (frame) => this.#onFrame(frame),
      onBroken: (fault) => stopBroken(fault),
      onEnd: () => exitNow(0),
    });
    this.#calls = new Calls(this.#channel);
    this.#log = new Log(this.#channel);
    reportExits(this.#channel);
    captureConsole(this.#log);
  }

  // Whether it is still waiting for a module.
  get spare(): boolean {
    return this.#load === undefined;
  }

  #onFrame(frame: Frame): void {
    switch (frame.kind) {
      case Kind.invoke:
        return this.#invoke(frame.id, frame.head as Invoke, frame.body);
      case Kind.reply:
        return this.#calls.reply(frame.id, frame.head as Reply, frame.body);
      case Kind.ping:
        return this.#ping(frame.id);
      case Kind.clock:
        return shiftClock((frame.head as Clock).shift_ms);
      case Kind.load:
        if (!this.spare) throw new BrokenFrame("second_load", "a second load; a runner is loaded once");
        this.#load = frame.head as Load;
        return void this.#loadModule(this.#load);
      case Kind.drain:
        this.#draining = true;
        return this.#leaveWhenDone();
      default:
        throw new BrokenFrame("wrong_direction", `a frame of kind ${frame.kind}, which only a runner sends`);
    }
  }

  #ping(id: number): void {
    if (id === Ping.lasting) return this.#pending.accept();
    if (id === Ping.settle) return this.#pending.wait((busy) => this.#channel.send(Kind.pong, id, busy ? '{"busy":true}' : "{}"));
    setImmediate(() => this.#channel.send(Kind.pong, id, "{}"));
  }

  async #loadModule(load: Load): Promise<void> {
    // Here rather than at start-up: it only matters for modules imported after it, and a spare has none.
    process.setSourceMapsEnabled(true);
    try {
      const { name, version, registration } = await loadModule(load);
      const { routes, workers, nodes } = registration;
      const shown = routes.map(({ method, path, auth, middleware }) => ({ method, path, auth, middleware: middleware.length }));
      const head = JSON.stringify({ name, version, routes: shown, workers, nodes });
      if (Buffer.byteLength(head) > maxHead) {
        throw new LoadFailure("bad_registration", plainReport("Error", `the registrations take more than ${maxHead} bytes`));
      }
      this.#routes = routes;
      this.#Context = contextClass({ calls: this.#calls, log: this.#log, secrets: load.secrets, strict: load.strict });
      this.#pending.accept();
      this.#channel.send(Kind.loaded, 0, head);
    } catch (error) {
      const { reason, report } = error instanceof LoadFailure ? error : { reason: "import_threw", report: reportOf(error) };
      this.#channel.send(Kind.load_failed, 0, JSON.stringify({ reason, error: report }));
      this.#channel.finish(() => exitNow(1));
    }
  }

  #invoke(id: number, head: Invoke, body: Buffer): void {
    const route = this.#routes[head.route];
    const Context = this.#Context;
    if (route === undefined || Context === undefined) throw new BrokenFrame("unknown_route", `an invocation of route ${head.route}, which does not exist`);
    let request;
    try {
      request = buildRequest(head, body);
    } catch (error) {
      return sendFailed(this.#channel, id, "invalid_json", plainReport("SyntaxError", (error as Error).message));
    }
    if (this.#load?.raw_body === true) withRawBody(request, body);
    const scope = new Scope(id);
    this.#running += 1;
    void runIn(scope, answer, this.#channel, id, route, request, new Context(scope)).then(this.#done);
  }

  readonly #done = (): void => {
    this.#running -= 1;
    if (this.#draining) this.#leaveWhenDone();
  };

  #leaveWhenDone(): void {
    if (this.#running === 0) this.#channel.finish(() => exitNow(0));
  }
}

function stopBroken(fault: BrokenFrame): never {
  process.stderr.write(`convotic runner: the host sent ${fault.message} (${fault.fault})\n`);
  return exitNow(exitBroken);
}
