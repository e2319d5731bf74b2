// Zoom asks, once and then every few days, whether the URL is yours. It signs the question.
if (req.body?.event === "endpoint.url_validation") {
  const plainToken = String(req.body.payload?.plainToken);
  return { status: 200, body: { plainToken, encryptedToken: createHmac("sha256", secret).update(plainToken).digest("hex") } };
}
