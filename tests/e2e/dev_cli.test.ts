// What convotic dev, and the program as a whole, say to a person who gets something wrong.
import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import net from "node:net";
import { test, type TestContext } from "node:test";
import { binary, convotic } from "./support/convotic.ts";
import { within } from "./support/deadline.ts";
import { dev } from "./support/dev.ts";
import { Folder, type Files } from "./support/folder.ts";
import { Program } from "./support/program.ts";
import { moduleSource } from "./support/source.ts";

const source = moduleSource("shop", { "GET /x": "async () => ({ status: 200 })" });
const files: Files = { "index.ts": source };

interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

async function run(t: TestContext, args: string[], { folder = new Folder(t, files), env = {} }: { folder?: Folder; env?: Record<string, string> } = {}): Promise<Said> {
  const { code, stdout, stderr } = await convotic(t, args, { cwd: folder.path, env });
  return { code, stdout: folder.plain(stdout), stderr: folder.plain(stderr) };
}

function refused(slug: string, message: string, help: string, code = 2): Said {
  return { code, stdout: "", stderr: `convotic: error[${slug}]: ${message}\n${help === "" ? "" : `  help: ${help}\n`}` };
}

test("words it does not know are answered with the nearest that it knows", async (t) => {
  const commands = "commands: new, dev, replay, lint, trigger, capture, sign, verify, schemes, explain";
  const takes = "lists what it takes";
  const cases: [string[], Said][] = [
    [["devv"], refused("unknown-command", 'no command "devv"; did you mean "dev"?', commands)],
    [["explian", "x"], refused("unknown-command", 'no command "explian"; did you mean "explain"?', commands)],
    [["publish"], refused("unknown-command", 'no command "publish"', commands)],
    [["--verson"], refused("unknown-flag", 'convotic has no flag "--verson"; did you mean "--version"?', `convotic --help ${takes}`)],
    [["dev", "--prot", "1"], refused("unknown-flag", 'convotic dev has no flag "--prot"; did you mean "--port"?', `convotic dev --help ${takes}`)],
    [["dev", "--rate-limits=5"], refused("unknown-flag", 'convotic dev has no flag "--rate-limits"; did you mean "--rate-limit"?', `convotic dev --help ${takes}`)],
    [["dev", "--tunnel"], refused("unknown-flag", 'convotic dev has no flag "--tunnel"', `convotic dev --help ${takes}`)],
    [["explain", "a", "b"], refused("usage", 'convotic explain does not take the argument "b"', `convotic explain --help ${takes}`)],
    [["explain", "port-inuse"], refused("bad-value", 'no error "port-inuse"; did you mean "port-in-use"?', "convotic explain lists them all")],
    [["dev", "--port"], refused("usage", "--port: 1 required PORT missing", `convotic dev --help ${takes}`)],
  ];
  for (const [args, expected] of cases) assert.deepEqual(await run(t, args), expected, args.join(" "));
});

