%if HANDSHAKE=zoom
import { createHmac } from "node:crypto";
%end
import type { ConvoticModule } from "@convotic/block-sdk";
%if BODY_FUNCTION
import { isShallow } from "./body";
%end
import { parseEvents } from "./event";
%if HANDSHAKE=meta
import { sameText, __VERIFY_FUNCTION__ } from "./verify";
%else
import { __VERIFY_FUNCTION__ } from "./verify";
%end

const module: ConvoticModule = {
  name: "__NAME__",
  version: "1.0.0",

  register(sdk) {
%if HANDSHAKE_ROUTE
    __HANDSHAKE_ROUTE__

%end
    sdk.registerRoute({
      method: "POST",
      path: "__ROUTE__",
      auth: false, // __TITLE__ has no API key; its __PROOF__ stands in for one
      handler: async (req, ctx) => {
        __HANDSHAKE_BEFORE__
%if SECRETS=several
        // Several stand here, with blanks between them, while one replaces another. An empty one would let anybody sign, so a missing
        // one is an error (500) and never a way in.
        const secrets = ctx.secrets.get("__SECRET__").split(" ").filter((secret) => secret !== "");
        if (secrets.length === 0) throw new Error("the secret __SECRET__ is not set");
%else
        // An empty one would let anybody in, so a missing one is an error (500) and never a way in.
        const __SECRET_VARIABLE__ = ctx.secrets.get("__SECRET__");
        if (!__SECRET_VARIABLE__) throw new Error("the secret __SECRET__ is not set");
%end
%if URL
        // What __TITLE__ was told to call: that is signed too, and a module does not see it.
        const url = ctx.secrets.get("__URL_SECRET__");
        if (!url) throw new Error("the secret __URL_SECRET__ is not set");
%end

        if (__REFUSES__!__VERIFY__) {
          return { status: 401, body: { error: "__REFUSAL__" } };
        }
        // From here on the body is __TITLE__'s. Nothing above has looked into it or changed anything.
%if HANDSHAKE_AFTER

        __HANDSHAKE_AFTER__
%end

        const events = parseEvents(__EVENT_ARGUMENTS__);
        if (!events) return { status: 400, body: { error: "Expected an event of __TITLE__" } };

        for (const event of events) {
%if ID
          const { id, person } = event;
          if (event.type !== "__ACTS_ON__" || !id || !person) continue; // accepted, and ignored

          // An event comes again until __TITLE__ has seen a 2xx, so the same one arrives more than once.
          const seenKey = `__PROVIDER__:${id}`;
          if (await ctx.storage.get(seenKey)) continue;
%else
          const { person } = event;
          if (event.type !== "__ACTS_ON__" || !person) continue; // accepted, and ignored
%end

          const contact =
            (await ctx.contacts.findByExternalId(person.id)) ??
            (await ctx.contacts.create({ externalId: person.id, firstName: person.name, email: person.email }));
          await ctx.contacts.addTag(contact.id, "__TAG__");
%if ID

          const conversation = await ctx.conversations.findByContactId(contact.id);
          if (conversation) {
            await ctx.messages.send(conversation.id, { text: "__MESSAGE__" });
          }

          // Last, so that an event that failed halfway is acted on when it is sent again.
          await ctx.storage.set(seenKey, true);
          ctx.logger.info("__LOG__", { eventId: id, contactId: contact.id });
%else
          // No more than that: these events have no id, so whatever is done has to bear being done again. A tag does.
          ctx.logger.info("__LOG__", { contactId: contact.id });
%end
        }
        return __ANSWER__;
      },
    });
  },
};

export default module;
