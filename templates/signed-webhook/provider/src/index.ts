__IMPORTS__

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
        // An empty __SECRET_WORD__ would let anybody in, so a missing one is an error (500) and never a way in.
        const secret = ctx.secrets.get("__SECRET__");
        if (!secret) throw new Error("the secret __SECRET__ is not set");
%if URL
        // What __TITLE__ was told to call: it is part of what it signs.
        const url = ctx.secrets.get("__URL_SECRET__");
%end

        if (!__VERIFY__) {
          return { status: 401, body: { error: "__REFUSAL__" } };
        }
        // From here on the body is __TITLE__'s. Nothing above has looked into it or changed anything.
        __HANDSHAKE_AFTER__

        const events = parseEvents(__EVENT_ARGUMENTS__);
        if (!events) return { status: 400, body: { error: "Expected an event of __TITLE__'s" } };

        for (const event of events) {
          const { person } = event;
          if (event.type !== "__ACTS_ON__" || !person) continue; // accepted, and ignored

%if ID
          // __TITLE__ repeats an event until it sees a 2xx, so the same one arrives more than once.
          const seenKey = `__PROVIDER__:${event.id}`;
          if (await ctx.storage.get(seenKey)) continue;

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
          ctx.logger.info("__LOG__", { eventId: event.id, contactId: contact.id });
%else
          // Nothing more: these events have no id, so whatever is done has to bear being done again. A tag does.
          ctx.logger.info("__LOG__", { contactId: contact.id });
%end
        }
        return __ANSWER__;
      },
    });
  },
};

export default module;
