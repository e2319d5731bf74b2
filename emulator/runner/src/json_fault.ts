// Where a value cannot be written as JSON and why: `body.order.total is a BigInt`. `root` names the value itself.
// Call it only after JSON.stringify has refused: it looks at everything.
export function jsonFault(value: unknown, root: string): string | undefined {
  try {
    return search(value, root, []);
  } catch {
    return undefined; // nested too deeply to look at
  }
}

function search(value: unknown, place: string, above: unknown[]): string | undefined {
  if (typeof value === "bigint") return `${place} is a BigInt`;
  if (typeof value !== "object" || value === null) return undefined;
  if (above.includes(value)) return `${place} refers back to an object that contains it`;
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return throwsIn(value, place);
  above.push(value);
  for (const key of Object.keys(value)) {
    const child = Array.isArray(value) ? `${place}[${key}]` : `${place}${property(key)}`;
    let held: unknown;
    try {
      held = (value as Record<string, unknown>)[key];
    } catch (error) {
      return `reading ${child} threw: ${messageOf(error)}`;
    }
    const fault = search(held, child, above);
    if (fault !== undefined) return fault;
  }
  above.pop();
  return undefined;
}

function throwsIn(value: object, place: string): string | undefined {
  try {
    JSON.stringify(value);
    return undefined;
  } catch (error) {
    return `${place}.toJSON failed: ${messageOf(error)}`;
  }
}

function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
