import { isNativeError } from "node:util/types";
import { cut } from "./cut.ts";
import { describe } from "./quote.ts";
import { cleanStack } from "./stack.ts";

const longestText = 16 * 1024;
const longestName = 256;
const deepestCause = 4;

// An error as the protocol carries it.
export interface ErrorReport {
  name: string;
  message: string;
  stack?: string;
  code?: string;
}

// Anything that can be thrown, as a report. Never throws, whatever the getters of `thrown` do.
export function reportOf(thrown: unknown, verb = "threw"): ErrorReport {
  try {
    return isError(thrown) ? reportOfError(thrown) : { name: "NonError", message: cut(`${verb} ${describe(thrown)}`, longestText) };
  } catch {
    return { name: "NonError", message: `${verb} an object that cannot be looked at` };
  }
}

// An error that this program raises on a module's behalf; its own stack would only show the runner.
export function plainReport(name: string, message: string): ErrorReport {
  return { name, message: cut(message, longestText) };
}

function reportOfError(error: Error): ErrorReport {
  const report: ErrorReport = { name: cut(String(error.name), longestName), message: cut(String(error.message), longestText) };
  const stack = stackOf(error);
  if (stack !== "") report.stack = cut(stack, longestText);
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" || typeof code === "number") report.code = cut(String(code), longestName);
  return report;
}

// Includes the causes: "fetch failed" says nothing, its cause says which connection was refused.
function stackOf(error: Error): string {
  const parts: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < deepestCause && isError(current); ++depth) {
    if (typeof current.stack === "string") parts.push(cleanStack(current.stack));
    current = current.cause;
  }
  return parts.join("\nCaused by: ");
}

function isError(value: unknown): value is Error {
  return value instanceof Error || isNativeError(value);
}
