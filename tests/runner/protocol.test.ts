import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { FrameReader } from "../../emulator/runner/src/frame_reader.ts";
import { FrameWriter } from "../../emulator/runner/src/frame_writer.ts";
import { BrokenFrame, encodeFrame, Kind, maxHead, type Frame } from "../../emulator/runner/src/protocol.ts";
import { brokenSamples, fixtureFolder, goldenFrames } from "./golden.ts";

interface Described {
  kind: Kind;
  id: number;
  head: object;
  body_base64: string;
}

const goldenNames = readdirSync(fixtureFolder).filter((file) => file.endsWith(".bin")).map((file) => file.slice(0, -4));
const bytesOf = (name: string): Buffer => readFileSync(`${fixtureFolder}/${name}.bin`);
const described = (name: string): Described => JSON.parse(readFileSync(`${fixtureFolder}/${name}.json`, "utf8")) as Described;

function read(...pieces: Uint8Array[]): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push({ ...frame, body: Buffer.from(frame.body) }));
  for (const piece of pieces) reader.push(Buffer.from(piece));
  return frames;
}

test("there is a golden frame for every kind of message", () => {
  assert.deepEqual([...new Set(goldenNames.map((name) => described(name).kind))].sort((a, b) => a - b), Object.values(Kind));
  const onDisk = goldenFrames.map(({ file, name }) => ({ id: described(file ?? name).id, head: described(file ?? name).head }));
  assert.deepEqual(onDisk, goldenFrames.map(({ id, head }) => ({ id, head })), "npm run fixtures writes them anew");
  assert.equal(goldenNames.length, goldenFrames.length);
});

for (const name of goldenNames) {
  test(`the golden frame ${name} decodes to what its description says and encodes to the same bytes`, () => {
    const { kind, id, head, body_base64 } = described(name);
    const body = Buffer.from(body_base64, "base64");
    assert.deepEqual(read(bytesOf(name)), [{ kind, id, head, body }]);
    assert.deepEqual(encodeFrame(kind, id, head, body), bytesOf(name));
    const writer = new FrameWriter();
    writer.add(kind, id, JSON.stringify(head), body);
    assert.deepEqual(writer.bytes(), bytesOf(name));
  });
}

for (const { fault, broken } of brokenSamples) {
  test(`a frame is refused when ${broken}`, () => {
    assert.throws(
      () => read(bytesOf(`broken/${fault}`)),
      (error) => error instanceof BrokenFrame && error.fault === fault,
    );
  });
}

test("a head of more than 1 MiB is refused", () => {
  const bytes = encodeFrame(Kind.load, 0, { filler: "x".repeat(maxHead) });
  assert.throws(() => read(bytes), { fault: "head_too_large" });
});

test("frames are the same however the stream is cut into pieces", () => {
  const stream = Buffer.concat(goldenNames.map(bytesOf));
  const whole = read(stream);
  assert.equal(whole.length, goldenNames.length);
  for (const size of [1, 2, 3, 5, 13, 64, 1000]) {
    const pieces: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) pieces.push(stream.subarray(at, at + size));
    assert.deepEqual(read(...pieces), whole, `pieces of ${size} bytes`);
  }
});

test("an unfinished frame is kept until the rest arrives", () => {
  const bytes = bytesOf("invoke");
  assert.deepEqual(read(bytes.subarray(0, bytes.length - 1)), []);
  assert.equal(read(bytes.subarray(0, bytes.length - 1), bytes.subarray(bytes.length - 1)).length, 1);
});

test("a writer holds frames larger than its buffer and small ones after them", () => {
  const writer = new FrameWriter();
  const large = "é".repeat(3_000_000);
  writer.add(Kind.response, 1, "{}", large);
  writer.add(Kind.response, 2, "{}", "small");
  const frames = read(writer.bytes());
  assert.deepEqual(frames.map(({ id, body }) => [id, body.toString()]), [[1, large], [2, "small"]]);
  writer.clear();
  assert.equal(writer.length, 0);
});

test("frames that were released are not written over", () => {
  const writer = new FrameWriter();
  writer.add(Kind.pong, 1, "{}");
  const sent = writer.bytes();
  const copy = Buffer.from(sent);
  writer.release();
  writer.add(Kind.response, 2, '{"status":200}', "body");
  assert.deepEqual(sent, copy);
});
