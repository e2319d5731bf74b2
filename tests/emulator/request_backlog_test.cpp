#include "emulator/request_backlog.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::emulator;

namespace {

RequestRecord request(std::uint64_t id, int status) {
  RequestRecord record;
  record.id = id;
  record.status = status;
  record.received = ReceivedRequest{"", "body", 4};
  return record;
}

}  // namespace

TEST_CASE("Of many requests the contents are kept for the latest, and for the latest that failed") {
  RequestBacklog backlog;
  CHECK(backlog.empty());
  backlog.add(request(1, 500));
  for (std::uint64_t id = 2; id < 2 + RequestBacklog::kContents + 3; ++id)
    backlog.add(request(id, 200));
  RequestRecord refused = request(99, 404);
  refused.received.reset();
  backlog.add(refused);
  CHECK_FALSE(backlog.empty());
  const auto all = backlog.take();
  CHECK(backlog.empty());
  REQUIRE(all.size() == RequestBacklog::kContents + 5);
  std::vector<std::uint64_t> without;
  for (const RequestRecord& record : all)
    if (!record.received) without.push_back(record.id);
  CHECK(without == std::vector<std::uint64_t>{2, 3, 4, 99});
}

TEST_CASE("What was taken is not taken again, and counting begins anew") {
  RequestBacklog backlog;
  for (std::uint64_t id = 1; id <= RequestBacklog::kContents; ++id)
    backlog.add(request(id, 200));
  CHECK(backlog.take().size() == RequestBacklog::kContents);
  CHECK(backlog.take().empty());
  backlog.add(request(100, 200));
  const auto later = backlog.take();
  REQUIRE(later.size() == 1);
  CHECK(later[0].received);
}
