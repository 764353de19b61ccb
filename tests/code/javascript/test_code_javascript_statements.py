"""Statements of JavaScript, functions and classes in the common form."""

from __future__ import annotations

import pytest

from tests.code.javascript.lowered import lowered

STATEMENTS = [
    (
        "const {a, b: {c} = {}, ...d} = e, [f, , g = 1, ...h] = i;",
        (
            "Let(Dict([['a', a], ['b', Default(Dict([['c', c]]), Dict([]))], [None, d]]), e, declares=const)\n"
            "Let(Items([f, Other(hole), Default(g, 1), Spread(h)], kind=array), i, declares=const)"
        ),
    ),
    ("let a; var b = (f(), 1);", "Let(a, None, declares=let)\nf()\nLet(b, 1, declares=var)"),
    ("({a, b: c.d} = e); [a, b.c] = d;", "Let(Dict([['a', a], ['b', c.d]]), e)\nLet(Items([a, b.c], kind=array), d)"),
    ("a = b = 1; a = b = f();", "Let(b, 1)\nLet(a, 1)\nLet(a, Bind(b, f()))"),
    ("a.b += 1; a++; a ??= b;", "Let(a.b, Operate(+, [a.b, 1]))\nLet(a, Operate(+, [a, 1]))\nLet(a, Either([a, b]))"),
    ("'use strict'; ; debugger;", ""),
    (
        "a && b(); a || b(); a ? b() : c(); (a, b());",
        "If(a, [b()])\nIf(Operate(!, [a]), [b()])\nIf(a, [b()], other=[c()])\na\nb()",
    ),
    ("void f(); !function () { g() }();", "f()\nFunction(, [], [g()])()"),
    ("delete a.b;", "Delete([a.b])"),
    ("if (a(), b) c(); else if (d) e(); else { f() }", "a()\nIf(b, [c()], other=[If(d, [e()], other=[f()])])"),
    (
        "for (let i = 0, n = 2; i < n; i++, j--) f(i);",
        (
            "Block([Let(i, 0, declares=let), Let(n, 2, declares=let), Loop(while, None, Operate(<, [i, n]), "
            "[f(i)], step=[Let(i, Operate(+, [i, 1])), Let(j, Operate(-, [j, 1]))])])"
        ),
    ),
    ("for (var i = 0;;) {}", "Let(i, 0, declares=var)\nLoop(while, None, None, [])"),
    ("for (;;) break;", "Loop(while, None, None, [Jump(break)])"),
    ("for (const [k, v] of m) f();", "Loop(each, Items([k, v], kind=array), m, [f()], declares=const)"),
    ("for (x of y);", "Loop(each, x, y, [])"),
    ("for (const k in o) f(k);", "Loop(each, k, Object.keys(o), [f(k)], declares=const)"),
    (
        "async function f() { for await (const p of q) g(p) }",
        "Define(Function(f, [], [Loop(each, p, q, [g(p)], declares=const)], is_async=True))",
    ),
    ("while (a) f(); do f(); while (b)", "Loop(while, None, a, [f()])\nLoop(do, None, b, [f()])"),
    (
        "switch (a) { case 1: case 2: f(); break; case 3: { return } default: g(); }",
        (
            "Switch(a, [Case([1], [], falls=True), Case([2], [f(), Jump(break)]), Case([3], "
            "[Block([Return(None)])]), Case([], [g()])])"
        ),
    ),
    ("l: for (;;) { continue l }", "Loop(while, None, None, [Jump(continue)])"),
    ("l: { f(); break l }", "Loop(do, None, False, [f(), Jump(break)])"),
    ("try { f() } catch { g() } finally { h() }", "Try([f()], handlers=[Handler([], None, [g()])], final=[h()])"),
    (
        "try { f() } catch ({message}) { throw message }",
        "Try([f()], handlers=[Handler([], Dict([['message', message]]), [Raise(message)])])",
    ),
    ("return a(), b;", "a()\nReturn(b)"),
    (
        "function f(a, {b}, [c] = [], ...d) {} async function* g() {}",
        (
            "Define(Function(f, [Param(a), Param(Dict([['b', b]])), Param(Items([c], kind=array), "
            "default=Items([], kind=array)), Param(d, kind=rest)], []))\n"
            "Define(Function(g, [], [], is_async=True, generator=True))"
        ),
    ),
    (
        (
            "class A extends b(C) { #x = 1; static y; static { f() } get z() { return 1 } set z(v) {} static "
            "async *g() {} [k]() {} [Symbol.asyncIterator]() {} 'q r'() {} constructor() { super(1) } [m] = "
            "1; static h = () => 1 }"
        ),
        (
            "DefineClass(Class(A, [b(C)], [Field(#x, 1), Field(y, None, static=True), Function(z, [], "
            "[Return(1)], kind=getter), Function(z, [Param(v)], [], kind=setter), Function(g, [], [], "
            "kind=static, is_async=True, generator=True), Function([Symbol.asyncIterator], [], [], "
            "kind=method), Function(q r, [], [], kind=method), Function(constructor, [], [super(1)], "
            "kind=constructor), Field(h, Function(, [], [Return(1)], kind=arrow), static=True)], setup=[f(), "
            "Other(computed member, parts=[k, Function(, [], [], kind=method)]), Other(computed member, "
            "parts=[m, 1])]))"
        ),
    ),
    (
        "@d() class A { @e m() {} @f() x = 1 }",
        (
            "DefineClass(Class(A, [], [Function(m, [], [], kind=method, decorators=[e]), Field(x, 1, "
            "decorators=[f()])], decorators=[d()]))"
        ),
    ),
    ("using a = f();", "Let(a, f(), declares=const)"),
]

