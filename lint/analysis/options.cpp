// Values that are not written in the code that is analysed: exports of packages, globals and parts of ctx.
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;
using Names = std::set<std::string, std::less<>>;

std::uint8_t global_may_be(std::string_view path) {
  // There in some runtimes only.
  static const Names sometimes{"window", "self",    "navigator", "Deno",   "Bun",        "caches",
                               "module", "exports", "require",   "global", "EdgeRuntime"};
  // Objects whose members are objects and functions; of others they are settings as often.
  static const Names spaces{"JSON",    "Object",      "Array",   "String", "Boolean", "Promise",
                            "Reflect", "Math",        "crypto",  "Buffer", "Symbol",  "Date",
                            "Intl",    "performance", "console", "URL",    "BigInt",  "Atomics"};
  const std::string_view head = path.substr(0, path.find('.'));
  if (path == "process.env" || path == "import.meta" || path == "import.meta.env" || path == "Deno.env" ||
      path == "Bun.env")
    return may::kObject;
  if (!known_globals().contains(head)) return may::kAnything;
  if (sometimes.contains(path)) return may::kThing | may::kUndefined;
  if (path == head || spaces.contains(head)) return may::kThing;
  return may::kAnything;
}

std::uint8_t context_may_be(std::string_view path) {
  static const Names areas{"contacts", "conversations", "messages", "workflows", "storage", "logger", "log"};
  const std::string_view below = path.substr(path.find('.') + 1);
  return areas.contains(below.substr(0, below.find('.'))) ? may::kThing : may::kAnything;
}

const Value* Interpreter::global_value(std::string_view path) {
  Value* out = arena_.make<Value>();
  out->kind = Kind::global;
  out->text = arena_.copy(path);
  out->may = global_may_be(path);
  out->id = intern(0, 0, "global:" + std::string(path));
  return out;
}

std::uint8_t Interpreter::imported_may_be(std::string_view package, std::string_view path) const {
  // Of the platform: objects and functions throughout.
  static const Names builtin{"assert", "buffer", "child_process", "crypto", "dns",
                             "events", "fs",     "http",          "https",  "net",
                             "path",   "stream", "timers",        "tls",    "url",
                             "util",   "zlib",   "fs/promises",   "text",   "querystring"};
  if (builtin.contains(package)) return may::kThing;
  // What hangs on an export of a known package can be a number of its own: a length, a version.
  const bool below = path.find('.') != std::string_view::npos;
  if (table_.knows(package) && (!below || table_.leads_to_call(package, path))) return may::kThing;
  return table_.verifier(package, path, 0) != nullptr || table_.known_call(package, path) != nullptr
             ? may::kThing
             : may::kAnything;
}

// What a constructor or a factory has made is there.
const Value* Interpreter::made_by_package(const Value* exported) {
  Value* out = arena_.make<Value>(*exported);
  out->may = may::kThing;
  return out;
}

}  // namespace convotic::lint::outcome
