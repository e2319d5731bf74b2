// Microsoft asks whether the URL is yours when you subscribe: the token comes back, as plain text, so that no browser takes it for a
// page.
const { validationToken } = req.query;
if (validationToken) {
  return { status: 200, headers: { "Content-Type": "text/plain", "X-Content-Type-Options": "nosniff" }, body: validationToken };
}

