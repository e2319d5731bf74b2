import { fileURLToPath } from "node:url";

// The bundle that this code is part of; its frames tell a module's author nothing.
const ownFile = __filename;

// A stack as its reader wants it: no frames of the runner or inside Node, and paths instead of file:// addresses.
export function cleanStack(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => !isForeignFrame(line))
    .map(withPaths)
    .join("\n");
}

// Text that may contain a stack, such as what console.log(error) prints.
export function cleanText(text: string): string {
  return text.includes("\n    at ") ? cleanStack(text) : text;
}

function isForeignFrame(line: string): boolean {
  // AsyncLocalStorage.run is how the runner enters a handler.
  return /^\s+at /.test(line) && (line.includes(ownFile) || line.includes("node:internal/") || line.includes("AsyncLocalStorage.run (node:"));
}

function withPaths(line: string): string {
  return line.includes("file://") ? line.replace(/file:\/\/[^\s()'"]+/g, toPath) : line;
}

function toPath(address: string): string {
  try {
    return fileURLToPath(address);
  } catch {
    return address;
  }
}
