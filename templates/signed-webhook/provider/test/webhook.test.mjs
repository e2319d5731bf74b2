import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startEmulator } from "./emulator.mjs";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const BINARY = process.env.CONVOTIC_BIN ?? "convotic";

let emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator?.stop());

/** One of convotic's samples of __TITLE__'s events, signed with what .env holds. */
function sample(event, ...flags) {
  const request = execFileSync(BINARY, ["trigger", `__PROVIDER__.${event}`, "--print", "json", ...flags], { cwd: PROJECT, encoding: "utf8" });
  const { headers, body } = JSON.parse(request);
  return { headers: Object.fromEntries(headers), body };
}

// Without an API key, as __TITLE__ sends it.
function post({ headers, body }) {
  return emulator.request("POST", "__ROUTE__", { headers, body, key: null });
}

test("__FIRST__ is acted on, and only once", async () => {
  const event = sample("__FIRST__");
  const first = await post(event);
  assert.equal(first.status, 200);
%if ID
  assert.deepEqual(first.effects, ["contacts.create", "contacts.addTag", "storage.set"]);
%else
  assert.deepEqual(first.effects, ["contacts.create", "contacts.addTag"]);
%end
  const again = await post(event);
  assert.deepEqual([again.status, again.effects], [200, []]);
});
%if OTHERS

for (const name of [__OTHERS__]) {
  test(`${name} is accepted and changes nothing`, async () => {
    const { status, effects } = await post(sample(name));
    assert.deepEqual([status, effects], [200, []]);
  });
}
%end

test("a forged event is refused and changes nothing", async () => {
  const event = sample("__FIRST__");
  const forgeries = {
%if SIGNATURE_HEADERS
    unsigned: { ...event, headers: without(event.headers, [__SIGNATURE_HEADERS__]) },
%end
%if BODY_SIGNED
    "another body": { ...event, body: event.body.replace(/[0-8](?=\d)/, (digit) => String(Number(digit) + 1)) },
%end
%if TOKEN_IN_BODY
    "another token": { ...event, body: event.body.replace("__EXAMPLE__", "guess") },
%end
%if WINDOW
    "an hour old": sample("__FIRST__", "--timestamp", "-1h"),
    "an hour ahead": sample("__FIRST__", "--timestamp", "+1h"),
%end
  };
  for (const [name, forgery] of Object.entries(forgeries)) {
    const { status, effects } = await post(forgery);
    assert.deepEqual([status, effects], [401, []], name);
  }
});
%if SIGNATURE_HEADERS

function without(headers, names) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}
%end
