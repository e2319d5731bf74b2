// Discord asks whether the URL is yours. It also sends wrong signatures now and then, and wants a 401 for them.
if (req.body?.type === 1) return { status: 200, body: { type: 1 } };
