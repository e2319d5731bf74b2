#pragma once

#include "lint/finding.hpp"
#include "lint/model/fold.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace convotic::lint::outcome {

// Where a value comes from and what was done to it. Values keep these bits through copies, string operations
// and calls that cannot be seen into.
using Origin = std::uint32_t;
namespace origin {
inline constexpr Origin kHeaders = 1u << 0;
inline constexpr Origin kBody = 1u << 1;
inline constexpr Origin kRaw = 1u << 2;  // the bytes of the body
inline constexpr Origin kQuery = 1u << 3;
inline constexpr Origin kParams = 1u << 4;
inline constexpr Origin kRequest = 1u << 5;  // something else of the request
inline constexpr Origin kSecret = 1u << 6;   // the environment or a store of secrets
inline constexpr Origin kStored = 1u << 7;   // what ctx has returned
inline constexpr Origin kLiteral = 1u << 8;  // written in the code, and nothing else
inline constexpr Origin kOpaque = 1u << 9;   // went through a call that cannot be seen into
inline constexpr Origin kDecoded = 1u << 10;
inline constexpr Origin kLength = 1u << 11;
inline constexpr Origin kTimestamp = 1u << 12;  // when the sender says that it sent
inline constexpr Origin kNow = 1u << 13;
inline constexpr Origin kRandom = 1u << 14;
inline constexpr Origin kSpoofable = 1u << 15;  // headers that any caller can set, read as who the caller is
inline constexpr Origin kReserialised = 1u << 16;      // JSON.stringify of the parsed body
inline constexpr Origin kError = 1u << 17;             // the message of an error that was caught
inline constexpr Origin kFallback = 1u << 18;          // stands in for a secret that is not set
inline constexpr Origin kClaims = 1u << 19;            // what a verified token says
inline constexpr Origin kUnverifiedClaims = 1u << 20;  // what a token says that was only decoded
inline constexpr Origin kPrefix = 1u << 21;            // cut from a longer one
inline constexpr Origin kBytes = 1u << 22;             // a buffer: its length is counted in bytes

inline constexpr Origin kVerdict = 1u << 23;     // what a verifier has found
inline constexpr Origin kAlwaysTrue = 1u << 24;  // of a function that says yes to every request
inline constexpr Origin kAnswer = 1u << 25;      // of a service that was asked whether the request is genuine
inline constexpr Origin kElement = 1u << 26;     // one byte or character of a longer one, whichever
// Of a store, under the hash of what a header or the query says.
inline constexpr Origin kFoundByHash = 1u << 27;
inline constexpr Origin kName = 1u << 28;  // of a header, a parameter or a member, whichever are there

inline constexpr Origin kFromRequest = kHeaders | kBody | kRaw | kQuery | kParams | kRequest;
}  // namespace origin

struct State;
struct Value;

namespace may {
inline constexpr std::uint8_t kUndefined = 1, kNull = 2, kBoolean = 4, kNumber = 8, kString = 16,
                              kObject = 32, kFunction = 64;
inline constexpr std::uint8_t kNullish = kUndefined | kNull;
inline constexpr std::uint8_t kThing = kObject | kFunction;
inline constexpr std::uint8_t kAnything = 127;
}  // namespace may

struct HeaderNames {
  std::string_view name;  // in lower case
  const HeaderNames* next = nullptr;
};

// A MAC or a digest that was computed in code that can be seen.
struct Digest {
  std::string_view algorithm;
  const Value* key = nullptr;  // none for a plain digest
  const Value* message = nullptr;
  Range at;  // the call that makes it
};

struct Facts {
  Origin origin = 0;
  const HeaderNames* headers = nullptr;
  const Digest* digest = nullptr;
  std::uint16_t length = 0;   // bytes or characters, where fixed and known
  std::uint16_t decoded = 0;  // bytes that this base64 text of fixed length stands for, where known
  bool constant_time = false;
  std::uint32_t field = 0;  // the member of the body that all of the body in it comes from
  bool base64 = false;      // a text in base64
  bool misread = false;     // base64 that was decoded as hex: what comes before the first other character
  // The value is zero (or empty) just where these two are equal: of ^, Buffer.compare and localeCompare.
  const Value* left = nullptr;
  const Value* right = nullptr;
  const Value* length_of = nullptr;
  const Value* as_long_as = nullptr;  // a buffer with a byte for each character of this text
  Range source;  // where a secret is read or a literal is written; file 0, begin 0, end 0: nowhere
};

// A variable as a function has found it where it was made.
struct Captured {
  BindingId binding = kNoBinding;
  const Value* value = nullptr;
};

