#include "tests/lint/model/printed_model.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using tests::Chain;

TEST_CASE("Reads of parameters are found through every alias") {
  CHECK(tests::routes(R"_(export default { name: "m", register(sdk) {
sdk.registerRoute({ method: "GET", path: "/:a/:b", handler: async (req, ctx) => {
  const { params } = req;
  const { a: first, ["b"]: second = 1 } = params;
  const key = "c";
  use(params.d, params["e"], req.params[key], req?.params?.f);
  return { status: 200, body: inner(params) };
} });
sdk.registerRoute({ method: "GET", path: "/:g", handler: ({ params: { g, "h": x } }) => ({ status: 200 }) });
sdk.registerRoute({ method: "GET", path: "/:i", handler: ({ params, ...rest }) => ({ status: 200, body: params }) });
sdk.registerRoute({ method: "GET", path: "/:j", handler: (req) => outside(req) });
sdk.registerRoute({ method: "GET", path: "/:k", handler: (req) => ({ status: 200, body: req.params[req.query.name] }) });
function inner(p) { return p.inner; }
} };
)_",
                      Chain::shown) ==
        R"_(index.ts module m
  GET /:a/:b auth=- handler=function at index.ts:2 `{ method: "GET", path: "/:a/:b", handler: async (req, ctx) => {…`
    params: a@index.ts:4`a` b@index.ts:4`"b"` d@index.ts:6`d` e@index.ts:6`"e"` c@index.ts:6`key` f@index.ts:6`f` inner@index.ts:13`inner`
    responses: 200
  GET /:g auth=- handler=function at index.ts:9 `{ method: "GET", path: "/:g", handler: ({ params: { g, "h": x } }) => ({ status: 200 }) }`
    params: g@index.ts:9`g` h@index.ts:9`"h"`
    responses: 200
  GET /:i auth=- handler=function at index.ts:10 `{ method: "GET", path: "/:i", handler: ({ params, ...rest }) => ({ status: 200, body: params }) }`
    params: escape
    responses: 200
  GET /:j auth=- handler=function at index.ts:11 `{ method: "GET", path: "/:j", handler: (req) => outside(req) }`
    params: escape
  GET /:k auth=- handler=function at index.ts:12 `{ method: "GET", path: "/:k", handler: (req) => ({ status: 200, body: req.params[req.query.name] }) }`
    params: escape
    responses: 200
)_");
}

TEST_CASE("Effects are found through every alias of ctx, headers in every form") {
  CHECK(tests::routes(R"_(const guard = async (req, ctx, next) => {
  if (req.headers["X-Key"] !== "1" || req.headers.other) return { status: 401 };
  const { "x-b": b } = req.headers;
  return next();
};
const answer = (status) => ({ status });
class Service { constructor(private ctx) {} async run(req) { await this.ctx.messages.send(1); return { status: req.query.a ? 200 : 202 }; } }
export default { name: "m", register(sdk) {
sdk.registerRoute({ method: "POST", path: "/", middleware: [guard], handler: async (req, { contacts, storage: store, logger, secrets }) => {
  logger.info("x"); secrets.get("S");
  await contacts.update(req.body.id, {});
  const set = store.set;
  await set("a", 1);
  await Promise.all(req.body.lines.map((line) => store.delete(line)));
  if (await store.get("a")) return { status: 200 };
  return answer(201);
} });
sdk.registerRoute({ method: "GET", path: "/class", handler: (req, ctx) => new Service(ctx).run(req) });
} };
)_",
                      Chain::shown) ==
        R"_(index.ts module m
  POST / auth=- handler=function at index.ts:9 `{ method: "POST", path: "/", middleware: [guard], handler: async (req, { contacts, storage: store, logger, secrets }) => {…`
    middleware=object
    headers: X-Key`"X-Key"` other`other` x-b`"x-b"`
    effects: ctx.contacts.update!@index.ts:11 ctx.storage.set!@index.ts:13 ctx.storage.delete!@index.ts:14 ctx.storage.get@index.ts:15
    responses: 401 200 201
  GET /class auth=- handler=function at index.ts:18 `{ method: "GET", path: "/class", handler: (req, ctx) => new Service(ctx).run(req) }`
    effects: ctx.messages.send!@index.ts:7
    responses: 200 202
)_");
}

