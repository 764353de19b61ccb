"""Expressions of Java in the common form."""

from __future__ import annotations

import pytest

from ennead.code import ir
from ennead.code.java.read import read
from tests.code.java.forms import body, module, shown, value

EXPRESSIONS = [
    (
        "foo(1, a)",
        "foo(1, a)",
    ),
    (
        "this.x",
        "this.x",
    ),
    (
        "com.x.Foo.bar(b)",
        "com.x.Foo.bar(b)",
    ),
    (
        "super.foo()",
        "super.foo()",
    ),
    (
        "Outer.this.x",
        "Outer.this.x",
    ),
    (
        "A.super.foo()",
        "A.super.foo()",
    ),
    (
        "a.b().c(d)[0]",
        "Index(a.b().c(d), 0)",
    ),
    (
        "a.<T>b()",
        "a.b()",
    ),
    (
        "(a).b",
        "a.b",
    ),
    (
        "new Foo<>(1)",
        "new Foo(1)",
    ),
    (
        "new a.b.C<String>(x)",
        "new a.b.C(x)",
    ),
    (
        "outer.new In(2)",
        "new outer.In(2)",
    ),
    (
        "new Base(3) { int y = 1; }",
        "new ClassValue(Class(, [Base], [Field(y, 1, type=int)]))(3)",
    ),
    (
        "this::foo",
        "this.foo",
    ),
    (
        "a.b.C::d",
        "a.b.C.d",
    ),
    (
        "super::x",
        "super.x",
    ),
    (
        "List<String>::new",
        "Lambda(Function(, [Param(args, kind=rest)], [Return(new List(Spread(args)))], kind=arrow))",
    ),
    (
        "int[]::new",
        (
            "Lambda(Function(, [Param(args, kind=rest)], [Return(Other(array_creation_expression, "
            "parts=[args]))], kind=arrow))"
        ),
    ),
    (
        "x -> x",
        "Lambda(Function(, [Param(x)], [Return(x)], kind=arrow))",
    ),
    (
        "(a, b) -> { f(a); }",
        "Lambda(Function(, [Param(a), Param(b)], [f(a)], kind=arrow))",
    ),
    (
        "(String a, var b) -> f()",
        "Lambda(Function(, [Param(a, type=String), Param(b)], [Return(f())], kind=arrow))",
    ),
    (
        "a ? b : c",
        "Either([b, c], test=a)",
    ),
    (
        '"a" + "b" + c + "d"',
        "Operate(+, [Operate(+, ['ab', c]), 'd'])",
    ),
    (
        "a && b || c",
        "Either([Either([a, b]), c])",
    ),
    (
        "-1",
        "Operate(-, [1])",
    ),
    (
        "!a",
        "Operate(!, [a])",
    ),
    (
        "(String) o",
        "Cast(o, String)",
    ),
    (
        "(A & B) o",
        "Cast(o, &<A, B>)",
    ),
    (
        "o instanceof String",
        "Operate(instanceof, [o, String])",
    ),
    (
        "o instanceof String s",
        "Operate(instanceof, [Bind(s, Cast(o, String)), String])",
    ),
    (
        "o instanceof P(var q, int r)",
        (
            "Operate(instanceof, [o, Other(record_pattern, parts=[Bind(q, Other(record_pattern_component)), "
            "Bind(r, Cast(Other(record_pattern_component), int))])])"
        ),
    ),
    (
        'new String[] {"a", b}',
        "Items(['a', b], kind=array)",
    ),
    (
        "new int[n][]",
        "Other(array_creation_expression, parts=[n])",
    ),
    (
        "a = b",
        "Bind(a, b)",
    ),
    (
        "a += 1",
        "Bind(a, Operate(+, [a, 1]))",
    ),
    (
        "i++",
        "Operate(-, [Bind(i, Operate(+, [i, 1])), 1])",
    ),
    (
        "--i",
        "Bind(i, Operate(-, [i, 1]))",
    ),
    (
        "String.class",
        "String.class",
    ),
    (
        "int[].class",
        "Other(class_literal)",
    ),
    (
        'STR."a\\{x}b"',
        "STR(Text(['a', x, 'b']))",
    ),
    (
        'switch (k) { case 1, 2 -> "a"; case A -> { yield f(); } default -> throw e; }',
        (
            "Lambda(Function(, [], [Switch(k, [Case([1, 2], [Return('a')]), Case([A], [Return(f())]), Case([], "
            "[Raise(e)])])], kind=arrow))()"
        ),
    ),
    (
        "switch (k) { case 1: yield 1; default: g(); yield 2; }",
        "Lambda(Function(, [], [Switch(k, [Case([1], [Return(1)]), Case([], [g(), Return(2)])])], kind=arrow))()",
    ),
    (
        "switch (k) { case String s when s.x() -> 1; case P(var z) -> 2; case null, default -> 3; }",
        (
            "Lambda(Function(, [], [Switch(k, [Case([Other(guard, parts=[Other(type_pattern, parts=[Bind(s, "
            "Cast(k, String))]), s.x()])], [Return(1)]), Case([Other(record_pattern, parts=[Bind(z, "
            "Other(record_pattern_component))])], [Return(2)]), Case([], [Return(3)])])], kind=arrow))()"
        ),
    ),
]


