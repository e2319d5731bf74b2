// convotic lint as a person and a script use it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { binary, convotic, environment, root } from "./support/convotic.ts";
import { Folder } from "./support/folder.ts";
import { Program } from "./support/program.ts";

const route = (fields: string, extra = ""): string => `export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    ${extra}sdk.registerRoute({
      ${fields},
      handler: async (req) => ({ status: 200, body: { id: req.params.id } }),
    });
  },
};
`;
const good = route(`method: "GET", path: "/orders/:id"`);
const loud = route(`method: "get", path: "orders/{id}"`);
const open = `export default {
  name: "hooks",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/hook",
      auth: false,
      handler: async (req, ctx) => {
        await ctx.contacts.update(req.body.id, { paid: true });
        return { status: 200 };
      },
    });
  },
};
`;

// Without the time that a run took.
const timeless = (text: string): string => text.replaceAll(/\d+ ms/g, "N ms");

test("what is clean says so, and exits with 0", async (t) => {
  const folder = new Folder(t, { "src/index.ts": good });
  const { code, stdout, stderr } = await convotic(t, ["lint"], { cwd: folder.path });
  assert.deepEqual([code, timeless(stdout), stderr], [0, "0 errors, 0 warnings in 1 file, 1 route. N ms\n", ""]);
});

test("a finding has its line, what to do, and exit code 1", async (t) => {
  const folder = new Folder(t, { "src/index.ts": route(`method: "get", path: "/orders/:id"`) });
  const { code, stdout } = await convotic(t, ["lint", "src"], { cwd: folder.path });
  assert.equal(code, 1);
  assert.equal(
    timeless(stdout),
    `src/index.ts:6:15: error[route/invalid-method]: the method "get" must be in upper case
  4 |   register(sdk) {
  5 |     sdk.registerRoute({
  6 |       method: "get", path: "/orders/:id",
    |               ^^^^^
  help: write "GET"
  fix:  write "GET"   convotic lint --fix
  docs: convotic lint --explain route/invalid-method

1 error, 0 warnings in 1 of 1 file, 1 route. N ms
`,
  );
});

test("an open route that does not verify is an error, and --routes gives its verdict", async (t) => {
  const folder = new Folder(t, { "src/index.ts": open });
  const { code, stdout } = await convotic(t, ["lint", "--format", "json"], { cwd: folder.path });
  const report = JSON.parse(stdout) as { findings: { rule: string; route: string; severity: string }[]; summary: { errors: number } };
  assert.equal(code, 1);
  assert.deepEqual(report.findings.filter(({ severity }) => severity === "error").map(({ rule, route }) => [rule, route]), [["auth/unverified", "POST /hook"]]);
  const table = await convotic(t, ["lint", "--routes"], { cwd: folder.path });
  assert.match(table.stdout, /^module +method +path +auth +verdict +place\nhooks +POST +\/hook +open +not verified +src\/index.ts:\d+:\d+\n/);
});

test("--fail-on, --max-warnings and --exit-zero decide the exit code", async (t) => {
  const folder = new Folder(t, { "src/index.ts": route(`method: "GET", path: "/orders/:id/"`) });
  const code = async (...flags: string[]): Promise<number | null> => (await convotic(t, ["lint", ...flags], { cwd: folder.path })).code;
  assert.equal(await code(), 0);
  assert.equal(await code("--fail-on", "warning"), 1);
  assert.equal(await code("--max-warnings", "0"), 1);
  assert.equal(await code("--max-warnings", "1"), 0);
  assert.equal(await code("--fail-on", "warning", "--exit-zero"), 0);
  assert.equal(await code("-D", "path/*", "-W", "path/empty-segment"), 0);
  assert.equal(await code("-W", "path/*", "-D", "path/empty-segment"), 1);
  assert.equal(await code("--rule", "path/empty-segment=error"), 1);
  assert.equal(await code("--deny", "path/empty-segment", "--fail-on", "never"), 0);
});

