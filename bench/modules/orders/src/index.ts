import type { ConvoticModule } from "@convotic/block-sdk";

// What ../../fastify/server.mjs does too.
const module: ConvoticModule = {
  name: "bench-orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders/:orderId",
      handler: async (req) => ({
        status: 200,
        body: { orderId: req.params.orderId, item: req.body.item, quantity: req.body.quantity, accepted: true },
      }),
    });
  },
};

export default module;
