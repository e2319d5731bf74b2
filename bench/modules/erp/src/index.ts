import type { ConvoticModule } from "@convotic/block-sdk";

// The first example of Convotic's page on custom routes: a look-up and an update.
const module: ConvoticModule = {
  name: "erp-webhook",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/webhook/erp",
      handler: async (req, ctx) => {
        const payload = req.body;
        const contact = await ctx.contacts.findByExternalId(payload.customer_id);
        if (contact) {
          await ctx.contacts.update(contact.id, {
            attributes: { last_erp_order_id: payload.order_id, last_erp_order_status: payload.status },
          });
        }
        return { status: 200, body: { ok: true } };
      },
    });
  },
};

export default module;
