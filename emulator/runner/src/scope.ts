import { AsyncLocalStorage } from "node:async_hooks";

// One invocation, as seen by everything that happens because of it.
export class Scope {
  readonly id: number;
  // How deep its console.group() calls are nested.
  indent = 0;

  constructor(id: number) {
    this.id = id;
  }
}

export const outside = new Scope(0);

const running = new AsyncLocalStorage<Scope>();

// Runs `work` so that `currentScope` finds `scope` in it and in everything it starts.
export function runIn<T, A extends unknown[]>(scope: Scope, work: (...args: A) => T, ...args: A): T {
  return running.run(scope, work, ...args);
}

// The invocation that the running code belongs to; `outside` for a module's own timers and start-up.
export function currentScope(): Scope {
  return running.getStore() ?? outside;
}
