// WooCommerce's ping when you save the webhook: an unsigned form that wants a 200. It says nothing, and nothing is done.
if (Object.keys(req.body ?? {}).join() === "webhook_id") return { status: 200, body: { ok: true } };

