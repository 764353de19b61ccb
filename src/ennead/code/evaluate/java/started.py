"""Programs that a framework starts: everything that it can call is called, each as if it were the only one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ennead.code.entry.frameworks import (
    FACTORIES,
    HANDLERS,
    LIFE,
    MAIN,
    ROUTES,
    STEREOTYPES,
    Marks,
    called_by,
    kind_of,
    marks,
)
from ennead.code.entry.frameworks import FUNCTIONS as INTERFACES
from ennead.code.entry.own import is_vendored
from ennead.code.evaluate import calls
from ennead.code.evaluate.java import beans, classes, members, objects
from ennead.code.evaluate.java.invoke import invoke, let_call, let_go
from ennead.code.evaluate.java.overloads import handling
from ennead.code.evaluate.java.state import state
from ennead.code.evaluate.live import NOTHING, Builtin, Cls, Fn, Live, Obj, frozen, options_of
from ennead.code.ir import Call, Const, Function
from ennead.code.values import Element, Event, Known, Ref, Value, full_name

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook, Machine

BEGUN = "<begun>"
"""The name of what is called where a framework begins."""
_STARTING = frozenset({MAIN, "Configuration", "ComponentScan", "EnableAutoConfiguration"})
"""Annotations of a class that is handed to a framework to start it."""
_FIRST = frozenset({"PostConstruct", "Startup"})
"""Annotations of methods that are called before all others."""
_WIDER = frozenset({"ComponentScan", "ComponentScans", "Import"})
_CONTAINERS = (
    "com.amazonaws.serverless.proxy.", "io.micronaut.function.aws.", "org.springframework.cloud.function.adapter.aws.",
)  # fmt: skip
_WORD = re.compile(r"\w{1,200}")


def begin(machine: Machine, kind: str, chosen: str, root: str, main: Cls | None) -> None:
    """Find what the framework makes, below a source root; once."""
    held = state(machine)
    if held.beans is not None:
        return
    found = held.beans = beans.Beans(kind, chosen)
    for cls in _found(machine, root):
        if _is_scanned(cls, main):
            found.classes.append(cls)
    every = list(found.classes)
    for other in machine.entry.roots:
        every += _found(machine, other, factories=True) if other != root else ()
    found.factories = [one for cls in every for one in beans.factories_of(machine, cls)]


def _found(machine: Machine, root: str, *, factories: bool = False) -> Iterator[Cls]:
    """The classes below a source root that a framework makes objects of, or calls by their interface.

    With `factories`, of the files alone that make what is injected.
    """
    held = state(machine).beans
    tree = machine.sources.tree
    for path in tree.below(root, ".java"):
        if "/test/" in f"/{path}" or is_vendored(path) or not _is_wanted(marks(tree, path), factories=factories):
            continue
        file = classes.load(machine, path)
        for name in file.declared if file is not None else ():
            for cls in classes.with_inner(machine, classes.top(machine, file, name) if file is not None else None):
                if cls.cls.kind != "interface" and (_is_marked(cls) or _interface(cls, held.kind if held else "")):
                    yield cls


def _is_wanted(found: Marks, *, factories: bool) -> bool:
    return bool(found.words & FACTORIES) if factories else bool(found.words or found.classes)


def _marks(cls: Cls) -> set[str]:
    """The annotations of a class and of those above it."""
    return {members.annotation_name(mark) for one in cls.line() for mark in one.cls.decorators}


def _is_marked(cls: Cls) -> bool:
    return not STEREOTYPES.isdisjoint(_marks(cls)) or any(
        members.has_annotation(one, tuple(ROUTES | FACTORIES)) for one in cls.cls.members if isinstance(one, Function)
    )


def _interface(cls: Cls, kind: str) -> str | None:
    """The interface of functions or handlers by which a framework calls a class."""
    every = (base.module.rpartition(".")[2] for one in cls.line() for base in one.bases if isinstance(base, Ref))
    return next((name for name in every if name in called_by(kind)), None)


def _is_scanned(cls: Cls, main: Cls | None) -> bool:
    """Whether a class is below the package of the application's, where that says nothing else."""
    if main is None or MAIN not in _marks(main) or _marks(main) & _WIDER:
        return True
    if any(isinstance(mark, Call) and (mark.args or mark.keywords) for mark in main.cls.decorators):
        return True
    package = main.module.module.package
    return not package or f"{cls.module.module.package}.".startswith(f"{package}.")


