// What changes something without ctx: requests to other services, databases, files, programs, mail. It counts
// in the profile `audit` only: to ask a provider whether a request is its own is such a call as well.
#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/vocabulary.hpp"

#include <algorithm>
#include <array>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

constexpr std::array<std::string_view, 6> kClients = {"axios",      "got",    "ky",
                                                      "superagent", "undici", "node-fetch"};
constexpr std::array<std::string_view, 5> kChangingMethods = {"post", "put", "patch", "delete", "del"};
constexpr std::array<std::string_view, 20> kDatabases = {"pg",
                                                         "postgres",
                                                         "mysql",
                                                         "mysql2",
                                                         "mongodb",
                                                         "mongoose",
                                                         "redis",
                                                         "ioredis",
                                                         "@redis/client",
                                                         "knex",
                                                         "better-sqlite3",
                                                         "sqlite3",
                                                         "sequelize",
                                                         "typeorm",
                                                         "mariadb",
                                                         "@prisma/client",
                                                         "@libsql/client",
                                                         "firebase-admin",
                                                         "@vercel/kv",
                                                         "@supabase/supabase-js"};
constexpr std::array<std::string_view, 10> kMail = {
    "nodemailer", "@sendgrid/mail", "resend",         "postmark", "mailgun.js",
    "twilio",     "@slack/web-api", "@slack/webhook", "amqplib",  "kafkajs"};
constexpr std::array<std::string_view, 38> kChangingCalls = {
    "query",       "execute",      "exec",       "run",       "insert",     "insertOne",  "insertMany",
    "create",      "createMany",   "update",     "updateOne", "updateMany", "replaceOne", "upsert",
    "delete",      "deleteOne",    "deleteMany", "remove",    "save",       "set",        "setex",
    "hset",        "del",          "incr",       "incrby",    "decr",       "lpush",      "rpush",
    "sadd",        "zadd",         "publish",    "add",       "bulkWrite",  "bulkCreate", "findOneAndUpdate",
    "$executeRaw", "$transaction", "push"};
constexpr std::array<std::string_view, 8> kSending = {"send",   "sendMail",    "sendEmail", "sendMessage",
                                                      "create", "postMessage", "publish",   "sendToQueue"};
constexpr std::array<std::string_view, 8> kFileWrites = {"write", "append", "unlink", "rm",
                                                         "mkdir", "rename", "copy",   "truncate"};
constexpr std::array<std::string_view, 4> kPrograms = {"exec", "spawn", "fork", "execa"};

template <std::size_t N> bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <std::size_t N> bool begins(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return name.starts_with(one); });
}

// "SELECT … ": a statement of SQL that only reads.
bool only_selects(const Value* statement) {
  if (statement->kind != Kind::string) return false;
  std::string_view sql = statement->text;
  while (!sql.empty() && (sql.front() == ' ' || sql.front() == '\n' || sql.front() == '('))
    sql.remove_prefix(1);
  return lower(sql.substr(0, 6)) == "select";
}

}  // namespace

bool Interpreter::keeps_client(std::string_view package) const {
  return config_.profile == Config::Profile::audit &&
         (among(kClients, package) || among(kDatabases, package) || among(kMail, package));
}

// A call of something that is not ctx: "fetch", or a path in a package.
void Interpreter::note_outside_effect(std::string_view package, std::string_view path,
                                      const Arguments& arguments, const Call& call, State& state) {
  if (config_.profile != Config::Profile::audit || call.frame == nullptr || state.ghost) return;
  const std::size_t dot = path.rfind('.');
  const std::string_view method = dot == std::string_view::npos ? path : path.substr(dot + 1);
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  const auto by_options = [&](const Value* options) {
    const Record* const content = record(options, state);
    const Value* const given = content == nullptr ? nullptr : property(*content, "method");
    return given != nullptr && given->kind == Kind::string && among(kChangingMethods, lower(given->text));
  };
  bool changes = false;
  if (package.empty()) {
    if (path == "fetch") changes = by_options(arguments.size() > 1 ? arguments[1] : undefined());
    changes =
        changes || path.starts_with("Deno.write") || path.starts_with("Deno.remove") || path == "Bun.write";
  } else if (among(kClients, package)) {
    changes = among(kChangingMethods, method) || by_options(first) ||
              by_options(arguments.size() > 1 ? arguments[1] : undefined());
  } else if (among(kDatabases, package)) {
    changes = among(kChangingCalls, method) && !only_selects(first);
  } else if (among(kMail, package)) {
    changes = among(kSending, method);
  } else if (package == "fs" || package == "fs/promises" || package == "fs-extra") {
    changes = begins(kFileWrites, method);
  } else if (package == "child_process" || package == "execa") {
    changes = begins(kPrograms, method);
  } else if (package.starts_with("@aws-sdk/client-")) {
    changes = method == "send";
  }
  if (!changes) return;
  report_.reads = true;
  if (state.verified) return;
  const std::size_t before = report_.violations.size();
  effect(package.empty() ? std::string(path) : source_text(range(call.site, call.frame)).substr(0, 40), true,
         arguments, call, state);
  if (report_.violations.size() > before) report_.violations.back().outside = true;
}

}  // namespace convotic::lint::outcome
