// kill -9 of convotic in the middle of writes: what was acknowledged is there, and nothing is left running.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev, type Dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";
import { RawConnection, requestText } from "./support/raw_http.ts";
import { moduleSource } from "./support/source.ts";

const killed = { code: null, signal: "SIGKILL" };

const routes = {
  // Two changes for each request, which share its journal but not their transaction.
  "PUT /entries/:id": `async (req, ctx) => {
    await ctx.storage.set("entry:" + req.params.id, req.body);
    await ctx.contacts.update("ct_counter", { attributes: { ["last_" + req.body.client]: req.params.id } });
    return { status: 200, body: { id: req.params.id } };
  }`,
  "POST /look": `async (req, ctx) => ({ status: 200, body: {
    values: await Promise.all(req.body.map((id) => ctx.storage.get("entry:" + id))),
    counter: (await ctx.contacts.findByExternalId("counter")).attributes,
  } })`,
  "GET /block": 'async () => { console.log("blocking"); for (;;); }',
};
const files = {
  "index.ts": moduleSource("ledger", routes),
  "seed.json": JSON.stringify({ contacts: [{ id: "ct_counter", externalId: "counter", name: "Counter" }] }),
};

interface Ledger {
  values: unknown[];
  counter: Record<string, string>;
}

// What is stored under each id (null where there is nothing), and the attributes of the contact.
async function look(running: Dev, ids: string[]): Promise<Ledger> {
  const { status, body } = await running.post("/ledger/look", ids);
  assert.equal(status, 200);
  return body;
}

// Writes on several connections, each waiting for one answer before the next write, until the server is gone. Returns what
// was acknowledged, per client in order; `enough` is called once that is `count` altogether.
async function writeUntilGone(running: Dev, t: Parameters<typeof dev>[0], round: number, count: number, enough: () => void): Promise<string[][]> {
  let total = 0;
  const client = async (number: number): Promise<string[]> => {
    const acknowledged: string[] = [];
    const connection = await RawConnection.open(t, running.ready["port"]);
    for (let i = 0; ; ++i) {
      const id = `${round}-${number}-${i}`;
      const body = JSON.stringify({ client: number, i, text: "x".repeat(i % 100) });
      try {
        await connection.send(requestText(`PUT /v1/modules/ledger/entries/${id}`, [`X-API-Key: ${running.key}`], body));
        const answer = await connection.plain();
        assert.deepEqual([answer.status, answer.body], [200, `{"id":"${id}"}`]);
      } catch (error) {
        if ((error as { code?: string }).code === "ERR_ASSERTION") throw error;
        return acknowledged; // it is gone
      }
      acknowledged.push(id);
      if (++total === count) enough();
    }
  };
  return Promise.all(Array.from({ length: 8 }, (_, number) => client(number)));
}

// The number of changes in the journal and in the tables, where the Node of this test can read them (from 22.5 on).
function countChanges(file: string): { journalled: number; stored: number } | undefined {
  const sqlite = (process as any).getBuiltinModule?.("node:sqlite");
  if (sqlite === undefined) return undefined;
  const database = new sqlite.DatabaseSync(file, { readOnly: true });
  const count = (table: string): number => database.prepare(`SELECT count(*) AS count FROM ${table}`).get().count;
  const counted = { journalled: count("effects WHERE call = 'storage.set'"), stored: count("storage") };
  database.close();
  return counted;
}

