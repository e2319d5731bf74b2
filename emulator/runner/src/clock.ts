// The time of day as the module sees it. Until the host sets a shift, Date is Node's own.
let shift = 0;
let installed = false;

// From now on `Date` is this many milliseconds away from the machine's clock.
export function shiftClock(milliseconds: number): void {
  shift = milliseconds;
  if (installed) return;
  installed = true;
  install();
}

function install(): void {
  const Real = Date;
  const realNow = Real.now;
  const now = { now: (): number => realNow() + shift }.now;
  // In place as well, for code that has kept a reference to Node's own Date.
  Object.defineProperty(Real, "now", { value: now, writable: true, configurable: true });
  // A proxy has the name, length, statics and prototype of what is behind it, so `instanceof` and subclasses go on working,
  // also for dates and classes made before.
  const Shifted = new Proxy(Real, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new Real(now()).toString(),
  });
  Object.defineProperty(Real.prototype, "constructor", { value: Shifted, writable: true, configurable: true });
  Object.defineProperty(globalThis, "Date", { value: Shifted, writable: true, configurable: true });
}
