// Which route a request goes to, and what of its head the handler sees.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev } from "./support/dev.ts";
import { httpModule, platformError } from "./support/http_module.ts";
import { exchange, requestText } from "./support/raw_http.ts";
import { moduleSource } from "./support/source.ts";

const says = (text: string): string => `async () => ({ status: 200, body: ${JSON.stringify(text)} })`;

test("paths", async (t) => {
  const running = await dev(t, { files: { "index.ts": httpModule } });
  const get = (path: string) => exchange(t, running.ready["port"], requestText(`GET /v1/modules/http${path}`));
  const params = async (path: string) => JSON.parse((await get(path)).body).params;
  const jsonHeaders = (length: number) => ({ "content-length": String(length), "content-type": "application/json", "keep-alive": "timeout=75" });

  await t.test("a parameter is one segment, percent-decoded", async () => {
    assert.deepEqual(await params("/orders/7"), { id: "7" });
    assert.deepEqual(await params("/orders/a%20b%26c"), { id: "a b&c" });
    assert.deepEqual(await params("/orders/caf%C3%A9-%E0%B8%81"), { id: "café-ก" });
    assert.deepEqual(await params("/orders/caf\xc3\xa9"), { id: "café" }, "UTF-8 that is not encoded");
    assert.deepEqual(await params("/orders/a+b"), { id: "a+b" }, "a plus sign is no blank in a path");
    assert.deepEqual(await params("/orders/a%2Bb"), { id: "a+b" });
  });

  await t.test("an encoded slash belongs to the parameter and ends no segment", async () => {
    assert.deepEqual(await params("/orders/a%2Fb"), { id: "a/b" });
    assert.deepEqual(await params("/orders/a%2fb/lines/c%2Fd"), { id: "a/b", line: "c/d" });
  });

  await t.test("a percent sign that begins no escape stays, and bytes that are not UTF-8 become U+FFFD", async () => {
    assert.deepEqual(await params("/orders/100%"), { id: "100%" });
    assert.deepEqual(await params("/orders/%zz%4"), { id: "%zz%4" });
    assert.deepEqual(await params("/orders/a%FFb"), { id: "a\ufffdb" });
  });

  await t.test("fixed text comes before a parameter", async () => {
    assert.deepEqual(await get("/orders/latest"), { status: 200, headers: jsonHeaders(12), body: '"the latest"' });
    assert.deepEqual(await params("/orders/latest/lines/1"), { id: "latest", line: "1" });
    assert.equal((await get("/orders/l%61test")).body, '"the latest"', "however it is written");
  });

  await t.test("case counts", async () => {
    assert.equal((await get("/Case")).body, '"Case"');
    const body = platformError("NOT_FOUND", "Route 'GET /case' not found in module 'http'; did you mean 'GET /Case'?");
    assert.deepEqual(await get("/case"), { status: 404, headers: jsonHeaders(body.length), body });
  });

  await t.test("a slash at the end makes another path", async () => {
    assert.equal((await get("/slash/")).body, '"slash"');
    assert.equal((await get("/slash")).body, platformError("NOT_FOUND", "Route 'GET /slash' not found in module 'http'; did you mean 'GET /slash/'?"));
    assert.equal((await get("/seen/")).body, platformError("NOT_FOUND", "Route 'GET /seen/' not found in module 'http'; did you mean 'GET /seen'?"));
    assert.equal((await get("/orders/")).status, 404, "a parameter is never empty");
    assert.equal((await get("//orders/7")).status, 404);
  });

  await t.test("dots are not resolved", async () => {
    assert.deepEqual(await params("/orders/.."), { id: ".." });
    assert.deepEqual(await params("/orders/%2e%2e%2fetc"), { id: "../etc" });
  });

  await t.test("a target with a scheme and host, as proxies get it, is its path", async () => {
    const answer = await exchange(t, running.ready["port"], requestText("GET http://api.convotic.com/v1/modules/http/orders/7"));
    assert.deepEqual(JSON.parse(answer.body).params, { id: "7" });
  });
});

