"""Expressions of JavaScript and TypeScript in the common form."""

from __future__ import annotations

import pytest

from tests.code.javascript.lowered import value

EXPRESSIONS = [
    ('"a\\n\\x41\\u{1f600}\\ud83d\\ude00\\\nb"', "'a\\nA😀😀b'"),
    ('"\\ud800"', "'�'"),
    ("0x1F", "31"),
    ("1_000", "1000"),
    ("010", "8"),
    ("1e3", "1000"),
    ("1.5", "1.5"),
    ("10n", "10"),
    ("-3", "-3"),
    ("null", "None"),
    ("undefined", "None"),
    ("void 0", "None"),
    ("/a[/]b/gi", "regex"),
    ("`plain`", "'plain'"),
    ("`a${b}c${d + 1}`", "Text(['a', b, 'c', Operate(+, [d, 1])])"),
    ("`${a}`", "Text([a])"),
    ("``", "''"),
    ("tag`a${b}c`", "tag(Items(['a', 'c'], kind=array), b)"),
    ("a.b.tag`x`", "a.b.tag(Items(['x'], kind=array))"),
    ("a?.b?.[c]?.(d)", "Index(a.b, c)(d)"),
    ("a.b(c)[d].e", "Index(a.b(c), d).e"),
    ("new F", "new F()"),
    ("new a.B(c)", "new a.B(c)"),
    ("new (f())(x)", "new f()(x)"),
    ("this.#x", "this.#x"),
    ("#x in y", "Operate(in, ['#x', y])"),
    ("super.m()", "super.m()"),
    ("new.target", "Other(new.target)"),
    ("import.meta.url", "Other(import.meta).url"),
    ("import('./x')", "import('./x')"),
    ("require('x')", "require('x')"),
    ("(0, m.f)(1)", "m.f(1)"),
    ("(f(), g)", "Other(sequence, parts=[f(), g])"),
    ("a + b + c", "Operate(+, [a, b, c])"),
    ("a + (b + c)", "Operate(+, [a, Operate(+, [b, c])])"),
    ("a - b - c", "Operate(-, [Operate(-, [a, b]), c])"),
    ("a || b || c", "Either([a, b, c])"),
    ("a && b || c", "Either([Either([a, b]), c])"),
    ("a ?? b", "Either([a, b])"),
    ("typeof a", "Operate(typeof, [a])"),
    ("!a", "Operate(!, [a])"),
    ("delete a.b", "Other(delete, parts=[a.b])"),
    ("a instanceof B", "Operate(instanceof, [a, B])"),
    ("'k' in o", "Operate(in, ['k', o])"),
    ("a ? b : c ? d : e", "Either([b, Either([d, e], test=c)], test=a)"),
    ("y = z", "Bind(y, z)"),
    ("y += 1", "Bind(y, Operate(+, [y, 1]))"),
    ("y ||= z", "Bind(y, Either([y, z]))"),
    ("y++", "Operate(-, [Bind(y, Operate(+, [y, 1])), 1])"),
    ("--y", "Bind(y, Operate(-, [y, 1]))"),
    ("await p", "Await(p)"),
    ("await (p).q()", "Await(p.q())"),
    ("await (await (p)).q", "Await(Await(p).q)"),
    ("await (p, q).r", "Await(q.r)"),
    ("await (() => 1)()", "Await(Function(, [], [Return(1)], kind=arrow)())"),
    ("(await (p).q()).r(1)", "Await(p.q()).r(1)"),
    ("await [p, q].r", "Await(Items([p, q], kind=array).r)"),
    ("await `p`.q", "Await('p'.q)"),
    ("await (p) || await (q).r", "Either([Await(p), Await(q.r)])"),
    ("[1, ...a, , b]", "Items([1, Spread(a), None, b], kind=array)"),
    (
        "{a, b: 1, 'c-d': 2, 3: 4, [e]: f, ...g, h() {}, get i() { return 1 }, async *j() {}}",
        (
            "Dict([['a', a], ['b', 1], ['c-d', 2], [3, 4], [e, f], [None, g], ['h', Function(h, [], [], "
            "kind=method)], ['i', Function(i, [], [Return(1)], kind=getter)], ['j', Function(j, [], [], "
            "kind=method, is_async=True, generator=True)]])"
        ),
    ),
    ("a => b", "Function(, [Param(a)], [Return(b)], kind=arrow)"),
    (
        "async ({a, b = 1}, ...c) => { f() }",
        (
            "Function(, [Param(Dict([['a', a], ['b', Default(b, 1)]])), Param(c, kind=rest)], [f()], "
            "kind=arrow, is_async=True)"
        ),
    ),
    ("() => (a(), b)", "Function(, [], [a(), Return(b)], kind=arrow)"),
    ("function f(a, b = 1) { return a }", "Function(f, [Param(a), Param(b, default=1)], [Return(a)])"),
    (
        "function* () { yield 1; yield* g(); yield }",
        "Function(, [], [Yield(1), Yield(g()), Yield(None)], generator=True)",
    ),
    ("class A extends B {}", "ClassValue(Class(A, [B], []))"),
    (
        '<A x="1" y={f()} {...z}>t {g()} <b.C/><div/></A>',
        "Other(jsx, parts=[A, f(), Spread(z), g(), Other(jsx, parts=[b.C]), Other(jsx)])",
    ),
    ("<></>", "Other(jsx)"),
]

TYPED = [
    ("a as unknown as T<U>", "Cast(Cast(a, unknown), T<U>)"),
    ("<T>a", "Cast(a, T)"),
    ("a!.b!", "a.b"),
    ("a satisfies T", "a"),
    ("[1] as const", "Items([1], kind=array)"),
    ("f<string>(1)", "f(1)"),
    ("new Map<string, X>()", "new Map()"),
    (
        "async <T,>(x: T): Promise<T> => x",
        "Function(, [Param(x, type=T)], [Return(x)], kind=arrow, is_async=True, returns=Promise<T>)",
    ),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS)
def test_an_expression_is_lowered(text: str, expected: str) -> None:
    """Every expression has its form, with its parts in order."""
    assert value(text) == expected


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_types_of_an_expression_are_casts_or_dropped(text: str, expected: str) -> None:
    """What TypeScript adds to expressions changes no value."""
    assert value(text, "a.ts") == expected
