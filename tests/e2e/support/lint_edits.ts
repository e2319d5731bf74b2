// Edits of whole modules that change how they are written and not what they do, and random damage.
import ts from "typescript";
import type { Files } from "./folder.ts";
import { apply, around, each, isScript, isSource, parse, type Change } from "./source_edits.ts";

// Makes an edit in each source of a module.
function inSources(edit: (source: ts.SourceFile, text: string) => string): (files: Files) => Files {
  return (files) =>
    Object.fromEntries(
      Object.entries(files).map(([file, content]) => {
        if (!isSource(file)) return [file, content];
        const text = String(content);
        return [file, edit(parse(file, text), text)];
      }),
    );
}

function changesWhere(find: (node: ts.Node) => Change[] | undefined): (files: Files) => Files {
  return inSources((source, text) => {
    const changes: Change[] = [];
    each(source, (node) => void changes.push(...(find(node) ?? [])));
    return apply(text, changes);
  });
}

// handler: H becomes handler: async (q, c) => (H)(q, c).
const wrapHandler = changesWhere((node) => {
  const named = (of: ts.PropertyAssignment | ts.ShorthandPropertyAssignment | ts.MethodDeclaration): boolean => of.name.getText() === "handler";
  if (ts.isShorthandPropertyAssignment(node) && named(node) && ts.isObjectLiteralExpression(node.parent)) {
    return around(node, "", ": async (request0, context0) => handler(request0, context0)");
  }
  if (ts.isPropertyAssignment(node) && named(node)) return around(node.initializer, "async (request0, context0) => (", ")(request0, context0)");
  if (ts.isMethodDeclaration(node) && named(node) && ts.isObjectLiteralExpression(node.parent)) {
    return around(node, "handler: async (request0, context0) => ({ ", " }).handler(request0, context0)");
  }
  return undefined;
});

// if (c) a; else b; becomes if (!(c)) b; else a;
const swapIf = inSources((source, text) => {
  const render = (node: ts.Node): string => {
    let out = "";
    let done = node.getStart();
    const visit = (child: ts.Node): void => {
      if (!ts.isIfStatement(child)) return child.forEachChild(visit);
      out += text.slice(done, child.getStart()) + swapped(child);
      done = child.getEnd();
    };
    node.forEachChild(visit);
    return out + text.slice(done, node.getEnd());
  };
  const statement = (node: ts.Statement): string => (ts.isBlock(node) ? render(node) : `{ ${ts.isIfStatement(node) ? swapped(node) : render(node)} }`);
  const swapped = (node: ts.IfStatement): string => {
    const otherwise = node.elseStatement === undefined ? "{}" : statement(node.elseStatement);
    return `if (!(${render(node.expression)})) ${otherwise} else ${statement(node.thenStatement)}`;
  };
  return render(source) + text.slice(source.getEnd());
});

// Comments stand between all tokens of each second line.
const comment = inSources((source, text) => {
  const starts = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren();
    if (children.length > 0) return children.forEach(visit);
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    if (line % 2 === 0 && node.getWidth() > 0) starts.add(node.getStart());
  };
  visit(source);
  return apply(
    text,
    [...starts].map((at) => ({ from: at, to: at, text: "/* noted */ " })),
  );
});

// if (c) becomes if ((() => c)()).
const extractCondition = changesWhere((node) => {
  if (!ts.isIfStatement(node)) return undefined;
  let waits = false;
  let yields = false;
  each(node.expression, (inner) => {
    waits ||= ts.isAwaitExpression(inner);
    yields ||= ts.isYieldExpression(inner);
  });
  if (yields) return undefined;
  return around(node.expression, waits ? "await (async () => " : "(() => ", ")()");
});

// The module moves to another file, which the entry passes on.
function forwardEntry(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).flatMap(([file, content]) => {
      const entry = /^src\/index(\.[cm]?[jt]s)$/.exec(file);
      if (entry === null) return [[file, content]];
      const moved = `./routes${isScript(file) && file !== "src/index.js" ? entry[1] : ""}`;
      const commonjs = isScript(file) && String(content).includes("module.exports");
      const passing = commonjs ? `module.exports = require("${moved}");\n` : `export { default } from "${moved}";\n`;
      return [
        [file, passing],
        [`src/routes${entry[1]}`, content],
      ];
    }),
  );
}

