import { rmSync } from "node:fs";
import path from "node:path";
import { copyOfModule, key, startDev } from "../support/convotic.mjs";
import { requestOnce, requestText } from "../support/keep_alive.mjs";
import { launch, stop } from "../support/processes.mjs";

const order = requestText("POST", "/v1/modules/bench-orders/orders/A1", key, { item: "tea", quantity: 1 });

async function toFirstAnswer(folder) {
  const before = performance.now();
  const { child, ready } = await startDev(folder);
  const answer = await requestOnce(ready.port, order);
  const took = performance.now() - before;
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body}`);
  await stop(child);
  return took;
}

async function nodeAlone() {
  const before = performance.now();
  const { code } = await launch(process.execPath, ["-e", "0"]).ended;
  if (code !== 0) throw new Error(`node -e 0 ended with ${code}`);
  return performance.now() - before;
}

export async function start(report, { quick }) {
  const folder = copyOfModule("orders");
  const samples = { node: [], fresh: [], existing: [] };
  for (let i = 0; i < (quick ? 5 : 21); i++) {
    samples.node.push(await nodeAlone());
    rmSync(path.join(folder, ".convotic"), { recursive: true, force: true });
    samples.fresh.push(await toFirstAnswer(folder));
    samples.existing.push(await toFirstAnswer(folder));
  }
  for (const state of ["fresh", "existing"])
    report.add({
      id: `start-${state}`,
      what: `start to first answer, ${state} state`,
      unit: "ms",
      samples: samples[state],
      against: { name: "node -e 0", samples: samples.node },
      bar: { of: "ratio", better: "lower", met: 2.5, stretch: 1.8 },
    });
}