test("what no route answers", async (t) => {
  const routes = { "GET /orders/:id": says("one"), "DELETE /orders/:id": says("gone"), "POST /orders": says("made") };
  const running = await dev(t, { files: { "index.ts": moduleSource("shop", routes) } });
  const ask = (line: string, headers: string[] = []) => exchange(t, running.ready["port"], requestText(line, headers));
  const notFound = async (line: string, message: string) => {
    const { status, headers, body } = await ask(line);
    assert.deepEqual({ status, type: headers["content-type"], body }, { status: 404, type: "application/json", body: platformError("NOT_FOUND", message) });
  };

  await t.test("an unknown module names the nearest, or all that there are", async () => {
    await notFound("GET /v1/modules/shpo/orders/1", "Module 'shpo' not found; did you mean 'shop'?");
    await notFound("GET /v1/modules/unrelated/orders/1", "Module 'unrelated' not found; there is 'shop'");
    await notFound("GET /v1/modules/Shop/orders/1", "Module 'Shop' not found; did you mean 'shop'?");
    await notFound("GET /v1/modules/", "Module '' not found; there is 'shop'");
  });

  await t.test("an unknown route names the nearest", async () => {
    await notFound("GET /v1/modules/shop/order/1", "Route 'GET /order/1' not found in module 'shop'; did you mean 'GET /orders/:id'?");
    await notFound("POST /v1/modules/shop/order", "Route 'POST /order' not found in module 'shop'; did you mean 'POST /orders'?");
    await notFound(
      "GET /v1/modules/shop/something/else/entirely",
      "Route 'GET /something/else/entirely' not found in module 'shop'; it has 'GET /orders/:id', 'DELETE /orders/:id', 'POST /orders'",
    );
    await notFound("GET /v1/modules/shop", "Route 'GET ' not found in module 'shop'; it has 'GET /orders/:id', 'DELETE /orders/:id', 'POST /orders'");
  });

  await t.test("another method on a known path names what the path has", async () => {
    const message = "not found in module 'shop'; it has 'GET /orders/:id', 'DELETE /orders/:id'";
    await notFound("PUT /v1/modules/shop/orders/7", `Route 'PUT /orders/7' ${message}`);
    await notFound("OPTIONS /v1/modules/shop/orders/7", `Route 'OPTIONS /orders/7' ${message}`);
    await notFound("BREW /v1/modules/shop/orders/7", `Route 'BREW /orders/7' ${message}`);
    await notFound("get /v1/modules/shop/orders/7", `Route 'get /orders/7' ${message}`);
  });

  await t.test("HEAD is not GET: it gets the head of the 404 and no body", async () => {
    const message = platformError("NOT_FOUND", "Route 'HEAD /orders/7' not found in module 'shop'; it has 'GET /orders/:id', 'DELETE /orders/:id'");
    assert.deepEqual(await ask("HEAD /v1/modules/shop/orders/7", ["Connection: close"]), {
      status: 404,
      headers: { connection: "close", "content-length": String(message.length), "content-type": "application/json" },
      body: "",
    });
  });

  await t.test("no CORS headers are invented", async () => {
    const { headers } = await ask("OPTIONS /v1/modules/shop/orders/7", ["Origin: http://app.example", "Access-Control-Request-Method: GET"]);
    assert.deepEqual(Object.keys(headers).sort(), ["content-length", "content-type", "keep-alive"]);
  });

  await t.test("there is nothing outside of /v1/modules", async () => {
    await notFound("GET /", "Route 'GET /' not found; modules are below '/v1/modules/'");
    await notFound("GET /v1/modules", "Route 'GET /v1/modules' not found; modules are below '/v1/modules/'");
    await notFound("POST /v1/workflows/wf_1/trigger", "Route 'POST /v1/workflows/wf_1/trigger' not found; modules are below '/v1/modules/'");
    await notFound("GET /v1/../v1/modules/shop/orders/1", "Route 'GET /v1/../v1/modules/shop/orders/1' not found; modules are below '/v1/modules/'");
    await notFound("OPTIONS *", "Route 'OPTIONS *' not found; modules are below '/v1/modules/'");
  });

  await t.test("a very long path is shortened in the answer", async () => {
    await notFound(
      `GET /v1/modules/shop/${"x".repeat(5000)}`,
      `Route 'GET /${"x".repeat(196)}...' not found in module 'shop'; it has 'GET /orders/:id', 'DELETE /orders/:id', 'POST /orders'`,
    );
  });

  await t.test("each is in the log with the reason", async () => {
    const event = await running.nextEvent((event) => event.event === "request" && event["method"] === "BREW");
    const { at: _at, ms: _ms, id: _id, ...rest } = event;
    assert.deepEqual(rest, {
      event: "request",
      module: "shop",
      method: "BREW",
      path: "/orders/7",
      query: "",
      route: null,
      status: 404,
      effects: [],
      note: "no such route",
    });
  });
});

