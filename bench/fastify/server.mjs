// What convotic is compared with: fastify in one process, with the route of ../modules/orders and a check of the same key.
// Prints its port once it listens. Usage: node server.mjs KEY
import { timingSafeEqual } from "node:crypto";
import fastify from "fastify";

const key = Buffer.from(process.argv[2]);
const app = fastify();

app.addHook("onRequest", (req, reply, done) => {
  const given = Buffer.from(String(req.headers["x-api-key"] ?? ""));
  if (given.length === key.length && timingSafeEqual(given, key)) return done();
  reply.code(401).send({ error: { code: "UNAUTHORIZED", message: "Invalid API key" } });
});

app.post("/v1/modules/bench-orders/orders/:orderId", async (req) => ({
  orderId: req.params.orderId,
  item: req.body.item,
  quantity: req.body.quantity,
  accepted: true,
}));

await app.listen({ host: "127.0.0.1", port: 0 });
console.log(app.server.address().port);