test("values that a flag cannot take are quoted, with what it can take", async (t) => {
  const takes = "convotic dev --help lists what it takes";
  const cases: [string[], Said][] = [
    [["--format", "jsn"], refused("bad-value", '--format cannot be "jsn"; did you mean "json"?', "it is one of pretty, json")],
    [["--format", "xml"], refused("bad-value", '--format cannot be "xml"', "it is one of pretty, json")],
    [["--port", "http"], refused("bad-value", '--port: "http" is not a number from 0 to 65535', takes)],
    [["--port", "65536"], refused("bad-value", '--port: "65536" is not a number from 0 to 65535', takes)],
    [["--port", "-1"], refused("bad-value", '--port: "-1" is not a number from 0 to 65535', takes)],
    [["--timeout", "0"], refused("bad-value", '--timeout: "0" is not a number from 0.01 to 3600', takes)],
    [["--timeout", "30s"], refused("bad-value", '--timeout: "30s" is not a number from 0.01 to 3600', takes)],
    [["--timeout", "nan"], refused("bad-value", '--timeout: "nan" is not a number from 0.01 to 3600', takes)],
    [["--max-body", "0"], refused("bad-value", '--max-body: "0" is not a number from 1 to 209715200', takes)],
    [["--max-body", "1MB"], refused("bad-value", '--max-body: "1MB" is not a number from 1 to 209715200', takes)],
    [["--memory", "1"], refused("bad-value", '--memory: "1" is not a number from 16 to 65536', takes)],
    [["--rate-limit", "fast"], refused("bad-value", '--rate-limit cannot be "fast"', "it is requests a minute, such as 1000, or off")],
    [["--rate-limit", "-5"], refused("bad-value", '--rate-limit cannot be "-5"', "it is requests a minute, such as 1000, or off")],
    [["--rate-limit", "99999999999"], refused("bad-value", '--rate-limit cannot be "99999999999"', "it is requests a minute, such as 1000, or off")],
    [["--state", "../other"], refused("bad-value", '--state cannot be "../other"', 'it is a name of letters, digits, "-" and "_"')],
    [["--state", "state.sqlite"], refused("bad-value", '--state cannot be "state.sqlite"', 'it is a name of letters, digits, "-" and "_"')],
    [["--ephemeral", "--state", "other"], refused("usage", "--ephemeral and --state contradict each other", "leave one of them out")],
    [["nothing-here"], refused("module-not-found", 'there is no "<folder>/nothing-here"', "convotic new makes a module")],
    [[".", "index.ts"], refused("usage", '"<folder>/index.ts" is named twice', "name it once")],
  ];
  const folder = new Folder(t, files);
  for (const [flags, expected] of cases) assert.deepEqual(await run(t, ["dev", ...flags], { folder }), expected, flags.join(" "));
  assert.deepEqual(folder.list(), ["index.ts"], "nothing was made meanwhile");
});

test("of a flag that is given twice the last one counts", async (t) => {
  assert.deepEqual(await run(t, ["dev", "--format", "pretty", "--format", "xml"]), refused("bad-value", '--format cannot be "xml"', "it is one of pretty, json"));
  const running = await dev(t, { files, flags: ["--api-key", "first", "--api-key", "second"] });
  assert.equal(running.key, "second");
});

