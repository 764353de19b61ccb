"""Classes and files of Java in the common form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.code import ir
from ennead.code.java.read import read
from tests.code.java.forms import cls, module, shown

CLASSES = [
    (
        (
            '@Anno(value = "x", n = {1, 2}) @Single("q") @Mark public abstract class A<T extends X & Y> extends '
            "B<T> implements I, p.J<K> { private static final Map<String, List<? extends X>> M = f(), N[] = "
            "null; @Inject C c; static { s(); } { i(); } A(final String s, int... rest) { this(s); } A(String s) "
            "{ super(s); b(); } abstract <R> R[] g(A this, T t[]); static void h() {} class In {} }"
        ),
        (
            "Class(A, [B, I, p.J], [Field(M, f(), type=Map<String, List<?<X>>>, static=True), Field(N, None, "
            "type=[]<Map<String, List<?<X>>>>, static=True), Field(c, None, type=C, decorators=[Inject]), "
            "Function(<init>, [Param(s, type=String), Param(rest, kind=rest, type=[]<int>)], [this(s)], "
            "kind=constructor), Function(<init>, [Param(s, type=String)], [super(s), Block([i()]), b()], "
            "kind=constructor), Function(g, [Param(t, type=[]<T>)], None, kind=method, returns=[]<R>), "
            "Function(h, [], [], kind=static, returns=void), Class(In, [], [])], decorators=[Anno(value='x', "
            "n=Items([1, 2], kind=array)), Single('q'), Mark], setup=[Block([s()])])"
        ),
    ),
    (
        "enum E { A, B(1) { void f() {} }, @X C; private int z; E() {} }",
        (
            "Class(E, [], [Field(A, new E(), type=E, static=True), Field(B, new ClassValue(Class(, [E], "
            "[Function(f, [], [], kind=method, returns=void)]))(1), type=E, static=True), Field(C, new E(), "
            "type=E, static=True, decorators=[X]), Field(z, None, type=int), Function(<init>, [], [], "
            "kind=constructor)], kind=enum)"
        ),
    ),
    (
        (
            'record P<T>(String a, int... b) implements I { P { check(a); } public String a() { return "x"; } '
            "static int q = 1; }"
        ),
        (
            "Class(P, [I], [Field(a, None, type=String), Field(b, None, type=[]<int>), Function(b, [], "
            "[Return(this.b)], kind=method, returns=[]<int>), Function(<init>, [Param(a, type=String), Param(b, "
            "kind=rest, type=[]<int>)], [check(a), Let(this.a, a), Let(this.b, b)], kind=constructor), "
            "Function(a, [], [Return('x')], kind=method, returns=String), Field(q, 1, type=int, static=True)], "
            "kind=record)"
        ),
    ),
    (
        'record P(String a) { P(String a) { this.a = a; } P() { this("x"); } }',
        (
            "Class(P, [], [Field(a, None, type=String), Function(a, [], [Return(this.a)], kind=method, "
            "returns=String), Function(<init>, [Param(a, type=String)], [Let(this.a, a)], kind=constructor), "
            "Function(<init>, [], [this('x')], kind=constructor)], kind=record)"
        ),
    ),
    (
        "interface I extends J, K { int K = 1; default void d() {} static void s() {} void n(); }",
        (
            "Class(I, [J, K], [Field(K, 1, type=int, static=True), Function(d, [], [], kind=method, "
            "returns=void), Function(s, [], [], kind=static, returns=void), Function(n, [], None, kind=method, "
            "returns=void)], kind=interface)"
        ),
    ),
    (
        '@interface An { String value() default "x"; int C = 1; }',
        (
            "Class(An, [], [Function(value, [], [Return('x')], kind=method, returns=String), Field(C, 1, "
            "type=int, static=True)], kind=interface)"
        ),
    ),
    (
        'class A { Object o = new HashMap<>(1) {{ put("a", "b"); }}; }',
        (
            "Class(A, [], [Field(o, new ClassValue(Class(, [HashMap], [Function(<init>, [Param(args, "
            "kind=rest)], [super(Spread(args)), Block([put('a', 'b')])], kind=constructor)]))(1), type=Object)])"
        ),
    ),
    (
        "class B { { f(); } }",
        "Class(B, [], [Function(<init>, [], [Block([f()])], kind=constructor)])",
    ),
]


@pytest.mark.parametrize(("text", "form"), CLASSES)
def test_a_class_has_its_form(text: str, form: str) -> None:
    """Members, initialisers and what Java writes itself are lowered to what stands beside them."""
    assert shown(cls(text)) == form


def test_a_file_has_its_package_and_imports() -> None:
    """Plain, static and wildcard imports each have their form; a package is the module's."""
    found = module(
        "package a . b;\nimport a.b.C;\nimport a.b.*;\nimport static a.B.c;\nimport static a.B.*;\n@X class D {}\n"
    )
    assert found.package == "a.b"
    assert found.language is ir.Language.JAVA
    assert shown(found.body) == (
        "[Import(a.b.C, [[, C]]), Import(a.b, [[*, ]]), Import(a.B, [[c, c]]), Import(a.B, [[*, ]]), "
        "DefineClass(Class(D, [], [], decorators=[X]))]"
    )


