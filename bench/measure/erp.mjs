import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { copyOfModule, Dev, key, scratch } from "../support/convotic.mjs";
import { requestOnce, requestText } from "../support/keep_alive.mjs";
import { launch, stop } from "../support/processes.mjs";
import { load } from "../support/wrk.mjs";

const kCustomers = 1000;
const kConnections = 64;
const delivery = (customer) => ({ customer_id: `cust-${customer}`, order_id: "order-1001", status: "shipped" });
const wranglerFolder = fileURLToPath(new URL("../wrangler", import.meta.url));

function seed() {
  const file = path.join(scratch, "seed.json");
  const contacts = Array.from({ length: kCustomers }, (_, i) => ({ externalId: `cust-${i + 1}`, name: `Customer ${i + 1}` }));
  writeFileSync(file, JSON.stringify({ contacts }));
  return file;
}

// The measured request finds its contact and changes it, or it is another request that is measured.
async function checkEffect(dev) {
  const answer = await requestOnce(dev.port, requestText("POST", "/v1/modules/erp-webhook/webhook/erp", key, delivery(kCustomers)));
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body}`);
  const request = await dev.firstRequest();
  if (request.effects[0]?.call !== "contacts.update") throw new Error(`no contact was updated: ${JSON.stringify(request)}`);
}

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Why it cannot be compared, or { url, stop }.
async function startWrangler() {
  const program = path.join(wranglerFolder, "node_modules/wrangler/bin/wrangler.js");
  if (!existsSync(program)) return "is not installed";
  const port = await freePort();
  const home = path.join(scratch, "wrangler-home");
  mkdirSync(home);
  const child = launch(process.execPath, [program, "dev", "--ip", "127.0.0.1", "--port", String(port), "--show-interactive-dev-session=false"], {
    cwd: wranglerFolder,
    stdio: "ignore",
    // Nothing but the machine itself is talked to, and nothing is left in the home folder.
    env: { ...process.env, CI: "1", HOME: home, XDG_CONFIG_HOME: home, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
  });
  let ended = false;
  child.ended.then(() => (ended = true));
  for (const until = performance.now() + 40_000; performance.now() < until && !ended; await delay(100)) {
    const answer = await requestOnce(port, requestText("GET", "/", key)).catch(() => undefined);
    if (answer?.status === 200) return { url: `http://127.0.0.1:${port}/`, stop: () => stop(child) };
  }
  await stop(child);
  return ended ? "does not start" : "did not answer within 40 s";
}

export async function erp(report, { quick, wrangler: compare }) {
  const folder = path.join(scratch, "two-modules");
  mkdirSync(folder);
  const flags = [copyOfModule("erp"), copyOfModule("orders")].map((module) => path.relative(folder, module));
  const dev = await Dev.start(folder, [...flags, "--seed", seed()]);
  await checkEffect(dev);
  const wrangler = compare ? await startWrangler() : "only with --with-wrangler";
  const common = { key, connections: kConnections, seconds: quick ? 1 : 3 };
  const update = { ...common, url: dev.url("/erp-webhook/webhook/erp"), body: JSON.stringify(delivery("{n}")), bodies: kCustomers };
  const echo = { ...common, url: dev.url("/bench-orders/orders/A1001"), body: JSON.stringify({ item: "green tea", quantity: 12 }) };
  const empty = { ...common, url: wrangler.url, body: update.body, bodies: kCustomers };
  const sides = { update, echo, ...(wrangler.url ? { empty } : {}) };
  const rates = { update: [], echo: [], empty: [] };
  for (const side of Object.values(sides)) await load(side);
  for (let i = 0; i < (quick ? 2 : 9); i++)
    for (const [name, side] of Object.entries(sides)) rates[name].push((await load(side)).perSecond);
  await dev.stop();
  if (wrangler.url) await wrangler.stop();
  const about = { unit: "req/s", samples: rates.update };
  report.add({ id: "erp", what: `ERP example, ${kConnections} connections`, ...about, against: { name: "echo route", samples: rates.echo } });
  report.add({
    id: "erp-wrangler",
    what: "  the same",
    ...about,
    against: wrangler.url ? { name: "wrangler dev", samples: rates.empty } : { name: "wrangler dev", missing: wrangler },
    bar: { of: "ratio", better: "higher", met: 8, stretch: 15 },
  });
}
