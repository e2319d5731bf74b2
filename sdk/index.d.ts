/**
 * Types for Convotic custom modules, written from Convotic's public documentation.
 *
 * `@documented <page>` marks what a page of that documentation shows. `@assumed <why>` marks what no readable page
 * shows: the emulator offers it because modules need it, the platform may differ. `--strict` rejects such
 * members of `ctx`.
 */

/** @assumed a JSON object; the pages only show literals */
export type JsonObject = Record<string, unknown>;

// ---------------------------------------------------------------- the module

/** @documented /docs/custom-modules/overview */
export interface ConvoticModule {
  /** Part of the URL of every route: /v1/modules/<name><path>. @documented /docs/custom-modules/overview */
  name: string;
  /** @documented /docs/custom-modules/overview */
  version?: string;
  /**
   * Called once, when the module is loaded. The emulator awaits a returned promise (assumed; the pages show it
   * synchronous). @documented /docs/custom-modules/overview
   */
  register(sdk: ConvoticSdk): void | Promise<void>;
}

/** @assumed a plain import of the type's name has to find a value at run time */
export declare const ConvoticModule: Readonly<Record<never, never>>;

/** @assumed a function that returns what it is given, for type inference without an annotation */
export declare function defineModule<M extends ConvoticModule>(module: M): M;

/** @assumed the name of the type; its methods are documented */
export interface ConvoticSdk {
  /** @documented /docs/custom-modules/routes */
  registerRoute<Path extends string>(definition: RouteDefinition<Path>): void;
  /** @documented /docs/custom-modules/workers */
  registerWorkerHandler(definition: WorkerDefinition): void;
  /** @documented /docs/custom-modules/workflow-nodes */
  registerNodeHandler(definition: NodeDefinition): void;
}

// ---------------------------------------------------------------- routes

/** @documented /docs/custom-modules/routes */
export type RouteMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * The parameters a path names: `{ orderId: string }` for "/orders/:orderId". For a path that is not a literal, any name.
 * @assumed the pages type params as Record<string, string>; this narrows it where the path is known
 */
export type PathParams<Path extends string> = string extends Path
  ? Record<string, string>
  : { [Name in PathParamName<Path>]: string };

/** @assumed helper of PathParams */
export type PathParamName<Path extends string> = Path extends `${infer Segment}/${infer Rest}`
  ? PathParamName<Segment> | PathParamName<Rest>
  : Path extends `:${infer Name}`
    ? Name
    : never;

/** @documented /docs/custom-modules/routes */
export interface RouteDefinition<Path extends string = string> {
  /** @documented /docs/custom-modules/routes */
  method: RouteMethod;
  /** Starts with "/"; a segment ":name" is read as req.params.name. @documented /docs/custom-modules/routes */
  path: Path;
  /** @documented /docs/custom-modules/routes */
  middleware?: Middleware[];
  /** `false` lets requests without an X-API-Key in: verify them yourself. @documented /docs/custom-modules/routes */
  auth?: boolean;
  /** @documented /docs/custom-modules/routes */
  handler: (req: RouteRequest<PathParams<Path>>, ctx: ConvoticContext) => Promise<RouteResponse>;
}

/** @documented /docs/custom-modules/routes */
export interface RouteRequest<Params extends Record<string, string> = Record<string, string>> {
  /** The request body, parsed from JSON. @documented /docs/custom-modules/routes */
  body: any;
  /** @documented /docs/custom-modules/routes */
  query: Record<string, string>;
  /** @documented /docs/custom-modules/routes */
  params: Params;
  /** The emulator's names are lower-case (assumed). @documented /docs/custom-modules/routes */
  headers: Record<string, string>;
}

/** @documented /docs/custom-modules/routes */
export interface RouteResponse {
  /** @documented /docs/custom-modules/routes */
  status: number;
  /** @documented /docs/custom-modules/routes */
  body?: any;
  /** @documented /docs/custom-modules/routes */
  headers?: Record<string, string>;
}

/**
 * Wraps the handler and the middleware after it: call `next()` for their response, or return one without it.
 * @assumed the pages name the type and never define it
 */