MODULES = [
    (
        "import d, {e as f, default as g, 'x y' as z} from 'h';",
        "Import(h, [[default, d], [e, f], [default, g], [x y, z]])",
    ),
    (
        "import * as ns from 'i'; import d, * as ns2 from 'k'; import 'j';",
        "Import(i, [[, ns]])\nImport(k, [[default, d], [, ns2]])\nImport(j, [])",
    ),
    ("import j from './j.json' with {type: 'json'};", "Import(./j.json, [[default, j]])"),
    ("export {a as b, c as default}; export {};", "Export([[a, b], [c, default]])\nExport([])"),
    (
        "export {a} from 'b'; export {default} from 'c'; export {default as d} from 'e';",
        ("Export([[a, a]], module=b)\nExport([[default, default]], module=c)\nExport([[default, d]], module=e)"),
    ),
    ("export * from 'x'; export * as n from 'y';", "Export([[*, *]], module=x)\nExport([[*, n]], module=y)"),
    (
        "export const {p, q: [r]} = s, t = 1; export function f() {} export class K {}",
        (
            "Let(Dict([['p', p], ['q', Items([r], kind=array)]]), s, declares=const)\n"
            "Let(t, 1, declares=const)\n"
            "Export([[p, p], [r, r], [t, t]])\n"
            "Define(Function(f, [], []))\n"
            "Export([[f, f]])\n"
            "DefineClass(Class(K, [], []))\n"
            "Export([[K, K]])"
        ),
    ),
    (
        "export default async () => {};",
        ("Let(default, Function(, [], [], kind=arrow, is_async=True), declares=const)\nExport([[default, default]])"),
    ),
    ("export default function () {}", "Define(Function(default, [], []))\nExport([[default, default]])"),
    ("export default function f() {}", "Define(Function(f, [], []))\nExport([[f, default]])"),
    ("export default class {}", "DefineClass(Class(default, [], []))\nExport([[default, default]])"),
    ("export default class A {}", "DefineClass(Class(A, [], []))\nExport([[A, default]])"),
    ("export default a;", "Let(default, a, declares=const)\nExport([[default, default]])"),
    (
        "module.exports = {a}; exports.handler = async () => {};",
        ("Let(module.exports, Dict([['a', a]]))\nLet(exports.handler, Function(, [], [], kind=arrow, is_async=True))"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS)
def test_a_statement_is_lowered(text: str, expected: str) -> None:
    """Every statement has its form, with effects in order."""
    assert lowered(text) == expected


@pytest.mark.parametrize(("text", "expected"), MODULES)
def test_imports_and_exports_are_lowered(text: str, expected: str) -> None:
    """Every way to bring names in and to give them out is told."""
    assert lowered(text) == expected


@pytest.mark.parametrize(("text", "expected"), [*STATEMENTS[:-1], *MODULES])
def test_typescript_reads_javascript_alike(text: str, expected: str) -> None:
    """Both grammars come to the same forms."""
    assert lowered(text, "a.ts") == expected
    assert lowered(text, "a.tsx") == expected
