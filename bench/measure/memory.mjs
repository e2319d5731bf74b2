import { setTimeout as delay } from "node:timers/promises";
import { copyOfModule, Dev, key } from "../support/convotic.mjs";
import { descendants, memory as memoryOf } from "../support/proc.mjs";
import { load } from "../support/wrk.mjs";

// The host, the runner of the module, and the spare.
const kProcesses = 3;

async function processesOf(dev) {
  for (const until = performance.now() + 10_000; ; await delay(20)) {
    const pids = [dev.pid, ...descendants(dev.pid)];
    if (pids.length === kProcesses) return pids;
    if (performance.now() > until) throw new Error(`there are ${pids.length} processes and not ${kProcesses}`);
  }
}

async function once(samples, quick) {
  const dev = await Dev.start(copyOfModule("orders"));
  const pids = await processesOf(dev);
  await delay(1000); // the spare is still booting
  samples.before.push(memoryOf(pids));
  const body = JSON.stringify({ item: "green tea", quantity: 12 });
  await load({ url: dev.url("/bench-orders/orders/A1001"), key, body, connections: 64, seconds: quick ? 2 : 10 });
  await delay(quick ? 1000 : 5000);
  samples.after.push(memoryOf(await processesOf(dev)));
  samples.host.push(memoryOf([dev.pid]));
  await dev.stop();
}

export async function memory(report, { quick }) {
  const samples = { before: [], after: [], host: [] };
  for (let i = 0; i < (quick ? 1 : 5); i++) await once(samples, quick);
  const rows = [
    ["rss", "after", "host, runner and spare at rest after load, RSS", { of: "figure", better: "lower", met: 180, stretch: 120 }],
    ["pss", "after", "  what they share counted once, PSS"],
    ["rss", "host", "  the host alone, RSS"],
    ["rss", "before", "  all three before the load, RSS"],
    ["pss", "before", "  PSS"],
  ];
  for (const [kind, when, what, bar] of rows)
    report.add({ id: `memory-${when}-${kind}`, what, unit: "MB", samples: samples[when].map((sample) => sample[kind]), bar });
}
