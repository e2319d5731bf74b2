// Started by ./run, which has installed what is needed.
import { writeFileSync } from "node:fs";
import os from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { erp } from "./measure/erp.mjs";
import { idle } from "./measure/idle.mjs";
import { lint } from "./measure/lint.mjs";
import { memory } from "./measure/memory.mjs";
import { reload } from "./measure/reload.mjs";
import { replays } from "./measure/replay.mjs";
import { signing } from "./measure/signing.mjs";
import { start } from "./measure/start.mjs";
import { throughput } from "./measure/throughput.mjs";
import { version } from "./measure/version.mjs";
import { Report } from "./report.mjs";
import { stopAll } from "./support/processes.mjs";

const measurements = { start, reload, throughput, erp, replay: replays, signing, lint, idle, memory, version };
const kLongest = { quick: 60_000, full: 240_000 }; // milliseconds a measurement may take

function refuse(message) {
  console.error(`bench/run: ${message}; see bench/run --help`);
  process.exit(2);
}

function parse(words) {
  const options = { quick: false, wrangler: false, json: undefined, wanted: [] };
  for (let i = 0; i < words.length; i++) {
    if (words[i] === "--quick") options.quick = true;
    else if (words[i] === "--with-wrangler") options.wrangler = true;
    else if (words[i] === "--json") options.json = words[++i] ?? refuse("--json needs a file");
    else if (words[i] in measurements) options.wanted.push(words[i]);
    else refuse(`unknown argument "${words[i]}"; there is ${Object.keys(measurements).join(", ")}`);
  }
  if (options.wanted.length === 0) options.wanted = Object.keys(measurements);
  return options;
}

const options = parse(process.argv.slice(2));
const machine = {
  date: new Date().toISOString(),
  processors: `${os.cpus().length} x ${os.cpus()[0].model}`,
  kernel: `${os.type()} ${os.release()}`,
  node: process.version,
  load: os.loadavg()[0],
};
console.error(`${machine.processors}, ${machine.kernel}, Node ${machine.node}, load ${machine.load.toFixed(1)}`);
if (machine.load > 0.5) console.error("The machine is busy with other things: read ratios, and not these.");

const report = new Report();
const failed = [];
for (const name of options.wanted) {
  console.error(name);
  const longest = options.quick ? kLongest.quick : kLongest.full;
  const end = new AbortController();
  const late = delay(longest, undefined, { signal: end.signal }).then(() => {
    throw new Error(`it took longer than ${longest / 1000} s`);
  });
  try {
    await Promise.race([measurements[name](report, options), late]);
  } catch (error) {
    failed.push(name);
    console.error(`  FAILED: ${error.stack}`);
  } finally {
    end.abort();
    late.catch(() => {});
    stopAll();
  }
}
if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, quick: options.quick, failed, rows: report.json() }, null, 1)}\n`);
if (report.rows.length > 0) console.log(`\n${report.table()}`);
if (options.quick) console.log("\nA quick run: too few rounds to judge by.");
if (failed.length > 0) console.log(`\nNot measured: ${failed.join(", ")}`);
// A bar that is missed is a result. Only what could not be measured is a failure.
process.exit(failed.length > 0 ? 1 : 0);
