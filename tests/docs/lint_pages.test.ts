// What docs/ says of the linter is what the program says: its rules, its schema of convotic.json.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { convotic, root } from "../e2e/support/convotic.ts";
import { Folder } from "../e2e/support/folder.ts";
import { readDocument } from "./support/markdown.ts";

const stale = "is stale: run npm run lint-pages";

test("docs/lint/ has the page of each rule, as --explain prints it, and docs/lint.md ends with their table", async (t) => {
  const rules = JSON.parse((await convotic(t, ["lint", "--list-rules", "--format", "json"], { cwd: root })).stdout) as { id: string }[];
  assert.ok(rules.length > 40, `${rules.length} rules`);
  const pages = rules.map(({ id }) => `${id.replace("/", "-")}.md`);
  assert.deepEqual(readdirSync(path.join(root, "docs/lint")).sort(), [...pages].sort());
  for (const [index, { id }] of rules.entries()) {
    const { stdout } = await convotic(t, ["lint", "--explain", id, "--format", "markdown"], { cwd: root });
    assert.equal(readFileSync(path.join(root, "docs/lint", pages[index]!), "utf8"), stdout, `docs/lint/${pages[index]} ${stale}`);
  }
  const { stdout } = await convotic(t, ["lint", "--list-rules", "--format", "markdown"], { cwd: root });
  assert.ok(readDocument("docs/lint.md").text.endsWith(`\n\n${stdout}`), `docs/lint.md ${stale}`);
});

test("docs/convotic.schema.json and the program agree on what a lint object may be", async (t) => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(path.join(root, "docs/convotic.schema.json"), "utf8")) as object);
  const folder = new Folder(t, { "src/index.ts": "export const x = 1;\n" });
  const cases: [string, boolean, unknown][] = [
    ["nothing", true, {}],
    ["everything", true, {
      root: true, extends: ["convotic:pedantic"], include: ["src/**"], exclude: ["x/**"], rules: { "auth/unverified": "error", "path/*": "off", "*": "info", "module/name": "warn" },
      overrides: [{ files: ["legacy/**"], rules: { "auth/replay": "off" } }], request: { rawBody: "rawBody" }, middleware: "both", routing: "ordered",
      effects: { write: ["ctx.*.*"], read: ["get*"], ignoreBeforeVerify: ["ctx.storage.set('rl:*')"] },
      verifiers: [{ from: "@acme/auth", name: "verifyAcme", result: "promise-boolean", window: true }],
      trustedRoutes: [{ method: "GET", path: "/public/*", reason: "public catalogue" }], defines: { "process.env.NODE_ENV": "production" }, globals: ["verify"], route: { extraOptions: ["timeout"] },
    }],
    ["no raw body", true, { request: { rawBody: null } }],
    ["an unknown key", false, { rule: {} }],
    ["an unknown severity", false, { rules: { "auth/unverified": "fatal" } }],
    ["a pattern of no group", false, { rules: { "auth": "error" } }],
    ["an unknown profile", false, { extends: ["strict"] }],
    ["rules that are no object", false, { rules: [] }],
    ["an override without files", false, { overrides: [{ rules: {} }] }],
    ["a verifier of an unknown form", false, { verifiers: [{ from: "a", name: "b", result: "maybe" }] }],
    ["a trusted route without a reason", false, { trustedRoutes: [{ path: "/x" }] }],
    ["a reason that is too short", false, { trustedRoutes: [{ path: "/x", reason: "short" }] }],
    ["a routing that is none", false, { routing: "random" }],
  ];
  for (const [name, valid, lint] of cases) {
    assert.equal(validate({ lint }), valid, `the schema: ${name}: ${JSON.stringify(validate.errors)}`);
    folder.write("convotic.json", JSON.stringify({ lint }));
    const { code, stderr } = await convotic(t, ["lint"], { cwd: folder.path });
    assert.equal(code, valid ? 0 : 2, `convotic: ${name}: ${stderr}`);
  }
});

test("the problem matcher takes the first line of each finding apart", async (t) => {
  const { problemMatcher } = JSON.parse(readFileSync(path.join(root, "docs/lint-problem-matcher.json"), "utf8")) as { problemMatcher: { pattern: { regexp: string }[] }[] };
  const pattern = new RegExp(problemMatcher[0]!.pattern[0]!.regexp);
  const folder = new Folder(t, { "src/index.ts": `export default {\n  name: "a",\n  register(sdk) {\n    sdk.registerRoute({ method: "post", path: "/x", handler: async () => ({ status: 200 }) });\n  },\n};\n` });
  const { stdout } = await convotic(t, ["lint"], { cwd: folder.path });
  const lines = stdout.split("\n").filter((line) => pattern.test(line));
  assert.deepEqual(pattern.exec(lines[0]!)?.slice(1), ["src/index.ts", "4", "33", "error", "route/invalid-method", 'the method "post" must be in upper case']);
  assert.equal(lines.length, 1, stdout);
});
