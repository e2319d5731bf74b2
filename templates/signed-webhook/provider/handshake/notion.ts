// Notion sends the token that it will sign with once, unsigned, when you subscribe. Paste it into Notion's form, and keep it as the
// secret. Once there is one, nobody can offer another.
if (!ctx.secrets.has("__SECRET__")) {
  ctx.logger.info("Notion's verification token", { token: req.body?.verification_token });
  return { status: 200, body: { ok: true } };
}

