#include "lint/syntax/parse.hpp"
#include "tests/lint/syntax/printed_tree.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

namespace {

// The statements of a script, one a line.
std::string tree(std::string_view text, std::string_view path = "a.ts") {
  lint::Parser parser;
  const auto ast = parser.script(path, text);
  REQUIRE(ast);
  std::string out;
  for (const lint::NodeId id : ast->children(ast->root()))
    out += (out.empty() ? "" : "\n") + tests::printed(*ast, id);
  return out;
}

std::string value(std::string_view text) {
  const std::string all = tree("(" + std::string(text) + ");");
  const std::string_view before = "(expression_statement ";
  return all.substr(before.size(), all.size() - before.size() - 1);
}

}  // namespace

TEST_CASE("Parentheses, casts, types and comments are not in the tree") {
  CHECK(tree("x = ((<any>(y as Foo)!) satisfies Bar) /* , */ ;") ==
        "(expression_statement (assignment = x y))");
  CHECK(
      tree(
          "interface A { x: string }\ntype B = A;\nfunction f(a: string): void;\nf<B>(/* 1 */ x /* 2 */);") ==
      "(expression_statement (call f x))");
}

TEST_CASE("Imports and exports say what they take from where") {
  CHECK(tree("import type { M } from 'p';\n"
             "import D, { a as b, type T, 'x-y' as q } from './m';\n"
             "import * as ns from 'n';\nimport r = require('./r');\nimport Al = A.B;\nimport 'side';") ==
        "(import_statement type .p 'p' (import_specifier .M ^M))\n"
        "(import_statement ../m './m' (import_specifier .default ^D) (import_specifier .a ^b)"
        " (import_specifier type .T ^T) (import_specifier .x-y ^q))\n"
        "(import_statement .n 'n' (import_specifier .* ^ns))\n"
        "(import_statement ../r './r' (import_specifier .= ^r))\n"
        "(variable_declaration const (declarator ^Al (member .B A)))\n"
        "(import_statement .side 'side')");
  CHECK(tree("export * from './s';\nexport * as e from './t';\nexport { a, b as c, default } from './u';\n"
             "export { q as default };\nexport const k = 1;\nexport default f;\nexport = foo;") ==
        "(export_all ../s './s' _)\n(export_all ../t './t' e)\n"
        "(export_list ../u './u' (export_specifier .a a) (export_specifier .c b)"
        " (export_specifier .default default))\n"
        "(export_list _ (export_specifier .default q))\n"
        "(export_declaration (variable_declaration const (declarator ^k 1)))\n"
        "(export_default f)\n(export_assignment foo)");
  // The grammar does not know this one, and finds where it leads nevertheless.
  CHECK(tree("export type * from './types';") == "(export_all damaged ../types './types' _)");
}

TEST_CASE("Every function is one kind of node") {
  CHECK(value("async x => ({ y: x })") ==
        "(function async arrow _ (object (property .y _ x)) (parameter ^x _))");
  CHECK(value("function* g(a = 1, ...b) { yield* a; }") ==
        "(function generator ^g (block (expression_statement (yield delegate a))) (parameter ^a 1)"
        " (parameter rest ^b _))");
  CHECK(value("{ f() {}, async g() {}, get h() { return 1; }, set h(v) {} }") ==
        "(object (property method .f _ (function method _ (block)))"
        " (property method .g _ (function async method _ (block)))"
        " (property getter .h _ (function getter _ (block (return_statement 1))))"
        " (property setter .h _ (function setter _ (block) (parameter ^v _))))");
  CHECK(tree("declare function there(x: string): boolean;\nfunction f(this: X, { a, b: c = 2, ...r }: any) "
             "{}") ==
        "(function declaration ^there _)\n"
        "(function declaration ^f (block) (parameter (object_pattern (pattern_property shorthand .a _ ^a _)"
        " (pattern_property .b _ ^c 2) (rest_pattern ^r)) _))");
}

TEST_CASE("Classes have members, whatever they are") {
  CHECK(
      tree("class X extends Y<T> implements Z { #p = 1; static s = 'a'; declare d: string;\n"
           "constructor(private readonly x: string) { super(); }\n"
           "@dec() async handle() { return await this.#p; } static { f(); } [dyn]() {} ['lit'] = 1; }") ==
      "(class declaration ^X Y (class_member .#p _ 1) (class_member static .s _ 'a') (class_member .d _ _)"
      " (class_member method .constructor _ (function method _ (block (expression_statement (call (super))))"
      " (parameter property ^x _)))"
      " (class_member method .handle _ (function async method _ (block (return_statement (await"
      " (member .#p (this)))))) (call dec))"
      " (static_block (block (expression_statement (call f))))"
      " (class_member method dyn (function method _ (block))) (class_member .lit _ 1))");
}

