import { setTimeout as delay } from "node:timers/promises";
import { copyOfModule, Dev, key } from "../support/convotic.mjs";
import { KeepAlive, requestOnce, requestText } from "../support/keep_alive.mjs";
import { threads } from "../support/proc.mjs";

const kIdle = 1000;
const order = requestText("POST", "/v1/modules/bench-orders/orders/A1", key, { item: "tea", quantity: 1 });

async function timed(answered) {
  const before = performance.now();
  const { status, body } = await answered();
  if (status !== 200) throw new Error(`answered ${status}: ${body}`);
  return performance.now() - before;
}

async function connect(port, count) {
  const connections = [];
  for (let i = 0; i < count; i++) {
    const connection = new KeepAlive(port);
    await timed(() => connection.request(order));
    connections.push(connection);
  }
  return connections;
}

export async function idle(report, { quick }) {
  const crowded = await Dev.start(copyOfModule("orders"));
  const empty = await Dev.start(copyOfModule("orders"));
  const waiting = await connect(crowded.port, kIdle);
  const [one] = await connect(empty.port, 1);
  const kinds = {
    "a new connection": [() => requestOnce(crowded.port, order), () => requestOnce(empty.port, order)],
    "one of them": [(i) => waiting[(i * 7) % kIdle].request(order), () => one.request(order)],
  };
  for (const [kind, [among, alone]] of Object.entries(kinds)) {
    const samples = { among: [], alone: [] };
    for (let i = 0; i < (quick ? 50 : 200); i++) {
      samples.alone.push(await timed(() => alone(i)));
      samples.among.push(await timed(() => among(i)));
    }
    const about = { unit: "ms", samples: samples.among, against: { name: "without", samples: samples.alone } };
    report.add({ id: `idle-${kind}-p50`, what: `next request beside ${kIdle} idle, ${kind}, p50`, ...about });
    report.add({
      id: `idle-${kind}-max`,
      what: "  the slowest of them",
      ...about,
      show: (all) => Math.max(...all),
      bar: { of: "figure", better: "lower", met: 50, stretch: 5 },
    });
  }
  const seconds = quick ? 1 : 3;
  for (const [name, dev] of [["beside them", crowded], ["without any", empty]]) {
    const before = threads(dev.pid);
    await delay(seconds * 1000);
    const after = threads(dev.pid);
    const add = (id, what, unit, value) => report.add({ id: `idle-${id}-${dev === crowded ? kIdle : 0}`, what: `host at rest ${name}, ${what}`, unit, samples: [value] });
    add("threads", "threads", "", after.count);
    add("cpu", "CPU time per second", "ms", (after.milliseconds - before.milliseconds) / seconds);
    add("wakeups", "wake-ups per second", "", (after.sleeps - before.sleeps) / seconds);
  }
  const lost = waiting.filter((connection) => connection.closed).length;
  for (const connection of [...waiting, one]) connection.close();
  await crowded.stop();
  await empty.stop();
  if (lost > 0) throw new Error(`${lost} of ${kIdle} idle connections were closed meanwhile`);
}
