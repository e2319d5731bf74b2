// docs/capture.schema.json and the program agree: on what documents show, on what convotic writes, and on what is wrong.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { convotic, root } from "../e2e/support/convotic.ts";
import { Folder } from "../e2e/support/folder.ts";
import { readDocument } from "./support/markdown.ts";

const schema = JSON.parse(readFileSync(path.join(root, "docs/capture.schema.json"), "utf8")) as object;
const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, allowUnionTypes: true, strictRequired: false });
const validate = ajv.compile(schema);

function problems(capture: unknown): string {
  return validate(capture) ? "" : ajv.errorsText(validate.errors);
}

// What convotic says of a capture.
async function show(t: TestContext, folder: Folder, capture: unknown): Promise<{ code: number | null; stderr: string }> {
  folder.write("capture.json", typeof capture === "string" ? capture : JSON.stringify(capture));
  return convotic(t, ["capture", "show", "capture.json"], { cwd: folder.path });
}

test("the captures that docs/captures.md shows are captures", async (t) => {
  const folder = new Folder(t);
  const blocks = readDocument("docs/captures.md").blocks.filter(({ info }) => info.join(" ") === "json capture");
  assert.equal(blocks.length, 2);
  for (const { text, place } of blocks) {
    assert.equal(problems(JSON.parse(text)), "", place);
    const { code, stderr } = await show(t, folder, text);
    assert.deepEqual([code, stderr], [0, ""], place);
  }
});

test("docs/captures.md and the schema have the same keys", () => {
  const { text } = readDocument("docs/captures.md");
  const table = (from: string): string[] => {
    const rows = text.slice(text.indexOf(from)).split("\n\n")[1]!.split("\n").slice(2);
    return rows.flatMap((row) => [...row.split("|")[1]!.matchAll(/`([^`]+)`/g)].map(([, key]) => key!)).sort();
  };
  const { properties, $defs } = schema as { properties: object; $defs: { body: { properties: object } } };
  const section = text.slice(text.indexOf("## The format"));
  assert.deepEqual([...section.slice(0, section.indexOf("### The body")).matchAll(/^\| `([^`]+)` \|/gm)].map(([, key]) => key).sort(), Object.keys(properties).sort());
  assert.deepEqual(table("### The body"), Object.keys($defs.body.properties).sort());
});

test("what convotic writes is what the schema describes", async (t) => {
  const folder = new Folder(t, {
    "convotic.json": JSON.stringify({ redact: ["$.email", "header:X-Customer"] }),
    "json.curl": `curl https://a.example/h -H 'X-Customer: 7' -H 'Cookie: a=b' -d '{"email":"a@b.c","n":1.0}'`,
    "lines.curl": "curl https://a.example/h?x=%C3%A9 -H 'X-Caf\u00e9: 1' -H 'X-Thai: \u0e01' --data-raw 'a\n\u200bb\n'",
    "indented.curl": `curl https://a.example/h -H 'Stripe-Signature: t=1,v1=a' --data-raw '{\n  "a": []\n}\n'`,
    "form.curl": "curl https://a.example/h -F a=b",
    "bytes.txt": Buffer.from([...Buffer.from("PUT /h HTTP/1.1\r\nContent-Length: 300\r\n\r\n"), ...Array.from({ length: 256 }, (_, i) => i)]),
    "empty.http": "GET https://a.example/h\n",
    "dated.har": JSON.stringify({ log: { entries: [1, 2].map(() => ({ startedDateTime: "2026-03-30T14:22:00+02:00", request: { method: "POST", url: "https://a.example/h", bodySize: 5 } })) } }),
  });
  const names = ["json.curl", "lines.curl", "indented.curl", "form.curl", "bytes.txt", "empty.http", "dated.har"];
  const outcome = await convotic(t, ["capture", "import", ...names, "--secret", "dotenv:S", "--module", "m"], { cwd: folder.path });
  assert.deepEqual([outcome.code, outcome.stderr], [0, ""]);
  const written = folder.list("fixtures");
  assert.equal(written.length, 8, written.join(" "));
  const keys = new Set<string>();
  for (const name of written) {
    const capture = JSON.parse(folder.read(`fixtures/${name}`)) as Record<string, object>;
    assert.equal(problems(capture), "", name);
    for (const key of [...Object.keys(capture), ...Object.keys(capture["body"] ?? {})]) keys.add(key);
  }
  for (const key of ["origin", "inexactBecause", "redacted", "scheme", "secrets", "module", "publicUrl", "headers", "json", "layout", "end", "text", "base64", "sha256"])
    assert.ok(keys.has(key), `no capture with "${key}" was written`);
});

test("what the schema refuses, convotic refuses, and what it takes, convotic takes", async (t) => {
  const folder = new Folder(t);
  const wrong: Record<string, unknown>[] = [
    { path: "hook" },
    { path: "/a b" },
    { path: "/a#b" },
    { path: 7 },
    { heders: [] },
    { convotic: "capture/2" },
    { method: "PO ST" },
    { publicUrl: "shop.example" },
    { publicUrl: "https:///x" },
    { headers: { a: "b" } },
    { headers: [["a"]] },
    { headers: [["a", "b", "c"]] },
    { headers: [["a b", "c"]] },
    { headers: [["a", "b\nc"]] },
    { secrets: ["whsec_abc"] },
    { secrets: "env:X" },
    { secrets: ["env:1X"] },
    { exact: false },
    { exact: false, inexactBecause: "" },
    { exact: true, inexactBecause: "x" },
    { inexactBecause: "x" },
    { origin: { at: "yesterday" } },
    { origin: { entry: 0 } },
    { origin: { kid: "har" } },
    { seed: 7 },
    { expect: [] },
    { redacted: [7] },
    { body: "text" },
    { body: {} },
    { body: { text: "a", base64: "YQ==" } },
    { body: { text: "a", layout: "spaced" } },
    { body: { json: 1, layout: "pretty" } },
    { body: { json: 1, end: "x" } },
    { body: { text: "", length: -1 } },
    { body: { text: "", sha256: "E3B0" } },
    { body: { text: [7] } },
  ];
  const right: Record<string, unknown>[] = [
    {},
    { $schema: "x", name: null, exact: null, seed: null, body: null, headers: [], redacted: [] },
    { secrets: ["env:A_1", "dotenv:b", "file:../a b.pem"] },
    { headers: [["X-Caf", "\u00e9"]], method: "M-SEARCH", path: "/?a=\u00e9" },
    { body: { json: null } },
    { body: { json: { text: 1 }, layout: null, end: " \r\n" } },
    { body: { text: ["a", "b"], length: 3 } },
    { body: { base64: ["YQ", "=="] } },
    { seed: "seed.json", expect: {} },
    { exact: false, inexactBecause: "x", origin: { kind: "har", file: null, entry: 1, at: "2026-03-30T14:22:00Z" } },
  ];
  for (const members of wrong) {
    const capture = { convotic: "capture/1", path: "/hook", ...members };
    assert.notEqual(problems(capture), "", JSON.stringify(members));
    assert.equal((await show(t, folder, capture)).code, 2, JSON.stringify(members));
  }
  for (const members of right) {
    const capture = { convotic: "capture/1", path: "/hook", ...members };
    assert.equal(problems(capture), "", JSON.stringify(members));
    const { code, stderr } = await show(t, folder, capture);
    assert.deepEqual([code, stderr], [0, ""], JSON.stringify(members));
  }
});