test("what is wrong with a command line or a configuration exits with 2, in words", async (t) => {
  const folder = new Folder(t, { "src/index.ts": good });
  const said = async (...flags: string[]): Promise<unknown[]> => {
    const { code, stdout, stderr } = await convotic(t, ["lint", ...flags], { cwd: folder.path });
    return [code, stdout, folder.plain(stderr)];
  };
  assert.deepEqual(await said("nope"), [2, "", `convotic: error[no-sources]: "nope" is neither a file nor a folder\n  help: name files or folders of modules, or nothing for this folder\n`]);
  assert.deepEqual(await said("-D", "auth/unverifed"), [2, "", `convotic: error[rule-unknown]: there is no rule "auth/unverifed"\n  help: did you mean "auth/unverified"?\n`]);
  assert.deepEqual(await said("--format", "sarfi"), [2, "", `convotic: error[bad-value]: --format cannot be "sarfi"; did you mean "sarif"?\n  help: it is one of pretty, json, jsonl, sarif, github, gitlab, junit, checkstyle, rdjson, rdjsonl\n`]);
  assert.deepEqual(await said("--rule", "path/case"), [2, "", `convotic: error[bad-value]: --rule path/case has no level\n  help: write --rule path/case=error, or =warning, =info, =off\n`]);
  assert.deepEqual(await said("--baseline", "b.json"), [2, "", `convotic: error[bad-value]: --baseline names "b.json", which is not a file\n  help: make it with --write-baseline\n`]);
  assert.deepEqual(await said("--explain", "auth/failopen"), [2, "", `convotic: error[rule-unknown]: there is no rule "auth/failopen"; did you mean "auth/fail-open"?\n  help: convotic lint --list-rules lists them\n`]);
  folder.write("convotic.json", `{ "lint": { "rules": { "path/cse": "off" } } }`);
  assert.deepEqual(await said(), [
    2,
    "",
    `convotic: error[config-invalid]: there is no rule "path/cse"
  <folder>/convotic.json:1:36
  1 | { "lint": { "rules": { "path/cse": "off" } } }
    |                                    ^^^^^
  help: did you mean "path/case"?
`,
  ]);
  assert.equal((await said("--no-config"))[0], 0);
});

test("the nearest convotic.json counts, with overrides, and --print-config says how", async (t) => {
  const folder = new Folder(t, {
    "src/index.ts": loud,
    "legacy/index.ts": loud,
    "convotic.json": JSON.stringify({ lint: { rules: { "route/invalid-method": "warning" }, overrides: [{ files: ["legacy/**"], rules: { "*": "off" } }] } }),
  });
  const { stdout } = await convotic(t, ["lint", "--format", "json"], { cwd: folder.path });
  const { findings } = JSON.parse(stdout) as { findings: { file: string; rule: string; severity: string }[] };
  assert.deepEqual(new Set(findings.map(({ file }) => file)), new Set(["src/index.ts"]));
  assert.deepEqual(findings.filter(({ rule }) => rule === "route/invalid-method").map(({ severity }) => severity), ["warning"]);
  const printed = await convotic(t, ["lint", "--print-config", "legacy/index.ts"], { cwd: folder.path });
  const config = JSON.parse(printed.stdout) as { rules: Record<string, string> };
  assert.deepEqual(new Set(Object.values(config.rules)), new Set(["off"]));
});

test("safe fixes are applied, a diff of them can be printed, and what is left is reported", async (t) => {
  const folder = new Folder(t, { "src/index.ts": loud });
  const dry = await convotic(t, ["lint", "--fix-dry-run"], { cwd: folder.path });
  assert.deepEqual(
    [dry.code, dry.stdout, dry.stderr],
    [
      0,
      `--- a/src/index.ts
+++ b/src/index.ts
@@ -3,7 +3,7 @@
   version: "1.0.0",
   register(sdk) {
     sdk.registerRoute({
-      method: "get", path: "orders/{id}",
+      method: "GET", path: "/orders/:id",
       handler: async (req) => ({ status: 200, body: { id: req.params.id } }),
     });
   },
`,
      "Would apply 3 fixes in 1 file\n",
    ],
  );
  assert.equal(folder.read("src/index.ts"), loud);
  const { code, stdout, stderr } = await convotic(t, ["lint", "--fix"], { cwd: folder.path });
  assert.deepEqual([code, timeless(stdout), stderr], [0, "0 errors, 0 warnings in 1 file, 1 route. N ms\n", "Applied 3 fixes in 1 file\n"]);
  assert.equal(folder.read("src/index.ts"), good);
});

