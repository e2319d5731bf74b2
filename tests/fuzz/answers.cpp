#include "core/http/answer_reader.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/targets.hpp"

namespace convotic::fuzz {

// An answer means the same however it is cut, up to where it is complete; what goes on after that is refused
// where it can be seen.
void answers(std::string_view bytes) {
  using http::AnswerReader;
  using State = AnswerReader::State;
  constexpr std::size_t kLimit = 1000;
  AnswerReader whole("POST", kLimit), cut("POST", kLimit);
  State state_of_whole = whole.feed(bytes);
  State state_of_cut = State::more;
  std::size_t used = 0;
  while (used < bytes.size() && state_of_cut == State::more)
    state_of_cut = cut.feed(bytes.substr(used++, 1));
  CONVOTIC_PROMISE(whole.begun() == !bytes.empty());
  if (state_of_whole == State::more) {
    CONVOTIC_PROMISE(state_of_cut == State::more);
    CONVOTIC_PROMISE(!whole.progress().empty());
    state_of_whole = whole.end();
    state_of_cut = cut.end();
    CONVOTIC_PROMISE(state_of_whole == state_of_cut && state_of_whole != State::more);
  }
  if (state_of_whole == State::broken) {
    CONVOTIC_PROMISE(whole.problem().find('\n') == std::string::npos && !whole.problem().empty());
    CONVOTIC_PROMISE(state_of_cut == State::done ? used < bytes.size() : !cut.problem().empty());
    return;
  }
  CONVOTIC_PROMISE(state_of_cut == State::done);
  CONVOTIC_PROMISE(whole.response().status == cut.response().status);
  CONVOTIC_PROMISE(whole.response().body == cut.response().body);
  CONVOTIC_PROMISE(whole.response().body.size() <= kLimit);
  CONVOTIC_PROMISE(whole.response().headers.size() == cut.response().headers.size());
  CONVOTIC_PROMISE(whole.connection() == cut.connection());
}

}  // namespace convotic::fuzz
