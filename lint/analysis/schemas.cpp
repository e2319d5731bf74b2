// zod, valibot and yup: a schema runs the functions that it was given on the value, and says whether they
// agree.
//
// A schema is a value of its package with the path "#schema…". Its items are pairs, in the order in which
// they are run: a name and what it is done with. "refine", "report" and "transform" stand before a function,
// "maybe" where what comes may be absent, "." and a name before the schema of that member.
#include "lint/analysis/interpreter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

constexpr std::string_view kSchema = "#schema";

bool is_schema(const Value* value) {
  return value->kind == Kind::package && value->text.find(kSchema) != std::string_view::npos;
}

template <std::size_t N> bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 5> kObjects = {"object", "strictObject", "looseObject", "objectAsync",
                                                      "shape"};
constexpr std::array<std::string_view, 12> kPlain = {"string",  "number",  "boolean", "any",
                                                     "unknown", "mixed",   "date",    "bigint",
                                                     "custom",  "literal", "enum",    "email"};
// These make something else of a schema.
constexpr std::array<std::string_view, 14> kOther = {"pick",  "omit",        "keyof",  "or",      "array",
                                                     "merge", "deepPartial", "extend", "partial", "default",
                                                     "shape", "element",     "unwrap", "promise"};
constexpr std::array<std::string_view, 4> kOptional = {"optional", "nullish", "nullable", "notRequired"};
constexpr std::array<std::string_view, 4> kParse = {"parse", "parseAsync", "validate", "validateSync"};
constexpr std::array<std::string_view, 6> kAsk = {"safeParse", "safeParseAsync", "spa",
                                                  "is",        "isValid",        "isValidSync"};

const Value* last_function(const Arguments& arguments) {
  for (auto at = arguments.rbegin(); at != arguments.rend(); ++at)
    if ((*at)->kind == Kind::function || (*at)->kind == Kind::native) return *at;
  return nullptr;
}

// "catch" with a text: what is taken where the value is not there or not as it should be.
bool replaces(const Value* schema, std::size_t at) {
  return schema->items[at]->text == "instead";
}

// Whether one of its functions may decide anything, or something else may be taken for what it is given.
bool decides(const Value* schema) {
  for (std::size_t at = 0; at + 1 < schema->items.size(); at += 2) {
    const Value* const what = schema->items[at + 1];
    if (is_schema(what) ? decides(what)
                        : what->kind == Kind::function || what->kind == Kind::native || replaces(schema, at))
      return true;
  }
  return false;
}

}  // namespace

const Value* Interpreter::schema(std::string_view package, const Arguments& items, const Call& call) {
  return made_by_package(
      package_value(package, fmt::format("{}{}", kSchema, site(call.site, call.frame)), items));
}