// Every variable, parameter, function, class and enum has another name.
function rename(files: Files): Files {
  const texts = new Map(Object.entries(files).flatMap(([file, content]) => (isSource(file) ? [[`/${file}`, String(content)]] : [])));
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => ({ noLib: true, allowJs: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }),
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => (texts.has(name) ? ts.ScriptSnapshot.fromString(texts.get(name)!) : undefined),
    getCurrentDirectory: () => "/",
    getDefaultLibFileName: () => "lib.d.ts",
    fileExists: (name) => texts.has(name),
    readFile: (name) => texts.get(name),
    directoryExists: (name) => name === "/" || [...texts.keys()].some((file) => file.startsWith(`${name}/`)),
  };
  const service = ts.createLanguageService(host);
  const changes = new Map<string, Map<number, Change>>([...texts.keys()].map((name) => [name, new Map()]));
  let count = 0;
  const renamed = (name: string, identifier: ts.Identifier): void => {
    if (changes.get(name)!.has(identifier.getStart())) return;
    const info = service.getRenameInfo(name, identifier.getStart(), { allowRenameOfImportPath: false });
    if (!info.canRename) return;
    const locations = service.findRenameLocations(name, identifier.getStart(), false, false, { providePrefixAndSuffixTextForRename: true }) ?? [];
    if (locations.some(({ fileName, textSpan }) => changes.get(fileName)!.has(textSpan.start))) return;
    const other = `n${(count += 1)}`;
    for (const { fileName, textSpan, prefixText = "", suffixText = "" } of locations) {
      changes.get(fileName)!.set(textSpan.start, { from: textSpan.start, to: textSpan.start + textSpan.length, text: prefixText + other + suffixText });
    }
  };
  for (const name of texts.keys()) {
    each(service.getProgram()!.getSourceFile(name)!, (node) => {
      const declares =
        ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node);
      const property = ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent);
      // TypeScript does not find every file that imports a name.
      const exported = (ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Export) !== 0;
      // A parameter "this" says what type it has, and has no other name.
      if (declares && !exported && !property && node.name !== undefined && ts.isIdentifier(node.name) && node.name.text !== "this") renamed(name, node.name);
    });
  }
  const edited = Object.entries(files).map(([file, content]) => {
    const made = changes.get(`/${file}`);
    return [file, made === undefined ? content : apply(String(content), [...made.values()])];
  });
  return Object.fromEntries(edited);
}

const crlf = (files: Files): Files => Object.fromEntries(Object.entries(files).map(([file, content]) => [file, isSource(file) ? `\uFEFF${String(content).replaceAll("\n", "\r\n")}` : content]));

export const keepingEdits = {
  rename,
  "wrap-handler": wrapHandler,
  "swap-if": swapIf,
  comment,
  "extract-condition": extractCondition,
  "forward-entry": forwardEntry,
  crlf,
} as const;
export type KeepingEdit = keyof typeof keepingEdits;

// A sequence of numbers from 0 to below `limit` that is the same for the same seed.
function random(seed: number): (limit: number) => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * limit);
  };
}

const junk = [" @@ ( ", " } ) ;; [ ", " => => ", " ${ ` ", " \u0000 ", " if if ( ", " /* ", ' "'];

// A module with nonsense in it. `within`: it stands within the handler of its only route, and is no syntax that TypeScript knows.
export function damaged(files: Files, seed: number): { files: Files; within: boolean } {
  const next = random(seed);
  const names = Object.keys(files).filter(isSource);
  const file = names[next(names.length)]!;
  const text = String(files[file]);
  const source = parse(file, text);
  const handlers: ts.Block[] = [];
  each(source, (node) => {
    const body = ts.isPropertyAssignment(node) && (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer)) ? node.initializer.body : ts.isMethodDeclaration(node) ? node.body : undefined;
    if (node.parent !== undefined && ts.isObjectLiteralElement(node) && node.name?.getText() === "handler" && body !== undefined && ts.isBlock(body)) handlers.push(body);
  });
  const only = handlers.length === 1 && seed % 2 === 0 ? handlers[0]! : undefined;
  const [from, to] = only === undefined ? [0, text.length] : [only.getStart() + 1, only.getEnd() - 1];
  const at = from + next(to - from);
  const nonsense = junk[next(junk.length)]!;
  const cut = only === undefined ? next(20) : 0;
  const changed = text.slice(0, at) + nonsense + text.slice(at + cut);
  const errors = (parse(file, changed) as unknown as { parseDiagnostics: ts.Diagnostic[] }).parseDiagnostics;
  return { files: { ...files, [file]: changed }, within: only !== undefined && errors.length > 0 };
}
