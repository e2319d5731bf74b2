import { format, inspect, type InspectOptions } from "node:util";
import type { Level, Log } from "./log.ts";
import { currentScope } from "./scope.ts";
import { cleanText } from "./stack.ts";

const levels = { log: "info", info: "info", debug: "debug", warn: "warn", error: "error" } as const satisfies Record<string, Level>;

// Turns what a module writes with console.* into log lines that know their request. The methods not named here (table,
// count, assert, timeEnd…) are Node's own and end in one of these.
export function captureConsole(log: Log): void {
  const write = (level: Level, text: string): void => {
    const scope = currentScope();
    log.fromConsole(scope.id, level, scope.indent === 0 ? text : indented(text, scope.indent));
  };

  for (const [name, level] of Object.entries(levels)) {
    console[name as keyof typeof levels] = (...values: unknown[]) => write(level, toText(values));
  }
  console.dirxml = console.log;
  console.dir = (value: unknown, options?: InspectOptions) => write("info", inspect(value, { customInspect: false, ...options }));
  console.trace = function trace(...values: unknown[]) {
    const holder = { name: "Trace", message: toText(values), stack: "" };
    Error.captureStackTrace(holder, trace);
    write("info", cleanText(holder.stack));
  };
  console.group = (...values: unknown[]) => {
    if (values.length > 0) console.log(...values);
    currentScope().indent += 1;
  };
  console.groupCollapsed = console.group;
  console.groupEnd = () => {
    const scope = currentScope();
    scope.indent = Math.max(0, scope.indent - 1);
  };
}

function toText(values: unknown[]): string {
  return values.length === 1 && typeof values[0] === "string" ? values[0] : cleanText(format(...values));
}

function indented(text: string, depth: number): string {
  const margin = "  ".repeat(depth);
  return margin + text.replaceAll("\n", `\n${margin}`);
}
