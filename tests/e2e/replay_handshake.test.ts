// convotic replay --handshake against real modules: the right answer passes, and each usual mistake is told.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { convotic } from "./support/convotic.ts";
import { Folder } from "./support/folder.ts";

const token = "handshake-token-1";

// A module "hooks" with one open route; `handler` is the body of its handler.
const route = (method: string, handler: string): string => `
import { createHmac, timingSafeEqual } from "node:crypto";
const hmac = (text, encoding) => createHmac("sha256", "${token}").update(text).digest(encoding);
const same = (a, b) => a !== undefined && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
const text = (body) => ({ status: 200, headers: { "Content-Type": "text/plain", "X-Content-Type-Options": "nosniff" }, body });
export default {
  name: "hooks",
  register(sdk) {
    sdk.registerRoute({ method: "${method}", path: "/in", auth: false, handler: async (req, ctx) => { ${handler} } });
  },
};
`;

// The lines of a report without what differs from run to run, and the exit code.
async function shake(t: TestContext, name: string, source: string, withToken = true): Promise<string[]> {
  const folder = new Folder(t, { "index.ts": source, ".env": `TOKEN=${token}\n` });
  const secret = withToken ? ["--secret", "dotenv:TOKEN"] : [];
  const { code, stdout, stderr } = await convotic(t, ["replay", "--handshake", name, "--path", "/in", ...secret], { cwd: folder.path });
  assert.equal(stderr, "");
  assert.ok(!stdout.includes(token));
  const lines = stdout.split("\n").slice(1).filter((line) => /^ {2}\S.*[✓✗!]/.test(line));
  return [...lines.map((line) => line.trim().replaceAll(/ {2,}/g, "  ")), `exit ${code}`];
}

test("Meta: the challenge for whoever knows the token", async (t) => {
  const right = `if (req.query["hub.verify_token"] !== "${token}") return { status: 403 }; return text(req.query["hub.challenge"]);`;
  assert.deepEqual(await shake(t, "meta", route("GET", right)), ["subscribe  200  ✓  no effects", "wrong token  403  ✓  no effects", "no token  403  ✓  no effects", "exit 0"]);
  const open = `return text(req.query["hub.challenge"]);`;
  assert.deepEqual(await shake(t, "meta", route("GET", open)), [
    "subscribe  200  ✓  no effects",
    "wrong token  200  ✗  accepted: expected 401–403",
    "no token  200  ✗  expected 4xx",
    "exit 1",
  ]);
  const json = right.replace(`text(req.query["hub.challenge"])`, `{ status: 200, body: { challenge: req.query["hub.challenge"] } }`);
  assert.equal((await shake(t, "meta", route("GET", json)))[0], "subscribe  200  ✗  body $ differs");
});

test("Slack: the challenge after the signature, never before", async (t) => {
  const check = `const time = req.headers["x-slack-request-timestamp"];
    if (!time || Math.abs(Date.now() / 1000 - Number(time)) > 300 || !same(req.headers["x-slack-signature"], "v0=" + hmac("v0:" + time + ":" + JSON.stringify(req.body), "hex"))) return { status: 401 };`;
  const reply = `if (req.body.type === "url_verification") return { status: 200, body: { challenge: req.body.challenge } };`;
  assert.deepEqual(await shake(t, "slack", route("POST", `${check} ${reply} return { status: 200 };`)), [
    "challenge  200  ✓  no effects",
    "wrong signature  401  ✓  no effects",
    "no signature  401  ✓  no effects",
    "exit 0",
  ]);
  assert.deepEqual(await shake(t, "slack", route("POST", `${reply} ${check} return { status: 200 };`)), [
    "challenge  200  ✓  no effects",
    "wrong signature  200  ✗  accepted: expected 401–403",
    "no signature  200  ✗  accepted: expected 401–403",
    "exit 1",
  ]);
});

test("Zoom: its token and the HMAC of it", async (t) => {
  const check = `if (!same(req.headers["x-zm-signature"], "v0=" + hmac("v0:" + req.headers["x-zm-request-timestamp"] + ":" + JSON.stringify(req.body), "hex"))) return { status: 401 };`;
  const reply = `const { plainToken } = req.body.payload; return { status: 200, body: { plainToken, encryptedToken: hmac(plainToken, "hex") } };`;
  assert.deepEqual(await shake(t, "zoom", route("POST", `${check} ${reply}`)), ["URL validation  200  ✓  no effects", "wrong signature  401  ✓  no effects", "exit 0"]);
  const wrong = reply.replace(`hmac(plainToken, "hex")`, `hmac(plainToken, "base64")`);
  assert.equal((await shake(t, "zoom", route("POST", `${check} ${wrong}`)))[0], "URL validation  200  ✗  body $.encryptedToken differs");
});

