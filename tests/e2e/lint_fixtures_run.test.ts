// What the linter's fixtures do when they run: a correct module changes nothing for a request without a valid signature, or with one made with another
// key; a broken one does; and both work for the sender.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { dev, type Dev, type Event } from "./support/dev.ts";
import { evaluate, filesBelow, fixtureRoot, fixtures, type Fixture, type FixtureRequest } from "./support/lint_fixtures.ts";
import type { Files } from "./support/folder.ts";

const standard: unknown = JSON.parse(readFileSync(path.join(fixtureRoot, "event.json"), "utf8"));
const all = fixtures();
const runnable = all.filter(({ expected }) => expected.dynamic.some(({ skip }) => skip === undefined) || expected.signed !== undefined);

// Groups in which no two modules have the same name, and which load soon enough on a busy machine.
function groups(): Fixture[][] {
  const out: Fixture[][] = [];
  for (const fixture of runnable) {
    const group = out.find((others) => others.length < 10 && others.every(({ expected }) => expected.module !== fixture.expected.module));
    if (group !== undefined) group.push(fixture);
    else out.push([fixture]);
  }
  return out;
}

function filesOf(group: Fixture[]): Files {
  const files: Files = { "seed.json": readFileSync(path.join(fixtureRoot, "seed.json")) };
  for (const [name, content] of Object.entries(filesBelow(path.join(fixtureRoot, "packages")))) files[`node_modules/${name}`] = content;
  for (const { name, expected, files: sources } of group) {
    for (const [file, content] of Object.entries(sources)) files[`${name}/${file}`] = content;
    const lines = Object.entries(expected.env ?? {}).map(([key, value]) => `${key}='${value}'\n`);
    files[`${name}/.env`] = lines.join("");
  }
  return files;
}

interface Sent {
  label: string;
  request: FixtureRequest;
  effects: boolean;
  event: Event;
  answer: string;
}

// How a request is made: as the fixture says, as the sender makes it, or as one who has other keys does.
type Kind = "dynamic" | "signed" | "forged";

const otherKeys = (env: Record<string, string>): Record<string, string> => Object.fromEntries(Object.keys(env).map((name) => [name, `not-${name}`]));

// Whether the request's headers come out different with other keys.
const isKeyed = ({ headers = {} }: FixtureRequest): boolean => Object.values(headers).some((expression) => expression.includes("env."));

async function send(running: Dev, fixture: Fixture, request: FixtureRequest, kind: Kind): Promise<Sent> {
  const { module, env: own = {} } = fixture.expected;
  const env = kind === "forged" ? otherKeys(own) : own;
  const hasBody = request.method !== "GET" && request.form === undefined;
  const text = request.form ?? (hasBody ? JSON.stringify(request.body ?? standard) : "");
  const expressions = kind === "dynamic" ? request.forge : request.headers;
  const computed = Object.entries(expressions ?? {}).map(([name, expression]) => [name, evaluate(expression, text, env)]);
  const headers = {
    ...(request.form !== undefined ? { "Content-Type": "application/x-www-form-urlencoded" } : hasBody ? { "Content-Type": "application/json" } : {}),
    ...(kind === "dynamic" ? request.headers : {}),
    ...Object.fromEntries(computed),
  };
  const body = text === "" ? {} : { body: text };
  const response = await running.fetch(request.method, `/${module}${request.path}`, { key: null, headers, ...body });
  const answer = await response.text();
  const [bare] = request.path.split("?");
  const event = await running.nextEvent((seen) => seen.event === "request" && seen["module"] === module && seen["path"] === bare, `the request event of ${fixture.name}`);
  const label = `${fixture.name}: ${kind} ${request.method} ${request.path} ${JSON.stringify(request.headers ?? {})}`;
  return { label, request, effects: request.effects ?? kind === "signed", event, answer };
}

// All of `kind`, one after the other within a module.
async function sendAll(running: Dev, group: Fixture[], kind: Kind): Promise<Sent[]> {
  const sent = group.map(async (fixture) => {
    const done: Sent[] = [];
    for (const request of fixture.expected[kind === "dynamic" ? "dynamic" : "signed"] ?? []) {
      if (kind === "forged" && (!fixture.name.startsWith("good/") || !isKeyed(request))) continue;
      if (request.skip === undefined) done.push(await send(running, fixture, request, kind));
    }
    return done;
  });
  return (await Promise.all(sent)).flat();
}

test("there are at least 64 correct and 90 broken modules, and each open route is run or says why not", () => {
  const count = (kind: string): number => all.filter(({ name }) => name.startsWith(kind)).length;
  assert.ok(count("good/") >= 64, `${count("good/")} correct modules`);
  assert.ok(count("bad/") >= 90, `${count("bad/")} broken modules`);
  for (const { name, expected } of all) {
    for (const route of expected.routes) {
      if (route.verdict === "keyed") continue;
      const covered = expected.dynamic.some(({ method, path: sentTo, route: of = sentTo }) => method === route.method && of === route.path);
      assert.ok(covered, `${name}: no request for ${route.method} ${route.path}`);
    }
  }
});

for (const [index, group] of groups().entries()) {
  test(`unsigned requests have the effects that the fixtures say, signed ones have some (${index + 1})`, async (t) => {
    const modules = group.map(({ name }) => name);
    const running = await dev(t, { files: filesOf(group), modules, flags: ["--seed", "seed.json"], env: { NODE_ENV: "test" } });
    assert.deepEqual(running.events.filter(({ event }) => event === "module-failed"), []);
    const sent: Sent[] = [];
    for (const kind of ["dynamic", "forged", "signed"] as const) sent.push(...(await sendAll(running, group, kind)));
    await running.stop();

    const late = running.events.filter(({ event }) => event === "late-effect");
    const wrong: string[] = [];
    for (const { label, request, effects, event, answer } of sent) {
      const calls = [...event["effects"], ...late.filter(({ request: id }) => id === event["id"])].map(({ call }) => call as string);
      if (calls.length > 0 !== effects) wrong.push(`${label} → ${event["status"]} ${answer.slice(0, 120)}; effects: ${calls.join(", ") || "none"}`);
      if (request.discloses !== undefined && !answer.includes(request.discloses)) wrong.push(`${label} → ${answer} does not disclose ${request.discloses}`);
    }
    assert.deepEqual(wrong, []);
  });
}
