// Writes tests/fixtures/runner_protocol/. The bytes are put together here by hand, so that the encoder has something to be
// measured against that it did not produce.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { Kind } from "../../emulator/runner/src/protocol.ts";
import { brokenSamples, fixtureFolder, goldenFrames } from "./golden.ts";

rmSync(fixtureFolder, { recursive: true, force: true });
mkdirSync(`${fixtureFolder}/broken`, { recursive: true });

for (const { file, name, id, head, body = new Uint8Array() } of goldenFrames) {
  const headBytes = Buffer.from(JSON.stringify(head));
  const fixed = Buffer.alloc(13);
  fixed.writeUInt32LE(9 + headBytes.length + body.length, 0);
  fixed.writeUInt8(Kind[name], 4);
  fixed.writeUInt32LE(id, 5);
  fixed.writeUInt32LE(headBytes.length, 9);
  write(file ?? name, { kind: Kind[name], name, id, head, body_base64: Buffer.from(body).toString("base64") }, Buffer.concat([fixed, headBytes, body]));
}
for (const { fault, broken, bytes } of brokenSamples) write(`broken/${fault}`, { fault, broken }, bytes);

function write(name: string, description: object, bytes: Uint8Array): void {
  writeFileSync(`${fixtureFolder}/${name}.json`, `${JSON.stringify(description, null, 2)}\n`);
  writeFileSync(`${fixtureFolder}/${name}.bin`, bytes);
}
