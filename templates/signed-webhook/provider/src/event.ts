%if DIGEST
import { createHash } from "node:crypto";

%end
/** What this module needs to know of one of __TITLE__'s events. */
export interface WebhookEvent {
%if TYPE_HEADER
  /** Such as "__ACTS_ON__". In part from a header, which nobody signs: only with a person, from the body, is it to be trusted. */
%else
  /** Such as "__ACTS_ON__". */
%end
  type: string;
%if DIGEST
  /** A hash of the body: the same when __TITLE__ sends the event again. Its own id is in a header, which nobody signs. */
  id?: string;
%else
%if ID
  /** The same when __TITLE__ sends the event again. */
  id?: string;
%end
%end
  /** Whom it is about, where that is somebody: the contact with this external id. */
  person?: { id: string; name?: string; email?: string };
}

/**
 * The events in a request, or undefined where its body is none of __TITLE__'s. A signature says who sent the body, not that it
 * has the right shape.
 */
%if LIST
export function parseEvents(__PARAMETERS__): WebhookEvent[] | undefined {
%if LIST_PATH
  const outer = at(body, "__LIST_PATH__");
%else
  const outer = body;
%end
  if (!Array.isArray(outer)) return undefined;
  const events = outer__INNER_LISTS__.map((item) => parseEvent(__ITEM_ARGUMENTS__));
  return events.every((event) => event !== undefined) ? events : undefined;
}

function parseEvent(__ITEM_PARAMETERS__): WebhookEvent | undefined {
%else
export function parseEvents(__PARAMETERS__): WebhookEvent[] | undefined {
%end
  const type = __TYPE__;
  if (!type) return undefined;
%if ID
  const id = __ID__;
%end
  const person = __PERSON_ID__;
%if LIST
  if (!person) return { type__ID_MEMBER__ };
  return { type__ID_MEMBER__, person: { id: person__PERSON_MEMBERS__ } };
%else
  if (!person) return [{ type__ID_MEMBER__ }];
  return [{ type__ID_MEMBER__, person: { id: person__PERSON_MEMBERS__ } }];
%end
}

/** What stands at a path such as "data.items.0.id", or undefined where it leads nowhere. */
function at(value: unknown, path: string): unknown {
  const step = (inner: unknown, name: string) => (typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[name] : undefined);
  return path === "" ? value : path.split(".").reduce(step, value);
}

/** The text there. Ids may be numbers; what is empty counts as missing. */
function text(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === "number" ? String(found) : typeof found === "string" && found !== "" ? found : undefined;
}
%if USES_LIST

/** The array there, or an empty one. */
function list(value: unknown, path: string): unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}
%end
%if USES_KIND

/** Which of these members is there. */
function kindOf(value: unknown, ...names: string[]): string {
  return names.find((name) => at(value, name) !== undefined) ?? "other";
}
%end
%if USES_JOINED

/** Those of the parts that are there, or undefined where none is. */
function joined(separator: string, ...parts: (string | undefined)[]): string | undefined {
  return parts.filter((part) => part !== undefined).join(separator) || undefined;
}
%end