TEST_CASE("A path that ends without a response is shown where it ends") {
  CHECK(tests::routes(R"_(function fail(): never { throw new Error("no"); }
export default { name: "m", register(sdk) {
sdk.registerRoute({ method: "GET", path: "/if", handler: async (req) => { if (req.query.a) { return { status: 200 }; } } });
sdk.registerRoute({ method: "GET", path: "/return", handler: async (req) => { if (req.query.a) return; return { status: 200 }; } });
sdk.registerRoute({ method: "GET", path: "/empty", handler: async () => {} });
sdk.registerRoute({ method: "GET", path: "/switch", handler: async (req) => { switch (req.query.a) { case "1": return { status: 200 }; default: return { status: 404 }; } } });
sdk.registerRoute({ method: "GET", path: "/case", handler: async (req) => { switch (req.query.a) { case "1": return { status: 200 }; case "2": break; default: throw 1; } } });
sdk.registerRoute({ method: "GET", path: "/try", handler: async (req) => { try { return { status: 200 }; } catch (e) { log(e); } } });
sdk.registerRoute({ method: "GET", path: "/throws", handler: async (req) => { if (req.query.a) return { status: 200 }; fail(); } });
sdk.registerRoute({ method: "GET", path: "/loop", handler: async (req) => { while (true) { if (req.query.a) return { status: 200 }; } } });
sdk.registerRoute({ method: "GET", path: "/break", handler: async (req) => { for (;;) { if (req.query.a) break; } } });
} };
)_",
                      Chain::shown) ==
        R"_(index.ts module m
  GET /if auth=- handler=function at index.ts:3 `{ method: "GET", path: "/if", handler: async (req) => { if (req.query.a) { return { status: 200 }; } } }`
    responses: 200
    ends: index.ts:3`if (req.query.a) { return { status: 200 }; }`
  GET /return auth=- handler=function at index.ts:4 `{ method: "GET", path: "/return", handler: async (req) => { if (req.query.a) return; return { status: 200 }; } }`
    responses: 200
    ends: index.ts:4`return;`
  GET /empty auth=- handler=function at index.ts:5 `{ method: "GET", path: "/empty", handler: async () => {} }`
    ends: index.ts:5`{}`
  GET /switch auth=- handler=function at index.ts:6 `{ method: "GET", path: "/switch", handler: async (req) => { switch (req.query.a) { case "1": return { status: 200 }; default: return { status: 404 }; } } }`
    responses: 200 404
  GET /case auth=- handler=function at index.ts:7 `{ method: "GET", path: "/case", handler: async (req) => { switch (req.query.a) { case "1": return { status: 200 }; case "2": break; default: throw 1; } } }`
    responses: 200
    ends: index.ts:7`switch (req.query.a) { case "1": return { status: 200 }; case "2": break; default: throw 1; }`
  GET /try auth=- handler=function at index.ts:8 `{ method: "GET", path: "/try", handler: async (req) => { try { return { status: 200 }; } catch (e) { log(e); } } }`
    responses: 200
    ends: index.ts:8`try { return { status: 200 }; } catch (e) { log(e); }`
  GET /throws auth=- handler=function at index.ts:9 `{ method: "GET", path: "/throws", handler: async (req) => { if (req.query.a) return { status: 200 }; fail(); } }`
    responses: 200
  GET /loop auth=- handler=function at index.ts:10 `{ method: "GET", path: "/loop", handler: async (req) => { while (true) { if (req.query.a) return { status: 200 }; } } }`
    responses: 200
  GET /break auth=- handler=function at index.ts:11 `{ method: "GET", path: "/break", handler: async (req) => { for (;;) { if (req.query.a) break; } } }`
    ends: index.ts:11`for (;;) { if (req.query.a) break; }`
)_");
}
