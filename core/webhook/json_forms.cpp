#include "core/webhook/json_forms.hpp"

#include "core/base/json_layout.hpp"
#include "core/webhook/json_escapes.hpp"

#include <optional>

namespace convotic::webhook {
namespace {

using base::JsonLayout;

// How much longer than a text its forms are in practice: six levels of four blanks for "1," are too much.
constexpr std::size_t kTimesAsLong = 8;
constexpr std::size_t kAlwaysAllowed = 4096;

struct Layout {
  JsonLayout layout;
  std::string_view name;
};
constexpr Layout kLayouts[] = {{JsonLayout::compact, "compact"},
                               {JsonLayout::indented_2, "indented by 2 blanks"},
                               {JsonLayout::indented_4, "indented by 4 blanks"},
                               {JsonLayout::spaced, "with a blank after each \":\" and \",\""}};

// Which escapes are put in and which are taken out.
struct Escapes {
  std::string (*write)(const std::string& json);
  std::string_view name;
};
constexpr Escapes kEscapes[] = {
    {[](const std::string& json) { return with_escapes(json, JsonEscape::non_ascii); },
     "with what is not ASCII as \\uXXXX"},
    {[](const std::string& json) { return without_escapes(json, JsonEscape::non_ascii); },
     "with what is not ASCII as it is, not as \\uXXXX"},
    {[](const std::string& json) { return with_escapes(json, JsonEscape::slash); }, "with \"/\" as \"\\/\""},
    {[](const std::string& json) { return without_escapes(json, JsonEscape::slash); },
     "with \"/\" as it is, not as \"\\/\""},
    {[](const std::string& json) {
       return with_escapes(with_escapes(json, JsonEscape::non_ascii), JsonEscape::slash);
     },
     "with what is not ASCII as \\uXXXX and \"/\" as \"\\/\""},
    {[](const std::string& json) { return with_escapes(json, JsonEscape::html); },
     "with <, > and & as \\uXXXX"},
    {[](const std::string& json) { return without_escapes(json, JsonEscape::html); },
     "with <, > and & as they are, not as \\uXXXX"}};

class Forms {
public:
  Forms(Work& work, const std::function<bool(const JsonForm&)>& visit) : work_(work), visit_(visit) {}

  // In every layout; `name` says how the text is written otherwise.
  void lay_out(const std::string& json, std::string_view name) {
    const std::size_t most = kTimesAsLong * json.size() + kAlwaysAllowed;
    for (const Layout& one : kLayouts) {
      if (is_over()) return;
      // What is given up was written too.
      const auto text = base::lay_out_within(json, one.layout, most);
      if (!write(text ? text->size() : most)) return;
      if (text) show({*text, std::string(one.name) + (name.empty() ? "" : ", ") + std::string(name)});
    }
  }
  std::optional<std::string> escape(const std::string& json, const Escapes& escapes) {
    if (is_over() || !write(2 * json.size())) return std::nullopt;
    std::string text = escapes.write(json);
    show({text, std::string(escapes.name)});
    return text;
  }

private:
  bool is_over() const { return over_ || work_.is_done(); }
  bool write(std::size_t bytes) { return work_.take(Work::kWritten * bytes); }
  void show(const JsonForm& form) { over_ = over_ || !visit_(form); }

  Work& work_;
  const std::function<bool(const JsonForm&)>& visit_;
  bool over_ = false;
};

}  // namespace

void each_json_form(const std::string& json, Work& work, const std::function<bool(const JsonForm&)>& visit) {
  Forms forms(work, visit);
  forms.lay_out(json, "");
  for (const Escapes& escapes : kEscapes)
    if (const auto escaped = forms.escape(json, escapes)) forms.lay_out(*escaped, escapes.name);
}

}  // namespace convotic::webhook
