// How often, and for how long at once, it is looked whether nothing is pending any more, in milliseconds.
const interval = 2;
const patience = 100;

// Writes come and go with what this process itself tells its host.
const ours = new Set(["WriteWrap", "ShutdownWrap"]);

function now(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) if (!ours.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

// What the module waits for: timers, files, connections, whatever would keep Node from ending. What lasts, such as an interval that it starts when
// it is loaded, does not count.
export class Pending {
  #lasting = new Map<string, number>();

  // From now on what is pending is taken to last.
  accept(): void {
    this.#lasting = now();
  }

  get any(): boolean {
    for (const [kind, count] of now()) if (count > (this.#lasting.get(kind) ?? 0)) return true;
    return false;
  }

  // Calls back once nothing is pending, or after a while, with whether something still is.
  wait(done: (busy: boolean) => void): void {
    const end = performance.now() + patience;
    const look = (): void => {
      const busy = this.any;
      if (!busy || performance.now() >= end) return done(busy);
      // Not counted among what is pending.
      later(look, interval).unref();
    };
    // After what the frames before it make the module do: that is done in the microtasks between here and there.
    soon(look);
  }
}

// Taken before a module can replace them.
const later = setTimeout;
const soon = setImmediate;