# -- called -----------------------------------------------------------------------------------------------------------


def run(given: Given) -> Live:
    """Call everything that the framework can; what one does to what is shared, the next find done or not."""
    machine = given.machine
    held = state(machine).beans
    if held is None:
        return NOTHING
    for factory in _own_factories(held):
        beans.made(machine, factory)
    objects_ = list(_objects(machine, held))
    for cls, of in objects_:
        for call in _marked(given, cls, of, _FIRST):
            call()
    for call in _every(given, held, objects_):
        mark = machine.trail.mark()
        call()
        machine.trail.merge([machine.trail.undo(mark), {}])
    return NOTHING


def _own_factories(held: beans.Beans) -> list[beans.Factory]:
    return [one for one in held.factories if one.owner in held.classes]


def _objects(machine: Machine, held: beans.Beans) -> Iterator[tuple[Cls, Obj]]:
    for cls in held.classes:
        if not classes.is_abstract(cls):
            yield from ((cls, one) for one in options_of(objects.instance(machine, cls)) if isinstance(one, Obj))


def _every(given: Given, held: beans.Beans, objects_: list[tuple[Cls, Obj]]) -> Iterator[Callable[[], object]]:
    """What is called: methods that annotations name, those that a type outside declares, functions."""
    wanted = LIFE if held.kind == "function" else LIFE | ROUTES
    functions = [call for one in _own_factories(held) for call in _of_factory(given, one, held)]
    for cls, of in objects_:
        yield from _marked(given, cls, of, wanted - _FIRST)
        if cls.outside() is not None and not _is_function(cls):
            yield _declared(given, cls, of)
        functions += _of_function(given, cls, of, held.kind)
    named = set(_WORD.findall(held.chosen))
    yield from [call for names, call in functions if names & named] or [call for _, call in functions]


def _marked(given: Given, cls: Cls, of: Obj, marks: frozenset[str]) -> Iterator[Callable[[], object]]:
    """The methods with one of some annotations, which may stand in a class above."""
    names = [
        one.name
        for owner in cls.line()
        for one in owner.cls.members
        if isinstance(one, Function) and one.kind != "constructor" and members.has_annotation(one, tuple(marks))
    ]
    for name in dict.fromkeys(names):
        for fn in options_of(members.methods(given.machine, cls, name, of) or NOTHING):
            if isinstance(fn, Fn):
                yield _requested(given, fn, cls)


def _declared(given: Given, cls: Cls, of: Obj) -> Callable[[], object]:
    part = Element(Ref(cls.name), Known(0))
    return lambda: let_call(given.machine, of, part, given)


def _is_function(cls: Cls) -> bool:
    """Whether its interface is one that only some frameworks call."""
    every = (base.module.rpartition(".")[2] for one in cls.line() for base in one.bases if isinstance(base, Ref))
    return any(name in INTERFACES or name in HANDLERS for name in every)


def _requested(given: Given, fn: Fn, cls: Cls) -> Callable[[], object]:
    def call() -> object:
        args = [beans.asked(given.machine, param, cls) for param in fn.function.params]
        return calls.call(given.machine, fn, given.again(fn, args))

    return call


# -- functions --------------------------------------------------------------------------------------------------------


def _of_factory(
    given: Given, factory: beans.Factory, held: beans.Beans
) -> Iterator[tuple[set[str], Callable[[], object]]]:
    """A function that a factory method gives."""
    declared = factory.function.returns
    simple = members.simple(declared.name) if declared is not None else ""
    if simple in called_by(held.kind):
        value = let_go(beans.made(given.machine, factory))
        args: list[Live] = [] if simple == "Supplier" else [Event("event")]
        yield {factory.function.name}, lambda: invoke(given, value, args)