export type Middleware = (
  req: RouteRequest,
  ctx: ConvoticContext,
  next: () => Promise<RouteResponse>,
) => Promise<RouteResponse>;

// ---------------------------------------------------------------- workers

/** @assumed the name of the type; its fields are documented */
export interface WorkerDefinition {
  /** @documented /docs/custom-modules/workers */
  topic: string;
  /** @documented /docs/custom-modules/workers */
  options?: WorkerOptions;
  /** @documented /docs/custom-modules/workers */
  handler: (message: WorkerMessage, ctx: ConvoticContext) => Promise<void>;
}

/** @documented /docs/custom-modules/workers */
export interface WorkerOptions {
  /** Attempts after the first before the message is dead-lettered; 5. @documented /docs/custom-modules/workers */
  maxRetries?: number;
  /** Seconds until an unacknowledged message is delivered again; 30. @documented /docs/custom-modules/workers */
  ackDeadline?: number;
  /** Messages processed at the same time; 1. @documented /docs/custom-modules/workers */
  concurrency?: number;
}

/** @documented /docs/custom-modules/workers */
export interface WorkerMessage {
  /** @documented /docs/custom-modules/workers */
  id: string;
  /** The payload, parsed from JSON. @documented /docs/custom-modules/workers */
  data: any;
  /** @documented /docs/custom-modules/workers */
  attributes: Record<string, string>;
  /** @documented /docs/custom-modules/workers */
  publishedAt: Date;
}

// ---------------------------------------------------------------- workflow nodes

/** @assumed the name of the type; its fields are documented */
export interface NodeDefinition {
  /** Unique; also the prefix of the output variables. @documented /docs/custom-modules/workflow-nodes */
  type: string;
  /** @documented /docs/custom-modules/workflow-nodes */
  name: string;
  /** @documented /docs/custom-modules/workflow-nodes */
  description?: string;
  /** @documented /docs/custom-modules/workflow-nodes */
  category?: string;
  /** @documented /docs/custom-modules/workflow-nodes */
  icon?: string;
  /** @documented /docs/custom-modules/workflow-nodes */
  inputs?: NodeInput[];
  /** @documented /docs/custom-modules/workflow-nodes */
  outputs?: NodeOutput[];
  /** @documented /docs/custom-modules/workflow-nodes */
  handler: (inputs: any, ctx: ConvoticContext) => Promise<JsonObject>;
}

/** @assumed the name of the type; its fields are documented */
export interface NodeInput {
  /** @documented /docs/custom-modules/workflow-nodes */
  key: string;
  /** @documented /docs/custom-modules/workflow-nodes */
  label: string;
  /** "string" is the one value seen. @documented /docs/custom-modules/workflow-nodes */
  type: string;
  /** @documented /docs/custom-modules/workflow-nodes */
  required?: boolean;
  /** @documented /docs/custom-modules/workflow-nodes */
  description?: string;
}

/** @assumed the name of the type; its fields are documented */
export interface NodeOutput {
  /** @documented /docs/custom-modules/workflow-nodes */
  key: string;
  /** "string" and "number" are the values seen. @documented /docs/custom-modules/workflow-nodes */
  type: string;
}

// ---------------------------------------------------------------- ctx

/** @documented /docs/custom-modules/routes */
export interface ConvoticContext {
  /** @documented /docs/custom-modules/routes */
  readonly contacts: Contacts;
  /** @documented /docs/custom-modules/routes */
  readonly conversations: Conversations;
  /** @documented /docs/custom-modules/routes */
  readonly messages: Messages;
  /** @documented /docs/custom-modules/routes */
  readonly workflows: Workflows;
  /** Scoped to the module. @documented /docs/custom-modules/routes */
  readonly storage: Storage;
  /** @documented /docs/custom-modules/routes */
  readonly logger: Logger;
  /** @documented /docs/custom-modules/workflow-nodes */
  readonly secrets: Secrets;
}

