import type { ConvoticModule } from "@convotic/block-sdk";
import { parseOrder, type Order } from "./order";

// Storage belongs to the module, so the prefix only keeps its own kinds of values apart.
const storageKey = (orderId: string) => `order:${orderId}`;

const notFound = { status: 404, body: { error: "Order not found" } };

const module: ConvoticModule = {
  name: "__NAME__",
  version: "1.0.0",

  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders/:orderId",
      handler: async (req, ctx) => {
        // The type of req.params comes from the path: a misspelt name does not compile.
        const order = await ctx.storage.get<Order>(storageKey(req.params.orderId));
        return order ? { status: 200, body: order } : notFound;
      },
    });

    sdk.registerRoute({
      method: "PUT",
      path: "/orders/:orderId",
      handler: async (req, ctx) => {
        const order = parseOrder(req.body);
        if (!order) {
          return { status: 400, body: { error: "Expected { item: string, quantity: whole number from 1 }" } };
        }
        const key = storageKey(req.params.orderId);
        const existing = await ctx.storage.get<Order>(key);
        await ctx.storage.set(key, order);
        ctx.logger.info("Stored order", { orderId: req.params.orderId });
        return { status: existing ? 200 : 201, body: order };
      },
    });

    sdk.registerRoute({
      method: "DELETE",
      path: "/orders/:orderId",
      handler: async (req, ctx) => {
        const deleted = await ctx.storage.delete(storageKey(req.params.orderId));
        return deleted ? { status: 204 } : notFound;
      },
    });
  },
};

export default module;
