// Modules for linters: as many as asked for, no two alike, some 3.3 KB each, as people write them: types, a guard of one of several kinds,
// requests to other services, tables, and a few routes with and without a key.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const things = ["order", "invoice", "parcel", "contact", "ticket", "booking", "payment", "product", "refund", "member", "lead", "quote"];
const sources = ["shop", "erp", "desk", "till", "depot", "fleet", "clinic", "studio", "garage", "market", "bakery", "office"];
const fields = ["id", "number", "status", "email", "phone", "city", "amount", "currency", "note", "owner", "stage", "channel"];
const title = (word) => word[0].toUpperCase() + word.slice(1);

// Each is a function `genuine(req)` and says with what a request that it refuses is answered.
const guards = [
  (header, secret) => `function genuine(req: RouteRequest): boolean {
  const secret = process.env.${secret};
  const given = req.headers["${header}"];
  if (!secret || typeof given !== "string") return false;
  const expected = createHmac("sha256", secret).update(JSON.stringify(req.body)).digest();
  const received = Buffer.from(given, "hex");
  return received.length === expected.length && timingSafeEqual(received, expected);
}`,
  (header, secret) => `const keys = (process.env.${secret} ?? "").split(",").filter((key) => key.length > 0);

function genuine(req: RouteRequest): boolean {
  const [version, signature = ""] = (req.headers["${header}"] ?? "").split("=");
  if (version !== "v1") return false;
  const received = Buffer.from(signature, "base64");
  return keys.some((key) => {
    const expected = createHmac("sha256", key).update(JSON.stringify(req.body)).digest();
    return received.length === expected.length && timingSafeEqual(received, expected);
  });
}`,
  (header, secret) => `const digest = (text: string) => createHmac("sha256", "comparison").update(text).digest();

function genuine(req: RouteRequest): boolean {
  const token = process.env.${secret};
  if (!token) throw new Error("${secret} is not set");
  return timingSafeEqual(digest(req.headers["${header}"] ?? ""), digest(token));
}`,
  (header, secret) => `class Guard {
  constructor(private readonly secret: string | undefined) {}

  accepts(req: RouteRequest): boolean {
    const [time, mac] = (req.headers["${header}"] ?? "").split(";");
    if (!this.secret || !time || !mac) return false;
    if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
    const expected = createHmac("sha256", this.secret).update(\`\${time}.\${JSON.stringify(req.body)}\`).digest();
    const received = Buffer.from(mac, "hex");
    return received.length === expected.length && timingSafeEqual(received, expected);
  }
}

const guard = new Guard(process.env.${secret});
const genuine = (req: RouteRequest) => guard.accepts(req);`,
];

function text(number) {
  const pick = (list, step) => list[Math.floor(number / step) % list.length];
  const thing = pick(things, 1);
  const source = pick(sources, things.length);
  const Thing = title(thing);
  const name = `${source}-${thing}-${number}`;
  const chosen = fields.map((_, i) => fields[(i * 5 + number) % fields.length]).slice(0, 6);
  const guard = guards[number % guards.length](`x-${source}-signature`, `${source.toUpperCase()}_SECRET`);
  return `// Takes ${thing}s from the ${source}, and keeps contacts in step with them.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { ConvoticContext, ConvoticModule, RouteRequest, RouteResponse } from "@convotic/block-sdk";

interface ${Thing} {
${chosen.map((field) => `  ${field}: string;`).join("\n")}
  lines: Array<{ sku: string; quantity: number; price: number }>;
}

type Step = "created" | "updated" | "cancelled";

const steps: Record<Step, string> = {
  created: "${Thing} was created",
  updated: "${Thing} was updated",
  cancelled: "${Thing} was cancelled",
};

${guard}

function parse(body: unknown): ${Thing} | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const record = body as Record<string, unknown>;
${chosen.map((field) => `  if (typeof record.${field} !== "string") return undefined;`).join("\n")}
  if (!Array.isArray(record.lines)) return undefined;
  return record as unknown as ${Thing};
}

function total(${thing}: ${Thing}): number {
  let sum = 0;
  for (const line of ${thing}.lines) {
    if (line.quantity <= 0) continue;
    sum += line.quantity * line.price;
  }
  return Math.round(sum * 100) / 100;
}

async function keep(ctx: ConvoticContext, ${thing}: ${Thing}, step: Step): Promise<void> {
  const known = await ctx.contacts.findByExternalId(${thing}.${chosen[0]});
  const attributes = { ${chosen.slice(1, 4).map((field) => `${field}: ${thing}.${field}`).join(", ")}, total: total(${thing}), step: steps[step] };
  if (known) {
    await ctx.contacts.update(known.id, { attributes });
  } else {
    await ctx.contacts.create({ externalId: ${thing}.${chosen[0]}, attributes });
  }
  await ctx.storage.set(\`${name}:\${${thing}.${chosen[0]}}\`, { at: new Date().toISOString(), step });
}

async function receive(req: RouteRequest, ctx: ConvoticContext): Promise<RouteResponse> {
  if (!genuine(req)) return { status: 401, body: { error: "signature does not match" } };
  const ${thing} = parse(req.body);
  if (!${thing}) return { status: 400, body: { error: "not a ${thing}" } };
  const step = (req.headers["x-${source}-event"] ?? "updated") as Step;
  if (!(step in steps)) return { status: 202, body: { ignored: step } };
  try {
    await keep(ctx, ${thing}, step);
  } catch (error) {
    ctx.logger.error("${name} could not be kept", { error: String(error) });
    return { status: 503, body: { error: "try again later" } };
  }
  return { status: 200, body: { received: true } };
}

const ${source}: ConvoticModule = {
  name: "${name}",
  version: "1.${number % 10}.0",
  register(sdk) {
    sdk.registerRoute({ method: "POST", path: "/${thing}s/events", auth: false, handler: receive });
    sdk.registerRoute({
      method: "GET",
      path: "/${thing}s/:${chosen[0]}",
      handler: async (req, ctx) => {
        const stored = await ctx.storage.get(\`${name}:\${req.params.${chosen[0]}}\`);
        return stored ? { status: 200, body: stored } : { status: 404, body: { error: "unknown ${thing}" } };
      },
    });
  },
};

export default ${source};
`;
}

// Writes them below a folder; how many bytes they are.
export function writeModules(folder, count) {
  let bytes = 0;
  for (let number = 0; number < count; number++) {
    const file = path.join(folder, `modules/${Math.floor(number / 100)}/m${number}.ts`);
    const content = text(number);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    bytes += content.length;
  }
  return bytes;
}
