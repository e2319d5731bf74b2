// Dropbox asks once whether the URL is yours: what it sends comes back, as plain text, so that no browser takes it for a page.
sdk.registerRoute({
  method: "GET",
  path: "__ROUTE__",
  auth: false, // the question bears no proof, and the answer tells nothing
  handler: async (req) => {
    const { challenge } = req.query;
    if (!challenge) return { status: 400, body: { error: "Expected a challenge" } };
    return { status: 200, headers: { "Content-Type": "text/plain", "X-Content-Type-Options": "nosniff" }, body: challenge };
  },
});
