// Meta asks whether the URL is yours before it sends anything. The verify token, which you choose, is all that it proves itself
// with.
sdk.registerRoute({
  method: "GET",
  path: "__ROUTE__",
  auth: false, // that token stands in for an API key
  handler: async (req, ctx) => {
    const { "hub.mode": mode, "hub.verify_token": token = "", "hub.challenge": challenge = "" } = req.query;
    const expected = ctx.secrets.get("META_VERIFY_TOKEN");
    if (!expected) throw new Error("the secret META_VERIFY_TOKEN is not set");
    if (mode !== "subscribe" || !sameText(token, expected)) return { status: 403, body: { error: "Wrong verify token" } };
    // As plain text, so that no browser takes it for a page.
    return { status: 200, headers: { "Content-Type": "text/plain", "X-Content-Type-Options": "nosniff" }, body: challenge };
  },
});