/** @assumed the name of the type */
export interface Contacts {
  /** The contact with that external id, or null. @documented /docs/custom-modules/routes */
  findByExternalId(externalId: string | number): Promise<Contact | null>;
  /** @documented /docs/custom-modules/workers */
  create(contact: NewContact): Promise<Contact>;
  /** Merges `changes.attributes` into the attributes (assumed). @documented /docs/custom-modules/routes */
  update(id: string, changes: ContactChanges): Promise<Contact>;
  /** Adding a tag the contact has changes nothing (assumed). @documented /docs/custom-modules/workers */
  addTag(id: string, tag: string): Promise<Contact>;
  /** @assumed the routes page promises reading without showing the call */
  get(id: string): Promise<Contact | null>;
  /** @assumed the routes page promises reading without showing the call */
  list(options?: ContactListOptions): Promise<Contact[]>;
  /** Whether there was such a contact. @assumed the routes page promises deleting without showing the call */
  delete(id: string): Promise<boolean>;
  /** @assumed the counterpart of addTag */
  removeTag(id: string, tag: string): Promise<Contact>;
}

/** @assumed the name of the type */
export interface ContactListOptions {
  /** @assumed the HTTP API has this filter */
  platform?: string;
  /** @assumed the HTTP API has this parameter: 1 to 100, default 20 */
  limit?: number;
}

/** @assumed the name of the type */
export interface ContactChanges {
  /** @documented /docs/custom-modules/workers */
  externalId?: string;
  /** @documented /docs/custom-modules/workers */
  firstName?: string;
  /** @documented /docs/custom-modules/workers */
  email?: string;
  /** @documented /docs/custom-modules/routes */
  attributes?: JsonObject;
  /** @assumed a field of the HTTP API's contact */
  name?: string;
  /** @assumed the other half of firstName */
  lastName?: string;
  /** @assumed messaging contacts commonly have one */
  phone?: string;
  /** @assumed a field of the HTTP API's contact */
  avatarUrl?: string | null;
}

/** @assumed the name of the type */
export interface NewContact extends ContactChanges {
  /** @assumed a field of the HTTP API's contact */
  platform?: string;
  /** @assumed a field of the HTTP API's contact */
  platformUserId?: string;
  /** @assumed a shorthand for addTag */
  tags?: string[];
}

/** @documented /docs/api/contacts */
export interface Contact {
  /** "ct_…". @documented /docs/api/contacts */
  id: string;
  /** @documented /docs/custom-modules/workers */
  externalId: string | null;
  /** @documented /docs/api/contacts */
  name: string;
  /** @documented /docs/custom-modules/workers */
  firstName: string | null;
  /** @assumed the other half of firstName */
  lastName: string | null;
  /** @documented /docs/custom-modules/workers */
  email: string | null;
  /** @assumed messaging contacts commonly have one */
  phone: string | null;
  /** @documented /docs/api/contacts */
  platform: string;
  /** @documented /docs/api/contacts */
  platformUserId: string | null;
  /** @documented /docs/api/contacts */
  avatarUrl: string | null;
  /** @assumed addTag is documented, reading the tags is not */
  tags: string[];
  /** @documented /docs/custom-modules/routes */
  attributes: JsonObject;
  /** ISO 8601, UTC. @documented /docs/api/contacts */
  lastMessageAt: string | null;
  /** ISO 8601, UTC. @documented /docs/api/contacts */
  createdAt: string;
  /** ISO 8601, UTC. @assumed the counterpart of createdAt */
  updatedAt: string;
}

/** @assumed the name of the type */
export interface Conversations {
  /**
   * One conversation of the contact, or null: the open one with the latest activity (assumed).
   * @documented /docs/custom-modules/workers
   */
  findByContactId(contactId: string): Promise<Conversation | null>;
  /** @assumed the routes page promises reading without showing the call */
  get(id: string): Promise<Conversation | null>;
  /** @assumed the routes page promises creating without showing the call */
  create(conversation: NewConversation): Promise<Conversation>;
  /** @assumed the routes page promises updating without showing the call */
  update(id: string, changes: ConversationChanges): Promise<Conversation>;
  /** @assumed an event for a closed conversation is documented, the call is not */
  close(id: string): Promise<Conversation>;
  /** @assumed the routes page promises reading without showing the call */
  list(options?: ConversationListOptions): Promise<Conversation[]>;
}