test("X: the HMAC of its token in base64", async (t) => {
  const reply = `if (!req.query.crc_token) return { status: 400 }; return { status: 200, body: { response_token: "sha256=" + hmac(req.query.crc_token, "base64") } };`;
  assert.deepEqual(await shake(t, "x", route("GET", reply)), ["challenge-response check  200  ✓  no effects", "no token  400  ✓  no effects", "exit 0"]);
});

test("Dropbox: the challenge as plain text that no browser runs", async (t) => {
  const right = `if (!req.query.challenge) return { status: 400 }; return text(req.query.challenge);`;
  assert.deepEqual(await shake(t, "dropbox", route("GET", right), false), ["challenge  200  ✓  no effects", "no challenge  400  ✓  no effects", "exit 0"]);
  const html = right.replace("text(req.query.challenge)", `{ status: 200, headers: { "Content-Type": "text/html" }, body: req.query.challenge }`);
  assert.equal((await shake(t, "dropbox", route("GET", html), false))[0], "challenge  200  ✗  header Content-Type differs; header X-Content-Type-Options differs");
});

test("Microsoft Graph: the token decoded, as plain text", async (t) => {
  const right = `if (!req.query.validationToken) return { status: 400 }; return text(req.query.validationToken);`;
  assert.deepEqual(await shake(t, "microsoft-graph", route("POST", right), false), ["validation token  200  ✓  no effects", "empty token  400  ✓  no effects", "exit 0"]);
});

test("Okta, Asana and RingCentral: a header comes back", async (t) => {
  const okta = `const value = req.headers["x-okta-verification-challenge"]; return value ? { status: 200, body: { verification: value } } : { status: 400 };`;
  assert.deepEqual(await shake(t, "okta", route("GET", okta), false), ["challenge  200  ✓  no effects", "no challenge  400  ✓  no effects", "exit 0"]);
  const asana = `await ctx.storage.set("asana", req.headers["x-hook-secret"]); return { status: 200, headers: { "X-Hook-Secret": req.headers["x-hook-secret"] } };`;
  assert.deepEqual(await shake(t, "asana", route("POST", asana), false), ["sends a secret  200  ✓  storage.set", "exit 0"]);
  const ring = `return { status: 200, headers: { "Validation-Token": req.headers["validation-token"] } };`;
  assert.deepEqual(await shake(t, "ringcentral", route("POST", ring), false), ["validation token  200  ✓  no effects", "exit 0"]);
});

test("Xero, LINE and GitHub: signed pings, and 401 for the others", async (t) => {
  const check = (header: string, encoding: string, prefix = ""): string =>
    `if (!same(req.headers["${header}"], "${prefix}" + hmac(JSON.stringify(req.body), "${encoding}"))) return { status: 401 }; return { status: 200 };`;
  assert.deepEqual(await shake(t, "xero", route("POST", check("x-xero-signature", "base64"))), ["right signature  200  ✓  no effects", "wrong signature  401  ✓  no effects", "exit 0"]);
  assert.deepEqual(await shake(t, "line", route("POST", check("x-line-signature", "base64"))), ["no events  200  ✓  no effects", "wrong signature  401  ✓  no effects", "exit 0"]);
  assert.deepEqual(await shake(t, "github", route("POST", check("x-hub-signature-256", "hex", "sha256="))), ["ping  200  ✓  no effects", "wrong signature  401  ✓  no effects", "exit 0"]);
});

test("Twitch: the challenge as plain text, after the signature", async (t) => {
  const handler = `const [id, time] = ["id", "timestamp"].map((name) => req.headers["twitch-eventsub-message-" + name]);
    if (!same(req.headers["twitch-eventsub-message-signature"], "sha256=" + hmac(id + time + JSON.stringify(req.body), "hex"))) return { status: 403 };
    return text(req.body.challenge);`;
  assert.deepEqual(await shake(t, "twitch", route("POST", handler)), ["challenge  200  ✓  no effects", "wrong signature  403  ✓  no effects", "exit 0"]);
});

test("several handshakes in one run are told one by one", async (t) => {
  const folder = new Folder(t, { "index.ts": route("GET", `return text(req.query.challenge ?? "");`) });
  const { stdout } = await convotic(t, ["replay", "--handshake", "dropbox", "--handshake", "okta", "--path", "/in"], { cwd: folder.path });
  assert.deepEqual(stdout.split("\n").filter((line) => /^\S.*[a-z]$/.test(line) && !/^\d/.test(line)), ["Dropbox", "Okta event hooks"]);
  assert.match(stdout, /\n2 handshakes, 4 deliveries, 3 failed +\d+ ms\n$/);
});

test("a handshake that needs a secret says which one", async (t) => {
  const folder = new Folder(t, { "index.ts": route("GET", "return text('');") });
  const { code, stderr } = await convotic(t, ["replay", "--handshake", "meta", "--path", "/in"], { cwd: folder.path });
  assert.deepEqual([code, stderr.split("\n")[0]], [2, "convotic: error[secret-missing]: the handshake of Meta (Messenger, Instagram, WhatsApp) needs the verify token that you chose"]);
});
