// No output shows a secret: every command that is given one is run in every format, where all is well and where it is not, and all that it says and
// writes is searched.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { test, type TestContext } from "node:test";
import { convotic, type Outcome } from "./support/convotic.ts";
import { Folder } from "./support/folder.ts";
import { rawServer } from "./support/webhook_server.ts";

interface Kind {
  scheme: string;
  sample: string;
  secret: string;
  // What must not be seen: the secret, and what can be computed back to it.
  hidden: string[];
  // The secret is itself what is sent: sign prints it, which is what it is for.
  isSent?: boolean;
}

const pem = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }) as string;
const pemDigits = pem.split("\n")[1]!;
const svixKey = "an-svix-key-of-24-bytes!";
const svixDigits = Buffer.from(svixKey).toString("base64");

const kinds: Kind[] = [
  { scheme: "stripe", sample: "stripe.payment_intent.succeeded", secret: "whsec_HushHushHushHush", hidden: ["HushHush"] },
  { scheme: "svix", sample: "svix.invoice.paid", secret: `whsec_${svixDigits}`, hidden: [svixDigits, svixKey] },
  { scheme: "mailgun", sample: "mailgun.delivered", secret: "key-HushHushHushHush", hidden: ["HushHush"] },
  { scheme: "discord", sample: "discord.ping", secret: pem, hidden: [pemDigits] },
  { scheme: "telegram", sample: "telegram.message", secret: "HushHushHushHush", hidden: ["HushHush"], isSent: true },
  { scheme: "basic-auth", sample: "basic-auth.contact.created", secret: "ada:HushHushHushHush", hidden: ["HushHush", Buffer.from("ada:HushHushHushHush").toString("base64")], isSent: true },
];

// A module that takes everything, or nothing, and tells on standard error what it was sent and what it knows.
const moduleThat = (status: number): string => `
export default {
  name: "hooks",
  register(sdk) {
    sdk.registerRoute({ method: "POST", path: "/hook", auth: false, handler: async (req, ctx) => {
      console.error("told:", await ctx.secrets.get("KEY"), JSON.stringify(req.headers), JSON.stringify(req.body));
      await ctx.storage.set("seen", [req.headers, req.body, await ctx.secrets.get("KEY")]);
      return { status: ${status}, body: { headers: req.headers, key: await ctx.secrets.get("KEY") } };
    } });
  },
};
`;

// Every file of the folder with its text, but those in which the test has put the secret or a module, and the state.
function written(folder: Folder): [string, string][] {
  const names = readdirSync(folder.path, { recursive: true }) as string[];
  const files = names.filter((name) => statSync(folder.at(name)).isFile() && !/^(\.env|secret\.txt|request\.http|index\.js|\.convotic\/.*)$/.test(name));
  return files.sort().map((name) => [name, folder.read(name)]);
}

