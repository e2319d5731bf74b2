// The linter in convotic dev: it warns of open routes that are not verified, at the start and after a reload.
import assert from "node:assert/strict";
import { test } from "node:test";
import { binary } from "./support/convotic.ts";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";
import { Program } from "./support/program.ts";

const hooks = (auth: string): string => `export default {
  name: "hooks",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/hook",
      ${auth}handler: async (req, ctx) => {
        await ctx.contacts.update(req.body.id, { paid: true });
        return { status: 200 };
      },
    });
  },
};
`;
const open = hooks("auth: false,\n      ");
const keyed = hooks("");

test("an open route that is not verified gets a line, and another when that has changed", async (t) => {
  const folder = new Folder(t, { "src/index.ts": open });
  const program = new Program(t, binary, ["dev", "--port", "0", "--ephemeral"], { cwd: folder.path });
  await program.said(/^\d\d:\d\d:\d\d {2}warn hooks POST \/hook is open and not verified: .+ {2}src\/index.ts:\d+:\d+$/m);
  folder.write("src/index.ts", keyed);
  await program.said(/^\d\d:\d\d:\d\d {2}info hooks POST \/hook is keyed now$/m);
  program.signal("SIGINT");
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});

test("programs get what is known of every route, once for each state of it", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": open } });
  const first = await running.nextEvent((event) => event.event === "lint", "what the linter says");
  assert.equal(first["module"], "hooks");
  assert.deepEqual(first["routes"].map(({ method, path, auth, verdict, problem }: Record<string, any>) => [method, path, auth, verdict, problem.rule]), [
    ["POST", "/hook", "open", "unverified", "auth/unverified"],
  ]);
  running.folder.write("src/index.ts", open.replace("paid: true", "paid: 1"));
  await running.reload();
  running.folder.write("src/index.ts", keyed);
  await running.reload();
  await running.nextEvent((event) => event.event === "lint" && event["routes"][0].verdict === "keyed", "what the linter says");
  await running.stop();
  assert.equal(running.events.filter(({ event }) => event === "lint").length, 2);
});

test("--no-lint turns it off, also where the configuration is wrong", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": open, "convotic.json": `{ "lint": { "rules": 1 } }` }, flags: ["--no-lint"] });
  running.folder.write("src/index.ts", keyed);
  await running.reload();
  await running.stop();
  assert.deepEqual(running.events.filter(({ event }) => event === "lint"), []);
});