// What a call makes or does, where it is one of a package for schemas.
std::optional<Outcomes> Interpreter::call_schema(const Value* function, const Arguments& arguments,
                                                 const Call& call, State& state) {
  const std::size_t cut = function->text.find('\x02');
  const std::string_view package = function->text.substr(0, cut);
  const bool known =
      package == "zod" || package.starts_with("zod/") || package == "valibot" || package == "yup";
  if (!known || call.frame == nullptr) return std::nullopt;
  const std::string_view path = function->text.substr(cut + 1);
  const std::size_t dot = path.rfind('.');
  const std::string_view method = dot == std::string_view::npos ? path : path.substr(dot + 1);
  const bool on_schema = path.starts_with(kSchema);
  Arguments items;
  if (on_schema) items.assign(function->items.begin(), function->items.end());
  const auto add = [&](std::string_view how, const Value* what) {
    items.push_back(text(arena_.copy(how)));
    items.push_back(what);
  };
  const auto made = [&] { return one(std::move(state), schema(package, items, call)); };
  const bool functional = package == "valibot";
  if (among(kParse, method) || among(kAsk, method)) {
    const std::size_t given = functional ? 1 : 0;
    const Value* of = functional ? (arguments.empty() ? undefined() : arguments[0]) : nullptr;
    if (!functional && on_schema) of = schema(package, items, call);
    if (of == nullptr || !is_schema(of) || !decides(of) || arguments.size() <= given) return std::nullopt;
    return ask_schema(of, method, arguments[given], call, std::move(state));
  }
  const Value* const run = last_function(arguments);
  const bool refines = method == "refine" || method == "test" || method == "custom" ||
                       (functional && (method == "check" || method == "checkAsync"));
  const bool reports = method == "superRefine" || (on_schema && method == "check") || method == "rawCheck";
  const bool changes = method == "transform";
  if ((refines || reports || changes) && run != nullptr) {
    add(refines ? "refine" : reports ? "report" : "transform", run);
    return made();
  }
  if (among(kObjects, method) && !arguments.empty()) {
    const Record* const members = record(arguments[0], state);
    if (members == nullptr) return std::nullopt;
    for (const Property& member : members->properties)
      if (is_schema(member.value)) add("." + std::string(member.key), member.value);
    return made();
  }
  if (method == "pipe" || method == "pipeAsync") {
    for (const Value* const part : arguments)
      if (is_schema(part)) items.insert(items.end(), part->items.begin(), part->items.end());
    return made();
  }
  if (among(kOptional, method)) {
    const Value* const inner = !on_schema && !arguments.empty() ? arguments[0] : nullptr;
    if (inner != nullptr && is_schema(inner)) items.assign(inner->items.begin(), inner->items.end());
    items.insert(items.begin(), {text("maybe"), undefined()});
    return made();
  }
  if (on_schema && method == "catch") {
    const Value* const other = arguments.empty() ? undefined() : arguments[0];
    if (other->kind == Kind::string && !other->text.empty()) {
      add("instead", other);
      return made();
    }
    return std::nullopt;
  }
  const bool goes_on = on_schema && run == nullptr && !among(kOther, method);
  if (goes_on || (!on_schema && among(kPlain, method))) return made();
  return std::nullopt;
}

// The ways in which a schema is run on a value: true, false, or what one of its functions throws.
Outcomes Interpreter::run_schema(const Value* schema, const Value* value, Waits waits, const Call& call,
                                 State state) {
  Outcomes refused = one(state, boolean(false));  // of the wrong type, too short
  Outcomes going = one(std::move(state), boolean(true));
  for (std::size_t at = 0; at + 1 < schema->items.size(); at += 2) {
    const std::string_view how = schema->items[at]->text;
    const Value* const what = schema->items[at + 1];
    if (how == "instead") {
      // Whatever was refused so far, the text stands in for it.
      for (Outcome& end : refused)
        going.push_back({std::move(end.state), boolean(true), false});
      refused.clear();
      merge(going);
      continue;
    }
    Outcomes next;
    for (Outcome& start : going) {
      if (how == "maybe") {
        State absent = start.state;
        if (refine_may(value, may::kNullish, absent))
          refused.push_back({std::move(absent), boolean(true), false});
        next.push_back(std::move(start));
        continue;
      }
      Call inner = call;
      inner.self = nullptr;
      inner.round = call.round * 16 + static_cast<std::uint32_t>(at) + 1;
      if (how.starts_with('.')) {
        for (Outcome& part : member(value, how.substr(1), call.site, call.frame, std::move(start.state))) {
          if (part.threw) continue;
          for (Outcome& end : run_schema(what, part.value, waits, inner, std::move(part.state)))
            (end.threw || !end.value->flag ? refused : next).push_back(std::move(end));
        }
        continue;
      }
      // A function that is given something to report what is wrong to.
      Value* report = arena_.make<Value>();
      report->kind = Kind::native;
      report->native = Value::Native::reject;
      Record context;
      const Property properties[] = {{"addIssue", report}, {"createError", report}};
      context.properties = arena_.copy(std::span<const Property>(properties));
      const Value* const outer = start.state.settled;
      start.state.settled = nullptr;
      const Value* const given = object(context, inner, start.state);
      ++catchers_;
      Outcomes ran = this->call(what, {value, given}, inner, std::move(start.state));
      --catchers_;
      for (Outcome& end : ran) {
        const bool reported = end.state.settled != nullptr;
        end.state.settled = outer;
        if (end.value->kind == Kind::promise && waits == Waits::yes) {
          note_await(end.value, end.state);
          end.threw = end.threw || end.value->flag;
          end.value = end.value->receiver;
        }
        if (end.threw || reported) {
          if (!end.threw) end.value = boolean(false);
          refused.push_back(std::move(end));
          continue;
        }
        if (how != "refine") {
          end.value = boolean(true);
          next.push_back(std::move(end));
          continue;
        }
        for (Branch& side : test(end.value, call.site, call.frame, std::move(end.state))) {
          if (side.thrown != nullptr)
            refused.push_back({std::move(side.state), side.thrown, true});
          else
            (side.taken ? next : refused).push_back({std::move(side.state), boolean(side.taken), false});
        }
      }
    }
    going = std::move(next);
    merge(going);
    if (!stopped_.empty()) break;
  }
  std::move(refused.begin(), refused.end(), std::back_inserter(going));
  merge(going);
  return going;
}

