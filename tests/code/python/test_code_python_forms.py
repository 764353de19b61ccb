"""What the forms of Python come to."""

from __future__ import annotations

from tests.code.python.showing import lowered, said


def test_imports() -> None:
    """Modules and names, relative ones, all names, aliases."""
    source = """
        import os, a.b, a.b.c as d
        from . import x
        from ..lib.store import load as get, save
        from lib import *
    """
    assert lowered(source) == said("""
        Import(os, [[, os]])
        Import(a.b, [[, a]], whole=True)
        Import(a.b.c, [[, d]])
        Import(, [[x, x]], level=1)
        Import(lib.store, [[load, get], [save, save]], level=2)
        Import(lib, [[*, ]])
    """)


def test_imports_for_types() -> None:
    """Imports that only a type checker sees are marked; the others are not."""
    source = """
        if TYPE_CHECKING:
            from a import B
        else:
            import c
    """
    assert lowered(source) == said("""
        If(TYPE_CHECKING, [Import(a, [[B, B]], types_only=True)], other=[Import(c, [[, c]])])
    """)


def test_try() -> None:
    """Imports that may fail, every clause of `try`, and groups of exceptions."""
    source = """
        try:
            import orjson as json
        except (ImportError, OSError) as error:
            import json
        else:
            ok()
        finally:
            end()
        try:
            pass
        except* ValueError:
            pass
    """
    assert lowered(source) == said("""
        Try([Import(orjson, [[, json]])], handlers=[Handler([ImportError, OSError], error, [Import(json, [[,
          json]])])], other=[Do(Call(ok))], final=[Do(Call(end))])
        Try([], handlers=[Handler([ValueError], None, [])])
    """)


def test_assignments() -> None:
    """One `Let` for each target; what is called is called once."""
    source = """
        a = b = f()
        self.x = y = g()
        p, q = r = h()
        a, *b = c
        a += 1
        a: int
        a: "list[str]" = []
        del a, b[0]
    """
    assert lowered(source) == said("""
        Let(a, Call(f))
        Let(b, a)
        Let(self.x, Call(g))
        Let(y, self.x)
        Let(r, Call(h))
        Let(Items([p, q], kind=tuple), r)
        Let(Items([a, Spread(b)], kind=tuple), c)
        Let(a, Operate(+, [a, 1]))
        Let(a, None, type=<int>)
        Let(a, Items([]), type=<list <str>>)
        Delete([a, Index(b, 0)])
    """)


def test_types() -> None:
    """Annotations are types, quoted or not; what may be None is a union."""
    source = """
        a: Optional[X]
        b: X | None
        c: "Optional[lib.X]"
        d: t.Union["A", B, None]
        e: dict[str, "list[X | None]"]
        f: Literal["r", "w"]
        g: Annotated[X, 1]
        h: Callable[[A], B]
        i: "no type at all"
    """
    assert lowered(source) == said("""
        Let(a, None, type=<| <X> <None>>)
        Let(b, None, type=<| <X> <None>>)
        Let(c, None, type=<| <lib.X> <None>>)
        Let(d, None, type=<| <A> <B> <None>>)
        Let(e, None, type=<dict <str> <list <| <X> <None>>>>)
        Let(f, None, type=<Literal <> <>>)
        Let(g, None, type=<X>)
        Let(h, None, type=<Callable <[] <A>> <B>>)
        Let(i, None, type=<>)
    """)


def test_text() -> None:
    """Text with values in it, formats and conversions, text side by side, `%` and `format`."""
    source = """
        f"s3://{bucket}/{key!s}"
        f"{n:0{width}d}{x!r}"
        a = f"plain"
        "a" f"b{c}" "d"
        "%s-%d" % (a, b)
        "{}".format(a)
    """
    assert lowered(source) == said("""
        Do(Text(['s3://', bucket, '/', key]))
        Do(Text([Other(format, parts=[n, Text(['0', width, 'd'])]), Other(format, parts=[x, ''])]))
        Let(a, 'plain')
        Do(Text(['ab', c, 'd']))
        Do(Operate(%, ['%s-%d', Items([a, b], kind=tuple)]))
        Do(Call('{}'.format, args=[a]))
    """)


def test_expressions() -> None:
    """Arguments, slices, literals, choices, operators, lambdas."""
    source = """
        f(1, *a, k=2, **m)
        a[1:, ::2]
        {**a, "b": {1, 2}}
        a if b else c
        a or b and not c
        a < b <= c
        a not in b
        -1 + -b
        (x := f())
        lambda a, *b, c=1, **d: a
        x = ..., 1j, b"b", None
    """
    assert lowered(source) == said("""
        Do(Call(f, args=[1, Spread(a)], keywords=[[k, 2], [, m]]))
        Do(Index(a, Items([Other(slice, parts=[1, None, None]), Other(slice, parts=[None, None, 2])], kind=tuple)))
        Do(Dict([[None, a], ['b', Items([1, 2], kind=set)]]))
        Do(Either([a, c], test=b))
        Do(Either([a, Either([b, Operate(not, [c])])]))
        Do(Other(compare, parts=[a, b, c]))
        Do(Operate(not in, [a, b]))
        Do(Operate(+, [-1, Operate(-, [b])]))
        Do(Bind(x, Call(f)))
        Do(Lambda(Function(, [Param(a), Param(b, kind=rest), Param(c, default=1, kind=keyword), Param(d,
          kind=keywords)], [Return(a)])))
        Let(x, Items([Other(ellipsis), Other(complex), b'b', None], kind=tuple))
    """)