/** @assumed implied by the events for created and closed conversations */
export type ConversationStatus = "open" | "closed";

/** @assumed the name of the type */
export interface NewConversation {
  /** @assumed a conversation belongs to a contact */
  contactId: string;
  /** @assumed the contact's platform where absent */
  platform?: string;
}

/** @assumed the name of the type */
export interface ConversationChanges {
  /** @assumed a field of the conversation */
  status?: ConversationStatus;
  /** @assumed a field of the conversation */
  platform?: string;
}

/** @assumed the name of the type */
export interface ConversationListOptions {
  /** @assumed a filter on a field of the conversation */
  contactId?: string;
  /** @assumed a filter on a field of the conversation */
  status?: ConversationStatus;
  /** @assumed as on contacts: 1 to 100, default 20 */
  limit?: number;
}

/** @assumed no page has a table of its fields */
export interface Conversation {
  /** "conv_…". @documented /docs/custom-modules/workers */
  id: string;
  /** @assumed events carry contact_id beside conversation_id */
  contactId: string;
  /** @assumed events carry the platform */
  platform: string;
  /** @assumed implied by the events for created and closed conversations */
  status: ConversationStatus;
  /** ISO 8601, UTC. @assumed as on contacts */
  createdAt: string;
  /** ISO 8601, UTC. @assumed as on contacts */
  updatedAt: string;
  /** ISO 8601, UTC. @assumed as on contacts */
  lastMessageAt: string | null;
  /** ISO 8601, UTC. @assumed conversations can be closed */
  closedAt: string | null;
}

/** @assumed the name of the type */
export interface Messages {
  /** The first argument is a conversation's id, not a contact's. @documented /docs/custom-modules/workers */
  send(conversationId: string, message: OutgoingMessage): Promise<Message>;
  /** Oldest first. @assumed the HTTP API lists the messages of a conversation */
  list(conversationId: string, options?: MessageListOptions): Promise<Message[]>;
}

/** @assumed the name of the type */
export interface MessageListOptions {
  /** ISO 8601, inclusive. @assumed the HTTP API has this parameter */
  from?: string;
  /** ISO 8601, inclusive. @assumed the HTTP API has this parameter */
  to?: string;
  /** @assumed the HTTP API has this parameter: 1 to 100, default 50 */
  limit?: number;
}

/** @assumed the name of the type; `{ text }` is the one form seen */
export type OutgoingMessage = OutgoingText | OutgoingMedia;

/** @assumed the name of the type */
export interface OutgoingText {
  /** @assumed the messages of the HTTP API have it */
  type?: "text";
  /** @documented /docs/custom-modules/workers */
  text: string;
}

/** @assumed the Send Message node has these forms; their fields are those of messages in the HTTP API */
export interface OutgoingMedia {
  /** @assumed the Send Message node has these forms */
  type: "image" | "video" | "file";
  /** @assumed as in the messages of the HTTP API */
  url: string;
  /** @assumed as in the messages of the HTTP API */
  caption?: string;
}

/** @documented /docs/api/messages */
export interface Message {
  /** "msg_…". @documented /docs/api/messages */
  id: string;
  /** @documented /docs/api/messages */
  conversationId: string;
  /** @documented /docs/api/messages */
  platform: string;
  /** @documented /docs/api/messages */
  direction: "inbound" | "outbound";
  /** @documented /docs/api/messages */
  sender: MessageSender;
  /** @documented /docs/api/messages */
  content: MessageContent;
  /** ISO 8601, UTC. @documented /docs/api/messages */
  timestamp: string;
}

/** @documented /docs/api/messages */
export interface MessageSender {
  /** The contact's id, or an agent's. @documented /docs/api/messages */
  id: string;
  /** @documented /docs/api/messages */
  name: string;
}

/** @documented /docs/api/messages */
export type MessageContent = TextContent | ImageContent | VideoContent | FileContent;

/** @documented /docs/api/messages */
export interface TextContent {
  /** @documented /docs/api/messages */
  type: "text";
  /** @documented /docs/api/messages */
  text: string;
}