// What a schema gives, with the members for which it may have taken something else.
const Value* Interpreter::with_replaced(const Value* schema, const Value* data, const Value* value,
                                        const Call& call, State& state) {
  const Record* const given = record(value, state);
  std::vector<Property> members;
  for (std::size_t at = 0; given != nullptr && at + 1 < schema->items.size(); at += 2) {
    const Value* const inner = schema->items[at + 1];
    if (!schema->items[at]->text.starts_with('.') || !is_schema(inner)) continue;
    const std::string_view name = schema->items[at]->text.substr(1);
    const Value* const sent = property(*given, name);
    for (std::size_t i = 0; sent != nullptr && i + 1 < inner->items.size(); i += 2) {
      if (!replaces(inner, i) || !sent->has(origin::kSecret)) continue;
      const Value* const part = part_of(data, name);
      Facts of;
      of.origin = origin::kSecret | origin::kFallback;
      if (const Facts* const literal = inner->items[i + 1]->facts) of.source = literal->source;
      members.push_back({arena_.copy(name), symbol(part->id, may::kString, facts(of))});
    }
  }
  if (members.empty()) return data;
  Record content;
  content.properties = arena_.copy(std::span<const Property>(members));
  content.rest = data;
  Call here = call;
  here.round = call.round * 4 + 3;
  return object(content, here, state);
}

Outcomes Interpreter::ask_schema(const Value* schema, std::string_view method, const Value* value,
                                 const Call& call, State state) {
  const bool waits =
      method.ends_with("Async") || method == "spa" || method == "validate" || method == "isValid";
  const bool throws = among(kParse, method);
  const bool plain = method == "is" || method == "isValid" || method == "isValidSync";
  const Facts* const of = joined(all_facts(value, state), origins(origin::kOpaque));
  const bool before = state.verified;
  Outcomes out;
  const Waits how = waits ? Waits::yes : Waits::no;
  for (Outcome& end : run_schema(schema, value, how, call, std::move(state))) {
    const bool fine = !end.threw && end.value->flag;
    const Facts* const verdict = end.state.verified != before ? origins(origin::kVerdict) : nullptr;
    const Value* data = fresh(call, may::kAnything, of, end.state, fine ? 2 : 3);
    if (fine) data = with_replaced(schema, data, value, call, end.state);
    if (!end.threw && throws) {
      end.value = fine ? data : error(call, end.state);
      end.threw = !fine;
    } else if (!end.threw && plain) {
      end.value = with_facts(boolean(fine), verdict);
    } else if (!end.threw) {
      Record content;
      const Property properties[] = {{"success", with_facts(boolean(fine), verdict)},
                                     {fine ? "data" : "error", data},
                                     {fine ? "output" : "issues", data}};
      content.properties = arena_.copy(std::span<const Property>(properties));
      Call here = call;
      here.round = call.round * 2 + (fine ? 1 : 0);
      end.value = object(content, here, end.state);
    }
    if (waits) {
      end.value = promise(end.value, end.threw);
      end.threw = false;
    }
    out.push_back(std::move(end));
  }
  merge(out);
  return out;
}

}  // namespace convotic::lint::outcome