// One run of a function, or a file as what its top level has declared.
struct Frame {
  std::uint32_t id = 0;  // the same for the same call in the same frame, so that states can be compared
  const Frame* parent = nullptr;
  FileId file = kNoFile;
  NodeId function = kNoNode;            // kNoNode: the file
  bool lazy = false;                    // what it declares is worked out when it is first asked for
  const lint::Frame* folded = nullptr;  // parameters that are known from folding
  std::span<const Captured> captured;   // of the round of a loop it was made in
  const Value* self = nullptr;
  const Value* klass = nullptr;  // whose method it is, for super
  std::uint32_t depth = 0;
  bool left_alone = false;                    // nobody waits for what it promises
  std::vector<State>* suspensions = nullptr;  // what was known where it has first waited itself
};

// A value as far as it is known. Immutable; lives in the arena of an analysis. What a program can change is
// in a Record, which a State finds by `id`.
struct Value {
  enum class Kind : std::uint8_t {
    undefined,
    null,
    boolean,
    number,
    string,
    unknown,   // a symbol: `id`; a state may know more of it
    object,    // `id` in the heap
    function,  // `site` is its node, `frame` what it closes over, `receiver` its this
    klass,     // the same for a class
    method,    // a built-in method, read as a value: `receiver` and `text`
    global,    // a built-in object or function: `text` is its path, "Object.fromEntries"
    package,  // an import of something that is not a file: `text` is "package\x02path", `items` the arguments
              // of the constructor
    context,  // ctx and what hangs on it: `text` is the path, "ctx.contacts.update"
    promise,  // settled with `receiver`; rejected where `flag`
    native,   // a function of the analysis: `native`
  } kind = Kind::undefined;

  enum class Native : std::uint8_t {
    none,
    next,
    resolve,
    reject,
    verifier,
    bound,
    constant,
    promisified,  // `receiver` is the function that takes a callback
    callback,     // with an error first, which settles a promise
    pending,      // a promise, as seen before it is settled
    proxied,      // new Proxy(receiver, items[0])
  } native = Native::none;
  bool flag = false;        // of a boolean, a rejected promise
  std::uint8_t may = 0xff;  // of a symbol, an import, a global and a part of ctx: what it can be
  std::uint32_t id = 0;
  double number = 0;
  std::string_view text;
  std::uint64_t site = 0;
  const Frame* frame = nullptr;
  const Value* receiver = nullptr;
  std::span<const Value* const> items;
  const Facts* facts = nullptr;

  Origin origin() const { return facts == nullptr ? 0 : facts->origin; }
  bool has(Origin bits) const { return (origin() & bits) != 0; }
  bool nullish() const { return kind == Kind::undefined || kind == Kind::null; }
  // What a package exports, the platform has or ctx brings, and nothing else is known of: an option as well
  // as a function.
  bool option() const {
    return (kind == Kind::package || kind == Kind::global || kind == Kind::context) &&
           (may & may::kAnything & ~may::kThing) != 0;
  }
  // A state may know more of it, by its `id`.
  bool open() const { return kind == Kind::unknown || option(); }
};

// What code can write down, other than an object.
inline bool is_constant(const Value* value) {
  return value->nullish() || value->kind == Value::Kind::boolean || value->kind == Value::Kind::number ||
         value->kind == Value::Kind::string;
}

// Whether two constants are the same, whatever else is known of them.
inline bool same_constant(const Value* left, const Value* right) {
  if (left->kind != right->kind) return false;
  switch (left->kind) {
  case Value::Kind::undefined:
  case Value::Kind::null:
    return true;
  case Value::Kind::boolean:
    return left->flag == right->flag;
  case Value::Kind::number:
    return left->number == right->number;
  case Value::Kind::string:
    return left->text == right->text;
  default:
    return false;
  }
}

struct Property {
  std::string_view key;
  const Value* value = nullptr;
};

// What an object holds in a state. Replaced, never changed.
struct Record {
  enum class Type : std::uint8_t {
    plain,
    array,
    instance,
    map,
    set,
    error,
    mac,        // createHmac and createHash, with what was fed to them
    verifier,   // createVerify
    generator,  // not run yet: `klass` is its function, `elements` the arguments, a property "this"
    request,
    regexp,
    date,
  } type = Type::plain;
  std::span<const Property> properties;
  std::span<const Value* const> elements;  // of an array, and the values of a map or set
  const Value* rest = nullptr;             // what is not listed; none: there is nothing else
  const Value* klass = nullptr;
  const Digest* digest = nullptr;  // so far
  bool bare = false;               // without what every object has
  bool filled = false;             // of a list: there is something in it, in `rest`
  const Facts* made_of = nullptr;  // of a list: what it was made from, where nothing of it is left
};

}  // namespace convotic::lint::outcome
