// Never run: `npm run typecheck` fails where one of these lines is accepted or refused wrongly.
import { ConvoticModule, defineModule, type RouteDefinition, type RouteRequest } from "@convotic/block-sdk";

// The example of /docs/custom-modules/routes, in our words.
const module: ConvoticModule = {
  name: "erp-webhook",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/webhook/erp",
      handler: async (req, ctx) => {
        const contact = await ctx.contacts.findByExternalId(req.body.customer_id);
        if (contact) await ctx.contacts.update(contact.id, { attributes: { last_erp_order_id: req.body.order_id } });
        // @ts-expect-error the path has no parameter of that name
        req.params.orderId;
        return { status: 200, body: { ok: true } };
      },
    });

    sdk.registerRoute({
      method: "GET",
      path: "/orders/:orderId/lines/:line",
      handler: async (req, ctx) => {
        const key: string = `order:${req.params.orderId}:${req.params.line}`;
        // @ts-expect-error a misspelt parameter
        req.params.orderID;
        const order = await ctx.storage.get<{ total: number }>(key);
        return order ? { status: 200, body: order } : { status: 404 };
      },
    });

    // @ts-expect-error Convotic documents five methods, and this is none of them
    sdk.registerRoute({ method: "HEAD", path: "/", handler: async () => ({ status: 200 }) });
    // @ts-expect-error a handler's type says Promise
    sdk.registerRoute({ method: "GET", path: "/", handler: () => ({ status: 200 }) });
    // @ts-expect-error not documented, so it does not exist
    sdk.registerCron;
  },
};

// Handlers written apart from their path take any parameter.
async function shared(req: RouteRequest) {
  return { status: 200, body: req.params["anything"] };
}
const table: RouteDefinition[] = [{ method: "GET", path: "/a/:b", auth: false, handler: shared }];
export const inferred = defineModule({
  name: "table",
  register(sdk) {
    for (const route of table) sdk.registerRoute(route);
    sdk.registerRoute({ method: "GET", path: "/a/:b", middleware: [async (_req, _ctx, next) => next()], handler: shared });
    sdk.registerWorkerHandler({
      topic: "custom.orders.new",
      options: { maxRetries: 3 },
      handler: async (message, ctx) => ctx.logger.info("order", { at: message.publishedAt.getTime(), token: ctx.secrets.get("TOKEN").length }),
    });
  },
});

export default module;
