import type { ConvoticModule } from "@convotic/block-sdk";
import { parseEvent } from "./event";
import { verifySignature } from "./verify";

const module: ConvoticModule = {
  name: "__NAME__",
  version: "1.0.0",

  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/webhook",
      auth: false, // the sender has no API key; its signature stands in for one
      handler: async (req, ctx) => {
        // An empty key would let anybody sign, so a missing secret is an error (500) and never a way in.
        const secret = ctx.secrets.get("WEBHOOK_SECRET");
        if (!secret) throw new Error("the secret WEBHOOK_SECRET is not set");

        if (!verifySignature(req.headers, req.body, secret)) {
          return { status: 401, body: { error: "Invalid signature" } };
        }
        // From here on the body is the sender's. Nothing above has looked into it or changed anything.

        const event = parseEvent(req.body);
        if (!event) return { status: 400, body: { error: "Expected { id, type, customer: { id }, order: { id } }" } };
        if (event.type !== "order.paid") return { status: 200, body: { ok: true, ignored: true } };

        // Senders repeat an event until they see a 2xx, so the same one arrives more than once.
        const seenKey = `event:${event.id}`;
        if (await ctx.storage.get(seenKey)) return { status: 200, body: { ok: true, duplicate: true } };

        const { customer, order } = event;
        const contact =
          (await ctx.contacts.findByExternalId(customer.id)) ??
          (await ctx.contacts.create({
            externalId: customer.id,
            firstName: customer.firstName,
            email: customer.email,
          }));
        await ctx.contacts.addTag(contact.id, "has-order");

        const conversation = await ctx.conversations.findByContactId(contact.id);
        if (conversation) {
          await ctx.messages.send(conversation.id, { text: `Thank you! Order ${order.id} is paid.` });
        }

        // Last, so that an event that failed halfway is acted on when it is sent again.
        await ctx.storage.set(seenKey, true);
        ctx.logger.info("Order paid", { eventId: event.id, orderId: order.id, contactId: contact.id });
        return { status: 200, body: { ok: true } };
      },
    });
  },
};

export default module;
