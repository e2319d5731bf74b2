// The API key and the rate limit, and the order in which a request is checked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { convotic } from "./support/convotic.ts";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";
import { httpModule, platformError } from "./support/http_module.ts";
import { exchange, requestText } from "./support/raw_http.ts";

const files = { "index.ts": httpModule };
const key = "cvtk_live_0123456789abcdefghijklmn";
const keyed = "/v1/modules/http/keyed";

test("the key", async (t) => {
  const running = await dev(t, { files, flags: ["--api-key", key, "--rate-limit", "off"] });
  const ask = (headers: string[], path = keyed) => exchange(t, running.ready["port"], requestText(`GET ${path}`, headers));
  const refused = (message: string) => {
    const body = platformError("UNAUTHORIZED", message);
    return { status: 401, headers: { "content-length": String(body.length), "content-type": "application/json", "keep-alive": "timeout=75" }, body };
  };

  await t.test("is needed", async () => {
    assert.deepEqual(await ask([]), refused("Missing X-API-Key header"));
    assert.deepEqual(await ask([`Authorization: Bearer ${key}`]), refused("Missing X-API-Key header"));
    assert.deepEqual(await ask([], `${keyed}?X-API-Key=${key}&apiKey=${key}`), refused("Missing X-API-Key header"));
  });
  await t.test("opens with the right value, whatever the case of the header's name", async () => {
    assert.equal((await ask([`X-API-Key: ${key}`])).status, 200);
    assert.equal((await ask([`x-api-key:   ${key} `])).status, 200);
  });
  for (const [what, value] of Object.entries({
    "another one": "cvtk_live_something",
    "the first part of it": key.slice(0, -1),
    "it and more": `${key}x`,
    "it in upper case": key.toUpperCase(),
    "an empty one": "",
    "it twice": `${key}, ${key}`,
  })) {
    await t.test(`is refused when it is ${what}`, async () => assert.deepEqual(await ask([`X-API-Key: ${value}`]), refused("Invalid API key")));
  }
  await t.test("counts in the first of two headers", async () => {
    assert.deepEqual(await ask(["X-API-Key: wrong", `X-API-Key: ${key}`]), refused("Invalid API key"));
  });
  await t.test("is not asked for on a route with auth: false, and a wrong one does no harm there", async () => {
    assert.equal((await ask([], "/v1/modules/http/seen")).status, 200);
    assert.equal((await ask(["X-API-Key: wrong"], "/v1/modules/http/seen")).status, 200);
  });
  await t.test("does not appear in the events of requests", async () => {
    assert.equal((await running.get("/http/keyed?last=1")).status, 200);
    const event = await running.nextEvent((event) => event.event === "request" && event["query"] === "last=1");
    assert.equal(JSON.stringify(event).includes(key), false);
  });
});

test("where the key comes from", async (t) => {
  await t.test("--api-key comes before CONVOTIC_API_KEY, which comes before the project's own", async (t) => {
    const folder = new Folder(t, files);
    const env = { CONVOTIC_API_KEY: "from-the-environment" };
    const flag = await dev(t, { folder, env, flags: ["--api-key", "from-the-flag"] });
    assert.equal(flag.key, "from-the-flag");
    await flag.stop();
    const variable = await dev(t, { folder, env });
    assert.equal(variable.key, "from-the-environment");
    assert.equal((await variable.get("/http/keyed")).status, 200);
    await variable.stop();
    assert.deepEqual(folder.list(".convotic").filter((name) => name === "api-key"), [], "neither was written down");
  });
  await t.test("a generated one stays the project's", async (t) => {
    const folder = new Folder(t, files);
    const first = await dev(t, { folder });
    assert.match(first.key, /^cvtk_live_[0-9A-Za-z]{24}$/);
    assert.equal(folder.read(".convotic/api-key"), `${first.key}\n`);
    assert.equal(folder.read(".convotic/.gitignore"), "*\n", "and out of version control");
    await first.stop();
    const second = await dev(t, { folder });
    assert.equal(second.key, first.key);
    assert.equal((await second.get("/http/keyed")).status, 200);
  });
  await t.test("one that a person wrote into the file is taken, with whatever line end", async (t) => {
    const folder = new Folder(t, { ...files, ".convotic/api-key": "my-own-key\r\n" });
    assert.equal((await dev(t, { folder })).key, "my-own-key");
  });
  await t.test("two projects have different keys", async (t) => {
    const [one, other] = [await dev(t, { files }), await dev(t, { files })];
    assert.notEqual(one.key, other.key);
  });
  await t.test("one that no header can carry is refused", async (t) => {
    const folder = new Folder(t, { ...files, ".convotic/api-key": "two\nlines\n" });
    const help = "  help: a key is one line of printable characters\n";
    const of = async (flags: string[], env = {}) => {
      const { code, stdout, stderr } = await convotic(t, ["dev", "--port", "0", ...flags], { cwd: folder.path, env });
      return { code, stdout, stderr: folder.plain(stderr) };
    };
    const refused = (source: string) => ({ code: 2, stdout: "", stderr: `convotic: error[bad-value]: the API key in ${source} cannot be sent in a header\n${help}` });
    assert.deepEqual(await of(["--api-key", "a\nb"]), refused("--api-key"));
    assert.deepEqual(await of(["--api-key", " padded"]), refused("--api-key"));
    assert.deepEqual(await of([], { CONVOTIC_API_KEY: "padded " }), refused("CONVOTIC_API_KEY"));
    assert.deepEqual(await of([]), refused('"<folder>/.convotic/api-key"'));
  });
});