TEST_CASE("Statements keep their parts in place") {
  CHECK(tree("if (a) b(); else if (c) d(); else { e() }") ==
        "(if_statement a (expression_statement (call b)) (if_statement c (expression_statement (call d))"
        " (block (expression_statement (call e)))))");
  CHECK(tree("for (const [x, , y = 3] of t) continue outer;\nfor await (const x of g()) ;\nfor (k in o) {}\n"
             "for (let i = 0; i < 3; i++) f(i);\nfor (;;) break;") ==
        "(for_in_statement of (variable_declaration const (declarator (array_pattern ^x _ (default_pattern ^y"
        " 3)) _)) t (continue_statement .outer))\n"
        "(for_in_statement async of (variable_declaration const (declarator ^x _)) (call g) "
        "(empty_statement))\n"
        "(for_in_statement k o (block))\n"
        "(for_statement (variable_declaration let (declarator ^i 0)) (binary < i 3) (update ++ i)"
        " (expression_statement (call f i)))\n"
        "(for_statement _ _ _ (break_statement))");
  CHECK(tree("try { a() } catch { b() } finally { c() }\ntry {} catch (e) { throw e }") ==
        "(try_statement (block (expression_statement (call a))) (catch_clause _ (block (expression_statement"
        " (call b)))) (block (expression_statement (call c))))\n"
        "(try_statement (block) (catch_clause ^e (block (throw_statement e))) _)");
  CHECK(tree("switch (x) { case 1: case 'a': f(); break; default: g() }") ==
        "(switch_statement x (switch_case 1) (switch_case 'a' (expression_statement (call f))"
        " (break_statement)) (switch_case _ (expression_statement (call g))))");
  CHECK(
      tree("l: while (!(a && b || c ?? d)) { do { x += 1, ++y; } while (z); }") ==
      "(labeled_statement .l (while_statement (unary ! (logical ?? (logical || (logical && a b) c) d)) (block"
      " (do_statement (block (expression_statement (sequence (assignment + x 1) (update prefix ++ y)))) "
      "z))))");
  CHECK(tree("using a = open(); await using b = open();") ==
        "(variable_declaration using (declarator ^a (call open)))\n"
        "(variable_declaration using (declarator ^b (call open)))");
  CHECK(tree("enum E { A = 'x', B, 'c-d' = 3 }\nnamespace N { export const z = 1; }") ==
        "(enum_declaration ^E (enum_member .A 'x') (enum_member .B _) (enum_member .c-d 3))\n"
        "(namespace_declaration ^N (block (export_declaration (variable_declaration const (declarator ^z "
        "1)))))");
}

TEST_CASE("Expressions keep their operators, holes and optional chains") {
  CHECK(value("x?.y?.[z]?.(1, ...args)") ==
        "(call optional (index optional (member optional .y x) z) 1 (spread args))");
  CHECK(value("[1, /* , */ , 2, ...b]") == "(array 1 _ 2 (spread b))");
  CHECK(value("{ a, 'b-c': 1, [d]: 2, ...e, 3: 4, ['lit']: 5 }") ==
        "(object (property shorthand .a _ a) (property .b-c _ 1) (property d 2) (spread e) (property .3 _ 4)"
        " (property .lit _ 5))");
  CHECK(value("{ a: p, b: [q] } = obj") == "(assignment = (object_pattern (pattern_property .a _ p _) "
                                           "(pattern_property .b _ (array_pattern q) _)) obj)");
  CHECK(value("`a${b}c\\n${d}`") == "(template_string 'a' b 'c\n' d)");
  CHECK(value("a ? typeof b : new C(1, import('./x'))") ==
        "(conditional a (unary typeof b) (new C 1 (import_call './x')))");
  CHECK(value("import.meta.env.X") == "(member .X (member .env (meta_property .import.meta)))");
  CHECK(value("/^a\\/b$/gi") == "(regex .^a\\/b$)");
}

TEST_CASE("The escapes of strings are undone") {
  CHECK(value(R"('a\n\x41\u00e9\u{1F600}\ud83d\ude00\ud83d\'\q\
b')") == "'a\nA\xc3\xa9\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xef\xbf\xbd'qb'");
}

TEST_CASE("JSX is read where a file may hold it") {
  CHECK(tree("const a = <div x={f(1)}>{g(2)}</div>", "a.jsx") ==
        tree("const a = <div x={f(1)}>{g(2)}</div>", "a.js"));
  CHECK(tree("const a = <div x={f(1)}>{g(2)}</div>", "a.tsx").find("(call f 1)") != std::string::npos);
}

TEST_CASE("A syntax error damages what it stands in and nothing beside it") {
  CHECK(tree("f({ a: 1 b: 2 });\nf({ a: 1 });") ==
        "(expression_statement damaged (call damaged f (object damaged (property .a _ 1)"
        " (unknown damaged b 2))))\n"
        "(expression_statement (call f (object (property .a _ 1))))");
}

TEST_CASE("What a byte order mark and line ends of Windows surround is read") {
  CHECK(tree("\xef\xbb\xbf"
             "const a = 'x';\r\nf(a);\r\n") ==
        "(variable_declaration const (declarator ^a 'x'))\n(expression_statement (call f a))");
}

TEST_CASE("Deep nesting ends where it is too deep, and parentheses are not nesting") {
  const auto nested = [](char open, char close) {
    return "x = " + std::string(20'000, open) + "1" + std::string(20'000, close) + ";";
  };
  CHECK(tree(nested('(', ')')) == "(expression_statement (assignment = x 1))");
  lint::Parser parser;
  const std::string brackets = nested('[', ']');
  const auto ast = parser.script("a.ts", brackets);
  REQUIRE(ast);
  CHECK(ast->too_deep.size() == 1);
  CHECK(ast->size() < 1'100);
}

TEST_CASE("Numbers are read in every base") {
  CHECK(lint::number_of("1_000.5") == 1000.5);
  CHECK(lint::number_of("0xff") == 255);
  CHECK(lint::number_of("0b101n") == 5);
  CHECK(lint::number_of("0o17") == 15);
  CHECK(lint::number_of("1e3") == 1000);
  CHECK(lint::number_of("0xg") != lint::number_of("0xg"));
}
