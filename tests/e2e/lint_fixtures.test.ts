// What the linter says of its fixtures, as they are and after edits that must not, or must, change what it says.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { convotic } from "./support/convotic.ts";
import { Folder, type Files } from "./support/folder.ts";
import { broken } from "./support/lint_breaking_edits.ts";
import { damaged, keepingEdits, type KeepingEdit } from "./support/lint_edits.ts";
import { fixtures, type Fixture } from "./support/lint_fixtures.ts";
import { isSource } from "./support/source_edits.ts";

interface Finding {
  rule: string;
  severity: string;
  file: string;
  route: string | null;
  message: string;
  suppressed?: string;
  range: { start: { line: number } };
}

interface RouteLine {
  file: string;
  method: string;
  path: string;
  verdict: string;
}

// What the linter says of each folder two levels down, such as "good/inline_hmac".
interface Said {
  findings: Finding[];
  routes: RouteLine[];
}

const all = fixtures();

// What the linter does not get right yet, exactly: a gap that closes has to be taken out.
const gaps = JSON.parse(readFileSync("tests/fixtures/lint/gaps.json", "utf8")) as { findings: string[]; edits: Record<string, string[]>; silent: string[]; damaged: string[] };
const known = (lines: string[], gap: string[]): void => assert.deepEqual([...lines].sort(), [...gap].sort());

// Lints `modules`, by their folder, in one run.
async function lint(t: TestContext, modules: Record<string, Files>, flags: string[] = []): Promise<Map<string, Said>> {
  const files: Files = {};
  for (const [name, sources] of Object.entries(modules)) {
    for (const [file, content] of Object.entries(sources)) files[`${name}/${file}`] = content;
  }
  const folder = new Folder(t, files);
  const outcome = await convotic(t, ["lint", "--format", "json", ...flags, "."], { cwd: folder.path });
  assert.ok(outcome.code === 0 || outcome.code === 1, `it ended with ${outcome.code} ${outcome.signal}: ${outcome.stderr}`);
  const { findings, routes } = JSON.parse(outcome.stdout) as { findings: Finding[]; routes: RouteLine[] };
  const said = new Map<string, Said>(Object.keys(modules).map((name) => [name, { findings: [], routes: [] }]));
  const folderOf = (file: string): Said => {
    const found = said.get(file.split("/").slice(0, 2).join("/"));
    assert.ok(found !== undefined, `${file} was not asked for`);
    return found;
  };
  for (const finding of findings) folderOf(finding.file).findings.push({ ...finding, file: finding.file.split("/").slice(2).join("/") });
  for (const route of routes) folderOf(route.file).routes.push(route);
  return said;
}

// All fixtures are one project here, and where one of them reads a raw body, all are told that there is one: tests/lint/fixtures_test.cpp looks
// at that rule, a fixture at a time.
const counts = (finding: Finding): boolean => finding.suppressed === undefined && finding.severity !== "info" && finding.rule !== "auth/reserialized-body";
const findingLines = (found: { rule: string; severity: string; file: string; line: number }[]): string[] =>
  found.map(({ rule, severity, file, line }) => `${file}:${line} ${severity} ${rule}`).sort();
const routeLines = (routes: { method: string; path: string; verdict: string }[]): string[] => routes.map(({ method, path: of, verdict }) => `${method} ${of} ${verdict}`);

// What one list has and the other has not, with a sign.
function difference(before: string[], after: string[]): string[] {
  const rest = [...after];
  const gone = before.filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return [...gone.map((line) => `- ${line}`), ...rest.map((line) => `+ ${line}`)];
}

// The fixtures as they are, linted once.
let unedited: Promise<Map<string, Said>> | undefined;
const asTheyAre = (t: TestContext): Promise<Map<string, Said>> => (unedited ??= lint(t, Object.fromEntries(all.map(({ name, files }) => [name, files]))));

test("convotic lint says of each fixture what expect.json says, but for the known gaps", async (t) => {
  const said = await asTheyAre(t);
  const wrong = all.flatMap(({ name, expected: { findings: named, routes } }) => {
    const findings = named.filter(({ rule }) => rule !== "auth/reserialized-body");
    const got = said.get(name)!;
    const open = got.findings.filter(counts).map((finding) => ({ ...finding, line: finding.range.start.line }));
    const differences = [...difference(findingLines(findings), findingLines(open)), ...difference(routeLines(routes), routeLines(got.routes))];
    return differences.map((line) => `${name}: ${line}`);
  });
  known(wrong, gaps.findings);
});

test("the profile audit has the remarks that the fixtures name", async (t) => {
  const remarked = all.filter(({ expected }) => expected.infos !== undefined);
  const said = await lint(t, Object.fromEntries(remarked.map(({ name, files }) => [name, files])), ["--profile", "audit"]);
  const missing = remarked.flatMap(({ name, expected }) =>
    expected.infos!
      .filter(({ rule, line, file }) => !said.get(name)!.findings.some((found) => found.rule === rule && found.file === file && found.range.start.line === line))
      .map(({ rule, line, file }) => `${name}/${file}:${line} ${rule}`),
  );
  assert.deepEqual(missing, []);
});

