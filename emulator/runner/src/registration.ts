import type { ConvoticSdk, Middleware, RouteDefinition } from "@convotic/block-sdk";
import { nearest, suggestion } from "./nearest.ts";
import { describe, literal, quote } from "./quote.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export interface Route {
  method: string;
  path: string;
  auth: boolean;
  middleware: readonly Middleware[];
  handler: RouteDefinition["handler"];
}

export interface Worker {
  topic: string;
}

export interface Node {
  type: string;
  name: string;
}

// A registration whose shape is wrong. Its message quotes the value and names the registration.
export class BadRegistration extends Error {
  override readonly name = "BadRegistration";
}

// What a module has registered. The host checks what needs the whole picture: names, path syntax, duplicates.
export class Registration {
  readonly routes: Route[] = [];
  readonly workers: Worker[] = [];
  readonly nodes: Node[] = [];
  #open = true;

  // The object that `register` is called with.
  readonly sdk: ConvoticSdk = refuseUnknown({
    registerRoute: (definition: unknown) => void this.routes.push(checkRoute(this.#checkOpen("registerRoute", definition))),
    registerWorkerHandler: (definition: unknown) => void this.workers.push(checkWorker(this.#checkOpen("registerWorkerHandler", definition))),
    registerNodeHandler: (definition: unknown) => void this.nodes.push(checkNode(this.#checkOpen("registerNodeHandler", definition))),
  });

  // From here on registering is an error: the host has its list of routes.
  close(): void {
    this.#open = false;
  }

  #checkOpen(call: string, definition: unknown): Record<string, unknown> {
    if (!this.#open) throw new BadRegistration(`${call} was called after register(sdk) had finished; await what it waits for`);
    if (typeof definition === "object" && definition !== null && !Array.isArray(definition)) return definition as Record<string, unknown>;
    throw new BadRegistration(`${call} takes one object, not ${describe(definition)}`);
  }
}

function checkRoute(definition: Record<string, unknown>): Route {
  const { method, path, auth = true, middleware = [], handler } = definition;
  if (typeof method !== "string" || !methods.includes(method)) {
    const hint = typeof method === "string" ? suggestion(method, methods, 2) : "";
    throw new BadRegistration(`registerRoute: method ${literal(method)} is not one of ${methods.join(", ")}${hint}`);
  }
  if (typeof path !== "string") throw new BadRegistration(`registerRoute ${method}: path is ${describe(path)} instead of a string`);
  const name = `registerRoute ${method} ${path}`;
  if (typeof auth !== "boolean") throw new BadRegistration(`${name}: auth is ${describe(auth)} instead of true or false`);
  if (!Array.isArray(middleware)) throw new BadRegistration(`${name}: middleware is ${describe(middleware)} instead of an array of functions`);
  for (const [index, entry] of middleware.entries()) checkFunction(entry, name, `middleware[${index}]`);
  checkFunction(handler, name, "handler");
  // Bound, because a handler written as a method may use the definition it belongs to.
  const bound = (handler as RouteDefinition["handler"]).bind(definition);
  return { method, path, auth, middleware: [...(middleware as Middleware[])], handler: bound };
}

function checkWorker(definition: Record<string, unknown>): Worker {
  const { topic, options, handler } = definition;
  if (typeof topic !== "string" || topic === "") throw new BadRegistration(`registerWorkerHandler: topic is ${describe(topic)} instead of a name`);
  const name = `registerWorkerHandler ${quote(topic)}`;
  checkFunction(handler, name, "handler");
  if (options === undefined) return { topic };
  if (typeof options !== "object" || options === null) throw new BadRegistration(`${name}: options is ${describe(options)} instead of an object`);
  for (const key of ["maxRetries", "ackDeadline", "concurrency"]) {
    const value = (options as Record<string, unknown>)[key];
    if (value === undefined || (typeof value === "number" && Number.isFinite(value) && value >= 0)) continue;
    throw new BadRegistration(`${name}: options.${key} is ${describe(value)} instead of a number that is not negative`);
  }
  return { topic };
}

function checkNode(definition: Record<string, unknown>): Node {
  const { type, name: title, inputs, outputs, handler } = definition;
  if (typeof type !== "string" || type === "") throw new BadRegistration(`registerNodeHandler: type is ${describe(type)} instead of a name`);
  const name = `registerNodeHandler ${quote(type)}`;
  if (typeof title !== "string") throw new BadRegistration(`${name}: name is ${describe(title)} instead of a string`);
  for (const [key, value] of Object.entries({ inputs, outputs })) {
    if (value !== undefined && !Array.isArray(value)) throw new BadRegistration(`${name}: ${key} is ${describe(value)} instead of an array`);
  }
  checkFunction(handler, name, "handler");
  return { type, name: title };
}

function checkFunction(value: unknown, name: string, what: string): void {
  if (typeof value !== "function") throw new BadRegistration(`${name}: ${what} is ${describe(value)} instead of a function`);
}

// Names that people guess for the extension points whose registration no page of Convotic's shows.
const undocumented: Record<string, string> = {
  registerCron: "crons",
  registerCronHandler: "crons",
  registerCronJob: "crons",
  registerBlock: "blocks",
  registerBlockHandler: "blocks",
};

// Makes any other method of `sdk` a precise error instead of "is not a function".
function refuseUnknown<Sdk extends object>(sdk: Sdk): Sdk {
  const known = Object.keys(sdk);
  return new Proxy(sdk, {
    get(target, key, receiver): unknown {
      if (typeof key === "symbol" || key in target || key === "then" || key === "toJSON") return Reflect.get(target, key, receiver);
      const point = Object.hasOwn(undocumented, key) ? undocumented[key] : undefined;
      if (point !== undefined) {
        throw new BadRegistration(`sdk.${key} is not documented by Convotic: its overview names ${point}, but no page says how to register them`);
      }
      const meant = nearest(key, known);
      const hint = meant === undefined ? `it has ${known.join(", ")}` : `did you mean "${meant}"?`;
      throw new BadRegistration(`sdk.${key} is not documented by Convotic; ${hint}`);
    },
  });
}