/** @documented /docs/api/messages */
export interface ImageContent {
  /** @documented /docs/api/messages */
  type: "image";
  /** @documented /docs/api/messages */
  url: string;
  /** @documented /docs/api/messages */
  caption?: string;
}

/** @assumed videos can be sent; the shape follows images */
export interface VideoContent {
  /** @assumed follows images */
  type: "video";
  /** @assumed follows images */
  url: string;
  /** @assumed follows images */
  caption?: string;
}

/** @assumed files can be sent; the shape follows images */
export interface FileContent {
  /** @assumed follows images */
  type: "file";
  /** @assumed follows images */
  url: string;
  /** @assumed follows images */
  caption?: string;
}

/** @assumed the name of the type */
export interface Workflows {
  /** @documented /docs/custom-modules/routes */
  trigger(workflowId: string, options?: WorkflowTriggerOptions): Promise<WorkflowExecution>;
  /** @assumed modules that trigger a workflow may want to look at it */
  get(id: string): Promise<Workflow | null>;
  /** @assumed the counterpart of get */
  list(): Promise<Workflow[]>;
}

/** @assumed the name of the type */
export interface WorkflowTriggerOptions {
  /** @documented /docs/custom-modules/routes */
  payload?: any;
  /** Whom the execution is about. @assumed a workflow usually acts on a contact */
  contactId?: string;
}

/** @assumed the example ignores what trigger resolves to */
export interface WorkflowExecution {
  /** @assumed the example ignores what trigger resolves to */
  executionId: string;
}

/** @assumed no page has a table of its fields */
export interface Workflow {
  /** "wf_…". @documented /docs/custom-modules/routes */
  id: string;
  /** @assumed workflows have names in the builder */
  name: string;
  /** Draft and Published are documented as states, their spelling here is not. @assumed the spelling */
  status: "draft" | "published";
  /** What starts it. @documented /docs/workflows/triggers */
  trigger: WorkflowTrigger | null;
  /** ISO 8601, UTC. @assumed as on contacts */
  createdAt: string;
  /** ISO 8601, UTC. @assumed as on contacts */
  updatedAt: string;
}

/** @assumed the name of the type */
export interface WorkflowTrigger {
  /** "api_trigger", "keyword", … @documented /docs/workflows/triggers */
  type: string;
  /** What belongs to the type. @documented /docs/workflows/triggers */
  config?: any;
}

/** @documented /docs/custom-modules/routes */
export interface Storage {
  /** The value, or null. Any JSON value can be stored. @documented /docs/custom-modules/routes */
  get<Value = any>(key: string): Promise<Value | null>;
  /** @assumed a store that can be read can be written */
  set(key: string, value: unknown): Promise<void>;
  /** Whether there was such a key. @assumed the counterpart of set */
  delete(key: string): Promise<boolean>;
  /** In order of the keys. @assumed finding keys by prefix is what their colons suggest */
  list<Value = any>(options?: StorageListOptions): Promise<StorageEntry<Value>[]>;
}

/** @assumed the name of the type */
export interface StorageListOptions {
  /** @assumed finding keys by prefix is what their colons suggest */
  prefix?: string;
  /** @assumed as on contacts */
  limit?: number;
}

/** @assumed the name of the type */
export interface StorageEntry<Value = any> {
  /** @assumed what storage.list yields */
  key: string;
  /** @assumed what storage.list yields */
  value: Value;
}

/** @documented /docs/custom-modules/routes */
export interface Logger {
  /** @documented /docs/custom-modules/workers */
  info(message: string, fields?: JsonObject): void;
  /** @assumed a usual level beside info */
  debug(message: string, fields?: JsonObject): void;
  /** @assumed a usual level beside info */
  warn(message: string, fields?: JsonObject): void;
  /** @assumed a usual level beside info */
  error(message: string, fields?: JsonObject): void;
}

/** @documented /docs/custom-modules/workflow-nodes */
export interface Secrets {
  /** Throws where there is no such secret (assumed). @documented /docs/custom-modules/workflow-nodes */
  get(name: string): string;
  /** @assumed asking first avoids the error */
  has(name: string): boolean;
}
