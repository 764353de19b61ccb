"""Methods of text, of builders of text, and of what is put into text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access, operators
from ennead.code.evaluate.java.answers import maybe, number, receiver
from ennead.code.evaluate.live import NOTHING, Live, Obj, frozen, is_text, join, options_of, words
from ennead.code.evaluate.operators import filled, same_text
from ennead.code.values import Known, Result, Unknown, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook

BUILT = "<text>"
"""The entry of a builder that holds its text."""


def shown(value: Live) -> Live:
    """A value as it stands in text."""
    if isinstance(value, Obj) and BUILT in value.fields:
        return value.fields[BUILT]
    if isinstance(value, Known) and isinstance(value.value, bool):
        return Known(str(value.value).lower())
    return same_text(value)


def format_text(pattern: Live, args: Sequence[Live]) -> Live:
    """`String.format(pattern, args...)`."""
    found: list[Live] = []
    for one in options_of(pattern):
        if isinstance(one, Known) and isinstance(one.value, str):
            found.append(words(filled(one.value, [shown(arg) for arg in args])))
        else:
            found.append(Result("format", (frozen(one), *(frozen(arg) for arg in args))))
    return join(found)


def message_text(pattern: Live, args: Sequence[Live]) -> Live | None:
    """`MessageFormat.format("{0}-{1}", args...)`."""
    if not (isinstance(pattern, Known) and isinstance(pattern.value, str)):
        return None
    first, *rest = pattern.value.split("{")
    parts: list[Live] = [Known(first)]
    for piece in rest:
        number, _, after = piece.partition("}")
        index = number.partition(",")[0]
        parts.append(shown(args[int(index)]) if index.isdecimal() and int(index) < len(args) else Unknown("not given"))
        parts.append(Known(after))
    return words(parts)


def joined(between: Live, items: Sequence[Live]) -> Live:
    """`String.join(between, items...)`."""
    if len(items) == 1 and isinstance(items[0], Obj) and items[0].kind == "series":
        if items[0].open:
            return Result("join", (frozen(between), frozen(items[0])))
        items = items[0].items()
    parts: list[Live] = []
    for item in items:
        parts += [between, shown(item)] if parts else [shown(item)]
    return words(parts)


# -- methods of text --------------------------------------------------------------------------------------------------


def _constant(work: Callable[..., object]) -> Hook:
    """A method that is told where the text and the arguments are."""

    def hook(given: Given) -> Live | None:
        text = receiver(given)
        args = [arg.value for arg in given.args if isinstance(arg, Known)]
        if not (isinstance(text, Known) and isinstance(text.value, str)) or len(args) != len(given.args):
            return None
        try:
            result = work(text.value, *args)
        except (TypeError, ValueError, IndexError, AttributeError):
            return None
        if isinstance(result, list):
            return access.series([Known(one) for one in result[:64]], given.place)
        return Known(result) if isinstance(result, str | int | bool) else None

    return hook


def _equals(given: Given) -> Live:
    if not given.args:
        return Unknown()
    return operators.apply(given.machine, "==", [receiver(given), given.args[0]], given.frame, 0)


def _concat(given: Given) -> Live:
    return words([shown(receiver(given)), *(shown(arg) for arg in given.args)])


def _formatted(given: Given) -> Live:
    return format_text(receiver(given), given.args)


def _trimmed(given: Given) -> Live:
    text = receiver(given)
    return Known(text.value.strip()) if isinstance(text, Known) and isinstance(text.value, str) else text


def _cased(name: str) -> Hook:
    """Upper or lower case of all fixed parts."""

    def hook(given: Given) -> Live | None:
        text = receiver(given)
        if isinstance(text, Known) and isinstance(text.value, str):
            return Known(getattr(text.value, name)())
        if isinstance(text, Words):
            parts = [
                Known(getattr(p.value, name)()) if isinstance(p, Known) and isinstance(p.value, str) else p
                for p in text.parts
            ]
            return Words(tuple(parts))
        return None

    return hook


def _cut(text: str, start: int, end: int | None = None) -> str:
    return text[start:end]


def _split(text: str, by: str, most: int = 0) -> list[str] | None:
    plain = by.replace("\\", "")
    if len(plain) != 1 or (len(by) == 1 and by in ".$|()[{^?*+"):
        return None  # a regular expression
    return text.split(plain, most - 1 if most > 0 else -1)


def _replaced_all(text: str, old: str, new: str) -> str | None:
    return text.replace(old, new) if old.replace("-", "").replace("_", "").isalnum() and "$" not in new else None


TEXT: dict[str, Hook] = {
    **dict.fromkeys(
        "toString intern valueOf value stripIndent translateEscapes getBytes toCharArray stream".split(), receiver
    ),
    **dict.fromkeys("trim strip stripLeading stripTrailing".split(), _trimmed),
    "toLowerCase": _cased("lower"),
    "toUpperCase": _cased("upper"),
    "equals": _equals,
    "contentEquals": _equals,
    "equalsIgnoreCase": _constant(lambda text, other: text.lower() == other.lower()),
    "concat": _concat,
    "formatted": _formatted,
    "replace": _constant(lambda text, old, new: text.replace(old, new)),
    "replaceAll": _constant(_replaced_all),
    "replaceFirst": _constant(lambda text, old, new: _replaced_all(text, old, new) and text.replace(old, new, 1)),
    "substring": _constant(_cut),
    "split": _constant(_split),
    "isEmpty": _constant(lambda text: not text),
    "isBlank": _constant(lambda text: not text.strip()),
    "length": _constant(len),
    "startsWith": _constant(lambda text, start: text.startswith(start)),
    "endsWith": _constant(lambda text, end: text.endswith(end)),
    "contains": _constant(lambda text, part: part in text),
    "repeat": _constant(lambda text, count: text * count if count * len(text) < 10_000 else None),
    "indexOf": _constant(lambda text, part: text.find(part)),
    "lastIndexOf": _constant(lambda text, part: text.rfind(part)),
    "charAt": _constant(lambda text, number: text[number]),
}


# -- builders of text -------------------------------------------------------------------------------------------------


def builder(given: Given) -> Obj:
    """`new StringBuilder(text)`."""
    made = Obj("record", given.place)
    first = given.args[0] if given.args else Known("")
    made.fields[BUILT] = first if is_text(first) or not isinstance(first, Known) else Known("")
    return made


def _append(given: Given) -> Live:
    held = receiver(given)
    if isinstance(held, Obj) and given.args:
        text = words([held.fields[BUILT], shown(given.args[0])])
        given.machine.trail.put(held.fields, BUILT, text)
    return held


def _changed(given: Given) -> Live:
    held = receiver(given)
    if isinstance(held, Obj):
        given.machine.trail.put(held.fields, BUILT, Unknown("text that is changed in place"))
    return held


def _built(given: Given) -> Live:
    held = receiver(given)
    return held.fields[BUILT] if isinstance(held, Obj) else NOTHING


BUILDER: dict[str, Hook] = {
    "append": _append,
    **dict.fromkeys("insert replace delete deleteCharAt reverse setLength setCharAt add".split(), _changed),
    "toString": _built,
    "substring": lambda _: Unknown("a part of text"),
    "length": number,
    "isEmpty": maybe,
}
