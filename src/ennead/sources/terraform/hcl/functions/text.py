"""Functions over text.  Those that change a text's look keep the pointers in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ennead.sources.terraform.hcl.encoding import Part, joined
from ennead.sources.terraform.hcl.evaluate import text_parts
from ennead.sources.terraform.hcl.functions.arguments import MANY, Arguments, Function
from ennead.sources.terraform.hcl.functions.formats import format_parts
from ennead.sources.terraform.hcl.functions.patterns import find, find_all, replaced
from ennead.sources.terraform.hcl.operators import plain
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.values import as_unclear, is_rest, is_unknown, listed
from ennead.sources.terraform.instance import Joined, Pointer, Unclear


def _each_part(change: Callable[[str], str]) -> Function:
    """A function that works on the parts of a text one by one."""

    def run(given: Arguments) -> Any:
        value = given.values[0]
        if isinstance(value, Pointer | Unclear):
            return value
        if isinstance(value, Joined):
            parts = [change(part) if isinstance(part, str) else part for part in value.parts]
            return joined(parts, given.budget)
        return change(given.text(0))

    return Function(run, strict=False)


def _at_ends(change: Callable[[str, str], str], arguments: int, *, first: bool, last: bool) -> Function:
    """A function that works on the ends of a text; an end that is not known stays."""

    def run(given: Arguments) -> Any:
        value = given.values[0]
        word = given.text(1) if arguments == 2 and not is_unknown(given.values[1]) else ""
        if isinstance(value, Pointer | Unclear):
            return value
        if isinstance(value, Joined):
            parts: list[Part] = list(value.parts)
            if first and isinstance(parts[0], str):
                parts[0] = change(parts[0] + "\0", word).removesuffix("\0")  # its other end is inside the text
            if last and isinstance(parts[-1], str):
                parts[-1] = change("\0" + parts[-1], word).removeprefix("\0")
            return joined([part for part in parts if part != ""], given.budget)
        return change(given.text(0), word)

    return Function(run, arguments, arguments, strict=False)


def _title(text: str) -> str:
    return re.sub(r"(^|[\s\-_.])(\w)", lambda match: match[1] + match[2].upper(), text) if text else text


def _join(given: Arguments) -> Any:
    separator = given.text(0)
    items: list[Any] = []
    for value in given.values[1:]:
        if is_unknown(value):
            items.append(value)
        elif isinstance(value, list):
            items.extend(value)
        else:
            raise Problem("join() of something that is no list")
    parts: list[Part] = []
    for place, item in enumerate(items):
        given.budget.spend(1 + len(separator) // 16)
        parts.extend([separator] if place and separator else [])
        parts.extend([as_unclear(item)] if is_rest(item) else text_parts(item, given.scope))
        given.budget.members(len(parts))
    return joined(parts, given.budget)


def _split(given: Arguments) -> Any:
    separator, text = given.text(0), given.text(1)
    if not separator:
        return listed(list(text), given.mark)
    given.budget.members(text.count(separator) + 1)
    return listed(text.split(separator), given.mark)


def _replace(given: Arguments) -> Any:
    value, wanted = given.values[0], given.values[1]
    value = plain(value, given.budget)
    if is_unknown(wanted):
        return as_unclear(wanted)
    pattern = given.text(1)
    regex = len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/")
    if isinstance(value, Pointer | Unclear):
        return value
    if not isinstance(value, Joined) and not is_unknown(given.values[2]):
        return _replaced(given, given.text(0), pattern, given.text(2), regex=regex)
    if regex:
        return value if isinstance(value, Joined) else as_unclear(given.values[2])
    return _replaced_parts(given, value, pattern)


def _replaced(given: Arguments, text: str, pattern: str, by: str, *, regex: bool) -> str:
    if regex:
        return replaced(pattern[1:-1], text, by, given.budget)
    given.budget.text(len(text) + text.count(pattern) * len(by))
    return text.replace(pattern, by)


def _replaced_parts(given: Arguments, value: Any, pattern: str) -> Any:
    """Text with holes, or a replacement with holes."""
    by = text_parts(given.values[2], given.scope)
    parts: list[Part] = []
    for part in value.parts if isinstance(value, Joined) else (given.text(0),):
        if not isinstance(part, str) or not pattern:
            parts.append(part)
            continue
        for place, piece in enumerate(part.split(pattern)):
            parts.extend(by if place else [])
            parts.append(piece)
            given.budget.members(len(parts))
    return joined([part for part in parts if part != ""], given.budget)


def _substr(given: Arguments) -> Any:
    text, start, length = given.text(0), given.whole(1), given.whole(2)
    start = max(len(text) + start, 0) if start < 0 else start
    return text[start:] if length < 0 else text[start : start + length]


def _format(given: Arguments) -> Any:
    if is_unknown(given.values[0]):
        return as_unclear(given.values[0])
    return joined(format_parts(given.text(0), given.values[1:], given.scope), given.budget)


def _formatlist(given: Arguments) -> Any:
    for value in given.values:
        if is_unknown(value):
            return as_unclear(value)
    lists = [value for value in given.values[1:] if isinstance(value, list)]
    length = max((len(value) for value in lists), default=1)
    given.budget.members(length * len(given))
    if any(len(value) != length for value in lists):
        raise Problem("formatlist() of lists of different length")
    rows = [[value[row] if isinstance(value, list) else value for value in given.values[1:]] for row in range(length)]
    return listed([joined(format_parts(given.text(0), row, given.scope), given.budget) for row in rows], given.mark)


def _regex(given: Arguments) -> Any:
    return find(given.text(0), given.text(1), given.mark, given.budget)


def _regexall(given: Arguments) -> Any:
    return find_all(given.text(0), given.text(1), given.mark, given.budget)


def _indent(given: Arguments) -> Any:
    margin = given.whole(0)
    parts: list[Part] = text_parts(given.values[1], given.scope)
    if not 0 <= margin <= 1000:
        raise Problem("indent() by a number of blanks that is none", "size")
    given.budget.text(sum(part.count("\n") * margin + len(part) for part in parts if isinstance(part, str)))
    blank = "\n" + " " * margin
    return joined([part.replace("\n", blank) if isinstance(part, str) else part for part in parts], given.budget)


def _starts(given: Arguments) -> Any:
    return _tells(given, lambda parts: parts[0], lambda text, word: text.startswith(word))


def _ends(given: Arguments) -> Any:
    return _tells(given, lambda parts: parts[-1], lambda text, word: text.endswith(word))


def _holds(given: Arguments) -> Any:
    value = given.values[0]
    if isinstance(value, Joined) and not is_unknown(given.values[1]):
        word = given.text(1)
        found = any(isinstance(part, str) and word in part for part in value.parts)
        return found or as_unclear(value)
    return _tells(given, lambda _: None, lambda text, word: word in text)


def _tells(given: Arguments, end: Callable[[tuple[Part, ...]], Part | None], test: Callable[[str, str], bool]) -> Any:
    """A question about a text; one with holes answers it where the end that counts is known."""
    value = given.values[0]
    if is_unknown(given.values[1]):
        return as_unclear(given.values[1])
    word = given.text(1)
    if not isinstance(value, Joined):
        return as_unclear(value) if is_unknown(value) else test(given.text(0), word)
    part = end(value.parts)
    if isinstance(part, str) and (test(part, word) or len(part) >= len(word)):
        return test(part, word)
    return as_unclear(value)


FUNCTIONS = {
    "chomp": _at_ends(lambda text, _: text.rstrip("\r\n"), 1, first=False, last=True),
    "endswith": Function(_ends, 2, 2, strict=False),
    "format": Function(_format, 1, MANY, strict=False),
    "formatlist": Function(_formatlist, 1, MANY, strict=False),
    "indent": Function(_indent, 2, 2, strict=False),
    "join": Function(_join, 2, MANY, strict=False),
    "lower": _each_part(str.lower),
    "regex": Function(_regex, 2, 2),
    "regexall": Function(_regexall, 2, 2),
    "replace": Function(_replace, 3, 3, strict=False),
    "split": Function(_split, 2, 2),
    "startswith": Function(_starts, 2, 2, strict=False),
    "strcontains": Function(_holds, 2, 2, strict=False),
    "strrev": Function(lambda given: given.text(0)[::-1]),
    "substr": Function(_substr, 3, 3),
    "title": _each_part(_title),
    "trim": _at_ends(lambda text, word: text.strip(word), 2, first=True, last=True),
    "trimprefix": _at_ends(lambda text, word: text.removeprefix(word), 2, first=True, last=False),
    "trimspace": _at_ends(lambda text, _: text.strip(), 1, first=True, last=True),
    "trimsuffix": _at_ends(lambda text, word: text.removesuffix(word), 2, first=False, last=True),
    "upper": _each_part(str.upper),
}
