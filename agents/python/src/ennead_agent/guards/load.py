"""Guard `load`: untrusted data that brings objects to life: pickle, YAML, marshal.

Plain data needs no class; what asks for one by a name that untrusted data holds is stopped before the class is found.
"""

from __future__ import annotations

from .. import audit, faults, imports, invocation, untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from ..untrusted.texts import Text

GUARD = "load"
_PLAIN = {
    "builtins": {"set", "frozenset", "bytearray", "complex", "range", "slice"},
    "__builtin__": {"set", "frozenset", "bytearray", "complex", "xrange", "slice"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "fractions": {"Fraction"},
    "uuid": {"UUID", "SafeUUID"},
    "collections": {"OrderedDict", "deque"},
    "_codecs": {"encode"},
}
"""Classes of the standard library that are data and run nothing."""


def install() -> None:
    """Watch which classes are looked for."""
    audit.first("pickle.find_class", _find_class)
    audit.first("marshal.loads", _marshal)
    imports.when("yaml.constructor", _follow_yaml)
    imports.when("ruamel.yaml.constructor", _follow_yaml)


def _find_class(args: tuple[Any, ...]) -> None:
    if invocation.current() is not None:
        verdicts.shielded(GUARD, judge_class, str(args[0]), str(args[1]))


def judge_class(module: str, name: str) -> None:
    """Stop a class whose module and name both stand in one untrusted text, unless it is plain data."""
    if name in _PLAIN.get(module, ()):
        return
    text = _holding(module, name)
    if text is not None:
        verdicts.attack(GUARD, f"value of {text.where} makes an object of its choice", {"field": text.where})


def _holding(*words: str) -> Text | None:
    for text in untrusted.seen_by(GUARD) or ():
        if not text.holds and all(word in text.value for word in words):
            return text
    return None


def _marshal(args: tuple[Any, ...]) -> None:
    import sys

    if invocation.current() is None or sys._getframe(2).f_code.co_filename.startswith("<frozen "):
        return
    verdicts.shielded(GUARD, _judge_marshal, args[0])


def _judge_marshal(data: Any) -> None:
    raw = bytes(data)
    if raw[:1] not in (b"c", b"\xe3"):
        return
    sought = {raw.decode("latin-1"), raw.decode("utf-8", "replace")}
    for text in untrusted.seen_by(GUARD) or ():
        if text.value in sought:
            verdicts.attack(GUARD, f"value of {text.where} is code that was compiled", {"field": text.where})


def _follow_yaml(module: ModuleType) -> None:
    """The constructors that turn a tag into a name of Python: `FullConstructor` in PyYAML, `Constructor` in ruamel."""
    found = False
    for owner in {getattr(module, name, None) for name in ("FullConstructor", "Constructor")}:
        for method in ("find_python_name", "find_python_module"):
            if owner is not None and method in vars(owner):
                wrapping.before(owner, method, GUARD, _tag)
                found = True
    if not found:
        faults.missing(f"the constructors of {module.__name__}")


def _tag(_self: Any, name: Any = "", *_: Any, **__: Any) -> None:
    _judge_tag(str(name))


def _judge_tag(name: str) -> None:
    if invocation.current() is None:
        return
    module, _, last = name.rpartition(".")
    if last in _PLAIN.get(module or "builtins", ()):
        return
    text = _holding(name)
    if text is not None:
        verdicts.attack(GUARD, f"value of {text.where} makes an object of its choice", {"field": text.where})