test("a baseline silences what is there, fails on what is new, and on what is gone until it is pruned", async (t) => {
  const folder = new Folder(t, { "src/index.ts": open });
  const lint = async (...flags: string[]): Promise<[number | null, string, string]> => {
    const { code, stdout, stderr } = await convotic(t, ["lint", ...flags], { cwd: folder.path });
    return [code, timeless(stdout), stderr];
  };
  const written = await lint("--write-baseline");
  assert.equal(written[0], 0);
  assert.match(written[2], /^Wrote \d+ findings? to convotic-lint-baseline.json\n$/);
  const silent = await lint();
  assert.equal(silent[0], 0, silent[1]);
  assert.match(silent[1], /; \d+ in the baseline\. N ms\n$/);
  // It does not care where in the file the route stands.
  folder.write("src/index.ts", `// a line more\n\n${open}`);
  assert.equal((await lint())[0], 0);
  folder.write("src/more.ts", open.replace('"/hook"', '"/other"'));
  assert.equal((await lint())[0], 1);
  folder.remove("src/more.ts");
  folder.write("src/index.ts", good);
  const stale = await lint();
  assert.equal(stale[0], 1);
  assert.match(stale[1], /^src\/index.ts: auth\/unverified is in the baseline and is not found any more\n/m);
  const pruned = await lint("--prune-baseline");
  assert.equal(pruned[0], 0);
  assert.match(pruned[2], /^Took \d+ entr(y|ies) out of convotic-lint-baseline.json\n$/);
  assert.equal(folder.read("convotic-lint-baseline.json"), '{\n  "version": 1,\n  "findings": []\n}\n');
});

test("a suppression needs a reason, and one that is not needed is told", async (t) => {
  const comment = (text: string): string => open.replace("    sdk.registerRoute", `    // convotic-lint-disable-next-line auth/unverified${text}\n    sdk.registerRoute`);
  const folder = new Folder(t, { "src/index.ts": comment(" -- a form that anybody may fill in") });
  const rules = async (): Promise<string[]> => {
    const { stdout } = await convotic(t, ["lint", "--format", "json"], { cwd: folder.path });
    return (JSON.parse(stdout) as { findings: { rule: string; suppressed?: string }[] }).findings.map(({ rule, suppressed }) => rule + (suppressed === undefined ? "" : `: ${suppressed}`));
  };
  assert.ok((await rules()).includes("auth/unverified: a form that anybody may fill in"));
  folder.write("src/index.ts", comment(""));
  const without = await rules();
  assert.ok(without.includes("meta/suppression-without-reason") && without.includes("auth/unverified"), without.join());
  folder.write("src/index.ts", good.replace("    sdk", "    // convotic-lint-disable-next-line auth/unverified -- a form that anybody may fill in\n    sdk"));
  assert.deepEqual(await rules(), ["meta/unused-suppression"]);
  const off = await convotic(t, ["lint", "--report-unused-suppressions", "off", "--max-warnings", "0"], { cwd: folder.path });
  assert.equal(off.code, 0, off.stdout);
});