test("the checks come in the order route, key, rate limit, body", async (t) => {
  const running = await dev(t, { files, flags: ["--api-key", key, "--rate-limit", "2"] });
  const post = async (path: string, headers: string[], body = "{not json") => {
    const { status, body: text } = await exchange(t, running.ready["port"], requestText(`POST ${path}`, ["Content-Type: application/json", ...headers], body));
    return { status, code: status === 200 ? undefined : JSON.parse(text).error.code };
  };
  const withKey = [`X-API-Key: ${key}`];
  assert.deepEqual(await post("/v1/modules/http/nothing", []), { status: 404, code: "NOT_FOUND" }, "no key is needed to hear that there is no route");
  assert.deepEqual(await post("/v1/modules/nothing/keyed", ["X-API-Key: wrong"]), { status: 404, code: "NOT_FOUND" });
  assert.deepEqual(await post(keyed, []), { status: 401, code: "UNAUTHORIZED" }, "a bad body is not looked at without a key");
  assert.deepEqual(await post(keyed, withKey), { status: 400, code: "INVALID_REQUEST" }, "it uses up one of two");
  assert.deepEqual(await post(keyed, withKey, "{}"), { status: 200, code: undefined });
  assert.deepEqual(await post(keyed, withKey), { status: 429, code: "RATE_LIMITED" }, "a bad body is not looked at over the limit");
  assert.deepEqual(await post(keyed, []), { status: 401, code: "UNAUTHORIZED" }, "the limit is of the key");
  assert.deepEqual(await post("/v1/modules/http/nothing", withKey), { status: 404, code: "NOT_FOUND" });
});

test("the rate limit", async (t) => {
  await t.test("counts what carries the key, says so in headers, and names the seconds to wait", async (t) => {
    const running = await dev(t, { files, flags: ["--api-key", key, "--rate-limit", "3"] });
    const ask = (path = keyed, headers = [`X-API-Key: ${key}`]) => exchange(t, running.ready["port"], requestText(`GET ${path}`, headers));
    const limits = async (...request: Parameters<typeof ask>) => {
      const { status, headers } = await ask(...request);
      return [status, headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"], headers["retry-after"]];
    };
    assert.deepEqual(await limits(keyed, []), [401, undefined, undefined, undefined], "what has no key does not count");
    assert.deepEqual(await limits(), [200, "3", "2", undefined]);
    assert.deepEqual(await limits("/v1/modules/http/seen"), [200, undefined, undefined, undefined], "an open route does not count");
    assert.deepEqual(await limits(), [200, "3", "1", undefined]);
    assert.deepEqual(await limits(), [200, "3", "0", undefined]);

    const { status, headers, body } = await ask();
    const seconds = Number(headers["retry-after"]);
    assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `Retry-After is ${headers["retry-after"]}`);
    assert.deepEqual(
      { status, headers, body },
      {
        status: 429,
        headers: {
          "content-length": String(body.length),
          "content-type": "application/json",
          "keep-alive": "timeout=75",
          "retry-after": String(seconds),
          "x-ratelimit-limit": "3",
          "x-ratelimit-remaining": "0",
        },
        body: platformError("RATE_LIMITED", `Rate limit exceeded. Retry after ${seconds} seconds.`),
      },
    );
    assert.deepEqual(await limits("/v1/modules/http/seen"), [200, undefined, undefined, undefined], "open routes go on");
    const event = await running.nextEvent((event) => event.event === "request" && event["status"] === 429);
    assert.equal(event["note"], "over the rate limit; --rate-limit off lifts it");
  });
  await t.test("is the documented 1000 a minute unless said otherwise", async (t) => {
    const running = await dev(t, { files });
    const { headers } = await running.fetch("GET", "/http/keyed");
    assert.deepEqual([headers.get("X-RateLimit-Limit"), headers.get("X-RateLimit-Remaining")], ["1000", "999"]);
  });
  for (const off of ["off", "0"]) {
    await t.test(`is not there with --rate-limit ${off}`, async (t) => {
      const running = await dev(t, { files, flags: ["--rate-limit", off] });
      const { status, headers } = await running.fetch("GET", "/http/keyed");
      assert.deepEqual([status, headers.get("X-RateLimit-Limit"), headers.get("X-RateLimit-Remaining")], [200, null, null]);
    });
  }
});
