#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/vocabulary.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

// Headers that say who the caller is, and that any caller can write.
bool is_spoofable(std::string_view header) {
  static const std::set<std::string, std::less<>> names{"x-forwarded-for",
                                                        "x-real-ip",
                                                        "x-client-ip",
                                                        "cf-connecting-ip",
                                                        "true-client-ip",
                                                        "x-cluster-client-ip",
                                                        "forwarded",
                                                        "user-agent",
                                                        "origin",
                                                        "referer",
                                                        "host",
                                                        "x-forwarded-host",
                                                        "fastly-client-ip",
                                                        "x-requested-with",
                                                        "sec-fetch-site",
                                                        "x-appengine-user-ip",
                                                        "remote-addr",
                                                        "via"};
  return names.contains(header);
}

bool is_timestamp_header(std::string_view header) {
  return header.find("timestamp") != std::string_view::npos ||
         header.find("request-time") != std::string_view::npos || header.ends_with("-ts") ||
         header.find("-ts-") != std::string_view::npos || header == "date";
}

}  // namespace

const Value* Interpreter::property(const Record& content, std::string_view name) const {
  for (const Property& property : content.properties)
    if (property.key == name) return property.value;
  return nullptr;
}

// A part of something that is not known itself: the same part each time that it is asked for.
const Value* Interpreter::part_of(const Value* object, std::string_view name) {
  const std::uint32_t id =
      object->kind == Kind::unknown ? object->id : intern(object->site, object->id, object->text);
  Facts out = object->facts == nullptr ? Facts{} : *object->facts;
  out.length = out.decoded = 0;
  out.length_of = nullptr;
  const bool of_body = object->kind == Kind::unknown && object->has(origin::kBody) && out.field == 0;
  if (of_body && object->id == intern(1, 0, "body") && !name.empty() && name.front() != '[')
    out.field = intern(id, 0, name);
  out.left = out.right = nullptr;
  std::uint8_t mask = may::kAnything;
  if (object->kind == Kind::unknown && object->text == "headers") {
    const std::string header = lower(name);
    out.headers = arena_.make<HeaderNames>(arena_.copy(header), nullptr);
    if (is_spoofable(header)) out.origin |= origin::kSpoofable;
    if (is_timestamp_header(header)) out.origin |= origin::kTimestamp;
    mask = may::kString | may::kUndefined;
    return symbol(intern(id, 0, header), mask, facts(out));
  }
  if (object->has(origin::kHeaders) && (name == "t" || name == "ts" || name == "timestamp" || name == "time"))
    out.origin |= origin::kTimestamp;
  const bool texts = object->kind == Kind::unknown && (object->text == "query" || object->text == "params");
  if (texts) {
    mask = may::kString | may::kUndefined;
    out.headers = arena_.make<HeaderNames>(arena_.copy(lower(name)), nullptr);
  }
  return symbol(intern(id, 0, name), mask, facts(out));
}

const Value* Interpreter::context_member(const Value* context, std::string_view name, const State& state) {
  if (const Record* const written = state.heap.find(context->id))
    if (const Value* const value = property(*written, name)) return value;
  const std::string path = std::string(context->text) + "." + std::string(name);
  if (context_writes_.contains(path)) return undefined();
  static const std::set<std::string, std::less<>> secrets{"ctx.secrets",  "ctx.env",  "ctx.config",
                                                          "ctx.settings", "ctx.vars", "ctx.environment"};
  if (secrets.contains(context->text)) {
    static const std::set<std::string, std::less<>> calls{"get",       "has",   "require",
                                                          "getSecret", "fetch", "read"};
    if (!calls.contains(name))
      // Settings are switches and numbers as well as texts.
      return symbol(intern(context->id, 0, name),
                    context->text == "ctx.secrets" || context->text == "ctx.env"
                        ? static_cast<std::uint8_t>(may::kString | may::kUndefined)
                        : may::kAnything,
                    origins(origin::kSecret));
  }
  Value* out = arena_.make<Value>();
  out->kind = Kind::context;
  out->text = arena_.copy(path);
  out->id = intern(0, 0, path);
  out->may = context_may_be(path);
  return out;
}

Outcomes Interpreter::instance_member(const Value* object, const Record& content, std::string_view name,
                                      NodeId node, const Frame* frame, State state) {
  const Value* owner = nullptr;
  const NodeId found = find_member(content.klass, name, false, &owner, state);
  if (found == kNoNode || owner == nullptr) {
    if (content.rest != nullptr) return one(std::move(state), part_of(content.rest, name));
    return one(std::move(state), undefined());
  }
  const FileId source = static_cast<FileId>(owner->site >> 32);
  const Ast& theirs = project_.file(source)->ast;
  const NodeId code = theirs.child(found, 1);
  if (code == kNoNode || !theirs.is(code, NodeKind::function)) return one(std::move(state), undefined());
  const std::span<const NodeId> decorators = theirs.rest(found, 2);
  if (!theirs.has(found, kGetter)) {
    // Only whoever calls it as a method gives it its `this`.
    if (decorators.empty()) return one(std::move(state), closure({source, code}, owner->frame));
    return decorated(closure({source, code}, owner->frame, object), decorators, owner, name,
                     std::move(state));
  }
  const Value* const method = closure({source, code}, owner->frame, object);
  return call(method, {}, {node, frame, object, 0}, std::move(state));
}

