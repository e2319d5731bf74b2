import assert from "node:assert/strict";
import { test } from "node:test";
import { BadRegistration, Registration } from "../../emulator/runner/src/registration.ts";

type Register = (sdk: Record<string, (definition: unknown) => void>) => void;

function refusal(register: Register): string {
  try {
    register(new Registration().sdk as never);
  } catch (error) {
    assert.ok(error instanceof BadRegistration, String(error));
    return error.message;
  }
  return assert.fail("it was accepted");
}

const handler = async () => ({ status: 200 });
const route = (changes: object) => refusal((sdk) => sdk["registerRoute"]?.({ method: "POST", path: "/erp", handler, ...changes }));
const worker = (changes: object) => refusal((sdk) => sdk["registerWorkerHandler"]?.({ topic: "custom.orders", handler, ...changes }));
const node = (changes: object) => refusal((sdk) => sdk["registerNodeHandler"]?.({ type: "lookup", name: "Lookup", handler, ...changes }));

test("what is registered is kept in order, with the defaults filled in", () => {
  const registration = new Registration();
  registration.sdk.registerRoute({ method: "GET", path: "/a", handler });
  registration.sdk.registerRoute({ method: "POST", path: "/b", auth: false, middleware: [async (_req, _ctx, next) => next()], handler });
  registration.sdk.registerWorkerHandler({ topic: "t", options: { maxRetries: 0 }, handler: async () => {} });
  registration.sdk.registerNodeHandler({ type: "n", name: "N", handler: async () => ({}) });
  const shown = registration.routes.map(({ method, path, auth, middleware }) => [method, path, auth, middleware.length]);
  assert.deepEqual(shown, [["GET", "/a", true, 0], ["POST", "/b", false, 1]]);
  assert.deepEqual(registration.workers, [{ topic: "t" }]);
  assert.deepEqual(registration.nodes, [{ type: "n", name: "N" }]);
});

test("a handler that is a method of its definition keeps its this", async () => {
  const registration = new Registration();
  const definition = { method: "GET" as const, path: "/", code: 207, async handler() { return { status: this.code }; } };
  registration.sdk.registerRoute(definition);
  assert.deepEqual(await registration.routes[0]?.handler({ body: 1, query: {}, params: {}, headers: {} }, {} as never), { status: 207 });
});

const refusals: [problem: string, message: string, expected: string][] = [
  ["an unknown method", route({ method: "FETCH" }), 'registerRoute: method "FETCH" is not one of GET, POST, PUT, PATCH, DELETE; did you mean "PATCH"?'],
  ["a method in lower case", route({ method: "get" }), 'registerRoute: method "get" is not one of GET, POST, PUT, PATCH, DELETE; did you mean "GET"?'],
  ["a method that is missing", route({ method: undefined }), "registerRoute: method undefined is not one of GET, POST, PUT, PATCH, DELETE"],
  ["a path that is not a string", route({ path: /x/ }), "registerRoute POST: path is a RegExp instead of a string"],
  ["auth that is not a boolean", route({ auth: "false" }), 'registerRoute POST /erp: auth is the string "false" instead of true or false'],
  ["middleware that is not an array", route({ middleware: handler }), "registerRoute POST /erp: middleware is a function instead of an array of functions"],
  ["middleware that is not a function", route({ middleware: [handler, {}] }), "registerRoute POST /erp: middleware[1] is an object without keys instead of a function"],
  ["a handler that is missing", route({ handler: undefined }), "registerRoute POST /erp: handler is undefined instead of a function"],
  ["a definition that is missing", refusal((sdk) => sdk["registerRoute"]?.(undefined)), "registerRoute takes one object, not undefined"],
  ["a worker without a topic", worker({ topic: "" }), 'registerWorkerHandler: topic is the string "" instead of a name'],
  ["a worker without a handler", worker({ handler: 1 }), 'registerWorkerHandler "custom.orders": handler is the number 1 instead of a function'],
  ["a worker's bad option", worker({ options: { ackDeadline: "30" } }), 'registerWorkerHandler "custom.orders": options.ackDeadline is the string "30" instead of a number that is not negative'],
  ["a node without a type", node({ type: undefined }), "registerNodeHandler: type is undefined instead of a name"],
  ["a node without a name", node({ name: undefined }), 'registerNodeHandler "lookup": name is undefined instead of a string'],
  ["a node's inputs that are no array", node({ inputs: {} }), 'registerNodeHandler "lookup": inputs is an object without keys instead of an array'],
  ["a cron", refusal((sdk) => sdk["registerCron"]?.({})), "sdk.registerCron is not documented by Convotic: its overview names crons, but no page says how to register them"],
  ["a block", refusal((sdk) => sdk["registerBlock"]?.({})), "sdk.registerBlock is not documented by Convotic: its overview names blocks, but no page says how to register them"],
  ["a misspelt method of sdk", refusal((sdk) => sdk["registerRoutes"]?.({})), 'sdk.registerRoutes is not documented by Convotic; did you mean "registerRoute"?'],
  ["a foreign method of sdk", refusal((sdk) => sdk["get"]?.({})), "sdk.get is not documented by Convotic; it has registerRoute, registerWorkerHandler, registerNodeHandler"],
];

for (const [problem, message, expected] of refusals) {
  test(`${problem} is refused with a message that names it`, () => assert.equal(message, expected));
}

test("registering after register(sdk) has finished is refused", () => {
  const registration = new Registration();
  registration.close();
  assert.throws(() => registration.sdk.registerRoute({ method: "GET", path: "/", handler }), {
    message: "registerRoute was called after register(sdk) had finished; await what it waits for",
  });
});
