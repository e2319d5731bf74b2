// What convotic new writes has nothing that convotic lint would find.
import assert from "node:assert/strict";
import { test } from "node:test";
import { convotic } from "./support/convotic.ts";
import { Folder } from "./support/folder.ts";

const open: Record<string, string[]> = { "signed-webhook": ["POST /webhook verified"] };

for (const template of ["blank", "route", "contacts-api", "signed-webhook"])
  test(`the template ${template} is clean, with every rule that there is`, async (t) => {
    const folder = new Folder(t);
    await convotic(t, ["new", "shop", "--template", template], { cwd: folder.path });
    const { code, stdout, stderr } = await convotic(t, ["lint", "--format", "json", "--profile", "audit"], { cwd: folder.at("shop") });
    const { findings, routes } = JSON.parse(stdout) as { findings: { rule: string; suppressed?: string }[]; routes: Record<string, string>[] };
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(findings.filter(({ suppressed }) => suppressed === undefined), []);
    assert.ok(routes.length > 0);
    assert.deepEqual(routes.filter(({ auth }) => auth !== "key").map(({ method, path, verdict }) => `${method} ${path} ${verdict}`), open[template] ?? []);
  });

test("the scaffolded workflow lints and uploads the report", async (t) => {
  const folder = new Folder(t);
  for (const template of ["blank", "signed-webhook"]) {
    await convotic(t, ["new", template, "--template", template], { cwd: folder.path });
    const workflow = folder.read(`${template}/.github/workflows/convotic.yml`);
    assert.match(workflow, /convotic lint --format github --output sarif=lint\.sarif\n/);
    assert.match(workflow, /upload-sarif@v3\n {8}continue-on-error: true\n {8}with:\n {10}sarif_file: lint\.sarif\n/);
    assert.match(workflow, /security-events: write/);
  }
});

test("what is scaffolded for a provider has nothing that is found, whatever its severity", async (t) => {
  const folder = new Folder(t);
  const { stdout } = await convotic(t, ["schemes", "--format", "json"], { cwd: folder.path });
  const schemes = JSON.parse(stdout) as { name: string }[] | { schemes: { name: string }[] };
  const names = (Array.isArray(schemes) ? schemes : schemes.schemes).map(({ name }) => name);
  const found: string[] = [];
  let scaffolds = 0;
  for (const name of names) {
    const { code } = await convotic(t, ["new", name, "--template", "signed-webhook", "--provider", name], { cwd: folder.path });
    if (code !== 0) continue; // one that no module can verify
    ++scaffolds;
    const report = await convotic(t, ["lint", "--format", "json", "--profile", "audit"], { cwd: folder.at(name) });
    const { findings, routes } = JSON.parse(report.stdout) as { findings: { rule: string; severity: string; suppressed?: string }[]; routes: Record<string, string>[] };
    for (const { rule, severity, suppressed } of findings) if (suppressed === undefined) found.push(`${name}: ${severity} ${rule}`);
    for (const { auth, verdict, path } of routes)
      if (auth === "open" && !["verified", "harmless"].includes(verdict ?? ""))
        found.push(`${name}: ${path} ${verdict}`);
  }
  assert.deepEqual(found, []);
  assert.ok(scaffolds >= 50, `${scaffolds} scaffolds`);
});