Outcomes Interpreter::member(const Value* object, std::string_view name, NodeId node, const Frame* frame,
                             State state) {
  const Call here{node, frame, nullptr, 0};
  const auto length = [&] {
    Facts out = object->facts == nullptr ? Facts{} : *object->facts;
    out.origin = (out.origin | origin::kLength) & ~origin::kVerdict;
    out.length_of = object;
    out.digest = nullptr;
    const std::uint32_t id =
        object->kind == Kind::unknown ? object->id : intern(object->site, object->id, "of");
    return symbol(intern(id, 0, name), may::kNumber, facts(out));
  };
  switch (object->kind) {
  case Kind::undefined:
  case Kind::null:
    if (in_optional_chain(ast(frame), node))
      return one(std::move(state), with_facts(undefined(), object->facts));
    if (catchers_ == 0) return {};
    return thrown(std::move(state), error(here, state, text("cannot read a property")));
  case Kind::string:
    if (name == "length") return one(std::move(state), number(static_cast<double>(object->text.size())));
    break;
  case Kind::unknown:
    if (const Record* const written = state.heap.find(object->id))
      if (const Value* const value = property(*written, name)) return one(std::move(state), value);
    if (name == "length" || name == "byteLength") {
      refine_may(object, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), state);
      return one(std::move(state), length());
    }
    if (object->text == "process.env") break;
    if (ast(frame).is(node, NodeKind::member) && !in_optional_chain(ast(frame), node)) {
      // Without it this would have thrown.
      State missing = state;
      const bool possible = refine_may(object, may::kNullish, missing);
      if (!refine_may(object, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), state))
        return one(std::move(state), undefined());
      Outcomes out = one(std::move(state), part_of(object, name));
      if (possible && catchers_ > 0 && object->has(origin::kFromRequest))
        out.push_back({missing, error(here, missing, text("cannot read a property")), true});
      return out;
    }
    return one(std::move(state), part_of(object, name));
  case Kind::object: {
    const Record* const content = record(object, state);
    if (content == nullptr) return one(std::move(state), part_of(object, name));
    if (const Value* value = property(*content, name)) {
      if (value->kind == Kind::function && project_.file(static_cast<FileId>(value->site >> 32))
                                               ->ast.has(static_cast<NodeId>(value->site), kGetter))
        return call(value, {}, {node, frame, object, 0}, std::move(state));
      const bool plain = value->kind == Kind::boolean || value->nullish() || value->kind == Kind::number;
      if (object->has(origin::kVerdict) && plain)
        value = with_facts(value, joined(value->facts, origins(origin::kVerdict)));
      return one(std::move(state), value);
    }
    if (content->type == Record::Type::array && name == "length") {
      if (content->rest == nullptr)
        return one(std::move(state), number(static_cast<double>(content->elements.size())));
      return one(std::move(state), length());
    }
    if (content->klass != nullptr) {
      const Record held = *content;
      return instance_member(object, held, name, node, frame, std::move(state));
    }
    if (name == "size" && (content->type == Record::Type::map || content->type == Record::Type::set))
      return one(std::move(state), length());
    if (content->rest != nullptr && content->rest->kind == Kind::context)
      return one(std::move(state), context_member(content->rest, name, state));
    if (content->type == Record::Type::plain && content->rest != nullptr &&
        record(content->rest, state) != nullptr) {
      // It was stored under a name that is not known: perhaps this one.
      Outcomes out = one(state, content->rest);
      const Facts* const inside = all_facts(object, state);
      out.push_back({std::move(state), with_facts(undefined(), inside), false});
      return out;
    }
    if (content->rest != nullptr) {
      const Value* const part = content->type == Record::Type::array &&
                                        name.find_first_not_of("0123456789") != std::string_view::npos
                                    ? nullptr
                                : content->type == Record::Type::plain && content->rest->text.empty()
                                    ? part_of(content->rest, name)
                                    : part_of(content->rest, name);
      if (part != nullptr) return one(std::move(state), part);
    }
    if (content->type == Record::Type::plain || content->type == Record::Type::request)
      return one(std::move(state), undefined());
    break;
  }
  case Kind::klass: {
    if (name == "prototype") {
      // Its methods, which get their `this` from whoever calls them.
      Record methods;
      methods.type = Record::Type::instance;
      methods.klass = object;
      Value* out = arena_.make<Value>();
      out->kind = Kind::object;
      out->id = intern(object->id, 0, "prototype");
      if (state.heap.find(out->id) == nullptr) put(out, methods, state);
      return one(std::move(state), out);
    }
    if (state.heap.find(object->id) == nullptr) {
      State before = state;
      initialise_statics(object, state);
      if (state.heap.find(object->id) != nullptr)
        return after(lasting(object, before, std::move(state)), [&](State held, const Value*) {
          return member(object, name, node, frame, std::move(held));
        });
    }
    if (const Record* const statics = state.heap.find(object->id))
      if (const Value* const value = property(*statics, name)) return one(std::move(state), value);
    const Value* owner = nullptr;
    const NodeId found = find_member(object, name, true, &owner, state);
    if (name == "prototype") {
      // What its methods are taken from, to be called on something else.
      Record methods;
      methods.type = Record::Type::instance;
      methods.klass = object;
      const Value* const made = this->object(methods, here, state);
      return one(std::move(state), made);
    }
    if (found == kNoNode || owner == nullptr)
      return one(std::move(state), name == "name" ? text("") : undefined());
    const FileId source = static_cast<FileId>(owner->site >> 32);
    const Ast& theirs = project_.file(source)->ast;
    const NodeId code = theirs.child(found, 1);
    if (code == kNoNode) return one(std::move(state), undefined());
    if (!theirs.is(code, NodeKind::function)) return one(std::move(state), undefined());
    // A field that holds an arrow function is a value as well.
    const Value* const method = closure({source, code}, owner->frame, object);
    if (theirs.has(found, kGetter)) return call(method, {}, {node, frame, object, 0}, std::move(state));
    return one(std::move(state), method);
  }
  case Kind::function: {
    if (const Record* const written = state.heap.find(object->id))
      if (const Value* const value = property(*written, name)) return one(std::move(state), value);
    break;
  }
  case Kind::global: {
    if (object->native == Value::Native::constant)
      return lookup_export(project_.find_export(static_cast<FileId>(object->site), name), std::move(state));
    std::string path(object->text);
    if (path == "globalThis" || path == "global" || path == "window" || path == "self") path.clear();
    path += path.empty() ? std::string(name) : "." + std::string(name);
    const bool environment = path.starts_with("process.env.") || path.starts_with("import.meta.env.") ||
                             path.starts_with("Bun.env.") || path.starts_with("Deno.env.");
    if (environment && !path.starts_with("Deno.env.get")) {
      if (const auto defined = config_.defines.find(path); defined != config_.defines.end())
        return one(std::move(state), text(defined->second));
      Facts secret;
      secret.origin = origin::kSecret;
      secret.source = range(node, frame);
      return one(std::move(state), symbol(intern(0, 0, path), may::kString | may::kUndefined, facts(secret)));
    }
    return one(std::move(state), global_value(path));
  }
  case Kind::package: {
    const std::size_t cut = object->text.find('\x02');
    std::string path(object->text.substr(cut + 1));
    if (name != "default") path += path.empty() ? std::string(name) : "." + std::string(name);
    return one(std::move(state), package_value(object->text.substr(0, cut), path,
                                               Arguments(object->items.begin(), object->items.end())));
  }
  case Kind::context:
    if (name == "bind" || name == "call" || name == "apply") break;
    return one(std::move(state), context_member(object, name, state));
  case Kind::native: {
    if (object->native != Value::Native::proxied) break;
    const Record* const traps = record(object->items[0], state);
    const Value* const trap = traps == nullptr ? nullptr : this->property(*traps, "get");
    if (trap == nullptr) return member(object->receiver, name, node, frame, std::move(state));
    return call(trap, {object->receiver, text(name), object}, {node, frame, object->items[0], 0},
                std::move(state));
  }
  case Kind::promise:
    if (name != "then" && name != "catch" && name != "finally") return one(std::move(state), undefined());
    break;
  default:
    break;
  }
  // A method of the language, as a value.
  Value* out = arena_.make<Value>();
  out->kind = Kind::method;
  out->receiver = object;
  out->text = arena_.copy(name);
  return one(std::move(state), out);
}

