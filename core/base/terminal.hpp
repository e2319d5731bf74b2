#pragma once

#include <string>
#include <string_view>

namespace convotic::base {

enum class Colour { never, always };

// Wraps text in terminal colours, or leaves it alone. Colour only separates good, bad and secondary.
class Palette {
public:
  explicit Palette(Colour colour) : colour_(colour) {}

  std::string good(std::string_view text) const { return wrap("32", text); }
  std::string bad(std::string_view text) const { return wrap("31", text); }
  std::string warning(std::string_view text) const { return wrap("33", text); }
  std::string secondary(std::string_view text) const { return wrap("2", text); }
  std::string strong(std::string_view text) const { return wrap("1", text); }

private:
  std::string wrap(std::string_view code, std::string_view text) const;

  Colour colour_;
};

// Whether the file descriptor is a terminal.
bool is_terminal(int fd);

// `always` for a terminal, unless `no_color` (the variable NO_COLOR, see no-color.org) is not empty or `term`
// is "dumb".
Colour colour_for(int fd, std::string_view no_color, std::string_view term);

// `text` with control characters (escape sequences above all) made visible, so that what a module or a caller
// sends cannot drive the terminal.
std::string printable(std::string_view text);
// The same for what has to stay on one line.
std::string printable_line(std::string_view text);

}  // namespace convotic::base
