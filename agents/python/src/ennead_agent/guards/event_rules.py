"""What the contract says of one kind of event, and where an event departs from it.

A path is written as `Records[].body.itemId`: `[]` is each element, `*` any one name, and a text is opened on the way
(JSON, base64, gzip, forms).  For an event with records, paths, sizes and depths are those of each record.
"""

from __future__ import annotations

import re

from .. import kinds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Path = tuple[str, ...]

EACH, ANY = "[]", "*"
_PART = re.compile(r"\[[*\d]*\]|(?:\\.|[^.\[\\])+")
_PLAIN = re.compile(r"[A-Za-z_][\w-]{0,39}\Z", re.ASCII)
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}
_NAMES = {str: "string", int: "number", float: "number", bool: "boolean", dict: "object", list: "array"}
_OPENS, _CLOSES = ("{", "["), ("}", "]")
_HOLDERS = (dict, list, str)
_ENDLESS: list[Any] = []
_ENDLESS.append(_ENDLESS)
_CODINGS = 3
_MISSING = "a field that is agreed is missing"
_ENVELOPE = {
    "dynamodb": ("dynamodb",),
    "kinesis": ("kinesis",),
    "sns": ("Sns",),
    "s3": ("s3", "s3.bucket", "s3.object"),
    "ses": ("ses", "ses.mail", "ses.mail.commonHeaders", "ses.receipt"),
    "cloudfront": ("cf", "cf.request", "cf.response"),
    "cognito": ("request",),
    "appsync": ("request",),
    "alexa": ("request", "request.intent", "session", "context"),
    "connect": ("Details", "Details.ContactData"),
}
"""Objects that the platform fills: `closed` says nothing of other fields in them.  So it is with the outermost one."""
_PLATFORM = frozenset(("requestContext", "headers", "multiValueHeaders", "identity", "info", "callerContext"))
"""The same, with all that is below."""


class Departure:
    """One place where an event is not as agreed: `field` and `reason` name no value of it."""

    __slots__ = ("field", "reason")

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason


class _Node:
    """What is agreed at one place, and at those below it."""

    __slots__ = ("below", "free", "need", "path", "types")

    def __init__(self, path: Path, *, free: bool) -> None:
        self.path = path
        self.types: tuple[type, ...] | None = None
        self.need: Path | None = None
        """The field that has to be there, here or further below."""
        self.free = free
        """Whether other fields may stand here."""
        self.below: dict[str, _Node] = {}


class Rules:
    """What holds for one kind of event."""

    __slots__ = ("_closed", "_kind", "_root", "max_bytes", "max_depth")

    def __init__(self, kind: str, words: dict[str, Any]) -> None:
        self._kind = kind
        self.max_bytes = _number(words.get("max_bytes"))
        self.max_depth = _number(words.get("max_depth"))
        self._closed = words.get("closed") is True
        self._root = _Node((), free=not self._closed or kind != kinds.INVOKE)
        fields, required = words.get("fields"), words.get("required")
        for name, kept in fields.items() if isinstance(fields, dict) else ():
            self._at(name).types = _TYPES.get(kept) if isinstance(kept, str) else None
        for name in required if isinstance(required, list) else ():
            self._at(name, needed=True)

    def _at(self, name: Any, *, needed: bool = False) -> _Node:
        """The node of a path, made if need be."""
        path = self._path(name)
        here = self._root
        for depth, step in enumerate(path, 1):
            below = here.below.get(step)
            if below is None:
                below = here.below[step] = _Node(path[:depth], free=self._is_free(path[:depth]))
            here = below
            if needed and here.need is None:
                here.need = path
        return here

    def _is_free(self, path: Path) -> bool:
        if not self._closed:
            return True
        if self._kind == kinds.INVOKE:
            return False
        return not _PLATFORM.isdisjoint(path) or ".".join(path) in _ENVELOPE.get(self._kind, ())

    def _path(self, text: Any) -> Path:
        path = parse(str(text))
        if path[:1] == (kinds.place(self._kind),) and path[1:2] == (EACH,):
            return path[2:]
        return path

    def judge(self, here: Any, size: int, where: str) -> Departure | None:
        """The first departure of an event, or of a record of it, that stands at `where` and has `size` bytes."""
        if self.max_bytes is not None and size > self.max_bytes:
            return Departure(where, f"{size} bytes where {self.max_bytes} are agreed")
        opened: dict[str, Any] = {}
        if self.max_depth is not None and deeper(here, self.max_depth, opened):
            return Departure(where, f"deeper than the {self.max_depth} levels that are agreed")
        stack = [(here, self._root)]
        while stack:
            value, node = stack.pop()
            found = _departure(value, node, stack, opened)
            if found is not None:
                path, reason = found
                return Departure(_joined(where, path), reason)
        return None


