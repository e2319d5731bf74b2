import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { binary, copyOfModule, Dev, environment, key } from "../support/convotic.mjs";
import { launch, output } from "../support/processes.mjs";
import { load } from "../support/wrk.mjs";

const order = { item: "green tea", quantity: 12 };
const connections = 64;

// A capture of what wrk sends, on a route with a key.
function capture(id) {
  return JSON.stringify({
    convotic: "capture/1",
    scheme: "convotic",
    path: `/orders/A${id}`,
    headers: [["Content-Type", "application/json"]],
    body: { json: order },
  });
}

function write(folder, count) {
  mkdirSync(path.join(folder, "fixtures"));
  for (let i = 0; i < count; i++) writeFileSync(path.join(folder, "fixtures", `${i}.json`), capture(1000 + i));
}

// What convotic replay says at its end, and how long it took from its start to its end.
async function replay(folder, args) {
  const before = performance.now();
  const child = launch(binary, ["replay", "--format", "json", ...args], { cwd: folder, env: { ...environment, CONVOTIC_API_KEY: key } });
  const { text, code, error } = await output(child);
  const milliseconds = performance.now() - before;
  if (code !== 0) throw error ?? new Error(`convotic replay ended with ${code}: ${text.slice(-2000)}`);
  return { ...JSON.parse(text).summary, milliseconds };
}

// Deliveries a second, without the start: that of a run of one delivery.
async function rate(folder, args, count) {
  const one = await replay(folder, [...args, "--repeat", "1"]);
  const many = await replay(folder, [...args, "--repeat", String(count)]);
  if (many.deliveries !== count) throw new Error(`${many.deliveries} of ${count} deliveries were made`);
  return (count - 1) / ((many.milliseconds - one.milliseconds) / 1000);
}

async function deliveries(report, quick) {
  const folder = copyOfModule("orders");
  write(folder, 1);
  const dev = await Dev.start(copyOfModule("orders"));
  const url = dev.url("/bench-orders/");
  const common = ["--variant", "signed", "--jobs", String(connections)];
  const count = quick ? 10_000 : 60_000;
  const ours = { emulator: [], url: [] };
  const theirs = [];
  const seconds = quick ? 1 : 3;
  const wrk = async () => (await load({ url: `${url}orders/A1000`, key, body: JSON.stringify(order), connections, seconds })).perSecond;
  await wrk(); // until all is compiled and warm
  for (let i = 0; i < (quick ? 2 : 7); i++) {
    const sides = [
      async () => ours.emulator.push(await rate(folder, [...common, "--keep-state"], count)),
      async () => ours.url.push(await rate(folder, [...common, "--url", url], count)),
      async () => theirs.push(await wrk()),
    ];
    for (const side of i % 2 ? sides.reverse() : sides) await side();
  }
  await dev.stop();
  for (const [id, what, samples] of [
    ["replay-emulator", `convotic replay, ${connections} at once, own emulator`, ours.emulator],
    ["replay-url", `convotic replay --url convotic dev, ${connections} at once`, ours.url],
  ])
    report.add({ id, what, unit: "deliveries/s", samples, against: { name: "wrk", samples: theirs }, bar: { of: "ratio", better: "higher", met: 0.5, stretch: 0.8 } });
}

// A folder of captures, signed and unsigned, each in a state of its own.
async function folderOfCaptures(report, quick) {
  const captures = quick ? 100 : 1000;
  const folder = copyOfModule("orders");
  write(folder, captures);
  for (const jobs of [1, 2]) {
    const samples = [];
    for (let i = 0; i < (quick ? 2 : 7); i++) samples.push((await replay(folder, ["--jobs", String(jobs)])).milliseconds);
    report.add({ id: `replay-folder-${jobs}`, what: `${captures} captures x 2 variants, cold start to report, --jobs ${jobs}`, unit: "ms", samples });
  }
}

export async function replays(report, { quick }) {
  await deliveries(report, quick);
  await folderOfCaptures(report, quick);
}
