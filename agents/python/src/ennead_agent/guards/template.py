"""Guard `template`: untrusted text in the source of a template, where it would be computed instead of shown."""

from __future__ import annotations

import re

from .. import faults, imports, invocation, untrusted, verdicts

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
_VALUE = re.compile(r"\s*-?\d+(?:\.\d+)?\s*\Z")


def install() -> None:
    """Wait for the template engines."""
    imports.when("jinja2.parser", _follow_jinja)
    imports.when("mako.lexer", lambda module: _wrap(module.Lexer, 0, lambda _self: _MAKO, lines=("%", "##")))
    imports.when("django.template.base", lambda module: _wrap(module.Template, 0, lambda _self: _JINJA))
    imports.when("tornado.template", lambda module: _wrap(module.Template, 0, lambda _self: _JINJA))
    imports.when("chevron.renderer", _follow_chevron)


def judge(source: Any, marks: Iterable[tuple[str, str]], lines: tuple[str, ...] = ()) -> None:
    """Stop a template in which untrusted text holds a mark of the engine, makes one up, or stands between two."""
    if invocation.current() is None:
        return
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else str(source)
    if len(text) > _LARGEST:
        return
    found = untrusted.spans(text)
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
            return not _VALUE.match(part) and (span.joined or not part.isidentifier())
    return any(_begins_line(text, span, mark) for mark in lines)


def _begins_line(text: str, span: Span, mark: str) -> bool:
    """Whether the mark opens a line that the span makes, or of which it is the beginning."""
    start = text.rfind("\n", 0, span.start) + 1
    return (
        any(line.lstrip().startswith(mark) for line in text[start : span.end].splitlines())
        and mark in (text[span.start : span.end])
    )


def _follow_jinja(module: ModuleType) -> None:
    init = getattr(module.Parser, "__init__", None)
    if init is None:
        faults.missing("jinja2.parser.Parser")
        return

    def __init__(self: Any, environment: Any, source: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        state = args[2] if len(args) > 2 else kwargs.get("state")
        verdicts.judged(GUARD, _judge_jinja, environment, source, state)
        init(self, environment, source, *args, **kwargs)

    __init__.__doc__ = init.__doc__
    __init__.__qualname__ = init.__qualname__
    module.Parser.__init__ = __init__


def _judge_jinja(environment: Any, source: Any, state: Any) -> None:
    if state is not None:  # an expression by itself
        judge("{{" + str(source) + "}}", _JINJA)
        return
    marks = [
        (getattr(environment, f"{kind}_start_string"), getattr(environment, f"{kind}_end_string"))
        for kind in ("variable", "block", "comment")
    ]
    lines = (environment.line_statement_prefix, environment.line_comment_prefix)
    judge(source, marks, tuple(line for line in lines if line))


def _wrap(
    owner: Any, position: int, marks: Callable[[Any], Iterable[tuple[str, str]]], lines: tuple[str, ...] = ()
) -> None:
    init = owner.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        source = args[position] if len(args) > position else next(iter(kwargs.values()), "")
        verdicts.judged(GUARD, judge, source, marks(self), lines)
        init(self, *args, **kwargs)

    __init__.__doc__ = init.__doc__
    __init__.__qualname__ = init.__qualname__
    owner.__init__ = __init__


def _follow_chevron(module: ModuleType) -> None:
    tokenize = getattr(module, "tokenize", None)
    if tokenize is None:
        faults.missing("chevron.renderer.tokenize")
        return

    def told(template: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(template, (str, bytes)):
            verdicts.judged(GUARD, judge, template, _MUSTACHE)
        return tokenize(template, *args, **kwargs)

    module.tokenize = told  # type: ignore[attr-defined]
