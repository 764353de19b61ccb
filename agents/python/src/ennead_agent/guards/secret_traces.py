"""Stack traces in a text: where one ends, however that text is coded, and whether it is this function's own."""

from __future__ import annotations

import html
import os
import re
import sys
from types import ModuleType

from .. import instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = "Traceback (most recent call last)"
_BREAK = re.compile(
    r'[ \t]*(?P<items>(?:\\*n)?(?P<quote>\\*)",(?:\s|\\+n)*(?P=quote)")'
    r"|[ \t]*(?P<lines>(?:<br\s*/?>)?(?:(?:\\+r)?(?P<coded>\\+)n|\r?\n|\r)|<br\s*/?>"
    r"|(?:&#(?:13|x0?d);)?&#(?:10|x0?a);)",
    re.IGNORECASE,
)
"""What parts the first line from the second: a line break as the text around has it, or the next item of a list."""
_BLANK = r"(?: |\t|\\+t|\xa0|\\+u00a0|&nbsp;|&#160;|&#xa0;)"
_FRAME = re.compile(
    rf"(?P<before>.*?){_BLANK}{{1,2}}File (?:(?P<quote>\\*)\"|&quot;|&#34;|&#x22;)", re.IGNORECASE | re.DOTALL
)
_INDENTED = re.compile(rf"{_BLANK}", re.IGNORECASE)
_EMPTY = re.compile(r"(?:\s|\\+(?:[nrt]|u00a0)|&nbsp;|&#160;|&#xa0;|<br\s*/?>)*", re.IGNORECASE)
_MARKUP = re.compile(r"<\\*/[A-Za-z]|<(?:br|hr|p|div|pre|footer|section|table|ul|ol|li|h[1-6])\b|```", re.IGNORECASE)
_CHAINED = re.compile(r"During handling of the above exception|The above exception was the direct cause")
_FILE = re.compile(r"""File\s+["']([^"'\n]{1,400})["'],? line """)
_BEGINS = re.compile(r'(?:^|[:\[,{(])\s*(\\*)"')
_FARTHEST = 10_000
_NEAR = 300
_MOST_OF_MESSAGE = 200
_DEEPEST = 5
_MOST_MODULES = 5000
_FUNCTIONS = ("function", "cython_function_or_method")


class Traces:
    """The traces of one text, read from left to right."""

    __slots__ = ("_quotes", "body", "roots")

    def __init__(self, body: str) -> None:
        self.body = body
        self.roots = _roots()
        self._quotes: dict[int, int] = {}

    def judge(self, at: int, *, alone: bool = True) -> tuple[bool, int]:
        """Whether the trace that begins there is the function's own, and where it ends: with its last line.

        Traces that led to one another are one.  Where its lines cannot be told, one of ours ends with the text, and
        another one before the next; so does one that is not `alone`, with all that stands behind it.
        """
        last = self._one(at) if alone else None
        if last is None:
            following = self._next(at) if alone else len(self.body)
            text = self._text_end(at)
            own = _is_own(self.body[at : min(text, following)], self.roots)
            return own, text if own or not alone else min(text, following)
        while True:
            following = self.body.find(_HEADER, last, last + _NEAR)
            if following < 0 or not _CHAINED.search(self.body, last, following):
                break
            found = self._one(following)
            if found is None:
                break
            last = found
        return _is_own(self.body[at:last], self.roots), last

    def _one(self, at: int) -> int | None:
        """Where the last line of one trace ends; none for what has no lines as Python writes them."""
        body = self.body
        after = at + len(_HEADER)
        found = _BREAK.match(body, after + body.startswith(":", after))
        if found is None:
            return None
        mark = found.group("items") or found.group("lines")
        parts = re.compile(r"(?<!\\)" + re.escape(mark))  # one more backslash, and it is a line of code with a break
        following = parts.search(body, found.end(), found.end() + _NEAR)
        frame = _FRAME.match(body, found.end(), following.start() if following else found.end() + _NEAR)
        if frame is None:
            return None
        slashes = _around(found if found.group("items") else frame)
        if slashes is not None:
            limit = self._quote(after, slashes)
        elif frame.group("quote") is not None:
            limit = len(body)
        elif found.group("coded"):
            limit = self._quote(after, len(found.group("coded")) - 1)
        elif mark.startswith("&"):  # an attribute
            limit = self._quote(after, -1)
        else:
            limit = self._text_end(at)
        limit = min(limit, self._next(at))  # which is judged by itself: no other trace hides it
        lines = _lines(body, found.end(), limit, parts)
        last = self._last(lines, frame.group("before"), found.group("quote"))
        return limit if _EMPTY.fullmatch(body, last, limit) else last

    def _last(self, lines: Iterator[tuple[int, str]], before: str, quote: str | None) -> int:
        """The end of the trace's last line: the first that is not indented, and what of its message is."""
        last = 0
        for place, line in lines:
            own = _without(line, before)
            if own.strip() and not _INDENTED.match(own):
                last = place + _stop(line, quote)
                if last < place + len(line):
                    return last
                break
            last = place + len(line)
        for _, (place, line) in zip(range(_MOST_OF_MESSAGE), lines):
            own = _without(line, before)
            if _EMPTY.fullmatch(own) or _MARKUP.search(line):
                break
            if _INDENTED.match(own) or any(root in line for root in self.roots):
                last = place + len(line)
        return last

    def _next(self, at: int) -> int:
        found = self.body.find(_HEADER, at + len(_HEADER))
        return found if found >= 0 else len(self.body)

    def _text_end(self, at: int) -> int:
        """Where the text ends that the trace stands in: the quote that is written as the one that begins it."""
        frame = _FRAME.match(self.body, at, at + _NEAR)
        if frame is not None and frame.group("quote") is not None:
            slashes = _around(frame)
            return len(self.body) if slashes is None else self._quote(at, slashes)
        begins = [len(one.group(1)) for one in _BEGINS.finditer(self.body, max(0, at - _FARTHEST), at)]
        return self._quote(at, begins[-1]) if begins else len(self.body)

    def _quote(self, at: int, slashes: int) -> int:
        """The next quote with so many backslashes before it (-1: any)."""
        known = self._quotes.get(slashes, -1)
        if known < at:
            known = self._quotes[slashes] = _quote(self.body, at, slashes)
        return known


