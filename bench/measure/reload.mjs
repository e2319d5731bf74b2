import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Dev, key, scratch } from "../support/convotic.mjs";
import { KeepAlive, requestText } from "../support/keep_alive.mjs";
import { quantile } from "../support/statistics.mjs";

const source = (value) => `import type { ConvoticModule } from "@convotic/block-sdk";

const module: ConvoticModule = {
  name: "bench-reload",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({ method: "GET", path: "/value", handler: async () => ({ status: 200, body: { value: ${value} } }) });
  },
};

export default module;
`;

// How editors save: some write another file and rename it, some write into the one that is there.
const saves = {
  replace: (file, text) => {
    writeFileSync(`${file}.tmp`, text);
    renameSync(`${file}.tmp`, file);
  },
  "in place": (file, text) => writeFileSync(file, text),
};

// Asks without a pause until the new code answers.
async function untilAnswered(connection, question, value) {
  const wanted = JSON.stringify({ value });
  const before = performance.now();
  for (;;) {
    const { status, body } = await connection.request(question);
    if (status !== 200) throw new Error(`answered ${status} during a reload: ${body}`);
    if (body === wanted) return performance.now() - before;
    if (performance.now() - before > 10_000) throw new Error("the new code did not answer within 10 s");
  }
}

export async function reload(report, { quick }) {
  const folder = mkdtempSync(path.join(scratch, "reload-"));
  const file = path.join(folder, "src/index.ts");
  mkdirSync(path.dirname(file));
  writeFileSync(file, source(0));
  const dev = await Dev.start(folder);
  const connection = new KeepAlive(dev.port);
  const question = requestText("GET", "/v1/modules/bench-reload/value", key);
  await untilAnswered(connection, question, 0);
  const samples = { replace: [], "in place": [] };
  for (let value = 1; value <= (quick ? 10 : 60); value++) {
    // Nobody saves the moment that a reload is done; by then the next spare has booted. Not in step with any timer of ours.
    await delay(300 + Math.random() * 100);
    const how = value % 2 ? "replace" : "in place";
    const answered = untilAnswered(connection, question, value);
    saves[how](file, source(value));
    samples[how].push(await answered);
  }
  connection.close();
  await dev.stop();
  const spans = dev.events().filter((event) => event.event === "reload" && event.ok);
  for (const [how, times] of Object.entries(samples)) {
    const bar = { of: "figure", better: "lower", met: 60, stretch: 25 };
    report.add({ id: `reload-${how}-p50`, what: `save (${how}) to new code, p50`, unit: "ms", samples: times, bar });
    report.add({ id: `reload-${how}-p95`, what: `save (${how}) to new code, p95`, unit: "ms", samples: times, show: (all) => quantile(all, 0.95) });
  }
  report.add({ id: "reload-own", what: "the same as convotic itself says, p50", unit: "ms", samples: spans.map((event) => event.ms) });
}
