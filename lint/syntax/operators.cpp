#include "lint/syntax/lowering.hpp"

#include <array>
#include <utility>

namespace convotic::lint {

namespace {

using Spelled = std::pair<std::string_view, Op>;

constexpr std::array kInfix = {
    Spelled{"+", Op::add},
    Spelled{"-", Op::subtract},
    Spelled{"*", Op::multiply},
    Spelled{"/", Op::divide},
    Spelled{"%", Op::remainder},
    Spelled{"**", Op::power},
    Spelled{"<<", Op::shift_left},
    Spelled{">>", Op::shift_right},
    Spelled{">>>", Op::shift_right_unsigned},
    Spelled{"&", Op::bit_and},
    Spelled{"|", Op::bit_or},
    Spelled{"^", Op::bit_xor},
    Spelled{"<", Op::less},
    Spelled{"<=", Op::less_equal},
    Spelled{">", Op::greater},
    Spelled{">=", Op::greater_equal},
    Spelled{"==", Op::equal},
    Spelled{"!=", Op::not_equal},
    Spelled{"===", Op::strict_equal},
    Spelled{"!==", Op::strict_not_equal},
    Spelled{"in", Op::in_},
    Spelled{"instanceof", Op::instanceof_},
    Spelled{"&&", Op::and_},
    Spelled{"||", Op::or_},
    Spelled{"??", Op::coalesce},
};

constexpr std::array kPrefixes = {
    Spelled{"!", Op::not_},         Spelled{"-", Op::minus},        Spelled{"+", Op::plus},
    Spelled{"~", Op::bit_not},      Spelled{"typeof", Op::typeof_}, Spelled{"void", Op::void_},
    Spelled{"delete", Op::delete_}, Spelled{"++", Op::increment},   Spelled{"--", Op::decrement},
};

template <typename Table> Op find(const Table& table, std::string_view token) {
  for (const auto& [spelled, op] : table)
    if (spelled == token) return op;
  return Op::none;
}

}  // namespace

Op operator_of(std::string_view token, Fixity fixity) {
  return fixity == Fixity::prefix ? find(kPrefixes, token) : find(kInfix, token);
}

std::string_view spelling(Op op) {
  switch (op) {
  case Op::var_:
    return "var";
  case Op::let_:
    return "let";
  case Op::const_:
    return "const";
  case Op::using_:
    return "using";
  case Op::assign:
    return "=";
  default:
    break;
  }
  for (const auto& [spelled, meant] : kInfix)
    if (meant == op) return spelled;
  for (const auto& [spelled, meant] : kPrefixes)
    if (meant == op) return spelled;
  return "";
}

}  // namespace convotic::lint
