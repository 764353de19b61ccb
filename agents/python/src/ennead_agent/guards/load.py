"""Guard `load`: untrusted data that brings objects to life: pickle, YAML, marshal.

Plain data needs no class; what asks for one by a name that untrusted data holds is stopped before the class is found.
"""

from __future__ import annotations

from .. import audit, faults, imports, invocation, untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
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
_COMPUTES = ("_codecs", "encode")
"""It makes bytes, and names that stand in no text (`rot13`): an event with it names whatever else is looked for."""
_IMPORTING = ("<frozen ", faults.HOME)
"""Whose own loading of code is an import: the import system's, and ours from the pack."""
_TAG = "python"
"""What a tag that names an object begins with, or the line that gives it a short name."""


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
    """Stop a class whose module and name stand in one untrusted text as in a pickle, unless it is plain data.

    Or in two of which the second goes on where the first ends, as a line of a pickle that came in two fields.

    The words of a plain text are no pickle's: of `Happy with it, but each Item arrived late` none makes an `app.Item`.
    """
    if name in _PLAIN.get(module, ()):
        return
    from . import load_pickle

    line = (module + "\n" + name).lower()
    named = ((module, name), _COMPUTES)
    _stop(
        _holding(lambda text: any(load_pickle.holds(text.value, text.lower, *one) for one in named))
        or _in_two(*(opcode + line for opcode in load_pickle.GLOBALS), whole=line)
    )


def _stop(text: Text | None) -> None:
    if text is not None:
        verdicts.attack(GUARD, f"value of {text.where} makes an object of its choice", {"field": text.where})


def _holding(holds: Callable[[Text], bool]) -> Text | None:
    """The first text, not a document, of which this is true."""
    for text in untrusted.seen_by(GUARD) or ():
        if not text.holds and holds(text):
            return text
    return None


def _in_two(*words: str, before: str = "", whole: str = "") -> Text | None:
    """The text that ends within a word, which another goes on with: it came in two fields that the code put together.

    `before` is what the first of them has to hold besides.  Of `whole` it has to be the beginning and nothing else.
    """
    index = untrusted.seen_by(GUARD)
    texts = index.plain() if index is not None else []
    signs = set("".join(words))
    for low, value in texts:
        if index is None or low[-1] not in signs or before not in low:
            continue
        rests = tuple(word[at:] for word in words for at in range(1, len(word)) if low.endswith(word[:at]))
        if len(low) < len(whole) and whole.startswith(low):
            rests += (whole[len(low) :],)
        if rests and any(other.startswith(rests) for other, _ in texts):
            return index.text(value)
    return None


def _marshal(args: tuple[Any, ...]) -> None:
    import sys

    if invocation.current() is None or sys._getframe(2).f_code.co_filename.startswith(_IMPORTING):
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
    low = name.lower()
    _stop(_holding(lambda text: low in text.lower or _is_split(text.lower, low)) or _in_two(low, before=_TAG))


def _is_split(text: str, name: str) -> bool:
    """Whether a `%TAG` line has the beginning of a name, and a tag by its short name the rest."""
    if "%tag" not in text:
        return False
    begins = [line.split()[-1] for line in text.splitlines() if line.startswith("%tag")]
    rests = {word.rpartition("!")[2] for word in text.split() if "!" in word}
    return any(name[at:] in rests and any(one.endswith(name[:at]) for one in begins) for at in range(1, len(name)))