test("every command has help with examples", async (t) => {
  const top = await run(t, ["--help"]);
  assert.equal(top.code, 0);
  assert.equal(top.stderr, "");
  const commands = [...top.stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map((match) => match[1]!);
  assert.deepEqual(commands, ["new", "dev", "replay", "lint", "trigger", "capture", "sign", "verify", "schemes", "explain"]);
  assert.deepEqual(await run(t, []), top, "no command is a question for help");
  for (const command of commands) {
    const { code, stdout, stderr } = await run(t, [command, "--help"]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.match(stdout, new RegExp(`^\\S[^\\n]*\\n\\nUsage: convotic ${command} `));
    const examples = stdout.slice(stdout.indexOf("\nExamples\n"));
    assert.match(examples, new RegExp(`^\\nExamples\\n( {2}convotic ${command}\\b[^\\n]*\\n)+$`));
    for (const line of stdout.split("\n")) assert.ok(line.length <= 110, line);
  }
});

test("--version names itself, Node, esbuild and SQLite", async (t) => {
  const { code, stdout, stderr } = await run(t, ["--version"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(stdout, /^convotic \d+\.\d+\.\d+\nnode     v\d+\.\d+\.\d+\nesbuild  \d+\.\d+\.\d+\nsqlite   3\.\d+\.\d+\n$/);
  const folder = new Folder(t);
  const without = await run(t, ["--version"], { folder, env: { CONVOTIC_NODE: folder.at("no-node") } });
  assert.equal(without.code, 0);
  assert.match(without.stdout, /\nnode     not found\n/);
});

test("explain says what every error means", async (t) => {
  const { code, stdout } = await run(t, ["explain"]);
  assert.equal(code, 0);
  for (const line of stdout.trimEnd().split("\n")) assert.match(line, /^[a-z-]+ +exit (1|2|70) +\S.*$/);
  const one = await run(t, ["explain", "port-in-use"]);
  assert.deepEqual(one, { code: 0, stdout: stdout.split("\n").find((line) => line.startsWith("port-in-use "))! + "\n", stderr: "" });
});

test("a port that is taken names who has it, and the next that is free", async (t) => {
  const server = net.createServer();
  await within(new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)), "a port");
  t.after(() => server.close());
  const { port } = server.address() as net.AddressInfo;
  const { code, stdout, stderr } = await run(t, ["dev", "--ephemeral", "--port", String(port)]);
  const offered = Number(/dev --port (\d+) is free/.exec(stderr)?.[1]);
  assert.ok(offered > port && offered < 65536, stderr);
  assert.deepEqual(
    { code, stdout, stderr },
    refused("port-in-use", `127.0.0.1:${port} is taken by node (pid ${process.pid}, ${process.cwd()})`, `convotic dev --port ${offered} is free`, code ?? 0),
  );
  assert.notEqual(code, 0);
  const running = await dev(t, { files, flags: ["--port", String(offered)] });
  assert.equal(running.ready["port"], offered);
});

test("a port that another convotic dev has names it", async (t) => {
  const first = await dev(t, { files });
  const { stderr } = await run(t, ["dev", "--ephemeral", "--port", String(first.ready["port"])]);
  assert.match(stderr, new RegExp(`^convotic: error\\[port-in-use\\]: 127\\.0\\.0\\.1:${first.ready["port"]} is taken by convotic \\(pid ${first.pid}, `));
});

test("--port 0 takes any free port, for as many as are started", async (t) => {
  const [one, other] = [await dev(t, { files }), await dev(t, { files })];
  assert.notEqual(one.ready["port"], other.ready["port"]);
  assert.deepEqual(await one.get("/shop/x"), { status: 200, body: undefined });
  assert.deepEqual(await other.get("/shop/x"), { status: 200, body: undefined });
});

test("an address that others can reach brings a warning, and one that is not there an error", async (t) => {
  const open = await dev(t, { files, flags: ["--host", "0.0.0.0"] });
  assert.equal(open.stderr, "convotic: warning: 0.0.0.0 is not loopback: others on the network can reach your modules\n");
  assert.equal(open.url, `http://127.0.0.1:${open.ready["port"]}`);
  assert.deepEqual(await open.get("/shop/x"), { status: 200, body: undefined });
  for (const host of ["localhost", "127.0.0.2"]) {
    const loopback = await dev(t, { files, flags: ["--host", host] });
    assert.equal(loopback.stderr, "");
    assert.deepEqual(await loopback.get("/shop/x"), { status: 200, body: undefined });
  }
  const warning = (host: string) => `convotic: warning: ${host} is not loopback: others on the network can reach your modules\n`;
  const help = "--host takes an address of this machine, such as 127.0.0.1";
  // 192.0.2.0/24 is for documentation, so it is nobody's.
  const elsewhere = await run(t, ["dev", "--ephemeral", "--port", "8787", "--host", "192.0.2.1"]);
  const expected = refused("listen", "cannot listen on 192.0.2.1:8787: Cannot assign requested address", help, 1);
  assert.deepEqual(elsewhere, { ...expected, stderr: warning("192.0.2.1") + expected.stderr });
});

test("a seed that is missing or wrong is named with the place in it", async (t) => {
  const folder = new Folder(t, { ...files, "broken.json": '{\n  "contacts": [\n    {"id": "ct_1",}\n  ]\n}\n', "folder/x": "" });
  const of = (seed: string) => run(t, ["dev", "--port", "0", "--ephemeral", "--seed", seed], { folder });
  const help = "it is a JSON file of contacts, conversations, workflows and storage";
  assert.deepEqual(await of("seed.json"), refused("bad-value", '--seed names "<folder>/seed.json", which is not a file', help));
  assert.deepEqual(await of("folder"), refused("bad-value", '--seed names "<folder>/folder", which is not a file', help));
  const { code, stdout, stderr } = await of("broken.json");
  assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
  assert.match(stderr, /^convotic: error\[json-invalid\]: [^\n]*\n {2}<folder>\/broken\.json:3:\d+\n/);
});

test("a state that another convotic dev uses names it, and --state another one works", async (t) => {
  const folder = new Folder(t, files);
  const first = await dev(t, { folder, keep: true });
  assert.deepEqual(
    await run(t, ["dev", "--port", "0"], { folder }),
    refused("state-unusable", `"<folder>/.convotic/state.sqlite" is in use by process ${first.pid}`, "stop that convotic first, or name another file with --state NAME", 1),
  );
  const second = await dev(t, { folder, keep: true, flags: ["--state", "other"] });
  assert.equal(second.ready["state"], ".convotic/other.sqlite");
  assert.deepEqual(await second.get("/shop/x"), { status: 200, body: undefined });
});

test("a state that is no SQLite file is left alone and named", async (t) => {
  const folder = new Folder(t, { ...files, ".convotic/state.sqlite": "this is a diary, not a database\n".repeat(100) });
  assert.deepEqual(
    await run(t, ["dev", "--port", "0"], { folder }),
    refused("state-unusable", '"<folder>/.convotic/state.sqlite" is not a state file: it is not a SQLite database', "name another file with --state NAME", 1),
  );
  assert.equal(folder.read(".convotic/state.sqlite"), "this is a diary, not a database\n".repeat(100));
});

test("a Node that is missing, too old or broken is named with what it said", async (t) => {
  const folder = new Folder(t, files);
  const using = async (script: string | undefined) => {
    const node = folder.at("node");
    if (script !== undefined) {
      folder.write("node", script);
      chmodSync(node, 0o755);
    }
    const { code, stderr } = await run(t, ["dev", "--port", "0", "--ephemeral"], { folder, env: { CONVOTIC_NODE: node } });
    return { code, stdout: "", stderr };
  };
  const older = "convotic needs Node 18 or newer; node --version shows which it is";
  assert.deepEqual(await using(undefined), refused("node-missing", 'CONVOTIC_NODE is "<folder>/node", which cannot be run', "set it to the path of a node program, or unset it"));
  assert.deepEqual(await using("#!/bin/sh\nexit 3\n"), refused("node-missing", '"<folder>/node" exited with code 3 before it was ready', older));
  assert.deepEqual(
    await using('#!/bin/sh\necho "SyntaxError: Unexpected token ?" >&2\necho "    at more" >&2\nexit 1\n'),
    refused("node-missing", '"<folder>/node" exited with code 1 before it was ready: SyntaxError: Unexpected token ?', older),
  );
  assert.deepEqual(await using("#!/bin/sh\nkill -9 $$\n"), refused("node-missing", '"<folder>/node" was ended by signal 9 (Killed) before it was ready', older));
  const none = await run(t, ["dev"], { folder, env: { PATH: folder.at("nothing"), CONVOTIC_NODE: "" } });
  assert.deepEqual(none, refused("node-missing", "there is no node on the PATH", "install Node 18 or newer, or set CONVOTIC_NODE"));
});

test("a Node that says nothing at all is given up on, and a person can stop the wait", async (t) => {
  const folder = new Folder(t, { ...files, node: '#!/bin/sh\necho "silent" >&2\nexec sleep 1000\n' });
  chmodSync(folder.at("node"), 0o755);
  const program = new Program(t, binary, ["dev", "--port", "0", "--ephemeral"], { cwd: folder.path, env: { CONVOTIC_NODE: folder.at("node") } });
  await program.said(/silent/);
  program.signal("SIGINT");
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});

test("a folder without a module says what was looked for", async (t) => {
  const folder = new Folder(t, { "README.md": "nothing here" });
  assert.deepEqual(
    await run(t, ["dev"], { folder }),
    refused("module-not-found", '"<folder>" has no module: neither src/index.ts nor index.ts is there', "name the entry file, or make a module with convotic new"),
  );
});
