"""Functions and constructors of Java's library that are understood, by full name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access, writing
from ennead.code.evaluate.java import containers, maps, reflection, text
from ennead.code.evaluate.java.answers import first
from ennead.code.evaluate.java.held import or_else
from ennead.code.evaluate.java.invoke import hold, invoke, is_callable, let_go
from ennead.code.evaluate.live import NOTHING, Live, Obj, frozen, is_text, join, options_of, truth
from ennead.code.evaluate.operators import apply
from ennead.code.values import Env, Known, Ref, Result, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook


# -- the environment --------------------------------------------------------------------------------------------------


def _getenv(given: Given) -> Live:
    if not given.args:
        return Ref("java.lang.System", ("getenv",))
    default = given.args[1] if len(given.args) > 1 else NOTHING
    found: list[Live] = []
    for name in options_of(given.args[0]):
        value = access.environment(given.machine, name, given.place, required=False, default=default)
        keeps = isinstance(value, Env) or default == NOTHING
        found += [value] if keeps else [value, default]
    return join(found)


def _has_env(given: Given) -> Live:
    _getenv(given.again(given.callee, given.args[:1]))
    return Unknown()


def _property(given: Given) -> Live:
    default = given.args[1] if len(given.args) > 1 else None
    unknown = Unknown("a property of the machine that runs the code")
    return join([unknown, default]) if default is not None else unknown


# -- text -------------------------------------------------------------------------------------------------------------


def _format(given: Given) -> Live | None:
    args = given.args
    if args and not is_text(args[0]) and len(args) > 1 and is_text(args[1]):
        args = args[1:]  # a locale stands first
    if len(args) == 2 and isinstance(args[1], Obj) and args[1].kind == "series" and not args[1].open:
        args = [args[0], *args[1].items()]
    return text.format_text(args[0], args[1:]) if args else None


def _message(given: Given) -> Live | None:
    return text.message_text(given.args[0], given.args[1:]) if given.args else None


def _join(given: Given) -> Live | None:
    return text.joined(given.args[0], given.args[1:]) if len(given.args) > 1 else None


def _as_text(given: Given) -> Live:
    return text.shown(given.args[0]) if given.args else Known("")


def _number(given: Given) -> Live | None:
    """`Integer.parseInt(text)`."""
    value = given.args[0] if given.args else None
    if isinstance(value, Known) and isinstance(value.value, str):
        digits = value.value.removeprefix("-")
        return Known(int(value.value)) if digits.isdecimal() and len(digits) < 19 else None
    return Result("number", (frozen(value),)) if value is not None else None


# -- objects ----------------------------------------------------------------------------------------------------------


def _or_else(given: Given) -> Live | None:
    return or_else(given.args[0], given.args[1]) if len(given.args) > 1 else None


def _or_else_get(given: Given) -> Live | None:
    return or_else(given.args[0], invoke(given, given.args[1], [])) if len(given.args) > 1 else None


def _equal(given: Given) -> Live | None:
    return apply(given.machine, "==", given.args[:2], given.frame, 0) if len(given.args) == 2 else None


def _is_null(is_null: bool) -> Hook:
    def hook(given: Given) -> Live | None:
        return (
            apply(given.machine, "==" if is_null else "!=", [given.args[0], NOTHING], given.frame, 0)
            if given.args
            else None
        )

    return hook


def _optional(given: Given) -> Live:
    return hold(given.args[0] if given.args else NOTHING)


# -- containers -------------------------------------------------------------------------------------------------------


def _series(given: Given) -> Live:
    return containers.series_of(given, given.args)


def _all_added(given: Given) -> Live | None:
    """`Collections.addAll(list, a, b)`."""
    into = given.args[0] if given.args else None
    if not isinstance(into, Obj) or into.kind != "series":
        return None
    for item in given.args[1:]:
        writing.put(given.machine, into, str(len(into.fields)), item)
    return Known(True)


def _list_made(given: Given) -> Live | None:
    """`new ArrayList<>(others)`; a size is none of its items."""
    if not given.new:
        return None
    others = [one for one in given.args if isinstance(one, Obj) and one.kind == "series"]
    if given.args and not others and not isinstance(given.args[0], Known):
        return access.series([access.element(given.args[0])], given.place, is_open=True)
    return containers.series_of(given, others)


def _map_made(given: Given) -> Live | None:
    if not given.new:
        return None
    return access.record({}, given.place, [one for one in given.args if isinstance(one, Obj) and one.kind == "record"])


def _map_of(given: Given) -> Live:
    made = Obj("record", given.place)
    for key, value in zip(given.args[::2], given.args[1::2], strict=False):
        maps.put(given, made, key, value)
    return made


def _map_of_entries(given: Given) -> Live:
    made = Obj("record", given.place)
    for one in given.args:
        if isinstance(one, Obj) and "<key>" in one.fields:
            maps.put(given, made, one.fields["<key>"], one.fields["<value>"])
        else:
            made.open = True
    return made


def _entry(given: Given) -> Live | None:
    return maps.pair(given, given.args[0], given.args[1]) if len(given.args) > 1 else None


def _map_copy(given: Given) -> Live | None:
    return given.args[0] if given.args and isinstance(given.args[0], Obj) else first(given)


def _numbers(given: Given) -> Live:
    return access.series([Unknown("a number")], given.place, is_open=True)


def _generated(given: Given) -> Live | None:
    """`Stream.generate(f)`, `Stream.iterate(seed, f)`."""
    if not given.args or not is_callable(given.args[-1]):
        return None
    return access.series([invoke(given, given.args[-1], given.args[:1])], given.place, is_open=True)


# -- futures ----------------------------------------------------------------------------------------------------------


def _supplied(given: Given) -> Live | None:
    return hold(let_go(invoke(given, given.args[0], []))) if given.args else None


def _all_of(_: Given) -> Live:
    return hold(NOTHING)


def _any_of(given: Given) -> Live:
    return hold(join(let_go(one) for one in given.args) if given.args else NOTHING)


def _task(given: Given) -> Live | None:
    return hold(invoke(given, given.args[0], [])) if given.new and given.args and is_callable(given.args[0]) else None


def _with_initial(given: Given) -> Live | None:
    return hold(invoke(given, given.args[0], [])) if given.args and is_callable(given.args[0]) else None


def _reference(given: Given) -> Live | None:
    """`new AtomicReference<>(value)`."""
    return hold(given.args[0]) if given.new and given.args and truth(given.args[0]) is not False else None


_LISTS = """ArrayList LinkedList HashSet LinkedHashSet TreeSet ArrayDeque PriorityQueue Stack Vector
    concurrent.CopyOnWriteArrayList concurrent.ConcurrentLinkedQueue concurrent.LinkedBlockingQueue"""
_MAPS = """HashMap LinkedHashMap TreeMap Hashtable WeakHashMap IdentityHashMap EnumMap Properties
    concurrent.ConcurrentHashMap concurrent.ConcurrentSkipListMap"""
_COLLECTIONS = (
    "unmodifiableList unmodifiableSet unmodifiableCollection synchronizedList list emptyList emptySet nCopies"
)
FUNCTIONS: dict[str, Hook] = {
    "java.lang.System.getenv": _getenv,
    "java.lang.System.getenv.get": _getenv,
    "java.lang.System.getenv.getOrDefault": _getenv,
    "java.lang.System.getenv.containsKey": _has_env,
    "java.lang.System.getProperty": _property,
    "java.lang.String.format": _format,
    "java.lang.String.join": _join,
    "java.lang.String.valueOf": _as_text,
    "java.lang.String.copyValueOf": _as_text,
    "java.lang.String": lambda given: _as_text(given) if given.new else None,
    "java.text.MessageFormat.format": _message,
    "java.lang.StringBuilder": lambda given: text.builder(given) if given.new else None,
    "java.lang.StringBuffer": lambda given: text.builder(given) if given.new else None,
    "java.lang.Integer.parseInt": _number,
    "java.lang.Integer.valueOf": _number,
    "java.lang.Long.parseLong": _number,
    "java.lang.Long.valueOf": _number,
    "java.lang.Integer.toString": _as_text,
    "java.lang.Long.toString": _as_text,
    "java.lang.Boolean.toString": _as_text,
    "java.lang.Class.forName": reflection.for_name,
    "java.util.ServiceLoader.load": reflection.services,
    "java.util.Objects.requireNonNull": first,
    "java.util.Objects.requireNonNullElse": _or_else,
    "java.util.Objects.requireNonNullElseGet": _or_else_get,
    "java.util.Objects.toString": lambda given: _or_else(given) or _as_text(given),
    "java.util.Objects.equals": _equal,
    "java.util.Objects.isNull": _is_null(True),
    "java.util.Objects.nonNull": _is_null(False),
    "java.util.Optional.of": _optional,
    "java.util.Optional.ofNullable": _optional,
    "java.util.Optional.empty": _optional,
    **{f"java.util.{name}": _list_made for name in _LISTS.split()},
    **{f"java.util.{name}": _map_made for name in _MAPS.split()},
    **{f"java.util.Collections.{name}": _series for name in _COLLECTIONS.split()},
    **dict.fromkeys(
        """java.util.List.of java.util.Set.of java.util.List.copyOf java.util.Set.copyOf java.util.Arrays.asList
        java.util.Arrays.stream java.util.stream.Stream.of java.util.Collections.singletonList
        java.util.Collections.singleton java.util.EnumSet.of com.google.common.collect.ImmutableList.of
        com.google.common.collect.ImmutableSet.of com.google.common.collect.Lists.newArrayList
        java.util.stream.Stream.concat java.util.stream.Stream.empty""".split(),
        _series,
    ),
    **dict.fromkeys(
        "java.util.Map.of java.util.Collections.singletonMap java.util.Collections.emptyMap"
        " com.google.common.collect.ImmutableMap.of".split(),
        _map_of,
    ),
    "java.util.Collections.addAll": _all_added,
    "java.util.Map.ofEntries": _map_of_entries,
    "java.util.Map.entry": _entry,
    "java.util.Map.copyOf": _map_copy,
    "java.util.Collections.unmodifiableMap": _map_copy,
    "java.util.Collections.synchronizedMap": _map_copy,
    "java.util.AbstractMap.SimpleEntry": _entry,
    "java.util.stream.IntStream.range": _numbers,
    "java.util.stream.IntStream.rangeClosed": _numbers,
    "java.util.stream.Stream.generate": _generated,
    "java.util.stream.Stream.iterate": _generated,
    **dict.fromkeys(
        "java.util.concurrent.CompletableFuture.supplyAsync java.util.concurrent.CompletableFuture.runAsync".split(),
        _supplied,
    ),
    "java.util.concurrent.CompletableFuture.completedFuture": _optional,
    "java.util.concurrent.CompletableFuture.allOf": _all_of,
    "java.util.concurrent.CompletableFuture.anyOf": _any_of,
    "java.util.concurrent.FutureTask": _task,
    "java.lang.ThreadLocal.withInitial": _with_initial,
    "java.util.concurrent.atomic.AtomicReference": _reference,
}
