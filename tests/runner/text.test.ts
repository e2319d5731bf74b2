import assert from "node:assert/strict";
import { test } from "node:test";
import { cut } from "../../emulator/runner/src/cut.ts";
import { reportOf } from "../../emulator/runner/src/errors.ts";
import { editDistance, nearest } from "../../emulator/runner/src/nearest.ts";
import { describe, quote } from "../../emulator/runner/src/quote.ts";
import { cleanText } from "../../emulator/runner/src/stack.ts";

test("the edit distance counts a swap of neighbours once", () => {
  assert.equal(editDistance("repaly", "replay"), 1);
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("kitten", "sitting"), 3);
});

test("the nearest candidate ignores case, and nothing is better than something far", () => {
  assert.equal(nearest("ADDTAGS", ["addTag", "addTo"]), "addTag");
  assert.equal(nearest("findByEmail", ["update", "create"]), undefined);
  assert.equal(nearest("x", []), undefined);
});

test("a text is cut between characters and says so", () => {
  assert.equal(cut("é".repeat(10), 20), "é".repeat(10));
  const short = cut("é".repeat(20), 20);
  assert.equal(short, `${"é".repeat(5)}… (cut)`);
  assert.ok(Buffer.byteLength(short) <= 20);
});

test("values are described as a reader would name them", () => {
  const shown = [undefined, null, "a\nb", 1, true, 5n, Symbol("s"), () => 1, class A {}, [], {}, { a: 1 }, new Date(0), Promise.resolve(), Object.create(null)];
  assert.deepEqual(shown.map(describe), [
    "undefined", "null", 'the string "a\\nb"', "the number 1", "the boolean true", "the BigInt 5n", "a symbol", "a function", "a class", "an array",
    "an object without keys", "an object with the key a", "a Date", "a Promise", "an object without keys",
  ]);
  assert.equal(quote("x".repeat(100)), `"${"x".repeat(60)}…"`);
});

test("frames inside Node go, frames of the module stay, and addresses become paths", () => {
  const stack = "Error: x\n    at handler (file:///shop/my%20src/index.ts:1:2)\n    at node:internal/process/task_queues:95:5\n    at Socket.<anonymous> (node:net:1:1)";
  assert.equal(cleanText(stack), "Error: x\n    at handler (/shop/my src/index.ts:1:2)\n    at Socket.<anonymous> (node:net:1:1)");
  assert.equal(cleanText("see file:///shop"), "see file:///shop");
});

test("whatever is thrown has a report", () => {
  const hostile = new Proxy(new Error("x"), { get: () => { throw new Error("no"); } });
  assert.deepEqual(reportOf(hostile), { name: "NonError", message: "threw an object that cannot be looked at" });
  assert.deepEqual(reportOf(undefined), { name: "NonError", message: "threw undefined" });
  assert.equal(reportOf(Object.assign(new Error("x"), { code: 7 })).code, "7");
});