for (const { scheme, sample, secret, hidden, isSent } of kinds) {
  const quoted = `"${secret.replaceAll("\n", "\\n")}"`;

  // Runs convotic, which is to end with `code`, and searches what it says.
  async function run(t: TestContext, folder: Folder, code: number, args: string[], options: { input?: string; env?: Record<string, string> } = {}): Promise<Outcome> {
    const outcome = await convotic(t, args, { cwd: folder.path, env: { KEY: secret, ...options.env }, input: options.input ?? '{"id":"7"}' });
    const said = outcome.stdout + outcome.stderr;
    assert.equal(outcome.code, code, `${args.join(" ")}: ${said}`);
    assert.deepEqual(hidden.filter((text) => said.includes(text)), [], `${args.join(" ")} shows it: ${said}`);
    return outcome;
  }

  test(`${scheme}: sign and verify do not show the secret`, async (t) => {
    const folder = new Folder(t, { "secret.txt": secret, ".env": `IN_FILE=${quoted}\n` });
    const sources = [["--secret-env", "KEY"], ["--secret-dotenv", "IN_FILE"], ["--secret-file", "secret.txt"]];
    const how = ["--scheme", scheme, "--url", "https://shop.example/hook"];
    for (const source of sources) {
      if (!isSent) for (const format of ["json", "curl", "body"]) await run(t, folder, 0, ["sign", ...how, ...source, "--format", format]);
      for (const format of ["pretty", "json"]) await run(t, folder, 1, ["verify", ...how, ...source, "--format", format, "--header", "X-Other: 1"]);
    }

    // What is signed is verified: as it is, changed, and with a secret that somebody has copied with too much around it.
    const signing = await convotic(t, ["sign", ...how, "--secret-env", "KEY", "--format", "json"], { cwd: folder.path, env: { KEY: secret }, input: '{"id":"7"}' });
    assert.equal(signing.code, 0, signing.stderr);
    const { headers, body } = JSON.parse(signing.stdout) as { headers: [string, string][]; body: string };
    const verify = ["verify", ...how, "--secret-env", "KEY", ...headers.flatMap(([name, value]) => ["--header", `${name}: ${value}`])];
    await run(t, folder, 0, verify, { input: body });
    for (const KEY of [` ${secret}`, `'${secret}'`, `x${secret}`, secret.slice(1)]) {
      const outcome = await convotic(t, verify, { cwd: folder.path, env: { KEY }, input: `${body}\n` });
      assert.deepEqual([KEY, ...hidden].filter((text) => (outcome.stdout + outcome.stderr).includes(text)), []);
    }
  });

  test(`${scheme}: captures and replay do not show the secret, whatever a module tells`, async (t) => {
    const folder = new Folder(t, { "index.js": moduleThat(200), ".env": `KEY=${quoted}\n` });
    // What was sent, with the real signature or token in it, as a proxy would have kept it.
    const printed = await convotic(t, ["trigger", sample, "--print", "json", "--secret-env", "KEY", "--public-url", "https://shop.example/hook"], { cwd: folder.path, env: { KEY: secret } });
    assert.equal(printed.code, 0, printed.stderr);
    const { headers, body } = JSON.parse(printed.stdout) as { headers: [string, string][]; body: string };
    const head = headers.filter(([name]) => !/^(host|content-length)$/i.test(name)).map(([name, value]) => `${name}: ${value}`);
    folder.write("request.http", `POST /hook HTTP/1.1\r\nHost: shop.example\r\n${head.join("\r\n")}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const importing = ["capture", "import", "request.http", "--as", "raw", "--scheme", scheme, "--secret", "env:KEY"];
    await run(t, folder, 0, [...importing, "--dry-run"]);
    await run(t, folder, 0, importing);
    const [file] = folder.list("fixtures");
    for (const format of ["pretty", "json"]) await run(t, folder, 0, ["capture", "show", `fixtures/${file}`, "--format", format]);

    for (const status of [200, 401]) {
      folder.write("index.js", moduleThat(status));
      for (const format of ["pretty", "json", "junit"]) await run(t, folder, 1, ["replay", "--matrix", "--format", format, "--output", `report.${format}`]);
    }
    const url = await rawServer(t, (socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    await run(t, folder, 1, ["replay", "--url", url, "--format", "json"]);
    await run(t, folder, 1, ["trigger", sample, "--path", "/hook", "--secret-env", "KEY", "--public-url", "https://shop.example/hook"]);
    folder.write("index.js", moduleThat(200));
    await run(t, folder, 0, ["trigger", sample, "--path", "/hook", "--format", "json", "--secret-env", "KEY", "--public-url", "https://shop.example/hook"]);
    await run(t, folder, 1, ["replay", "--update"]);
    const files = written(folder);
    assert.deepEqual(files.map(([name]) => name), [`fixtures/${file}`, "report.json", "report.junit", "report.pretty"]);
    assert.match(files[0]![1], /"expect": \{/);
    for (const [name, text] of files) assert.deepEqual(hidden.filter((needle) => text.includes(needle)), [], `${name}: ${text}`);
  });
}