def _of_function(given: Given, cls: Cls, of: Obj, kind: str) -> Iterator[tuple[set[str], Callable[[], object]]]:
    """A class that a framework calls by its interface."""
    interface = _interface(cls, kind)
    found = members.methods(given.machine, cls, called_by(kind)[interface], of) if interface is not None else None
    fn = handling(found) if found is not None else None
    if fn is not None:
        args = given.machine.ways.first_arguments(fn)
        count = len(fn.function.params) if isinstance(fn, Fn) else len(args)
        yield _names(cls), lambda: calls.call(given.machine, fn, given.again(fn, args[:count]))


def _names(cls: Cls) -> set[str]:
    """What a class is called by: its own name, or that of an annotation."""
    name = cls.cls.name
    said = {
        one.value
        for mark in cls.cls.decorators
        if isinstance(mark, Call)
        for one in (*mark.args, *(value for _, value in mark.keywords))
        if isinstance(one, Const) and isinstance(one.value, str)
    }
    return {name, name[:1].lower() + name[1:], *said}


# -- where it is started ----------------------------------------------------------------------------------------------


def entry(machine: Machine, main: Cls | None) -> Live:
    """What a handler that is a framework's calls."""
    told = machine.entry
    begin(machine, told.framework, told.chosen, root_of(machine, told.file), main)
    return Builtin(NOTHING, BEGUN)


def prepared(machine: Machine, cls: Cls) -> None:
    """A handler of the application that is a framework's class too has things injected."""
    above = cls.outside()
    if above is not None and (kind := kind_of(above.module)):
        begin(machine, kind, "", root_of(machine, cls.module.module.path), None)


def inherited(machine: Machine, cls: Cls, made: Obj) -> Live | None:
    """What the method that a handler inherits from a framework calls: the class's own, or all that is found."""
    above = cls.outside()
    if above is None or not kind_of(above.module):
        return None
    return members.methods(machine, cls, "execute", made) or Builtin(NOTHING, BEGUN)


def handed(machine: Machine, arg: Live, callee: Value, given: Given) -> None:
    """A handler of the application hands its main class to a framework, or something to the container of one."""
    name = full_name(callee) or ""
    main = arg if isinstance(arg, Cls) and not _STARTING.isdisjoint(_marks(arg)) else None
    if main is not None or name.startswith(_CONTAINERS):
        _start(machine, given, kind_of(name) or "spring", main)


def _start(machine: Machine, given: Given, kind: str, main: Cls | None) -> None:
    """Begin and call everything, in the source root of the code that starts it."""
    if state(machine).beans is None:
        begin(machine, kind, "", root_of(machine, main.module.module.path if main else given.place.path), main)
        run(given)


def _container(given: Given) -> None:
    """`new MicronautLambdaHandler()`."""
    if given.new:
        _start(given.machine, given, kind_of(full_name(frozen(given.callee)) or ""), None)


def root_of(machine: Machine, path: str) -> str:
    """The source root that a file lies below: the nearest."""
    fitting = [one for one in machine.entry.roots if one == "." or path.startswith(f"{one}/")]
    return max(fitting, key=len, default=machine.entry.roots[0] if machine.entry.roots else ".")


FUNCTIONS: dict[str, Hook] = dict.fromkeys(
    (
        "com.amazonaws.serverless.proxy.spring.SpringDelegatingLambdaContainerHandler",
        "io.micronaut.function.aws.proxy.MicronautLambdaHandler",
        "io.micronaut.function.aws.proxy.MicronautLambdaContainerHandler",
        "io.micronaut.function.aws.proxy.payload1.ApiGatewayProxyRequestEventFunction",
        "io.micronaut.function.aws.proxy.payload2.APIGatewayV2HTTPEventFunction",
    ),
    _container,
)
"""Handlers of frameworks that a handler of the application makes for itself."""
