import type * as sdk from "@convotic/block-sdk";
import table from "../../../sdk/ctx-members.json";
import type { Calls } from "./calls.ts";
import type { Level, Log } from "./log.ts";
import { nearest } from "./nearest.ts";
import { describe, quote } from "./quote.ts";
import { currentScope, type Scope } from "./scope.ts";

// What a context needs from the outside.
export interface ContextParts {
  calls: Calls;
  log: Log;
  secrets: Record<string, string>;
  strict: boolean;
}

export interface Context extends sdk.ConvoticContext {}
export type ContextClass = new (scope: Scope) => Context;

type Method = (this: unknown, ...args: unknown[]) => unknown;

// One group of members, such as ctx.contacts, for one invocation.
class Group {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  // The invocation a method was called for; that of the running code where the method was detached from its group.
  static scopeOf(group: unknown): Scope {
    return typeof group === "object" && group !== null && #scope in group ? group.#scope : currentScope();
  }
}

// Makes the class of `ctx`. What varies per module (secrets, strictness) is settled here once; an instance costs an object
// with eight fields, and a group is made when it is first used.
export function contextClass(parts: ContextParts): ContextClass {
  const Contacts = groupClass("contacts", parts) as new (scope: Scope) => sdk.Contacts;
  const Conversations = groupClass("conversations", parts) as new (scope: Scope) => sdk.Conversations;
  const Messages = groupClass("messages", parts) as new (scope: Scope) => sdk.Messages;
  const Workflows = groupClass("workflows", parts) as new (scope: Scope) => sdk.Workflows;
  const Storage = groupClass("storage", parts) as new (scope: Scope) => sdk.Storage;
  const Logger = groupClass("logger", parts) as new (scope: Scope) => sdk.Logger;
  const Secrets = groupClass("secrets", parts) as new (scope: Scope) => sdk.Secrets;

  class ConvoticContext implements Context {
    readonly #scope: Scope;
    #contacts: sdk.Contacts | undefined;
    #conversations: sdk.Conversations | undefined;
    #messages: sdk.Messages | undefined;
    #workflows: sdk.Workflows | undefined;
    #storage: sdk.Storage | undefined;
    #logger: sdk.Logger | undefined;
    #secrets: sdk.Secrets | undefined;

    constructor(scope: Scope) {
      this.#scope = scope;
    }

    get contacts(): sdk.Contacts {
      return (this.#contacts ??= new Contacts(this.#scope));
    }
    get conversations(): sdk.Conversations {
      return (this.#conversations ??= new Conversations(this.#scope));
    }
    get messages(): sdk.Messages {
      return (this.#messages ??= new Messages(this.#scope));
    }
    get workflows(): sdk.Workflows {
      return (this.#workflows ??= new Workflows(this.#scope));
    }
    get storage(): sdk.Storage {
      return (this.#storage ??= new Storage(this.#scope));
    }
    get logger(): sdk.Logger {
      return (this.#logger ??= new Logger(this.#scope));
    }
    get secrets(): sdk.Secrets {
      return (this.#secrets ??= new Secrets(this.#scope));
    }
  }

  refuseUnknown(ConvoticContext.prototype, "ctx");
  return ConvoticContext;
}

function groupClass(group: string, parts: ContextParts): new (scope: Scope) => object {
  const Class = { [group]: class extends Group {} }[group] as typeof Group;
  for (const member of table) {
    const [owner, name] = member.name.split(".") as [string, string];
    if (owner !== group) continue;
    const refused = parts.strict && member.status === "assumed";
    const method = refused ? refusal(member.name, member.kind) : member.kind === "call" ? remote(member.name, parts.calls) : local(member.name, parts);
    Object.defineProperty(Class.prototype, name, { value: method, writable: true, configurable: true });
  }
  refuseUnknown(Class.prototype, `ctx.${group}`);
  return Class;
}

function remote(name: string, calls: Calls): Method {
  return function (...args) {
    return calls.call(Group.scopeOf(this), name, args);
  };
}

function refusal(name: string, kind: string): Method {
  return () => {
    const message = `ctx.${name} is not documented by Convotic (the emulator assumes it); --strict rejects it`;
    const error = Object.assign(new Error(message), { code: "not_documented" });
    if (kind === "call") return Promise.reject(error);
    throw error;
  };
}

function local(name: string, { log, secrets }: ContextParts): Method {
  const [group, member] = name.split(".") as [string, string];
  if (group === "logger") {
    return function (message, fields) {
      log.fromLogger(Group.scopeOf(this).id, member as Level, typeof message === "string" ? message : describe(message), fields);
    };
  }
  if (member === "has") return (secret) => typeof secret === "string" && secretOf(secrets, secret) !== undefined;
  return (secret) => {
    if (typeof secret !== "string") throw new TypeError(`ctx.secrets.get: the name of a secret is a string, not ${describe(secret)}`);
    const value = secretOf(secrets, secret);
    if (value === undefined) throw new Error(`ctx.secrets.get: no secret ${quote(secret)}; add ${secret}=... to .env`);
    return value;
  };
}

// From .env, or from the environment, where CI systems put what must not be in a file.
function secretOf(secrets: Record<string, string>, name: string): string | undefined {
  if (Object.hasOwn(secrets, name)) return secrets[name];
  const value: unknown = process.env[name];
  return typeof value === "string" ? value : undefined; // `process.env.toString` is there, and is no variable
}

// Names that the language and its tools look for on any object: `await`, JSON.stringify, inspection.
const probed = new Set(["then", "toJSON", "inspect", "asymmetricMatch", "nodeType", "$$typeof"]);

// Makes reading a member that does not exist an error that says so, where JavaScript would go on with undefined. The proxy
// sits behind the prototype, so members that do exist never meet it.
function refuseUnknown(prototype: object, place: string): void {
  const members = Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
  const guard = new Proxy(Object.create(Object.prototype) as object, {
    get(target, key, receiver): unknown {
      if (typeof key === "symbol" || key in target || probed.has(key)) return Reflect.get(target, key, receiver);
      const meant = nearest(key, members) ?? sharingStart(key, members);
      const hint = meant === undefined ? `it has ${members.join(", ")}` : `did you mean "${meant}"?`;
      throw new TypeError(`${place}.${key} does not exist; ${hint}`);
    },
  });
  Object.setPrototypeOf(prototype, guard);
}

// "findByExternalId" for "findByEmail": too far apart for a slip of the finger, but the best there is.
function sharingStart(word: string, members: string[]): string | undefined {
  return word.length < 4 ? undefined : members.find((member) => member.startsWith(word.slice(0, 4)));
}
