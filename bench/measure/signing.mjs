import path from "node:path";
import { binary } from "../support/convotic.mjs";
import { launch, output } from "../support/processes.mjs";
import { median } from "../support/statistics.mjs";

const named = ["stripe", "github", "shopify", "slack", "svix"];

// A body of 2 KiB. Some schemes by name, and of all that sign any body with an HMAC the slowest.
export async function signing(report, { quick }) {
  const program = path.join(path.dirname(binary), "convotic_signing_bench");
  const { text, code, error } = await output(launch(program, [quick ? "2" : "15"]));
  if (code !== 0) throw error ?? new Error(`${program} ended with ${code}; bench/run builds it where CONVOTIC_BIN is not set`);
  const schemes = new Map();
  for (const { scheme, sign, hmac } of text.trim().split("\n").map((line) => JSON.parse(line))) {
    if (!schemes.has(scheme)) schemes.set(scheme, { sign: [], hmac: [] });
    schemes.get(scheme).sign.push(sign);
    schemes.get(scheme).hmac.push(hmac);
  }
  const add = (id, what, { sign, hmac }) => report.add({ id, what, unit: "µs", samples: sign, against: { name: "HMAC alone", samples: hmac } });
  for (const name of named) add(`sign-${name}`, `signing 2 KiB: ${name}`, schemes.get(name));
  const [slowest, samples] = [...schemes].sort(([, a], [, b]) => median(b.sign) - median(a.sign))[0];
  add("sign-slowest", `signing 2 KiB, slowest of ${schemes.size} schemes: ${slowest}`, samples);
}