def test_a_module_description_is_left_out() -> None:
    """`module-info.java` has nothing that runs."""
    assert module("module a.b { requires java.net.http; exports a.b; }").body == ()


def test_functions_and_classes_have_their_places() -> None:
    """They stand where their name stands, and end where they end."""
    found = cls("@X\nclass A {\n  @Y\n  void f() {\n  }\n}\n")
    method = found.members[0]
    assert isinstance(method, ir.Function)
    assert (ir.line_of(found.at), ir.line_of(found.end)) == (2, 6)
    assert (ir.line_of(method.at), ir.line_of(method.end)) == (4, 5)


def test_what_stands_around_an_error_is_read() -> None:
    """A broken method is a problem with its line; the one after it and its calls are lowered."""
    found = read("package p;\nclass A {\n  void f( { x(; }\n  void g() { y(); }\n}\n", "A.java")
    assert found.package == "p"
    assert {ir.line_of(problem.at) for problem in found.problems} == {3}
    assert all(problem.reason.startswith("not valid Java") for problem in found.problems)
    assert "y()" in shown(found.body)


def test_methods_of_a_class_without_its_brace_are_read() -> None:
    """A call in a file that breaks off is still there."""
    found = read("import a.B;\nclass A { void f() { y(); } void g() { if (x) { z(); ", "A.java")
    assert found.problems
    assert "y()" in shown(found.body)
    assert "Import(a.B" in shown(found.body)


@pytest.mark.parametrize(
    "text", ["", "\0", "\0class A {\0}", "\ud800", 'class A { String s = "\ud800"; }', "\ufeffclass A {}"]
)
def test_odd_characters_give_a_module(text: str) -> None:
    """NUL bytes, lone surrogates and byte order marks are no reason to stop."""
    assert read(text, "A.java").path == "A.java"


WORDS = (
    "class interface enum record { } ( ) < > [ ] ; , . :: -> = + - ? : @A x y static void int new this super switch "
    'case default yield try catch finally for if else while do return "t" 1 \'c\' """ import package a.b instanceof'
).split()


@given(st.text(max_size=200))
def test_any_text_gives_a_module(text: str) -> None:
    """No text makes the front end raise."""
    assert read(text, "A.java").language is ir.Language.JAVA


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_any_words_of_the_language_give_a_module(text: str) -> None:
    """No order of words makes it raise, at the top of a file or in a method."""
    assert read(text, "A.java").path == "A.java"
    assert read(f"class A {{ void f() {{ {text} }} }}", "A.java").path == "A.java"
