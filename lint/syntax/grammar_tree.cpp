#include "lint/syntax/grammar_tree.hpp"

#include "lint/syntax/parse_memory.hpp"

#include <tree_sitter/api.h>

extern "C" {
const TSLanguage* tree_sitter_typescript(void);
const TSLanguage* tree_sitter_tsx(void);
}

namespace convotic::lint {

namespace {

// A file of 2 MB takes half a second; what takes this long is made to.
constexpr std::uint64_t kMostMicroseconds = 5'000'000;

// A grammar's symbols and fields, by the numbers that it gives them.
struct Tables {
  const TSLanguage* language;
  std::vector<Grammar> kinds;
  std::vector<Field> fields;

  explicit Tables(const TSLanguage* of) : language(of) {
    for (std::uint32_t symbol = 0; symbol < ts_language_symbol_count(of); ++symbol) {
      const char* name = ts_language_symbol_name(of, static_cast<TSSymbol>(symbol));
      const bool named = ts_language_symbol_type(of, static_cast<TSSymbol>(symbol)) == TSSymbolTypeRegular;
      kinds.push_back(grammar_kind(name == nullptr ? "" : name, named ? Name::node : Name::token));
    }
    fields.push_back(Field::none);
    for (std::uint32_t id = 1; id <= ts_language_field_count(of); ++id) {
      fields.push_back(grammar_field(ts_language_field_name_for_id(of, static_cast<TSFieldId>(id))));
    }
  }

  Grammar kind(TSNode node) const {
    const TSSymbol symbol = ts_node_symbol(node);
    return symbol < kinds.size() ? kinds[symbol] : Grammar::error;  // ERROR is beyond the grammar's own
  }
};

const Tables& tables_of(Language language) {
  static const Tables typescript(tree_sitter_typescript());
  static const Tables tsx(tree_sitter_tsx());
  return language == Language::tsx ? tsx : typescript;
}

// Copies a library's tree, without recursion: 20,000 nested parentheses are no reason to fall over.
class Copier {
public:
  Copier(const Tables& tables, TSNode root, GrammarTree& tree) : tables_(tables), tree_(tree) {
    damaged_ = ts_node_has_error(root);
    cursor_ = ts_tree_cursor_new(root);
  }
  ~Copier() { ts_tree_cursor_delete(&cursor_); }
  Copier(const Copier&) = delete;
  Copier& operator=(const Copier&) = delete;

  void run() {
    tree_.nodes.clear();
    tree_.faults.clear();
    add(ts_tree_cursor_current_node(&cursor_));
    open_.push_back({0, 0});
    if (!ts_tree_cursor_goto_first_child(&cursor_)) return;
    while (true) {
      if (visit() && ts_tree_cursor_goto_first_child(&cursor_)) continue;
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (!ts_tree_cursor_goto_parent(&cursor_)) return;
        leave();
        if (open_.empty()) return;
      }
    }
  }

private:
  // A node whose children are being copied. `node` is that of the copy that they belong to; kSkipped where
  // nothing below is copied.
  struct Open {
    std::uint32_t node;
    std::uint32_t last_child;
  };
  static constexpr std::uint32_t kSkipped = 0xffffffff;

  // Returns whether to go on with the children.
  bool visit() {
    const TSNode node = ts_tree_cursor_current_node(&cursor_);
    const bool damaged = damaged_ && (ts_node_has_error(node) || ts_node_is_missing(node));
    const Grammar kind = tables_.kind(node);
    if (damaged && !in_fault_ && (kind == Grammar::error || ts_node_is_missing(node)))
      tree_.faults.push_back({ts_node_start_byte(node), ts_node_end_byte(node)});
    // A token with a field says something: an operator, "const". So does the name of a class.
    const Field field = tables_.fields[ts_tree_cursor_current_field_id(&cursor_)];
    const bool told = ts_node_is_named(node) ? field == Field::name : field != Field::none;
    const bool dull = kind == Grammar::left_out && !told;
    const bool skipped = dull || open_.back().node == kSkipped;
    if (skipped) {
      if (!damaged || ts_node_child_count(node) == 0) return false;
      open_.push_back({kSkipped, 0});
      return true;
    }
    const std::uint32_t id = add(node);
    tree_.nodes[id].kind = kind;
    tree_.nodes[id].damaged = damaged;
    Open& parent = open_.back();
    (parent.last_child == 0 ? tree_.nodes[parent.node].first_child : tree_.nodes[parent.last_child].next) =
        id;
    parent.last_child = id;
    if (ts_node_child_count(node) == 0) return false;
    if (kind == Grammar::error && !in_fault_) in_fault_ = open_.size();
    open_.push_back({id, 0});
    return true;
  }

  void leave() {
    open_.pop_back();
    if (in_fault_ && open_.size() <= in_fault_) in_fault_ = 0;
  }

  std::uint32_t add(TSNode node) {
    GrammarNode copy;
    const TSFieldId field = ts_tree_cursor_current_field_id(&cursor_);
    copy.field = tables_.fields[field];
    copy.damaged = damaged_;
    copy.begin = ts_node_start_byte(node);
    copy.end = ts_node_end_byte(node);
    tree_.nodes.push_back(copy);
    return static_cast<std::uint32_t>(tree_.nodes.size() - 1);
  }

  const Tables& tables_;
  GrammarTree& tree_;
  TSTreeCursor cursor_{};
  bool damaged_ = false;
  std::size_t in_fault_ = 0;  // depth of the outermost ERROR; faults within it are the same one
  std::vector<Open> open_;
};

}  // namespace

std::uint32_t GrammarTree::child(std::uint32_t node, Field field) const {
  for (std::uint32_t at = nodes[node].first_child; at != 0; at = nodes[at].next)
    if (nodes[at].field == field) return at;
  return 0;
}

bool GrammarTree::has_child(std::uint32_t node, Grammar kind) const {
  for (std::uint32_t at = nodes[node].first_child; at != 0; at = nodes[at].next)
    if (nodes[at].kind == kind) return true;
  return false;
}

struct GrammarParser::Library {
  ParseMemory memory;
  TSParser* parser = nullptr;
};

GrammarParser::GrammarParser() : library_(new Library) {
  const ParseMemory::Use use(library_->memory);
  library_->parser = ts_parser_new();
  ts_parser_set_timeout_micros(library_->parser, kMostMicroseconds);
}

GrammarParser::~GrammarParser() {
  {
    const ParseMemory::Use use(library_->memory);
    ts_parser_delete(library_->parser);
  }
  delete library_;
}

GrammarParser::Outcome GrammarParser::parse(std::string_view text, Language language, GrammarTree& tree) {
  const Tables& tables = tables_of(language);
  const ParseMemory::Use use(library_->memory);
  ts_parser_reset(library_->parser);
  ts_parser_set_language(library_->parser, tables.language);
  TSTree* parsed =
      ts_parser_parse_string(library_->parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
  if (parsed == nullptr) return Outcome::out_of_time;
  Copier(tables, ts_tree_root_node(parsed), tree).run();
  ts_tree_delete(parsed);
  return Outcome::parsed;
}

}  // namespace convotic::lint