// Rules and verdicts, without lines: edits move code within them.
function gist({ findings, routes }: Said): string[] {
  return [...findings.filter(counts).map(({ rule, severity }) => `${severity} ${rule}`), ...routeLines(routes)];
}

// Fixtures whose point is the very text that an edit changes, with the edits that do.
const exempt: Record<string, KeepingEdit[]> = {
  // The syntax error is mended or moved by what reads the file with another grammar.
  "bad/damaged_handler": ["rename", "wrap-handler", "swap-if", "comment", "extract-condition", "forward-entry"],
  // The edit itself would nest too deeply for TypeScript's own parser.
  "bad/too_deeply_nested": ["rename", "wrap-handler", "swap-if", "comment", "extract-condition"],
  // There the handler is the point.
  "bad/handler_called": ["wrap-handler"],
};

for (const [edit, make] of Object.entries(keepingEdits) as [KeepingEdit, (files: Files) => Files][]) {
  test(`what the linter says is the same after: ${edit}`, async (t) => {
    const edited = all.filter(({ name }) => !exempt[name]?.includes(edit)).map((fixture) => ({ fixture, files: make(fixture.files) }));
    const before = await asTheyAre(t);
    const after = await lint(t, Object.fromEntries(edited.map(({ fixture, files }) => [fixture.name, files])));
    const changed = edited.filter(({ fixture, files }) => Object.entries(files).some(([file, content]) => String(content) !== String(fixture.files[file])));
    assert.ok(changed.length > 100, `only ${changed.length} fixtures were edited`);
    const differences = changed.flatMap(({ fixture: { name } }) => difference(gist(before.get(name)!), gist(after.get(name)!)).map((line) => `${name}: ${line}`));
    known(differences, gaps.edits[edit] ?? []);
  });
}

test("a correct module that an edit has broken is an error, and its route not verified", async (t) => {
  const cases = all.flatMap((fixture) => (fixture.expected.brokenBy ?? []).map((edit, index) => ({ fixture, edit, name: `${fixture.name.replace("/", "-")}/${index}` })));
  assert.ok(cases.length > 100, `only ${cases.length} edits are known`);
  const modules = cases.map(({ fixture, edit, name }) => [name, { ...fixture.files, [edit.file]: broken(edit.file, String(fixture.files[edit.file]), edit) }] as const);
  const said = await lint(t, Object.fromEntries(modules));
  const silent = cases.flatMap(({ fixture, edit, name }) => {
    const { findings, routes } = said.get(name)!;
    const verdicts = routes.filter(({ method, path: of }) => `${method} ${of}` === edit.route).map(({ verdict }) => verdict);
    const told = verdicts.includes("unverified") && findings.some((finding) => counts(finding) && finding.severity === "error");
    return told ? [] : [`${fixture.name} ${edit.edit} ${edit.file}:${edit.line}:${edit.column} ${edit.route}: ${verdicts.join(", ")}`];
  });
  known(silent, gaps.silent);
});

test("a route whose handler is damaged is never verified or harmless, and random damage never ends the linter", async (t) => {
  const cases: { name: string; fixture: Fixture; files: Files; within: boolean }[] = [];
  for (const fixture of all.filter(({ name }) => !exempt[name]?.includes("comment"))) {
    for (let seed = 0; seed < 4; ++seed) {
      const { files, within } = damaged(fixture.files, fixture.name.length * 31 + seed);
      cases.push({ name: `${fixture.name.replace("/", "-")}/${seed}`, fixture, files, within });
    }
  }
  const said = await lint(t, Object.fromEntries(cases.map(({ name, files }) => [name, files])));
  const clean = cases
    .filter(({ within }) => within)
    .flatMap(({ name, fixture }) => {
      const trusted = said.get(name)!.routes.filter(({ verdict }) => verdict === "verified" || verdict === "assumed" || verdict === "harmless").length;
      // A module with several routes keeps those that are not damaged.
      return trusted < fixture.expected.routes.filter(({ verdict }) => verdict !== "keyed" && verdict !== "unverified").length || trusted === 0 ? [] : [`${name}: ${routeLines(said.get(name)!.routes).join(", ")}`];
    });
  known(clean, gaps.damaged);
});

test("the fixtures name files and lines that are there", () => {
  for (const { name, files, expected } of all) {
    for (const { file, line } of [...expected.findings, ...(expected.infos ?? [])]) {
      const text = files[file];
      assert.ok(text !== undefined && line <= String(text).split("\n").length, `${name}: ${file}:${line}`);
    }
    assert.ok(Object.keys(files).some(isSource) && !existsSync(path.join(name, "node_modules")), name);
  }
});
