"""The SQL guard: untrusted text may be a value in a statement or a name, and nothing else."""

from __future__ import annotations

import re

from .. import invocation, registry, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..untrusted.match import Span

GUARD = "sql"
_MOST_HARMLESS = 512
_PLAIN = re.compile(r"(?:[\w\s.,*]|\(\*?\))+")
_MOST_BOUND = 1000
"""Of each list of bound values, those that are looked at."""
_DEEPEST = 3


def install() -> None:
    """Have the drivers of databases guarded once they are imported."""
    from . import databases, statements_aws

    databases.install()
    statements_aws.install()


def ask(statement: Any, dialect: str, sink: str, owner: Any = None, bound: Any = None) -> None:
    """Before a statement is sent: `Blocked` if untrusted text changes it.  Cheap where there is no event.

    `dialect` may name several with blanks between them, where it is not known which: what changes one is stopped.
    `owner` is the cursor or connection, for statements that are composed of parts; `bound` are the values beside it.
    """
    found = invocation.current()
    if found is None or found.body is None:
        return
    policy = registry.state.policy
    if policy is not None and policy.mode_of(GUARD) != "off":
        verdicts.judged(GUARD, _judge, statement, dialect, sink, owner, bound)


def _text(statement: Any, owner: Any) -> str | None:
    if isinstance(statement, str):
        return str(statement)
    if isinstance(statement, (bytes, bytearray, memoryview)):
        return bytes(statement).decode("utf-8", "replace")
    compose = getattr(statement, "as_string", None)  # psycopg's own composition of names, literals and SQL
    try:
        return str(compose(owner)) if callable(compose) else None
    except Exception:  # noqa: BLE001  # the driver will say so itself
        return None


def _judge(statement: Any, dialect: str, sink: str, owner: Any, bound: Any) -> None:
    from .. import untrusted

    text = statement if type(statement) is str else _text(statement, owner)
    current = invocation.current()
    if text is None or current is None:
        return
    found = untrusted.spans(text, GUARD, doubtful=True)
    index = current.untrusted if found else None
    if index is None or (dialect, text) in index.harmless:
        return
    worst = _worst(text, dialect, found)
    if worst is None:
        if len(index.harmless) < _MOST_HARMLESS:
            index.harmless.add((dialect, text))
        return
    kept = [one for one in found if not (_is_chosen(one, text) or (bound and _is_only_bound(one, text, bound)))]
    if len(kept) < len(found):
        worst = _worst(text, dialect, kept)
    if worst is not None:
        span, one = worst
        facts = {"sink": sink, "dialect": one, "field": span.text.where, "exact": span.exact}
        verdicts.attack(GUARD, f"text of the event ({span.text.where}) would change a statement", facts)


def _worst(text: str, dialect: str, found: list[Span]) -> tuple[Span, str] | None:
    """The first part that changes the statement, and the dialect that it does so in."""
    from . import sql_judge

    for one in dialect.split():
        span = sql_judge.changes(text, one, found)
        if span is not None:
            return span, one
    return None


def _is_chosen(span: Span, text: str) -> bool:
    """Whether it is an expression (`sum(price)`) that a table of the code's has, for the event to choose it.

    Of a name this says nothing: it may stand where a value should.
    """
    part = text[span.start : span.end]
    if not span.exact or "(" not in part:
        return False
    from . import allowed

    return allowed.lists(part)


def _is_only_bound(span: Span, text: str, bound: Any) -> bool:
    """Whether an untrusted text is among the values beside the statement, and a like one in it is the statement's own.

    A search for `order by` is like the words of many a statement.  One that was put in there as well is told by signs,
    or by standing where the code's words end and go on.
    """
    if span.joined or (span.exact and not _PLAIN.fullmatch(text, span.start, span.end)):
        return False
    return any(span.text.value in one for one in _texts(bound, _DEEPEST))


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, (tuple, list, dict)):
        for one in list(value.values() if isinstance(value, dict) else value)[:_MOST_BOUND]:
            yield from _texts(one, depth - 1)
