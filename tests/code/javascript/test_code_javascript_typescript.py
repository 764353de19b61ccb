"""What TypeScript declares, in the common form."""

from __future__ import annotations

import pytest

from tests.code.javascript.lowered import lowered

DECLARATIONS = [
    (
        "import type {A} from 'a'; import {type B, C as D} from 'b';",
        ("Import(a, [[A, A]], types_only=True)\nImport(b, [[C, D]])\nImport(b, [[B, B]], types_only=True)"),
    ),
    (
        "import x = require('y'); import z = N.M; export import q = N.r;",
        (
            "Let(x, require('y'), declares=const)\n"
            "Let(z, N.M, declares=const)\n"
            "Let(q, N.r, declares=const)\n"
            "Export([[q, q]])"
        ),
    ),
    ("export = x;", "Let(module.exports, x)"),
    ("export type {T} from 't'; export type {U}; export {type V, w};", "Export([[w, w]])"),
    (
        "enum E { A, B = 'b', 'c-d' = 3, F, G = A, H = f(), I }",
        (
            "DefineClass(Class(E, [], [Field(A, 0, static=True), Field(B, 'b', static=True), Field(c-d, 3, "
            "static=True), Field(F, 4, static=True), Field(G, E.A, static=True), Field(H, f(), static=True), "
            "Field(I, Other(enum value), static=True)], kind=enum))"
        ),
    ),
    (
        "export const enum E { X = 1 << 2 }",
        ("DefineClass(Class(E, [], [Field(X, Operate(<<, [1, 2]), static=True)], kind=enum))\nExport([[E, E]])"),
    ),
    (
        (
            "declare enum E { A } declare const v: string; declare function f(): void; declare module 'q' { "
            "export const a: string } declare global { interface W {} }"
        ),
        "DefineClass(Class(E, [], [Field(A, 0, static=True)], kind=enum))",
    ),
    (
        (
            "namespace N { const h = 1; export const a = h; export function f() {} interface I {} } "
            "namespace N { export let b = 2 }"
        ),
        (
            "Let(N, Dict([]), declares=let)\n"
            "Block([Let(h, 1, declares=const), Let(a, h, declares=const), Let(N.a, a), Define(Function(f, "
            "[], [])), Let(N.f, f), DefineClass(Class(I, [], [], kind=interface))])\n"
            "Block([Let(b, 2, declares=let), Let(N.b, b)])"
        ),
    ),
    (
        "namespace A.B { export const c = 1 }",
        (
            "Let(A, Dict([]), declares=let)\n"
            "Block([Let(B, Dict([]), declares=let), Block([Let(c, 1, declares=const), Let(B.c, c)]), "
            "Let(A.B, B)])"
        ),
    ),
    (
        "class N {} namespace N { export const a = 1 }",
        "DefineClass(Class(N, [], []))\nBlock([Let(a, 1, declares=const), Let(N.a, a)])",
    ),
    (
        "export namespace N { export enum E { A } }",
        (
            "Let(N, Dict([]), declares=let)\n"
            "Block([DefineClass(Class(E, [], [Field(A, 0, static=True)], kind=enum)), Let(N.E, E)])\n"
            "Export([[N, N]])"
        ),
    ),
    (
        ("interface I<T> extends J, K.L<T> { a: string; b?(x: number): void; readonly c: A | B; [k: string]: any }"),
        (
            "DefineClass(Class(I, [J, K.L], [Field(a, None, type=string), Function(b, [Param(x, "
            "type=number)], None, kind=method, returns=void), Field(c, None, type=|<A, B>)], kind=interface))"
        ),
    ),
    (
        "type T = { a: string[] }; type U = string | 'a';",
        "DefineClass(Class(T, [], [Field(a, None, type=[]<string>)], kind=interface))",
    ),
    (
        "export const S = {a: 1} as const; export type S = {x: string}; interface S {}",
        "Let(S, Dict([['a', 1]]), declares=const)\nExport([[S, S]])\nExport([[S, S]])",
    ),
    (
        (
            "abstract class K<T> extends L<T> implements M { constructor(private readonly a: string, public "
            "b = 1, @Inject() c?: number, ...rest: string[]) { super() } abstract m(): void; foo(a: string): "
            "void; foo(a: any) {} @dec() readonly p: Map<string, X[]> = new Map(); declare r: string; "
            "private static q?: string }"
        ),
        (
            "DefineClass(Class(K, [L], [Field(a, None, type=string), Field(b, None), Function(constructor, "
            "[Param(a, type=string), Param(b, default=1), Param(c, type=number), Param(rest, kind=rest, "
            "type=[]<string>)], [Let(this.a, a), Let(this.b, b), super()], kind=constructor, "
            "decorators=[Other(parameter decorator, parts=[Inject()])]), Function(m, [], None, kind=method, "
            "returns=void), Function(foo, [Param(a, type=string)], None, kind=method, returns=void), "
            "Function(foo, [Param(a, type=any)], [], kind=method), Field(p, new Map(), type=Map<string, "
            "[]<X>>, decorators=[dec()]), Field(r, None, type=string), Field(q, None, type=string, "
            "static=True)]))"
        ),
    ),
    ("@Injectable() export class P {}", "DefineClass(Class(P, [], [], decorators=[Injectable()]))\nExport([[P, P]])"),
    (
        "function over(a: string): void; function over(this: A, a?: any): a is B { return a }",
        (
            "Define(Function(over, [Param(a, type=string)], None, returns=void))\n"
            "Define(Function(over, [Param(a, type=any)], [Return(a)], returns=))"
        ),
    ),
    ("let u: A.B<C>[] | undefined = a!;", "Let(u, a, declares=let, type=|<[]<A.B<C>>, >)"),
    ("export default interface I {}", "DefineClass(Class(I, [], [], kind=interface))\nExport([[I, default]])"),
    ("try {} catch (e: unknown) {}", "Try([], handlers=[Handler([], e, [])])"),
]


@pytest.mark.parametrize(("text", "expected"), DECLARATIONS)
def test_a_declaration_is_lowered(text: str, expected: str) -> None:
    """Declarations make what they make at run time; types that name members are kept as interfaces."""
    assert lowered(text, "a.ts") == expected