def _around(found: re.Match[str]) -> int | None:
    """How many backslashes the quote has that ends a text in which these quotes have so many as they have."""
    inner = len(found.group("quote") or "")
    return (inner - 1) // 2 if inner % 2 else None


def _lines(body: str, at: int, limit: int, parts: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    while True:
        found = parts.search(body, at, limit)
        yield at, body[at : found.start() if found else limit]
        if found is None:
            return
        at = found.end()


def _without(line: str, before: str) -> str:
    """A line without what each of the trace's begins with, as `> `."""
    if line.startswith(before):
        return line[len(before) :]
    return "" if line.strip() == before.strip() else line


def _stop(line: str, quote: str | None) -> int:
    found = _MARKUP.search(line)
    last = found.start() if found else len(line)
    return min(last, _quote(line, 0, len(quote))) if quote is not None else last


def _quote(text: str, at: int, slashes: int) -> int:
    found = re.compile(r'\\*"' if slashes < 0 else rf'(?<!\\)\\{{{slashes}}}"').search(text, at)
    return found.start() if found else len(text)


def _is_own(trace: str, roots: set[str]) -> bool:
    """Whether a trace names a file of the function's, its libraries' or the runtime's; else it is somebody's words."""
    plain = trace
    for _ in range(_DEEPEST):
        former, plain = plain, html.unescape(plain.replace("\\/", "/").replace('\\"', '"').replace("\\\\", "\\"))
        if plain == former:
            break
    if any(root in form for root in roots for form in (trace, plain)):
        return True
    named = set(_FILE.findall(plain))
    return bool(named) and not named.isdisjoint(_loaded())


def _roots() -> set[str]:
    named = [instance.TASK_ROOT, *sys.path, sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)]  # noqa: PTH120
    named += ["/var/runtime", "/opt/python"]
    whole = {form(one) for one in named if isinstance(one, str) and one for form in (os.path.abspath, os.path.realpath)}
    return {one.rstrip("/") + "/" for one in whole} - {"/usr/", "/usr/local/"}


def _loaded() -> Iterator[str]:
    """Files of loaded modules, also as code names them that was compiled elsewhere."""
    for module in list(sys.modules.values())[:_MOST_MODULES]:
        if not issubclass(type(module), ModuleType):
            continue
        held = object.__getattribute__(module, "__dict__")  # a lazy one is not loaded for it
        file = held.get("__file__")
        if type(file) is str:
            yield file
            if not file.endswith(".py"):
                for value in list(held.values()):
                    if type(value).__name__ in _FUNCTIONS:
                        yield value.__code__.co_filename
