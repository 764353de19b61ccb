"""Guard `template`: untrusted text in the source of a template, where it would be computed instead of shown."""

from __future__ import annotations

import re

from .. import instance, invocation, untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType
    from typing import Any

    from ..untrusted.match import Span

GUARD = "template"
_LARGEST = 200_000
_JINJA = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))
_MAKO = (("${", "}"), ("<%", "%>"), ("</%", ">"))
_MUSTACHE = (("{{", "}}"),)
_OWN = (instance.TASK_ROOT.rstrip("/") + "/", "/opt/")
_STRING = re.compile(r"(?P<quote>['\"])(?P<body>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)", re.DOTALL)
_VALUE = re.compile(r"\s*-?\d+(?:\.\d+)?\s*\Z")


def follow(module: ModuleType) -> None:
    """Watch the sources of an engine's templates."""
    _ENGINES[module.__name__](module)


def judge(source: Any, marks: Iterable[tuple[str, str]], lines: tuple[str, ...] = ()) -> None:
    """Stop a template in which untrusted text holds a mark of the engine, makes one up, or stands between two."""
    if invocation.current() is None:
        return
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else str(source)
    if len(text) > _LARGEST:
        verdicts.unjudged(GUARD, "a template of more than 200,000 characters")
        return
    found = untrusted.spans(text, GUARD)
    for span in found:
        if _computed(text, span, list(marks), lines):
            verdicts.attack(GUARD, f"value of {span.text.where} becomes part of a template", {"field": span.text.where})


def _computed(text: str, span: Span, marks: list[tuple[str, str]], lines: tuple[str, ...]) -> bool:
    for begin, end in marks:
        near = text[max(0, span.start - len(begin) + 1) : span.end + len(begin) - 1]
        if begin in near:
            return True
        before = text.rfind(begin, 0, span.start)
        if before >= 0 and text.find(end, before + len(begin)) >= span.start:
            part = text[span.start : span.end]
            ends = any(mark in part for pair in marks for mark in ("\\", *pair))
            if not ends and _is_shown(text, span, before + len(begin), end):
                return False
            return not _VALUE.match(part) and (span.joined or not (part.isidentifier() or _is_path(span, part)))
    return any(_begins_line(text, span, mark) for mark in lines)


def _is_path(span: Span, part: str) -> bool:
    """Whether it is names with dots between them, and a name in the event: `customer.name`, beside which a value lies.

    A template's author may write the same.  Names that Python or an engine keeps for itself are none of them.
    """
    came_as_name = span.exact and span.text.value == part == span.text.name
    return came_as_name and all(name.isidentifier() and not name.startswith("_") for name in part.split("."))


def _is_shown(text: str, span: Span, start: int, end: str) -> bool:
    """Whether it lies within one text literal of an expression that begins at `start`, and that literal is shown.

    Or put beside another, or compared: as an argument or a name of an attribute it may choose what is done, and so may
    the format that it is where the code calls a method of it.
    """
    for one in _STRING.finditer(text, start):
        if one.start() >= span.start:
            return False
        if one.start("body") <= span.start and span.end <= one.end("body"):
            head, tail = text[start : one.start()].rstrip(), text[one.end() : one.end() + 64].lstrip()
            used = tail.startswith((".", "[")) or (tail.startswith("%") and not tail.startswith(end))
            return (head in ("", "-", "+") or head.endswith(("~", "+", "==", "!="))) and not used
    return False


def _begins_line(text: str, span: Span, mark: str) -> bool:
    """Whether the mark opens a line that the span makes, or of which it is the beginning."""
    start = text.rfind("\n", 0, span.start) + 1
    return (
        any(line.lstrip().startswith(mark) for line in text[start : span.end].splitlines())
        and mark in (text[span.start : span.end])
    )


def _follow_jinja(module: ModuleType) -> None:
    wrapping.before(module.Parser, "__init__", GUARD, _judge_jinja)


def _judge_jinja(
    _self: Any, environment: Any, source: Any, _name: Any = None, filename: Any = None, state: Any = None, **__: Any
) -> None:
    if isinstance(filename, str) and filename.startswith(_OWN) and ".." not in filename:
        return  # a file that was deployed
    if state is not None:  # an expression by itself
        judge("{{" + str(source) + "}}", _JINJA)
        return
    marks = [
        (getattr(environment, f"{kind}_start_string"), getattr(environment, f"{kind}_end_string"))
        for kind in ("variable", "block", "comment")
    ]
    lines = (environment.line_statement_prefix, environment.line_comment_prefix)
    judge(source, marks, tuple(line for line in lines if line))


def _follow_mako(module: ModuleType) -> None:
    wrapping.before(module.Lexer, "__init__", GUARD, lambda _self, text, *_, **__: judge(text, _MAKO, ("%", "##")))


def _follow_braces(module: ModuleType) -> None:
    """Django's and Tornado's: the same marks as Jinja's, and the source comes first."""

    def made(_self: Any, template_string: Any = "", *_: Any, **__: Any) -> None:
        judge(template_string, _JINJA)

    wrapping.before(module.Template, "__init__", GUARD, made)


def _follow_chevron(module: ModuleType) -> None:
    def asked(template: Any = "", *_: Any, **__: Any) -> None:
        if isinstance(template, (str, bytes)):
            judge(template, _MUSTACHE)

    wrapping.before(module, "tokenize", GUARD, asked)


_ENGINES: dict[str, Callable[[ModuleType], None]] = {
    "jinja2.parser": _follow_jinja,
    "mako.lexer": _follow_mako,
    "django.template.base": _follow_braces,
    "tornado.template": _follow_braces,
    "chevron.renderer": _follow_chevron,
}
