"""Statements that the AWS SDK carries: PartiQL to DynamoDB and S3, SQL to the RDS Data API, Athena and Redshift."""

from __future__ import annotations

from .. import imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

_AURORA = "postgres mysql"
"""Which of them it is the call does not tell."""
_STATEMENTS: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("DynamoDB", "ExecuteStatement"): ("partiql", ("Statement",)),
    ("DynamoDB", "BatchExecuteStatement"): ("partiql", ("Statements", "Statement")),
    ("DynamoDB", "ExecuteTransaction"): ("partiql", ("TransactStatements", "Statement")),
    ("RDS Data", "ExecuteStatement"): (_AURORA, ("sql",)),
    ("RDS Data", "BatchExecuteStatement"): (_AURORA, ("sql",)),
    ("RDS Data", "ExecuteSql"): (_AURORA, ("sqlStatements",)),
    ("Redshift Data", "ExecuteStatement"): (_AURORA, ("Sql",)),
    ("Redshift Data", "BatchExecuteStatement"): (_AURORA, ("Sqls",)),
    ("Athena", "StartQueryExecution"): ("ansi", ("QueryString",)),
    ("Athena", "CreatePreparedStatement"): ("ansi", ("QueryStatement",)),
    ("Athena", "CreateNamedQuery"): ("ansi", ("QueryString",)),
    ("Timestream Query", "Query"): ("ansi", ("QueryString",)),
    ("S3", "SelectObjectContent"): ("partiql", ("Expression",)),
}
"""By botocore's service id and operation: the dialect, and the way to the statement among the parameters."""
_MOST = 100


def install() -> None:
    """Wait for the SDK."""
    imports.when("botocore.client", _follow)


def _follow(_module: ModuleType) -> None:
    """Sessions made from now on ask; the one module that makes them imports this one first."""
    from .. import sdk

    for service in sorted({service for service, _ in _STATEMENTS}):
        sdk.on("before-parameter-build." + service.lower().replace(" ", "-"), called)


def called(params: Any = None, model: Any = None, **_: Any) -> None:
    """A call is about to be built: `Blocked` comes out of the SDK's method."""
    entry = _STATEMENTS.get((str(model.service_model.service_id), model.name)) if model is not None else None
    if entry is None or not isinstance(params, dict):
        return
    from . import sql

    dialect, way = entry
    for statement in _at(params, way):
        sql.ask(statement, dialect, f"{model.service_model.service_id}.{model.name}", bound=_but(params, way[0]))


def _but(params: dict[str, Any], statement: str) -> tuple[Any, ...]:
    """What goes with a statement."""
    return tuple(value for name, value in params.items() if name != statement)


def _at(value: Any, way: tuple[str, ...]) -> list[Any]:
    found = [value]
    for name in way:
        found = [one.get(name) for one in found if isinstance(one, dict)]
        found = [one for part in found for one in (part[:_MOST] if isinstance(part, (list, tuple)) else [part])]
    return [one for one in found if isinstance(one, str)]
