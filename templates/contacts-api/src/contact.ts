import type { Contact, JsonObject } from "@convotic/block-sdk";

/** What callers may set. */
export interface ContactFields {
  firstName?: string;
  email?: string;
  attributes?: JsonObject;
}

/**
 * The fields in a request body, or undefined where one has the wrong type or there is none. Only known fields are
 * taken over, so that a caller cannot set what this API does not offer.
 */
export function parseContactFields(body: unknown): ContactFields | undefined {
  if (!isObject(body)) return undefined;
  const fields: ContactFields = {};
  if (body.firstName !== undefined) {
    if (typeof body.firstName !== "string") return undefined;
    fields.firstName = body.firstName;
  }
  if (body.email !== undefined) {
    if (typeof body.email !== "string" || !body.email.includes("@")) return undefined;
    fields.email = body.email;
  }
  if (body.attributes !== undefined) {
    if (!isObject(body.attributes)) return undefined;
    fields.attributes = body.attributes;
  }
  return Object.keys(fields).length > 0 ? fields : undefined;
}

/** What callers see: named one by one, so that a new field of the platform does not leak. */
export function contactView({ id, externalId, firstName, email, attributes, tags }: Contact) {
  return { id, externalId, firstName, email, attributes, tags };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
