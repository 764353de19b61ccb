"""Statements of Java in the common form."""

from __future__ import annotations

import pytest

from tests.code.java.forms import body, shown

STATEMENTS = [
    (
        "int a = 1, b[] = {1}; var c = f(); final String d;",
        (
            "[Let(a, 1, declares=local, type=int), Let(b, Items([1], kind=array), declares=local, type=[]<int>), "
            "Let(c, f(), declares=local), Let(d, None, declares=local, type=String)]"
        ),
    ),
    (
        "a = 1; a += 2; i++; this.x = y;",
        "[Let(a, 1), Let(a, Operate(+, [a, 2])), Let(i, Operate(+, [i, 1])), Let(this.x, y)]",
    ),
    (
        "for (int i = 0, j = 1; i < 2; i++, j--) g(i);",
        (
            "[Block([Let(i, 0, declares=local, type=int), Let(j, 1, declares=local, type=int), Loop(while, None, "
            "Operate(<, [i, 2]), [g(i)], step=[Let(i, Operate(+, [i, 1])), Let(j, Operate(-, [j, 1]))])])]"
        ),
    ),
    (
        "for (;;) { break; }",
        "[Block([Loop(while, None, True, [Jump(break)])])]",
    ),
    (
        "for (final Map.Entry<String, int[]> e : m.entrySet()) g(e);",
        "[Loop(each, e, m.entrySet(), [g(e)], declares=local, type=Map.Entry<String, []<int>>)]",
    ),
    (
        "l: while (x) { continue l; } do { f(); } while (y);",
        "[Loop(while, None, x, [Jump(continue)]), Loop(do, None, y, [f()])]",
    ),
    (
        "if (a) f(); else if (b) { g(); } else h();",
        "[If(a, [f()], other=[If(b, [g()], other=[h()])])]",
    ),
    (
        "switch (x) { case 1: case 2: f(); break; case A: g(); default: h(); }",
        (
            "[Switch(x, [Case([1], [], falls=True), Case([2], [f(), Jump(break)]), Case([A], [g()], falls=True), "
            "Case([], [h()])])]"
        ),
    ),
    (
        'switch (x) { case "a", "b" -> f(); default -> { } }',
        "[Switch(x, [Case(['a', 'b'], [f()]), Case([], [])])]",
    ),
    (
        "try { f(); } catch (A | b.B e) { g(); } finally { h(); }",
        "[Try([f()], handlers=[Handler([A, b.B], e, [g()])], final=[h()])]",
    ),
    (
        "try (var r = open(); Conn c = p.get(); s2) { f(); } catch (E e) { }",
        "[With([[open(), r], [Cast(p.get(), Conn), c], [s2, None]], [Try([f()], handlers=[Handler([E], e, [])])])]",
    ),
    (
        "try (Conn c = p.get()) { f(); }",
        "[With([[Cast(p.get(), Conn), c]], [f()])]",
    ),
    (
        'synchronized (this) { f(); } assert x : "m"; throw new E("x");',
        "[Block([this, f()]), Other(assert_statement, parts=[x, 'm']), Raise(new E('x'))]",
    ),
    (
        "class L { } record R(int a) { } { int q = 1; } return;",
        (
            "[DefineClass(Class(L, [], [])), DefineClass(Class(R, [], [Field(a, None, type=int), "
            "Function(<init>, [Param(a, type=int)], [Let(this.a, a)], kind=constructor), Function(a, [], "
            "[Return(this.a)], kind=method, returns=int)], kind=record)), Block([Let(q, 1, declares=local, "
            "type=int)]), Return(None)]"
        ),
    ),
]


@pytest.mark.parametrize(("text", "form"), STATEMENTS)
def test_a_statement_has_its_form(text: str, form: str) -> None:
    """Every kind of statement is lowered to what stands beside it."""
    assert shown(body(text)) == form
