"""Files that `ast` refuses: what is read of them, and what is said of the rest."""

from __future__ import annotations

import sys

import pytest

from ennead.code.ir import line_of
from ennead.code.python.read import read
from tests.code.python.showing import lowered, said, show


def test_python_2() -> None:
    """What Python 2 says differently is read, and is no problem."""
    source = """
        print "x", f(1)
        exec code
        try:
            raise E, "text"
        except A, e:
            s3.get_object(Bucket=u"x" "y", Key=ur"z", Size=10L)
        except (A, B) as e:
            x = y = 0777
    """
    assert lowered(source) == said("""
        Do(Call(print, args=['x', Call(f, args=[1])]))
        Do(Call(exec, args=[code]))
        Try([Raise(E)], handlers=[Handler([A], e, [Do(Call(s3.get_object, keywords=[[Bucket, 'xy'], [Key, 'z'], [Size,
          10]]))]), Handler([A, B], e, [Let(x, 511), Let(y, 511)])])
    """)


def test_newer_syntax() -> None:
    """Syntax that is newer than the Python at hand is read, and is no problem."""
    source = r"""
        type X[T] = int
        def f[T](a: T, *b, c=1, **d) -> "X": return f"{a["x"]}/\x41{b!r:>{w}}{{" "c"
        class A[T](B, k=1):
            x: int = 1
            @property
            def y(self): yield from z
    """
    width = "'>', w" if sys.version_info >= (3, 12) else "w"  # that `ast` reads it, and sees the sign before the width
    assert lowered(source) == said(rf"""
        Let(X, int)
        Define(Function(f, [Param(a, type=<T>), Param(b, kind=rest), Param(c, default=1, kind=keyword), Param(d,
          kind=keywords)], [Return(Text([Index(a, 'x'), '/A', Other(format, parts=[b, Text([{width}])]), '{{c']))],
          returns=<X>))
        DefineClass(Class(A, [B], [Field(x, 1, type=<int>, static=True), Function(y, [Param(self)], [Do(Yield(z))],
          kind=getter, decorators=[property], generator=True)], setup=[Do(Other(k, parts=[1]))]))
    """)


def test_statements() -> None:
    """Every other statement, in a file that `ast` refuses for its first line."""
    source = """
        print 1
        from ..a import b as c, d
        from x import *
        import a.b, c.d as e
        from __future__ import print_function
        with open(a) as f, g(): h()
        for i in j: break
        else: k()
        while not a and b or c: continue
        if a < b < c: pass
        elif a is not b: x += 1
        else: pass
        try: pass
        except: raise
        else: pass
        finally: del a, b
        def f(a, *, k=1): global q
        async def g():
            async with a: await b
        @d.e(1)
        class A(B): x = lambda a, b=1: a if b else -c
        assert a, "b"
        x: int
        match event["x"]:
            case 1 | 2: one()
            case {"k": k} if k: two()
            case _: pass
    """
    assert lowered(source) == said("""
        Do(Call(print, args=[1]))
        Import(a, [[b, c], [d, d]], level=2)
        Import(x, [[*, ]])
        Import(a.b, [[, a]], whole=True)
        Import(c.d, [[, e]])
        Import(__future__, [[print_function, print_function]])
        With([[Call(open, args=[a]), f], [Call(g), None]], [Do(Call(h))])
        Loop(each, i, j, [Jump(break)], other=[Do(Call(k))])
        Loop(while, None, Either([Either([Operate(not, [a]), b]), c]), [Jump(continue)])
        If(Other(compare, parts=[a, b, c]), [], other=[If(Operate(is not, [a, b]), [Let(x, Operate(+, [x, 1]))])])
        Try([], handlers=[Handler([], None, [Raise(None)])], final=[Delete([a, b])])
        Define(Function(f, [Param(a), Param(k, default=1, kind=keyword)], [Outer([q], global)]))
        Define(Function(g, [], [With([[a, None]], [Do(Await(b))], is_async=True)], is_async=True))
        DefineClass(Class(A, [B], [Field(x, Lambda(Function(, [Param(a), Param(b, default=1)], [Return(Either([a,
          Operate(-, [c])], test=b))])), static=True)], decorators=[Call(d.e, args=[1])]))
        Do(Other(assert, parts=[a, 'b']))
        Let(x, None, type=<int>)
        Switch(Index(event, 'x'), [Case([1, 2], [Do(Call(one))]), Case([Other(guard, parts=[Other(mapping, parts=['k',
          Other(as, parts=[Bind(k, Index(Index(event, 'x'), 'k'))])]), k])], [Do(Call(two))]), Case([], [])])
    """)


def test_expressions() -> None:
    """Every other expression, in a file that `ast` refuses for its first line."""
    source = """
        print 1
        a = [x for x, y in z if x], {k: v for k in v}, (x for y in z), {1, *a}, {"a": 1, **b}
        a[1:, ::2] = (x := f(*a, k=1, **b))
        a = any(x for x in a) or ... or None or 1.5 or not a
        a = b.c(d)(e)[f] + g - h
    """
    assert lowered(source) == said("""
        Do(Call(print, args=[1]))
        Let(a, Items([Each(x, [Clause(Items([x, y], kind=tuple), z, [x])], list), Each(Dict([[k, v]]), [Clause(k, v,
          [])], dict), Each(x, [Clause(y, z, [])], generator), Items([1, Spread(a)], kind=set), Dict([['a', 1], [None,
          b]])], kind=tuple))
        Let(Index(a, Items([Other(slice, parts=[1, None, None]), Other(slice, parts=[None, None, 2])], kind=tuple)),
          Bind(x, Call(f, args=[Spread(a)], keywords=[[k, 1], [, b]])))
        Let(a, Either([Either([Either([Either([Call(any, args=[Each(x, [Clause(x, a, [])], generator)]),
          Other(ellipsis)]), None]), 1.5]), Operate(not, [a])]))
        Let(a, Operate(-, [Operate(+, [Index(Call(Call(b.c, args=[d]), args=[e]), f), g]), h]))
    """)


@pytest.mark.parametrize(
    ("text", "shown", "lines"),
    [
        ("a()\n<<<<<<< HEAD\nb()\n=======\nc()\n>>>>>>> x\nd()\n", ["a", "b", "c", "d"], {2, 4, 6}),
        ("def f(:\n    a()\ndef g():\n    b()\n", ["a", "b"], {1}),
        ("a()\nx = 1\0\nb()\n", ["a", "b"], {2}),
        ("a()\nif x:\nb()\n", ["a", "b"], {3}),
        ("a()\nx = '\ud800'\n", ["a"], {1}),
        (f"a()\nx = {'9' * 5000}\n", ["a"], {2}),
    ],
    ids=["merge", "parameters", "nul", "layout", "surrogate", "number"],
)
def test_what_is_broken_is_said(text: str, shown: list[str], lines: set[int]) -> None:
    """What stands around a broken line is read, and the line is a problem."""
    module = read(text, "app.py")
    body = show(module.body)
    assert [name for name in "abcd" if f"Call({name})" in body] == shown
    assert {line_of(problem.at) for problem in module.problems} == lines


def test_a_large_file_that_is_none_is_not_read() -> None:
    """Beyond a size, what is no Python is one problem."""
    module = read("<a>\n" * 300_000, "app.py")
    assert (module.body, len(module.problems)) == ((), 1)