test("no acknowledged write is lost by kill -9, whenever it comes, and the next start works at once", async (t) => {
  const folder = new Folder(t, files);
  const flags = ["--rate-limit", "off"];
  const acknowledged = new Map<string, unknown>();
  const lastOf: string[] = [];
  for (let round = 0; round < 5; ++round) {
    const running = await dev(t, { folder, keep: true, flags: round === 0 ? [...flags, "--seed", "seed.json"] : flags });
    let kill: () => void = () => {};
    const now = new Promise<void>((resolve) => (kill = resolve));
    const writing = writeUntilGone(running, t, round, 40 + round * 37, kill);
    await now;
    // Waits until no process of it is left, too.
    assert.deepEqual(await running.kill("SIGKILL"), killed);
    for (const [number, ids] of (await writing).entries()) {
      for (const [i, id] of ids.entries()) acknowledged.set(id, { client: number, i, text: "x".repeat(i % 100) });
      if (ids.length > 0) lastOf[number] = ids.at(-1)!;
    }

    const next = await dev(t, { folder, keep: true, flags });
    const ids = [...acknowledged.keys()];
    const { values, counter } = await look(next, ids);
    assert.deepEqual(Object.fromEntries(ids.map((id, i) => [id, values[i]])), Object.fromEntries(acknowledged), `round ${round}`);
    for (const [number, id] of lastOf.entries()) {
      // One write of each client was under way: it may be there, the one after it may not.
      const [of, , i] = id.split("-").map(Number) as [number, number, number];
      const following = [`${of}-${number}-${i + 1}`, `${of}-${number}-${i + 2}`] as const;
      assert.equal((await look(next, [following[1]])).values[0], null);
      assert.ok([id, following[0]].includes(counter[`last_${number}`]!), `${counter[`last_${number}`]} after ${id}`);
    }
    await next.stop();
    const changes = countChanges(folder.at(".convotic/state.sqlite"));
    assert.equal(changes?.journalled, changes?.stored, "each change has its row in the journal and each row its change");
  }
  assert.ok(acknowledged.size >= 5 * 40);
});

test("request numbers go on after kill -9, so that no two requests share a journal", async (t) => {
  const folder = new Folder(t, files);
  const first = await dev(t, { folder, keep: true, flags: ["--seed", "seed.json"] });
  for (const id of ["a", "b", "c"]) assert.equal((await first.send("PUT", `/ledger/entries/${id}`, { json: { client: 0 } })).status, 200);
  assert.equal((await first.request("/entries/c"))["id"], "req_3");
  await first.kill("SIGKILL");
  const second = await dev(t, { folder, keep: true });
  assert.equal((await second.send("PUT", "/ledger/entries/d", { json: { client: 0 } })).status, 200);
  const { id } = await second.request("/entries/d");
  assert.ok(Number(id.slice("req_".length)) > 3, id);
});

test("kill -9 leaves no child, also none whose event loop is blocked", async (t) => {
  const folder = new Folder(t, files);
  const running = await dev(t, { folder, keep: true });
  const connection = await RawConnection.open(t, running.ready["port"]);
  await connection.send(requestText("GET /v1/modules/ledger/block", [`X-API-Key: ${running.key}`]));
  await running.log("blocking");
  assert.deepEqual(await running.kill("SIGKILL"), killed);
  assert.equal((await connection.rest()).length, 0);
  const again = await dev(t, { folder, keep: true, flags: ["--seed", "seed.json"] });
  assert.deepEqual(await look(again, ["x"]), { values: [null], counter: {} });
});

test("kill -9 while a module loads leaves no child", async (t) => {
  const folder = new Folder(t, { "index.ts": moduleSource("ledger", routes) });
  const running = await dev(t, { folder, keep: true });
  // Written to the descriptor, since the loop never gets to what console.log said.
  folder.write("index.ts", moduleSource("ledger", routes, 'import { writeSync } from "node:fs";\nwriteSync(1, "loading for ever\\n");\nfor (;;);'));
  await running.log("loading for ever");
  assert.deepEqual(await running.kill("SIGKILL"), killed);
});

test("a module that is killed loses nothing that it was told is written", async (t) => {
  const source = moduleSource("ledger", { ...routes, "POST /die": "async (req, ctx) => { await ctx.storage.set('entry:last', 1); process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); }" });
  const running = await dev(t, { files: { ...files, "index.ts": source }, flags: ["--seed", "seed.json"] });
  const answer = await running.post("/ledger/die", {});
  assert.equal(answer.status, 500);
  assert.deepEqual(await look(running, ["last"]), { values: [1], counter: {} });
});
