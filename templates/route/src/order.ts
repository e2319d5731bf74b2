export interface Order {
  item: string;
  quantity: number;
}

/** The order in a request body, or undefined: until it has been looked at, a body can be anything. */
export function parseOrder(body: unknown): Order | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { item, quantity } = body as Record<string, unknown>;
  if (typeof item !== "string" || item === "") return undefined;
  if (typeof quantity !== "number" || !Number.isInteger(quantity) || quantity < 1) return undefined;
  return { item, quantity };
}