def test_comprehensions() -> None:
    """Every kind of comprehension, with its clauses in order."""
    source = """
        [f(x) for x in a if b if c]
        {k: v for k, v in a for b in v}
        {x async for x in a}
        any(x for x in a)
    """
    assert lowered(source) == said("""
        Do(Each(Call(f, args=[x]), [Clause(x, a, [b, c])], list))
        Do(Each(Dict([[k, v]]), [Clause(Items([k, v], kind=tuple), a, []), Clause(b, v, [])], dict))
        Do(Each(x, [Clause(x, a, [])], set))
        Do(Call(any, args=[Each(x, [Clause(x, a, [])], generator)]))
    """)


def test_functions() -> None:
    """Parameters of every kind; what yields is a generator, what is around it is not."""
    source = '''
        @dec(1)
        async def f(a, /, b: int = 1, *c, d, e=2, **g) -> "str":
            """Says."""
            await h()
            yield 1
            yield from k
        def g():
            def inner(): yield
            return lambda: (yield)
    '''
    assert lowered(source) == said("""
        Define(Function(f, [Param(a), Param(b, default=1, type=<int>), Param(c, kind=rest), Param(d, kind=keyword),
          Param(e, default=2, kind=keyword), Param(g, kind=keywords)], [Do(Await(Call(h))), Do(Yield(1)),
          Do(Yield(k))], decorators=[Call(dec, args=[1])], is_async=True, generator=True, returns=<str>))
        Define(Function(g, [], [Define(Function(inner, [], [Do(Yield(None))], generator=True)),
          Return(Lambda(Function(, [], [Return(Yield(None))], generator=True)))]))
    """)


def test_class() -> None:
    """Fields, methods by their kind and inner classes are members; the rest is setup."""
    source = '''
        @dataclass
        class A(B, metaclass=M):
            """Says."""
            table = boto3.resource("dynamodb").Table("t")
            x: int
            y: str = "z"
            a = b = []
            print("setup")
            def __init__(self): self.x = 1
            @property
            def p(self): return 1
            @p.setter
            def p(self, v): pass
            @staticmethod
            def s(): pass
            @classmethod
            async def c(cls): pass
            @abstractmethod
            def n(self): ...
            class Inner: pass
    '''
    assert lowered(source) == said("""
        DefineClass(Class(A, [B], [Field(table, Call(Call(boto3.resource, args=['dynamodb']).Table, args=['t']),
          static=True), Field(x, None, type=<int>), Field(y, 'z', type=<str>, static=True), Field(a, Items([]),
          static=True), Field(b, a, static=True), Function(__init__, [Param(self)], [Let(self.x, 1)],
          kind=constructor), Function(p, [Param(self)], [Return(1)], kind=getter, decorators=[property]), Function(p,
          [Param(self), Param(v)], [], kind=setter, decorators=[p.setter]), Function(s, [], [], kind=static,
          decorators=[staticmethod]), Function(c, [Param(cls)], [], kind=class, decorators=[classmethod],
          is_async=True), Function(n, [Param(self)], None, kind=method, decorators=[abstractmethod]), Class(Inner, [],
          [])], decorators=[dataclass], setup=[Do(Other(metaclass, parts=[M])), Do(Call(print, args=['setup']))]))
    """)


def test_flow() -> None:
    """Loops, jumps, `with`, `if`, `raise`, `assert`, names from outside."""
    source = """
        for a, b in c:
            continue
        else:
            d()
        while x:
            break
        async def f():
            async for i in j:
                global q
            async with a as b, c:
                return
        if a: b()
        elif c: d()
        else: e()
        raise A("x") from f()
        assert a, b
        if __name__ == "__main__": main()
    """
    assert lowered(source) == said("""
        Loop(each, Items([a, b], kind=tuple), c, [Jump(continue)], other=[Do(Call(d))])
        Loop(while, None, x, [Jump(break)])
        Define(Function(f, [], [Loop(each, i, j, [Outer([q], global)]), With([[a, b], [c, None]], [Return(None)],
          is_async=True)], is_async=True))
        If(a, [Do(Call(b))], other=[If(c, [Do(Call(d))], other=[Do(Call(e))])])
        Do(Other(cause, parts=[Call(f)]))
        Raise(Call(A, args=['x']))
        Do(Other(assert, parts=[a, b]))
        If(Operate(==, [__name__, '__main__']), [Do(Call(main))])
    """)


def test_match() -> None:
    """Constants are tests as they are; other patterns bind parts of the subject."""
    source = """
        match event["action"]:
            case "get" | "put": a()
            case {"key": k, **rest} if k: b()
            case [first, *more, last]: c()
            case Point(1, x=y) as p: d()
            case None: e()
            case _: f()
        match f():
            case x: pass
    """
    assert lowered(source) == said("""
        Switch(Index(event, 'action'), [Case(['get', 'put'], [Do(Call(a))]), Case([Other(guard, parts=[Other(mapping,
          parts=['key', Other(as, parts=[Bind(k, Index(Index(event, 'action'), 'key'))]), Bind(rest, Index(event,
          'action'))]), k])], [Do(Call(b))]), Case([Other(sequence, parts=[Other(as, parts=[Bind(first,
          Index(Index(event, 'action'), 0))]), Other(star, parts=[Bind(more, Other(matched))]), Other(as,
          parts=[Bind(last, Index(Index(event, 'action'), -1))])])], [Do(Call(c))]), Case([Other(as,
          parts=[Other(class, parts=[Point, 1, Other(as, parts=[Bind(y, Index(event, 'action').x)])]), Bind(p,
          Index(event, 'action'))])], [Do(Call(d))]), Case([None], [Do(Call(e))]), Case([], [Do(Call(f))])])
        Switch(Call(f), [Case([Other(as, parts=[Bind(x, Other(matched))])], [])])
    """)
