import { spawnSync } from "node:child_process";
import { binary } from "../support/convotic.mjs";

function milliseconds(program, args) {
  const before = performance.now();
  const { status, error } = spawnSync(program, args, { stdio: "ignore" });
  if (status !== 0) throw error ?? new Error(`${program} ended with ${status}`);
  return performance.now() - before;
}

// `true` shows what starting any process costs here.
export async function version(report, { quick }) {
  const ours = [];
  const nothing = [];
  for (let i = 0; i < (quick ? 10 : 20); i++) {
    ours.push(milliseconds(binary, ["--version"]));
    nothing.push(milliseconds("true", []));
  }
  const about = { unit: "ms", samples: ours };
  report.add({
    id: "version",
    what: "convotic --version",
    ...about,
    against: { name: "true", samples: nothing },
    bar: { of: "figure", better: "lower", met: 10, stretch: 5 },
  });
  report.add({ id: "version-fastest", what: "convotic --version, fastest", ...about, show: (samples) => Math.min(...samples) });
}
