import { writeSync } from "node:fs";
import { encodeFrame, Kind, protocolVersion } from "./protocol.ts";

// The host waits for this frame, so it leaves before anything else is loaded. What follows costs a few milliseconds,
// which pass while the host prepares what to send.
writeSync(3, encodeFrame(Kind.hello, 0, { protocol: protocolVersion, node: process.version, pid: process.pid }));

void start();

async function start(): Promise<void> {
  const { Runner } = await import("./runner.ts");
  const runner = new Runner();
  // Later than the first frames of a host that has a module ready, so that loading it does not wait for this.
  setTimeout(() => {
    if (runner.spare) void import("./warm_up.ts").then(({ warmUp }) => warmUp());
  }, 20).unref(); // not among what a module waits for
}
