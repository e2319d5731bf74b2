// The least that a handler can do.
export default {
  fetch: () => new Response('{"ok":true}', { headers: { "content-type": "application/json" } }),
};
