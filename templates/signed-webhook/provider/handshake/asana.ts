// Asana sends the secret that it will sign with once, unsigned, and wants it back. Keep it as the secret: once there is one, nobody
// can offer another.
if (!ctx.secrets.has("__SECRET__")) {
  const offered = req.headers["x-hook-secret"] ?? "";
  ctx.logger.info("Asana's secret", { secret: offered });
  return { status: 200, headers: { "X-Hook-Secret": offered }, body: {} };
}