void Interpreter::set_property(const Value* object, std::string_view name, const Value* value, State& state) {
  const bool keeps = object->kind == Kind::object || object->kind == Kind::context ||
                     object->kind == Kind::function || object->kind == Kind::klass;
  if (!keeps) {
    // A part of the request, or of something else that is not known: it is remembered under its name.
    if (object->kind != Kind::unknown) return;
    const Value* const part = part_of(object, name);
    Known known;
    known.may = may_be(value, state);
    const Truth truthy = truth(value, state);
    if (truthy != Truth::depends)
      known.truth = truthy == Truth::yes ? Known::Truth::truthy : Known::Truth::falsy;
    state.known.set(part->id, arena_.make<Known>(known));
    // What is signed here is not what was sent.
    const Facts* const made_of = object->has(origin::kFromRequest) ? all_facts(value, state) : nullptr;
    if (made_of == nullptr || (made_of->digest == nullptr && (made_of->origin & origin::kSecret) == 0))
      return;
  }
  if (object->kind == Kind::context)
    context_writes_.insert(std::string(object->text) + "." + std::string(name));
  Record content;
  if (const Record* const old = state.heap.find(object->id)) content = *old;
  std::vector<Property> properties(content.properties.begin(), content.properties.end());
  bool found = false;
  for (Property& property : properties) {
    if (property.key != name) continue;
    property.value = value;
    found = true;
  }
  if (!found) properties.push_back({arena_.copy(name), value});
  content.properties = arena_.copy(properties);
  state.heap.set(object->id, arena_.make<Record>(content));
}

}  // namespace convotic::lint::outcome
