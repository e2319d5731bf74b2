// A module called "http" whose routes show what arrives and send what they are told to. All are open but /keyed.
export const httpModule = `
import { createHash } from "node:crypto";
import { ConvoticModule } from "@convotic/block-sdk";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const seen = async (req) => ({
  status: 200,
  body: { body: req.body === undefined ? "(undefined)" : req.body, query: req.query, params: req.params, headers: req.headers },
});
const waiting = [];

const module: ConvoticModule = {
  name: "http",
  version: "1.0.0",
  register(sdk) {
    const open = (label, handler) => {
      const [method, path] = label.split(" ");
      sdk.registerRoute({ method, path, auth: false, handler });
    };
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) open(method + " /seen", seen);
    sdk.registerRoute({ method: "GET", path: "/keyed", handler: seen });
    sdk.registerRoute({ method: "POST", path: "/keyed", handler: seen });
    open("GET /orders/:id", seen);
    open("GET /orders/latest", async () => ({ status: 200, body: "the latest" }));
    open("GET /orders/:id/lines/:line", seen);
    open("GET /Case", async () => ({ status: 200, body: "Case" }));
    open("GET /slash/", async () => ({ status: 200, body: "slash" }));
    open("POST /respond", async (req) => req.body);
    open("POST /measure", async (req) => ({ status: 200, body: { length: req.rawBody.length, sha256: sha256(req.rawBody) } }));
    open("POST /raw", async (req) => ({ status: 200, body: req.rawBody }));
    open("GET /buffer", async () => ({ status: 200, body: Buffer.from([0, 255, 13, 10, 128]) }));
    open("GET /big", async (req) => ({ status: 200, body: Buffer.alloc(Number(req.query.size), "0123456789abcdef") }));
    open("GET /wait", async () => {
      console.log("waiting");
      await new Promise((resolve) => waiting.push(resolve));
      return { status: 200, body: "waited" };
    });
    open("POST /release", async () => {
      for (const resolve of waiting.splice(0)) resolve(undefined);
      return { status: 200 };
    });
  },
};
export default module;
`;

// What the emulator answers where the platform, not a handler, has something to say.
export function platformError(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } });
}