@pytest.mark.parametrize(("text", "form"), EXPRESSIONS)
def test_an_expression_has_its_form(text: str, form: str) -> None:
    """Every kind of expression is lowered to what stands beside it."""
    assert shown(value(text)) == form


LITERALS: list[tuple[str, object]] = [
    ('"\\u0041\\n\\101\\s\\"\\\\"', 'A\nA "\\'),
    ('"\\uD83D\\uDE00\\uD800"', "\U0001f600\ufffd"),
    ("'c'", "c"),
    ("'\\''", "'"),
    ("0xFFL", 255),
    ("0b11", 3),
    ("017", 15),
    ("0", 0),
    ("1_000", 1000),
    ("1e3f", 1000.0),
    ("0x1p3", 8.0),
    ("2.5d", 2.5),
    ("true", True),
    ("null", None),
]


@pytest.mark.parametrize(("text", "constant"), LITERALS)
def test_a_literal_is_its_value(text: str, constant: object) -> None:
    """Escapes, bases and signs of length are read; half a surrogate pair is replaced."""
    found = value(text)
    assert isinstance(found, ir.Const)
    assert (found.value, type(found.value)) == (constant, type(constant))


def test_a_text_block_loses_its_common_indent() -> None:
    """The indent of all lines and of the closing quotes is left out; escapes are read afterwards."""
    block = '"""\n      select *  \n        from "t" \\\n      where a = \'\\t\'\n    """'
    found = value(block)
    assert isinstance(found, ir.Const)
    assert found.value == "  select *\n    from \"t\"   where a = '\t'\n"


def test_a_call_stands_where_its_name_stands() -> None:
    """In a chain over lines each call has the line and column of its own name; `new` is where the word is."""
    call = body("client\n  .a(x)\n    .b(\n new Y());")[0]
    assert isinstance(call, ir.Do)
    outer = call.value
    assert isinstance(outer, ir.Call)
    assert (ir.line_of(outer.at), ir.column_of(outer.at)) == (4, 6)
    assert ir.line_of(outer.args[0].at) == 5
    assert isinstance(outer.callee, ir.Attr)
    assert ir.line_of(outer.callee.of.at) == 3


def test_columns_count_characters() -> None:
    """A column after characters of several bytes is the one that a reader counts."""
    call = body('String s = "äöü€"; f();')[1]
    assert ir.column_of(call.at) == 20


def test_long_chains_are_lowered_whole() -> None:
    """A builder with 500 calls and a sum of 500 parts are no problem."""
    chain, total = value("b" + ".x(1)" * 500), value(" + ".join(["a"] * 500))
    count = 0
    while isinstance(chain, ir.Call) and isinstance(chain.callee, ir.Attr):
        chain, count = chain.callee.of, count + 1
    assert count == 500
    count = 0
    while isinstance(total, ir.Operate):
        total, count = total.operands[0], count + 1
    assert count == 499


@pytest.mark.parametrize(
    "expression",
    [
        "b" + ".x()" * 3000,
        "(" * 3000 + "a" + ")" * 3000,
        "f(" * 3000 + ")" * 3000,
        "-" * 1 + "- -" * 3000 + "a",
        "a ? b : " * 3000 + "c",
        "x -> " * 3000 + "c",
        "new A() { Object x = " * 1000 + "c" + "; }" * 1000,
        "{" * 3000 + "}" * 3000,
        "(" + "A<" * 3000 + ">" * 3000 + ") x",
        "9" * 10_000,
        "1e" + "9" * 5000,
    ],
)
def test_what_is_too_deep_or_too_large_is_a_problem_or_a_value(expression: str) -> None:
    """Hostile nesting ends in a problem, or in a value, and never in an error."""
    found = read(f"class A {{ Object o = {expression}; void f() {{ g(); }} }}", "A.java")
    assert found.problems or expression.startswith("1e")


def test_a_method_after_hostile_nesting_is_read() -> None:
    """What stands beside a part that is too deep is lowered as ever."""
    found = read("class A { Object o = " + "f(" * 500 + ")" * 500 + "; void g() { h(); } }", "A.java")
    assert "h()" in shown(found.body)
    assert "too_deep" in shown(found.body)
    assert [problem.reason for problem in found.problems] == ["nested deeper than 100 levels"]


def test_long_rows_of_else_if_are_read() -> None:
    """A row of 500 is a row of `If`s, without a problem."""
    row = " else ".join(f"if (a == {number}) f();" for number in range(500))
    assert module(f"class A {{ void f() {{ {row} }} }}").problems == ()
