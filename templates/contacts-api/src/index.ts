import type { ConvoticModule } from "@convotic/block-sdk";
import { contactView, parseContactFields } from "./contact";

const notFound = { status: 404, body: { error: "Contact not found" } };

const module: ConvoticModule = {
  name: "__NAME__",
  version: "1.0.0",

  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/contacts/:externalId",
      handler: async (req, ctx) => {
        const contact = await ctx.contacts.findByExternalId(req.params.externalId);
        return contact ? { status: 200, body: contactView(contact) } : notFound;
      },
    });

    // PUT, because the caller names the contact: sending the same request twice leaves one contact.
    sdk.registerRoute({
      method: "PUT",
      path: "/contacts/:externalId",
      handler: async (req, ctx) => {
        const fields = parseContactFields(req.body);
        if (!fields) {
          return { status: 400, body: { error: "Expected firstName, email or attributes" } };
        }
        const { externalId } = req.params;
        const existing = await ctx.contacts.findByExternalId(externalId);
        if (existing) {
          await ctx.contacts.update(existing.id, fields);
          return { status: 200, body: { id: existing.id } };
        }
        const created = await ctx.contacts.create({ externalId, ...fields });
        ctx.logger.info("Created contact", { id: created.id, externalId });
        return { status: 201, body: { id: created.id } };
      },
    });

    sdk.registerRoute({
      method: "PUT",
      path: "/contacts/:externalId/tags/:tag",
      handler: async (req, ctx) => {
        const contact = await ctx.contacts.findByExternalId(req.params.externalId);
        if (!contact) return notFound;
        await ctx.contacts.addTag(contact.id, req.params.tag);
        return { status: 200, body: { id: contact.id } };
      },
    });
  },
};

export default module;
