import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import members from "../../sdk/ctx-members.json";

const declarations = ts.createSourceFile("index.d.ts", readFileSync("sdk/index.d.ts", "utf8"), ts.ScriptTarget.ES2022, true);

interface Tagged {
  name: string;
  tags: { name: string; text: string }[];
}

function tagged(name: string, node: ts.Node): Tagged {
  const tags = ts.getJSDocTags(node).map((tag) => ({ name: tag.tagName.text, text: ts.getTextOfJSDocComment(tag.comment) ?? "" }));
  return { name, tags };
}

// Every exported declaration and, in any depth, every member of it.
function everything(): Tagged[] {
  const found: Tagged[] = [];
  const visit = (node: ts.Node, owner: string): void => {
    if (ts.isTypeElement(node) && node.name !== undefined) {
      const name = `${owner}.${node.name.getText()}`;
      found.push(tagged(name, node));
      owner = name;
    }
    ts.forEachChild(node, (child) => visit(child, owner));
  };
  for (const statement of declarations.statements) {
    const named = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : (statement as ts.DeclarationStatement);
    const name = named?.name?.getText() ?? "?";
    found.push(tagged(name, statement));
    visit(statement, name);
  }
  return found;
}

test("every declaration and every member says whether it is documented or assumed", () => {
  const all = everything();
  assert.ok(all.length > 150, `only ${all.length} were found`);
  for (const { name, tags } of all) {
    const marks = tags.filter((tag) => tag.name === "documented" || tag.name === "assumed");
    assert.equal(marks.length, 1, `${name} has ${marks.length} of @documented and @assumed`);
    const [mark] = marks;
    if (mark?.name === "documented") assert.match(mark.text, /^\/docs\/[a-z/-]+$/, `${name}: @documented names the page`);
    else assert.notEqual(mark?.text, "", `${name}: @assumed says why`);
  }
});

test("the table of ctx's members agrees with the declarations, in both directions", () => {
  const marks = new Map(everything().map(({ name, tags }) => [name, tags.find(({ name }) => name === "documented" || name === "assumed")?.name]));
  const declared: object[] = [];
  const groups = interfaceMembers("ConvoticContext").map((member) => [member.name?.getText() ?? "", (member as ts.PropertySignature).type?.getText() ?? ""]);
  for (const [group, type] of groups as [string, string][]) {
    for (const member of interfaceMembers(type)) {
      const name = member.name?.getText() ?? "";
      const returned = (member as ts.MethodSignature).type?.getText() ?? "";
      declared.push({ name: `${group}.${name}`, status: marks.get(`${type}.${name}`), kind: returned.startsWith("Promise<") ? "call" : "local" });
    }
  }
  const byName = (a: object, b: object): number => JSON.stringify(a).localeCompare(JSON.stringify(b));
  assert.deepEqual(declared.sort(byName), [...members].sort(byName));
});

function interfaceMembers(name: string): readonly ts.TypeElement[] {
  const found = declarations.statements.find((statement): statement is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(statement) && statement.name.text === name);
  assert.ok(found, `there is an interface ${name}`);
  return found.members;
}

test("the package loads by import and by require with the same names", async () => {
  const required = createRequire(path.resolve("sdk/index.js"))("./index.cjs") as Record<string, unknown>;
  const imported = (await import("@convotic/block-sdk")) as Record<string, unknown>;
  assert.deepEqual(Object.keys(required).sort(), ["ConvoticModule", "defineModule"]);
  for (const name of Object.keys(required)) assert.equal(typeof imported[name], typeof required[name]);
});
