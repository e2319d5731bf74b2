// Slack asks once whether the URL is yours. It signs the question, so nobody else gets an answer.
if (req.body?.type === "url_verification") return { status: 200, body: { challenge: req.body.challenge } };
