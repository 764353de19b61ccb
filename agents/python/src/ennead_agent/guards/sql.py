"""The SQL guard: untrusted text may be a value in a statement or a name, and nothing else."""

from __future__ import annotations

from .. import invocation, registry, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GUARD = "sql"
_MOST_HARMLESS = 512


def install() -> None:
    """Have the drivers of databases guarded once they are imported."""
    from . import databases, statements_aws

    databases.install()
    statements_aws.install()


def ask(statement: Any, dialect: str, sink: str, owner: Any = None) -> None:
    """Before a statement is sent: `Blocked` if untrusted text changes it.  Cheap where there is no event.

    `dialect` may name several with blanks between them, where it is not known which: what changes one is stopped.
    `owner` is the cursor or connection, for statements that are composed of parts.
    """
    found = invocation.current()
    if found is None or found.body is None:
        return
    policy = registry.state.policy
    if policy is not None and policy.mode_of(GUARD) != "off":
        verdicts.judged(GUARD, _judge, statement, dialect, sink, owner)


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


def _judge(statement: Any, dialect: str, sink: str, owner: Any) -> None:
    from .. import untrusted

    text = statement if type(statement) is str else _text(statement, owner)
    current = invocation.current()
    if text is None or current is None:
        return
    found = untrusted.spans(text, GUARD, doubtful=True)
    index = current.untrusted if found else None
    if index is None or (dialect, text) in index.harmless:
        return
    from . import sql_judge

    for one in dialect.split():
        worst = sql_judge.changes(text, one, found)
        if worst is not None:
            facts = {"sink": sink, "dialect": one, "field": worst.text.where, "exact": worst.exact}
            verdicts.attack(GUARD, f"text of the event ({worst.text.where}) would change a statement", facts)
            return
    if len(index.harmless) < _MOST_HARMLESS:
        index.harmless.add((dialect, text))
