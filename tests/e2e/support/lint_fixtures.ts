import { createHash, createHmac } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./convotic.ts";
import type { Files } from "./folder.ts";
import type { BreakingPlace } from "./lint_breaking_edits.ts";

export interface FixtureRequest {
  method: string;
  path: string;
  // The route's path, where that of the request has parameters or a query.
  route?: string;
  skip?: string;
  body?: unknown;
  // Sent as a form.
  form?: string;
  headers?: Record<string, string>;
  // Headers as expressions, see `evaluate`.
  forge?: Record<string, string>;
  effects?: boolean;
  discloses?: string;
}

export interface Expected {
  summary: string;
  module: string | null;
  env?: Record<string, string>;
  findings: { rule: string; severity: string; line: number; file: string }[];
  infos?: { rule: string; line: number; file: string }[];
  routes: { method: string; path: string; verdict: string }[];
  brokenBy?: (BreakingPlace & { file: string; route: string })[];
  dynamic: FixtureRequest[];
  signed?: FixtureRequest[];
}

export interface Fixture {
  // "good/inline_hmac"
  name: string;
  expected: Expected;
  files: Files;
}

export const fixtureRoot = path.join(root, "tests/fixtures/lint");

// Every file below `folder`, by its path there.
export function filesBelow(folder: string): Files {
  const names = readdirSync(folder, { recursive: true }) as string[];
  return Object.fromEntries(
    names.filter((name) => statSync(path.join(folder, name)).isFile()).map((name) => [name, readFileSync(path.join(folder, name))]),
  );
}

export function fixtures(): Fixture[] {
  return ["good", "bad"].flatMap((kind) =>
    readdirSync(path.join(fixtureRoot, kind))
      .sort()
      .map((name) => {
        const { "expect.json": expected, ...files } = filesBelow(path.join(fixtureRoot, kind, name));
        return { name: `${kind}/${name}`, expected: JSON.parse(String(expected)) as Expected, files };
      }),
  );
}

// The value of an expression of an expect.json: `text` is the body as it is sent, `env` the environment, `now` the time in seconds.
export function evaluate(expression: string, text: string, env: Record<string, string>): string {
  const names = {
    text,
    env,
    now: Math.floor(Date.now() / 1000),
    hmac: (algorithm: string, key: string, data: string, encoding: "hex" | "base64") => createHmac(algorithm, key).update(data).digest(encoding),
    sha: (algorithm: string, data: string, encoding: "hex" | "base64") => createHash(algorithm).update(data).digest(encoding),
    b64: (data: string) => Buffer.from(data).toString("base64"),
  };
  return new Function(...Object.keys(names), `return ${expression};`)(...Object.values(names)) as string;
}