test("standard input is checked as the file that it is called", async (t) => {
  const folder = new Folder(t, { "src/path.ts": `export const path = "orders";\n` });
  const input = good.replace(`"/orders/:id"`, "path").replace("export", `import { path } from "./path";\n\nexport`);
  const stdout = execFileSync(binary, ["lint", "-", "--stdin-filename", "src/index.ts", "--format", "checkstyle", "--exit-zero"], { cwd: folder.path, env: environment(), input, encoding: "utf8" });
  assert.match(stdout, /<file name="src\/path.ts">\n {4}<error line="1" column="21" severity="error" message="the path &quot;orders&quot; must begin with &quot;\/&quot;"/);
});

test("several reports can be written at once", async (t) => {
  const folder = new Folder(t, { "src/index.ts": open });
  const { stdout } = await convotic(t, ["lint", "-o", "lint.txt", "--output", "sarif=lint.sarif", "-o", "junit=out.xml"], { cwd: folder.path });
  assert.equal(stdout, "");
  assert.match(folder.read("lint.txt"), /^src\/index.ts:\d+:\d+: error\[auth\/unverified\]/);
  assert.match(folder.read("out.xml"), /<testcase name="POST \/hook"/);
  assert.equal((JSON.parse(folder.read("lint.sarif")) as { version: string }).version, "2.1.0");
});

