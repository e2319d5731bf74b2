// Okta asks once whether the URL is yours, and sends the token with the question.
sdk.registerRoute({
  method: "GET",
  path: "__ROUTE__",
  auth: false, // as below: the token stands in for an API key
  handler: async (req, ctx) => {
    const token = ctx.secrets.get("__SECRET__");
    if (!token) throw new Error("the secret __SECRET__ is not set");
    if (!verifyToken(req.headers, token)) return { status: 401, body: { error: "Wrong token" } };
    return { status: 200, body: { verification: req.headers["x-okta-verification-challenge"] ?? "" } };
  },
});