def _departure(
    value: Any, node: _Node, stack: list[tuple[Any, _Node]], opened: dict[str, Any]
) -> tuple[Path, str] | None:
    """What is wrong at one place; what is to be looked at below it goes onto the stack."""
    types = node.types
    if types is not None and value is not None and not _fits(value, types):
        return node.path, f"{_NAMES.get(type(value), 'null')} where {_NAMES[types[0]]} is agreed"
    below = node.below
    if not below:
        return (node.need, _MISSING) if node.need is not None and value is None else None
    if type(value) is str:
        value = _open(value, opened)
    if isinstance(value, dict):
        return _within(value, node, stack)
    every = below.get(EACH) or below.get(ANY)
    if isinstance(value, list) and every is not None:
        if every.below or every.types or every.need:
            stack.extend((one, every) for one in value)
        return None
    need = node.need or next((one.need for one in below.values() if one.need is not None), None)
    return (need, _MISSING) if need is not None else None


def _within(value: dict[Any, Any], node: _Node, stack: list[tuple[Any, _Node]]) -> tuple[Path, str] | None:
    below = node.below
    for step, inner in below.items():
        if step in value:
            one = value[step]
            if one is not None or inner.need is not None:
                stack.append((one, inner))
        elif step == ANY:
            stack.extend((one, inner) for one in value.values())
        elif inner.need is not None:
            return inner.need, _MISSING
    if not node.free and ANY not in below:
        for name in value:
            if name not in below:
                return (*node.path, name), "a field that is not agreed"
    return None


def parse(text: str) -> Path:
    """A path's steps.  A dot within a name is written with a backslash before it."""
    return tuple(EACH if part.startswith("[") else re.sub(r"\\(.)", r"\1", part) for part in _PART.findall(text))


def _number(value: Any) -> int | None:
    return value if type(value) is int and value > 0 else None


def _fits(value: Any, types: tuple[type, ...]) -> bool:
    return isinstance(value, types) and (type(value) is not bool or bool in types)


def _joined(where: str, path: Path) -> str:
    told = where
    for step in path:
        told += step if step == EACH else "." + (step if _PLAIN.match(step) or step == "*" else "*")
    return told.lstrip(".")[:160]


def _open(here: Any, opened: dict[str, Any]) -> Any:
    """What a text holds, where the path leads on into it."""
    if type(here) is not str:
        return here
    if here not in opened:
        opened[here] = _document(here, 0)
    return opened[here]


def _document(text: str, coded: int) -> Any:
    """JSON in any coding; else the pairs of a form; None where a text is neither."""
    import json

    from ..untrusted import forms

    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, (dict, list)):
        return document
    pairs: dict[str, Any] = {}
    for form in (document, *forms.of(text)):
        if isinstance(form, dict):
            pairs.update(form)
        elif isinstance(form, str) and coded < _CODINGS and form != text:
            found = _document(form, coded + 1)
            if found is not None and form.lstrip()[:1] in _OPENS:
                return found
    return pairs or None


def deeper(here: Any, most: int, opened: dict[str, Any]) -> bool:
    """Whether there are more than `most` levels of objects and lists, those of JSON in texts included."""
    level = [here]
    for _ in range(most + 1):
        below: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is str:
                value = _document_in(value, opened)  # noqa: PLW2901
                kind = type(value)
            if kind is dict:
                below.append(value.values())
            elif kind is list:
                below.append(value)
        if not below:
            return False
        level = [one for inner in below for one in inner if type(one) in _HOLDERS]
    return True


def _document_in(text: str, opened: dict[str, Any]) -> Any:
    """The JSON of a text; an empty one, at no level, where it is none."""
    bare = text.strip()
    if bare[:1] not in _OPENS or bare[-1:] not in _CLOSES:
        return None
    if text not in opened:
        import json

        try:
            opened[text] = json.loads(text)
        except ValueError:
            return None
        except RecursionError:
            return _ENDLESS
    return opened[text]