test("a workflow of GitHub gets annotations and a summary", async (t) => {
  const folder = new Folder(t, { "src/index.ts": open, "summary.md": "# before\n" });
  const { stdout } = await convotic(t, ["lint", "--format", "github"], { cwd: folder.path, env: { GITHUB_STEP_SUMMARY: folder.at("summary.md") } });
  assert.match(stdout, /^::error file=src\/index.ts,line=\d+,endLine=\d+,col=\d+.*,title=auth\/unverified::/);
  assert.match(folder.read("summary.md"), /^# before\n## convotic lint\n\n.*\n\n\| Route \| Auth \| Verdict \| Place \|\n\|---\|---\|---\|---\|\n\| POST \/hook \| open \| not verified \|/);
});

test("--since leaves what has not changed alone", async (t) => {
  const folder = new Folder(t, { "a/index.ts": open, "b/index.ts": open.replace('"/hook"', '"/hook-b"') });
  const git = (...words: string[]): string =>
    execFileSync("git", words, { cwd: folder.path, env: { ...environment(), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" }, encoding: "utf8", stdio: "pipe" });
  git("init", "-q", "-b", "main");
  git("-c", "user.name=a", "-c", "user.email=a@example", "add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@example", "commit", "-q", "-m", "first");
  const files = async (revision = "HEAD"): Promise<string[]> => {
    const { stdout, stderr } = await convotic(t, ["lint", "--since", revision, "--format", "json"], { cwd: folder.path });
    assert.equal(stderr, "");
    return [...new Set((JSON.parse(stdout) as { findings: { file: string }[] }).findings.map(({ file }) => file))];
  };
  assert.deepEqual(await files(), []);
  folder.write("b/index.ts", open.replace('"/hook"', '"/changed"'));
  assert.deepEqual(await files(), ["b/index.ts"]);
  folder.write("c/new.ts", open);
  assert.deepEqual(await files("main"), ["b/index.ts", "c/new.ts"]);
  const wrong = await convotic(t, ["lint", "--since", "nope"], { cwd: folder.path });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^convotic: error\[diff-unknown\]: git: fatal: .*nope.*\n {2}help: name a commit, branch or tag of this repository, as in --since origin\/main\n$/);
  const flag = await convotic(t, ["lint", "--since=--output=x"], { cwd: folder.path });
  assert.match(flag.stderr, /^convotic: error\[diff-unknown\]: "--output=x" is no revision\n/);
});

test("a run is kept, and used again only while nothing that it looked at has changed", async (t) => {
  const folder = new Folder(t, {
    "package.json": "{}",
    "src/index.ts": `import { handler } from "./handler";\n${good.replace(/handler: .*,/, "handler,")}`,
    "src/handler.ts": `export const handler = async (req) => ({ status: 200, body: { id: req.params.id } });\n`,
  });
  const run = async (...flags: string[]): Promise<[string, boolean]> => {
    const { stdout, stderr } = await convotic(t, ["lint", "--stats", ...flags], { cwd: folder.path });
    return [timeless(stdout), stderr.includes("from .convotic/lint")];
  };
  const [first, before] = await run();
  assert.equal(before, false);
  assert.deepEqual(await run(), [first, true]);
  assert.deepEqual(await run("--no-cache"), [first, false]);
  assert.equal(folder.read(".convotic/.gitignore"), "*\n");
  // What is imported counts, and so does what is only configured.
  folder.write("src/handler.ts", `export const handler = async (req) => ({ status: 200, body: { id: req.params.ID } });\n`);
  const [changed, stored] = await run();
  assert.equal(stored, false);
  assert.match(changed, /^src\/handler.ts:1:\d+: error\[path\/undeclared-param\]/);
  assert.deepEqual(await run(), [changed, true]);
  assert.equal((await run("--rule", "path/undeclared-param=warning"))[0].includes("warning[path/undeclared-param]"), true);
  folder.remove("src/handler.ts");
  const [gone, again] = await run();
  assert.equal(again, false);
  assert.match(gone, /warning\[meta\/unresolved-import\]: there is no file "\.\/handler"/);
  // What was looked for and was not there is there now, under another of the names that were tried.
  assert.equal((await run())[1], true);
  folder.write("src/handler/index.ts", `export const handler = async (req) => ({ status: 200, body: { id: req.params.id } });\n`);
  assert.deepEqual((await run())[1], false);
});

test("--watch lints again when a file changes", async (t) => {
  const folder = new Folder(t, { "src/index.ts": good });
  const program = new Program(t, binary, ["lint", "--watch"], { cwd: folder.path });
  await program.said(/0 errors, 0 warnings in 1 file, 1 route\. \d+ ms\n/);
  await program.said(/watching; Ctrl-C ends it\n/, "stderr");
  folder.write("src/index.ts", loud);
  await program.said(/error\[route\/invalid-method\]/);
  program.signal("SIGINT");
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});

test("sarif is valid by its schema, with code flows, related places and suppressions", async (t) => {
  const schema = JSON.parse(readFileSync(path.join(root, "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as Record<string, unknown>;
  // It is of draft 4, from which what it uses differs in the name of its own id only.
  delete schema["$schema"];
  delete schema["id"];
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  const folder = new Folder(t, {
    "sub dir/index.ts": open,
    "loud.ts": loud,
    "quiet.ts": open.replace("    sdk.registerRoute", "    // convotic-lint-disable-next-line auth/unverified -- a form that anybody may fill in\n    sdk.registerRoute"),
  });
  const { stdout } = await convotic(t, ["lint", "--format", "sarif"], { cwd: folder.path });
  const report = JSON.parse(stdout) as { runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, any>[] }[] };
  assert.ok(validate(report), JSON.stringify(validate.errors, null, 2));
  const { results, tool } = report.runs[0]!;
  const unverified = results.filter(({ ruleId }) => ruleId === "auth/unverified");
  assert.equal(unverified.length, 2);
  for (const result of results) {
    assert.equal(tool.driver.rules[result["ruleIndex"] as number]!.id, result["ruleId"]);
    assert.match((result["partialFingerprints"] as Record<string, string>)["primaryLocationLineHash"]!, /^[0-9a-f]{32}:1$/);
  }
  const uris = unverified.map((result) => result["locations"][0].physicalLocation.artifactLocation.uri as string);
  assert.deepEqual(uris, ["quiet.ts", "sub%20dir/index.ts"]);
  assert.deepEqual(unverified[0]!["suppressions"], [{ kind: "inSource", justification: "a form that anybody may fill in" }]);
  assert.ok(unverified[1]!["relatedLocations"].length > 0 || unverified[1]!["codeFlows"].length > 0);
  assert.ok(results.some(({ fixes }) => fixes !== undefined));
  assert.equal(new Set(results.map((result) => result["partialFingerprints"].primaryLocationLineHash as string)).size, results.length);
});
