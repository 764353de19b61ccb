"""Of several methods with one name, those that a call may mean: by number of arguments, then by declared types."""

from __future__ import annotations

from collections.abc import Sequence

from ennead.code.evaluate.java.members import simple
from ennead.code.evaluate.live import Cls, Fn, Live, Obj, join, options_of
from ennead.code.ir import Function, Type
from ennead.code.values import Env, Known, Made, Ref, Typed, Words

_TEXT = frozenset({"String", "CharSequence"})
_ANY = frozenset({"Object", "Serializable", "Comparable"})
_NUMBERS = frozenset(
    "int long short byte double float char Integer Long Short Byte Double Float Number Character".split()
)
_PRIMITIVES = frozenset("int long short byte double float char boolean".split())
_LISTS = frozenset("List Collection Iterable Set Queue Deque ArrayList LinkedList HashSet [] Stream Iterator".split())
_MAPS = frozenset("Map HashMap LinkedHashMap TreeMap ConcurrentHashMap ConcurrentMap SortedMap Properties".split())
_LAMBDAS = {
    "Runnable": 0, "Supplier": 0, "Callable": 0, "Consumer": 1, "Function": 1, "Predicate": 1, "UnaryOperator": 1,
    "BiConsumer": 2, "BiFunction": 2, "BiPredicate": 2, "BinaryOperator": 2,
}  # fmt: skip


def fitting(callee: Live, args: Sequence[Live]) -> Live:
    """What is called with such arguments; all of it where none fits."""
    choices = options_of(callee)
    if len(choices) == 1 or not any(isinstance(one, Fn) for one in choices):
        return callee
    groups: dict[object, list[Live]] = {}
    for one in choices:
        key = (id(one.bound), one.function.name) if isinstance(one, Fn) and one.function.name else one
        groups.setdefault(key, []).append(one)
    return join(fit for group in groups.values() for fit in _best(group, args))


def _best(group: list[Live], args: Sequence[Live]) -> list[Live]:
    fns = [one for one in group if isinstance(one, Fn)]
    if len(fns) < 2:
        return group
    exact = [one for one in fns if _takes(one.function, len(args))]
    fitting_ = exact or [one for one in fns if _takes_more(one.function, len(args))] or fns
    if len(fitting_) == 1:
        return [fitting_[0]]
    scores = [(one, _score(one.function, args)) for one in fitting_]
    possible = [(one, score) for one, score in scores if score is not None] or [(one, 0) for one in fitting_]
    most = max(score for _, score in possible)
    return [one for one, score in possible if score == most]


def _takes(function: Function, count: int) -> bool:
    return len(function.params) == count and not any(param.kind == "rest" for param in function.params)


def _takes_more(function: Function, count: int) -> bool:
    """Whether it takes any number from some on."""
    return any(param.kind == "rest" for param in function.params) and len(function.params) - 1 <= count


def _score(function: Function, args: Sequence[Live]) -> int | None:
    """How well the arguments fit the declared types; None where one does not."""
    total = 0
    for param, arg in zip(function.params, args, strict=False):
        if param.type is None or param.kind == "rest":
            continue
        scores = [_fits(param.type, one) for one in options_of(arg)]
        told = [one for one in scores if one is not None]
        if not told:
            return None
        total += max(told)
    return total


def _fits(declared: Type, arg: Live) -> int | None:
    """2: the very type; 1: one above it; 0: not told; None: another type."""
    name = simple(declared.name)
    if name in _ANY or (len(name) <= 2 and name.isupper()):
        return 0
    if isinstance(arg, Known):
        return _constant(name, arg.value)
    if isinstance(arg, Words | Env):
        return _same(name in _TEXT)
    if isinstance(arg, Fn):
        return _function(name, arg)
    if isinstance(arg, Obj):
        return _object(name, arg)
    if isinstance(arg, Cls):
        return _same(name == "Class")
    ref = arg.type if isinstance(arg, Typed) else arg.callee if isinstance(arg, Made) and arg.new else None
    if isinstance(ref, Ref):
        if simple(ref.module) == name:
            return 2
        return None if name in _TEXT or name in _PRIMITIVES else 0
    return 0


def _same(same: bool) -> int | None:
    return 2 if same else None


def _constant(name: str, value: object) -> int | None:
    if value is None:
        return None if name in _PRIMITIVES else 0
    if isinstance(value, bool):
        return _same(name in ("boolean", "Boolean"))
    if isinstance(value, str):
        return 2 if name in _TEXT else 1 if name in ("char", "Character") and len(value) == 1 else None
    return _same(name in _NUMBERS)


def _function(name: str, arg: Fn) -> int | None:
    if name in _LAMBDAS:
        return _same(_LAMBDAS[name] == len(arg.function.params))
    return None if name in _TEXT or name in _PRIMITIVES or name in _NUMBERS else 0


def _object(name: str, arg: Obj) -> int | None:
    if arg.kind == "series":
        return 2 if name in _LISTS else None if name in _MAPS or name in _TEXT or name in _PRIMITIVES else 0
    if arg.kind == "record" or arg.cls is None:
        return 2 if name in _MAPS else None if name in _LISTS or name in _TEXT or name in _PRIMITIVES else 0
    if arg.cls.cls.name == name:
        return 2
    line = list(arg.cls.line())
    if any(one.cls.name == name for one in line):
        return 1
    outside = [base for one in line for base in one.bases if isinstance(base, Ref)]
    return 1 if any(simple(base.module) == name for base in outside) else 0 if outside else None


def handling(found: Live) -> Live:
    """Of several methods the one that Lambda calls: with a context, and the most parameters."""
    fns = [one for one in options_of(found) if isinstance(one, Fn) and one.function.body is not None]
    if not fns:
        return found

    def rank(fn: Fn) -> tuple[bool, int]:
        names_ = [simple(param.type.name) if param.type else "" for param in fn.function.params]
        return names_[-1:] == ["Context"], len(names_)

    return max(fns, key=rank)
