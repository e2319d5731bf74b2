import { fileURLToPath } from "node:url";
import { copyOfModule, Dev, key } from "../support/convotic.mjs";
import { requestOnce, requestText } from "../support/keep_alive.mjs";
import { cpuSeconds, descendants } from "../support/proc.mjs";
import { firstLine, launch, stop } from "../support/processes.mjs";
import { load } from "../support/wrk.mjs";

const path = "/v1/modules/bench-orders/orders/A1001";
const order = { item: "green tea", quantity: 12 };
const server = fileURLToPath(new URL("../fastify/server.mjs", import.meta.url));

// Both do the same, or the comparison means nothing.
async function checkAnswers(port) {
  const good = await requestOnce(port, requestText("POST", path, key, order));
  const wanted = JSON.stringify({ orderId: "A1001", ...order, accepted: true });
  if (good.status !== 200 || good.body !== wanted) throw new Error(`answered ${good.status}: ${good.body}`);
  const bad = await requestOnce(port, requestText("POST", path, `${key}x`, order));
  if (bad.status !== 401) throw new Error(`a wrong key was answered with ${bad.status}`);
}

const nothing = () => ({ rate: [], processes: {} });

// One round; per request the microseconds of CPU time of each of the given groups of processes.
async function round(into, port, connections, seconds, groups) {
  const before = Object.entries(groups).map(([name, pids]) => [name, pids, cpuSeconds(pids)]);
  const { requests, perSecond } = await load({ url: `http://127.0.0.1:${port}${path}`, key, body: JSON.stringify(order), connections, seconds });
  into.rate.push(perSecond);
  for (const [name, pids, was] of before) (into.processes[name] ??= []).push(((cpuSeconds(pids) - was) / requests) * 1e6);
}

function groupsOf(dev) {
  const runners = descendants(dev.pid);
  return { host: [dev.pid], runner: runners, both: [dev.pid, ...runners] };
}

export async function throughput(report, { quick }) {
  const dev = await Dev.start(copyOfModule("orders"));
  const other = launch(process.execPath, [server, key]);
  const otherPort = Number(await firstLine(other));
  await checkAnswers(dev.port);
  await checkAnswers(otherPort);
  const seconds = quick ? 1 : 3;
  for (const connections of [16, 64]) {
    const ours = nothing();
    const theirs = nothing();
    const sides = [
      (into) => round(into.ours, dev.port, connections, seconds, groupsOf(dev)),
      (into) => round(into.theirs, otherPort, connections, seconds, { fastify: [other.pid] }),
    ];
    for (const side of sides) await side({ ours: nothing(), theirs: nothing() }); // until both are compiled and warm
    for (let i = 0; i < (quick ? 2 : 9); i++) {
      // In turn, and who goes first in turn too.
      for (const side of i % 2 ? [...sides].reverse() : sides) await side({ ours, theirs });
    }
    report.add({
      id: `throughput-${connections}`,
      what: `keyed JSON POST, ${connections} connections`,
      unit: "req/s",
      samples: ours.rate,
      against: { name: "fastify", samples: theirs.rate },
      bar: { of: "ratio", better: "higher", met: 0.8, stretch: 1.2 },
    });
    for (const name of ["host", "runner", "both"])
      report.add({
        id: `throughput-${connections}-cpu-${name}`,
        what: `  CPU time per request, ${name}`,
        unit: "µs",
        samples: ours.processes[name],
        against: { name: "fastify", samples: theirs.processes.fastify },
      });
  }
  await stop(other);
  await dev.stop();
}
