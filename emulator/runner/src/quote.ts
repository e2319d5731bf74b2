const longest = 60;

// A value as a message shows it: `undefined`, `the string "ok"`, `an array`, `a Promise`, `an object with the keys a, b`.
export function describe(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "string":
      return `the string ${quote(value)}`;
    case "number":
    case "boolean":
      return `the ${typeof value} ${value}`;
    case "bigint":
      return `the BigInt ${value}n`;
    case "symbol":
      return "a symbol";
    case "function":
      return isClass(value) ? "a class" : "a function";
    default:
      return value === null ? "null" : describeObject(value as object);
  }
}

// A string between double quotes, shortened where it is long.
export function quote(text: string): string {
  return JSON.stringify(text.length > longest ? `${text.slice(0, longest)}…` : text);
}

// A value between quotes as it would be written in the source: "FETCH", 42, undefined.
export function literal(value: unknown): string {
  return typeof value === "string" ? quote(value) : typeof value === "number" ? String(value) : describe(value);
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return "an array";
  const kind = constructorName(value);
  if (kind === "Promise") return "a Promise";
  if (kind !== "Object" && kind !== "") return `${/^[AEIOU]/i.test(kind) ? "an" : "a"} ${kind}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return "an object without keys";
  const shown = keys.slice(0, 8).join(", ");
  return `an object with the key${keys.length === 1 ? "" : "s"} ${shown}${keys.length > 8 ? ", …" : ""}`;
}

function constructorName(value: object): string {
  const constructor: unknown = (Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor;
  return typeof constructor === "function" ? constructor.name : "";
}

function isClass(value: unknown): boolean {
  return Function.prototype.toString.call(value).startsWith("class");
}
