#include "tests/emulator/store/store_fixture.hpp"

#include <set>

using namespace convotic::tests;
using convotic::emulator::CtxMember;
using convotic::emulator::CtxStatus;

TEST_CASE("The calls of ctx are those that the SDK lists, with the same status") {
  const std::filesystem::path file = CONVOTIC_SOURCE_DIR "/sdk/ctx-members.json";
  std::set<std::string> listed, answered;
  for (const Json& member : Json::parse(read_file(file)))
    if (member["kind"] == "call")
      listed.insert(member["name"].get<std::string>() + ' ' + member["status"].get<std::string>());
  for (const CtxMember& member : convotic::emulator::ctx_members())
    answered.insert(std::string(member.name) +
                    (member.status == CtxStatus::documented ? " documented" : " assumed"));
  CHECK(answered == listed);
}

TEST_CASE("Every call of ctx answers a call without arguments, and none crashes on nonsense") {
  StoreFixture s;
  for (const CtxMember& member : convotic::emulator::ctx_members()) {
    for (const char* arguments : {"[]", "[null]", "[null,null]", "[{}]", "[[]]", "[{},{}]", "[\"a\",[]]",
                                  "[\"\\u0000\"]", "[0.5,{}]"}) {
      CAPTURE(member.name, arguments);
      const CtxOutcome outcome = s.call(member.name, arguments);
      if (outcome.error) CHECK(outcome.error->message.starts_with("ctx." + std::string(member.name) + ": "));
      if (outcome.error) CHECK(outcome.error->code != "INTERNAL_ERROR");
    }
  }
}