test("several modules have a name each and do not see one another's routes", async (t) => {
  const files = { "a/index.ts": moduleSource("alpha", { "GET /x": says("a") }), "b/index.ts": moduleSource("beta", { "GET /x": says("b"), "GET /y": says("y") }) };
  const running = await dev(t, { files, modules: ["a", "b"] });
  assert.deepEqual(await running.get("/alpha/x"), { status: 200, body: "a" });
  assert.deepEqual(await running.get("/beta/x"), { status: 200, body: "b" });
  assert.deepEqual(await running.get("/alpha/y"), {
    status: 404,
    body: { error: { code: "NOT_FOUND", message: "Route 'GET /y' not found in module 'alpha'; did you mean 'GET /x'?" } },
  });
  assert.deepEqual(await running.get("/gamma-ray/x"), {
    status: 404,
    body: { error: { code: "NOT_FOUND", message: "Module 'gamma-ray' not found; there are 'alpha', 'beta'" } },
  });
});

test("queries", async (t) => {
  const running = await dev(t, { files: { "index.ts": httpModule } });
  const query = async (text: string) => JSON.parse((await exchange(t, running.ready["port"], requestText(`GET /v1/modules/http/seen${text}`))).body).query;

  await t.test("keys and values are decoded, with + for a blank", async () => {
    assert.deepEqual(await query("?a=1&b=x+y&c=%2B%26%3D&na%20me=caf%C3%A9"), { a: "1", b: "x y", c: "+&=", "na me": "café" });
  });
  await t.test("the last value of a repeated key counts", async () => {
    assert.deepEqual(await query("?a=1&a=2&b=0&a=3"), { a: "3", b: "0" });
  });
  await t.test("a key without a value is an empty string, and empty pairs are nothing", async () => {
    assert.deepEqual(await query("?a&b=&&=c&"), { a: "", b: "", "": "c" });
    assert.deepEqual(await query("?"), {});
    assert.deepEqual(await query(""), {});
  });
  await t.test("a value may hold =, ?, / and a percent sign that begins no escape", async () => {
    assert.deepEqual(await query("?a=b=c?d/e%&f=%zz"), { a: "b=c?d/e%", f: "%zz" });
  });
  await t.test("a key may be called __proto__", async () => {
    const answer = await exchange(t, running.ready["port"], requestText("GET /v1/modules/http/seen?__proto__=x&constructor=y"));
    assert.match(answer.body, /"query":\{"__proto__":"x","constructor":"y"\}/);
  });
});

test("headers", async (t) => {
  const running = await dev(t, { files: { "index.ts": httpModule } });
  const headers = async (...lines: string[]) => JSON.parse((await exchange(t, running.ready["port"], requestText("GET /v1/modules/http/seen", lines))).body).headers;

  await t.test("names are in lower case and values are exact, but for the blanks around them", async () => {
    assert.deepEqual(await headers("X-Line-Signature: AbC=", "x-UPPER:Value  With  Blanks \t", "X-Empty:", "X-Tab:a\tb"), {
      host: "localhost",
      "x-line-signature": "AbC=",
      "x-upper": "Value  With  Blanks",
      "x-empty": "",
      "x-tab": "a\tb",
    });
  });
  await t.test("a value with percent signs, plus signs and quotes is not decoded", async () => {
    assert.deepEqual(await headers('X-Raw: 100%25 a+b %zz "quoted" \\back'), { host: "localhost", "x-raw": '100%25 a+b %zz "quoted" \\back' });
  });
  await t.test("values of a repeated header are joined in order; cookies with a semicolon", async () => {
    assert.deepEqual(await headers("X-A: 1", "Cookie: a=1", "x-a: 2", "X-B: 0", "X-A: 3", "cookie: b=2"), {
      host: "localhost",
      "x-a": "1, 2, 3",
      cookie: "a=1; b=2",
      "x-b": "0",
    });
  });
  await t.test("bytes above ASCII arrive as the Latin-1 characters that Node makes of them", async () => {
    assert.deepEqual(await headers("X-Name: caf\xe9 \xff\x80"), { host: "localhost", "x-name": "caf\u00e9 \u00ff\u0080" });
  });
  await t.test("a hundred headers arrive", async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `X-H${i}: ${i}`);
    assert.deepEqual(await headers(...lines), { host: "localhost", ...Object.fromEntries(lines.map((_, i) => [`x-h${i}`, String(i)])) });
  });
});
