export interface WebhookEvent {
  id: string;
  type: string;
  customer: { id: string; firstName?: string; email?: string };
  order: { id: string };
}

/** The event in a request body, or undefined. A signature says who sent the body, not that it has the right shape. */
export function parseEvent(body: unknown): WebhookEvent | undefined {
  if (!isObject(body) || !isObject(body.customer) || !isObject(body.order)) return undefined;
  const { id, type, customer, order } = body;
  if (!isText(id) || !isText(type) || !isText(customer.id) || !isText(order.id)) return undefined;
  return {
    id,
    type,
    customer: {
      id: customer.id,
      ...(isText(customer.firstName) && { firstName: customer.firstName }),
      ...(isText(customer.email) && { email: customer.email }),
    },
    order: { id: order.id },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
