import type { ConvoticModule } from "@convotic/block-sdk";

const module: ConvoticModule = {
  name: "__NAME__",
  version: "1.0.0",

  register(sdk) {
    // Callers send an X-API-Key header, as for every route without `auth: false`.
    sdk.registerRoute({
      method: "GET",
      path: "/hello",
      handler: async (req) => {
        return { status: 200, body: { message: `Hello, ${req.query.name ?? "world"}!` } };
      },
    });
  },
};

export default module;
