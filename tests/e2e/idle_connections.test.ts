// Browsers, proxies and connection pools keep connections open that they do not use.
import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { test } from "node:test";
import { binary } from "./support/convotic.ts";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";
import { httpModule } from "./support/http_module.ts";
import { Program } from "./support/program.ts";
import { RawConnection, requestText } from "./support/raw_http.ts";

const count = 1000;

test("1000 idle connections cost no threads, delay nobody, and are closed at the end", async (t) => {
  const running = await dev(t, { files: { "index.ts": httpModule } });
  const threads = () => readdirSync(`/proc/${running.pid}/task`).length;
  const sockets = () =>
    readdirSync(`/proc/${running.pid}/fd`).filter((fd) => {
      try {
        return readlinkSync(`/proc/${running.pid}/fd/${fd}`).startsWith("socket:");
      } catch {
        return false; // closed meanwhile
      }
    }).length;
  const get = requestText("GET /v1/modules/http/Case");

  const idle: RawConnection[] = [];
  for (let i = 0; i < count; ++i) {
    const connection = await RawConnection.open(t, running.ready["port"]);
    // Half of them have had an answer, the others have said nothing yet.
    if (i % 2 === 0) {
      await connection.send(get);
      assert.equal((await connection.plain()).body, '"Case"');
    }
    idle.push(connection);
  }
  assert.deepEqual(await running.get("/http/Case"), { status: 200, body: "Case" });
  assert.ok(sockets() > count, `${sockets()} sockets`);
  assert.ok(threads() < 64, `${threads()} threads`);

  // Each is still good for a request, all of them at once too.
  await Promise.all(idle.map((connection) => connection.send(get)));
  for (const connection of idle) assert.deepEqual((await connection.plain()).body, '"Case"');
  assert.equal(idle.filter((connection) => connection.isEnded).length, 0);

  await running.stop();
  for (const connection of idle) assert.equal((await connection.rest()).length, 0);
});

test("a shell that allows 256 open files does not limit the connections", async (t) => {
  const folder = new Folder(t, { "index.ts": httpModule });
  const limited = 'ulimit -Sn 256; exec "$0" "$@"';
  const program = new Program(t, "/bin/sh", ["-c", limited, binary, "dev", "--port", "0", "--ephemeral", "--format", "json"], { cwd: folder.path });
  const port = Number((await program.said(/"port":(\d+)/))[1]);
  const idle: RawConnection[] = [];
  for (let i = 0; i < 400; ++i) idle.push(await RawConnection.open(t, port));
  for (const connection of idle) await connection.send(requestText("GET /v1/modules/http/Case"));
  for (const connection of idle) assert.equal((await connection.plain()).body, '"Case"');
  program.signal("SIGTERM");
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});
