"""Places, broken texts, hostile texts and real shapes of JavaScript."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ennead.code import ir
from ennead.code.javascript.read import read
from tests.code.javascript.lowered import lowered, shown

WORDS = (
    "if else for ( ) { } [ ] => async await function class extends static get set import export default from 'a' `b` "
    "${ } const let x y . ?. , ; : ? = += && || ?? ... < > / * @ # new return yield switch case try catch finally "
    "throw while do \n // /* */ <A> </A> interface type enum namespace as declare abstract private 1 \\ \u00e9 \0"
).split(" ")


def places(text: str, path: str = "a.js") -> list[tuple[int, int]]:
    """Where each statement of a module starts."""
    return [(ir.line_of(stmt.at), ir.column_of(stmt.at)) for stmt in read(text, path).body]


def reasons(text: str, path: str = "a.js") -> list[tuple[int, str]]:
    """The problems of a text, each with its line."""
    return [(ir.line_of(problem.at), problem.reason) for problem in read(text, path).problems]


def test_columns_count_characters() -> None:
    """A column counts characters, not bytes; lines end with CRLF too; a byte order mark is none of the text."""
    assert places("\ufeffa(); b();\r\n  c();\r\n'é'; d()") == [(1, 1), (1, 6), (2, 3), (3, 6)]
    assert places("f('\U0001f600é'); g()\nh(); i()") == [(1, 1), (1, 10), (2, 1), (2, 6)]


def test_a_column_far_to_the_right_is_kept_as_the_last() -> None:
    """Columns beyond 4095 are 4095, with and without letters beyond ASCII."""
    assert places(f"{'a' * 9000};b()")[-1] == (1, 4095)
    assert places(f"'{'é' * 9000}';b()")[-1] == (1, 4095)


def test_functions_and_classes_end_at_their_last_character() -> None:
    """The end of a function is where its last character stands."""
    first, second = read("function f() {\n  g() }\nclass A { m() {}\n}", "a.js").body
    assert isinstance(first, ir.Define)
    assert isinstance(second, ir.DefineClass)
    assert (ir.line_of(first.function.end), ir.column_of(first.function.end)) == (2, 7)
    assert (ir.line_of(second.cls.end), ir.column_of(second.cls.end)) == (4, 1)


def test_a_chain_over_lines_starts_at_its_first_name() -> None:
    """A call is where its whole expression starts."""
    assert places("x;\nclient\n  .send(\n    1)\n  .then(f)") == [(1, 1), (2, 1)]


@pytest.mark.parametrize("path", ["a.js", "a.mjs", "a.cjs", "a.jsx", "a.ts", "a.mts", "a.cts", "a.tsx", "a", "A.TS"])
def test_every_suffix_has_a_grammar(path: str) -> None:
    """The suffix names the grammar; what has none is JavaScript."""
    module = read("#!/usr/bin/env node\n// c\nf(/* c */ 1 /* c */, // c\n 2)", path)
    assert (module.path, module.language, module.problems) == (path, ir.Language.JAVASCRIPT, ())
    assert shown(module.body) == "[f(1, 2)]"


def test_types_in_plain_javascript_are_read() -> None:
    """JavaScript with types in it (Flow) is read as if it were TypeScript."""
    assert lowered("function f(a: string): number { return g(a) }") == (
        "Define(Function(f, [Param(a, type=string)], [Return(g(a))], returns=number))"
    )


@pytest.mark.parametrize(
    ("text", "problems", "expected"),
    [
        ("a();\nfoo bar baz;\nb();", [(2, "not valid at 'foo bar'")], "[a(), baz, b()]"),
        ("a(1, (;\nb();", [(1, "not valid at '(1, (;'")], "[a, Other(ERROR, parts=[1, Other(ERROR), b()])]"),
        ("function f() { g();", [(1, "not valid: } is missing")], "[Define(Function(f, [], [g()]))]"),
        ("with (a) { b() }", [(1, "a `with` statement: what its names mean is told only at run time")], None),
    ],
)
def test_what_is_broken_is_a_problem_and_the_rest_is_read(
    text: str, problems: list[tuple[int, str]], expected: str | None
) -> None:
    """A part that does not parse is told with its place; what stands around it is read."""
    assert reasons(text) == problems
    if expected is not None:
        assert shown(read(text, "a.js").body) == expected


def test_calls_in_a_broken_file_are_kept() -> None:
    """What the grammar gave up on still holds the calls in it that it could read."""
    text = "exports.handler = async () => {\n  await send(1);\n  if (x { put(2); }\n  get(3);\n"
    told = shown(read(text, "a.js").body)
    assert reasons(text) != []
    assert all(call in told for call in ("send(1)", "put(2)", "get(3)"))


def test_problems_are_bounded() -> None:
    """A file that is none has some problems, not thousands, and says so."""
    found = reasons("switch (a) {" * 500)
    assert len(found) == 51
    assert any("more that could not be read" in reason for _, reason in found)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5000 + "]" * 5000,
        "x = " + "{a:" * 5000 + "1" + "}" * 5000,
        "f(" * 5000 + ")" * 5000,
        "{" * 5000 + "}" * 5000,
        "function f() {" * 2000 + "}" * 2000,
        "class A { m() {" * 2000 + "} }" * 2000,
        "x = " + "() => {" * 2000 + "}" * 2000,
        "x = " + "({ m() { return " * 2000 + "1" + "} })" * 2000,
        "!" * 5000 + "a",
        "`${" * 3000 + "1" + "}`" * 3000,
        "x = " + "<a>" * 3000 + "</a>" * 3000,
        "a => " * 5000 + "1",
        "let " + "{a:" * 3000 + "b" + "}" * 3000 + " = c",
        "if (a) " * 3000 + "b()",
        "x = a" + " + b - c" * 5000,
        "a" + ".b()" * 5000,
        "for (;;) " * 3000 + "b()",
        "a = " * 3000 + "f()",
    ],
)
def test_what_is_nested_too_deep_is_a_problem(text: str) -> None:
    """Depth has a bound, and what lies beyond it is told."""
    found = reasons(text)
    assert found
    assert any("deeper" in reason or "more than" in reason for _, reason in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = " + " + ".join("a" * 20_000), "x, Operate(+, [a, a"),
        ("x = " + " || ".join("a" * 20_000), "x, Either([a, a"),
        ("(" * 5000 + "f()" + ")" * 5000, "f()"),
        ("x = " + "".join(f"a{n} ? {n} : " for n in range(5000)) + "b", "x, Either([0, Either([1,"),
        ("".join(f"if (a{n}) f({n}); else " for n in range(5000)) + "g()", "If(a0, [f(0)], other=[If(a1, [f(1)]"),
        ("exports.a = " * 3000 + "void 0", "Let(exports.a, None)"),
        ("f" + "!" * 5000 + "()", "f()"),
    ],
)
def test_long_rows_are_no_depth(text: str, expected: str) -> None:
    """Rows of operators, choices and assignments may be of any length."""
    assert expected in lowered(text, "a.ts")


def test_a_chain_too_long_keeps_its_arguments() -> None:
    """Of a chain with too many links no argument is lost."""
    told = shown(read("a" + "".join(f".b(f{n}())" for n in range(100)), "a.js").body)
    assert all(f"f{n}()" in told for n in range(100))


def test_an_interface_gives_way_to_a_value() -> None:
    """A type with the name of a value, in a function too, does not hide it."""
    text = "function f() { const A = g(); interface A {} return A }"
    assert lowered(text, "a.ts") == "Define(Function(f, [], [Let(A, g(), declares=const), Return(A)]))"


@settings(max_examples=200, deadline=None)
@given(st.text(), st.sampled_from(["a.js", "a.ts", "a.tsx"]))
def test_any_text_gives_a_module(text: str, path: str) -> None:
    """No text raises."""
    assert read(text, path).path == path


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(["a.js", "a.ts", "a.tsx"]))
def test_any_words_give_a_module(words: list[str], path: str) -> None:
    """No words of the language raise, in any order; no place lies outside the text."""
    text = " ".join(words)
    module = read(text, path)
    last = text.count("\n") + 1
    assert all(ir.line_of(stmt.at) <= last for stmt in module.body)
    assert all(1 <= ir.line_of(problem.at) <= last for problem in module.problems)
    assert "namespace" not in {stmt.declares for stmt in module.body if isinstance(stmt, ir.Let)}
