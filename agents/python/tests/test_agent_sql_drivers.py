"""The drivers whose methods take statements: each asks the SQL guard first, and looks as before."""

# ruff: noqa: S608  # careless statements are what is tested
from __future__ import annotations

import asyncio
import inspect
import sys
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import verdicts
from ennead_agent.guards import databases, databases_c, sql, statements_aws

Serving = Callable[..., "list[dict[str, Any]]"]
ATTACK = "x' OR '1'='1"


def _owned(value: str) -> str:
    return "SELECT id FROM items WHERE owner = '" + value + "'"


def _stand_in(row: Any) -> ModuleType:
    """A module with the classes and methods of a row of the table; a driver's own signature is `(self, what, ...)`."""
    module = ModuleType(row[0])
    asynchronous = any(word in row[0] for word in ("async", "aio"))
    for name in row[1].split():
        made = type(name, (), {"sent": None})
        for method in row[3].split():

            def send(self: Any, query: Any, args: Any = None) -> Any:
                """Sends."""
                self.sent = query
                return self

            async def send_later(self: Any, query: Any, args: Any = None) -> Any:
                """Sends."""
                self.sent = query
                return self

            setattr(made, method, send_later if asynchronous else send)
        setattr(module, name, made)
    return module


@pytest.mark.parametrize("row", databases._DRIVERS, ids=lambda row: row[0])
def test_each_method_of_a_driver_is_guarded(row: Any, serving: Serving) -> None:
    """Every method in the table stops a changed statement before anything is sent, and passes a value."""
    module = _stand_in(row)
    originals = {
        (name, method): vars(getattr(module, name))[method] for name in row[1].split() for method in row[3].split()
    }
    databases._wrap(module, row)
    said = serving({"owner": ATTACK, "name": "ann"})
    for (name, method), original in originals.items():
        made = getattr(module, name)()
        call = getattr(made, method)
        assert inspect.signature(getattr(type(made), method)) == inspect.signature(original)
        assert inspect.iscoroutinefunction(call) == inspect.iscoroutinefunction(original)
        assert call.__doc__ == "Sends."
        for words, named in (((_owned(ATTACK),), {}), ((), {"query": _owned(ATTACK)})):
            with pytest.raises(verdicts.Blocked):
                _finish(call(*words, **named))
        assert made.sent is None
        assert _finish(call(_owned("ann"))) is made
        assert made.sent == _owned("ann")
    assert {one["guard"] for one in said} == {"sql"}


def _finish(value: Any) -> Any:
    return asyncio.run(value) if inspect.iscoroutine(value) else value


def test_driver_without_the_known_classes_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of a driver that has none of the known methods is named as not guarded."""
    from ennead_agent import faults

    said: list[str] = []
    monkeypatch.setattr(faults, "missing", said.append)
    databases._wrap(ModuleType("pymysql.cursors"), ("pymysql.cursors", "Cursor", "mysql", "execute"))
    assert said == ["the statements of pymysql.cursors"]


@pytest.mark.parametrize(
    "compose", [lambda text: text.encode(), lambda text: SimpleNamespace(as_string=lambda _: text)]
)
def test_bytes_and_composed_statements_are_read(compose: Any, serving: Serving) -> None:
    """Statements as bytes, or composed of parts by the driver, are judged as the text they become."""
    serving({"owner": ATTACK})
    with pytest.raises(verdicts.Blocked):
        sql.ask(compose(_owned(ATTACK)), "postgres", "psycopg2.execute")
    sql.ask(compose(_owned("ann")), "postgres", "psycopg2.execute")


def test_composition_that_fails_is_the_drivers(serving: Serving) -> None:
    """What cannot be composed is no fault of ours: the driver says it."""

    def refuse(_context: Any) -> str:
        raise LookupError

    serving({"owner": ATTACK})
    sql.ask(SimpleNamespace(as_string=refuse), "postgres", "psycopg2.execute")


class RawCursor:
    """A cursor of psycopg2's C part."""

    def __init__(self, connection: Any) -> None:
        self.connection, self.sent = connection, None

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002
        self.sent = query

    executemany = copy_expert = execute


class RawConnection:
    """A connection of psycopg2's C part."""

    cursor_factory: Any = None

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    def cursor(self, name: Any = None, cursor_factory: Any = None) -> Any:
        return (cursor_factory or self.cursor_factory or RawCursor)(self)


def _psycopg2() -> Any:
    extensions = SimpleNamespace(cursor=RawCursor, connection=RawConnection)

    def _connect(dsn: str, connection_factory: Any = None) -> Any:
        return (connection_factory or RawConnection)(dsn)

    package = SimpleNamespace(extensions=extensions, _connect=_connect)
    databases_c.psycopg2_types(extensions)  # type: ignore[arg-type]
    databases_c.psycopg2(package)  # type: ignore[arg-type]
    return package


def test_psycopg2_gets_guarded_types(serving: Serving) -> None:
    """Connections, cursors, and those that others derive from them, are guarded; a given factory is the one used."""
    package = _psycopg2()

    class Rows(package.extensions.cursor):  # type: ignore[misc,name-defined]
        pass

    serving({"owner": ATTACK})
    connection = package._connect("dbname=shop")
    assert isinstance(connection, RawConnection)
    given = [connection.cursor(), connection.cursor("named"), connection.cursor(cursor_factory=Rows)]
    connection.cursor_factory = Rows
    given.append(connection.cursor())
    assert [type(one).__name__ for one in given] == ["RawCursor", "RawCursor", "Rows", "Rows"]
    for cursor in given:
        for method in ("execute", "executemany", "copy_expert"):
            with pytest.raises(verdicts.Blocked):
                getattr(cursor, method)(_owned(ATTACK), None)
        assert cursor.sent is None
        cursor.execute(_owned("ann"))
        assert cursor.sent == _owned("ann")


@pytest.mark.parametrize(
    ("service", "operation", "made"),
    [
        ("DynamoDB", "ExecuteStatement", lambda text: {"Statement": text}),
        ("DynamoDB", "BatchExecuteStatement", lambda text: {"Statements": [{"Statement": "x"}, {"Statement": text}]}),
        ("DynamoDB", "ExecuteTransaction", lambda text: {"TransactStatements": [{"Statement": text}]}),
        ("RDS Data", "ExecuteStatement", lambda text: {"sql": text}),
        ("Redshift Data", "BatchExecuteStatement", lambda text: {"Sqls": [text]}),
        ("Athena", "StartQueryExecution", lambda text: {"QueryString": text}),
        ("S3", "SelectObjectContent", lambda text: {"Expression": text}),
    ],
)
def test_statements_of_the_sdk_are_judged(service: str, operation: str, made: Any, serving: Serving) -> None:
    """Statements among the parameters of calls to AWS are judged, wherever they stand there."""
    model = SimpleNamespace(name=operation, service_model=SimpleNamespace(service_id=service))
    serving({"owner": ATTACK})
    statements_aws.called(params=made(_owned("ann")), model=model)
    with pytest.raises(verdicts.Blocked):
        statements_aws.called(params=made(_owned(ATTACK)), model=model)


@pytest.mark.parametrize("params", [None, {}, {"Statements": 3}, {"Statements": [None, {"Statement": 5}]}])
def test_odd_parameters_are_left_to_the_sdk(params: Any, serving: Serving) -> None:
    """Parameters of another shape are the SDK's to refuse."""
    model = SimpleNamespace(name="BatchExecuteStatement", service_model=SimpleNamespace(service_id="DynamoDB"))
    serving({"owner": ATTACK})
    statements_aws.called(params=params, model=model)


def test_data_api_is_judged_in_both_dialects(serving: Serving) -> None:
    """The RDS Data API does not tell which database it reaches: what changes a statement in either is stopped."""
    value = "x\\' OR 1=1 --"
    model = SimpleNamespace(name="ExecuteStatement", service_model=SimpleNamespace(service_id="RDS Data"))
    serving({"owner": value})
    with pytest.raises(verdicts.Blocked):
        statements_aws.called(params={"sql": _owned(value)}, model=model)


@pytest.mark.skipif(find_spec("botocore") is None, reason="botocore is not installed")
def test_real_client_is_stopped_before_it_sends(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client of botocore raises what stopped it, and sends nothing."""
    import botocore.session
    from botocore.config import Config

    session = botocore.session.Session()
    session.register("before-parameter-build.dynamodb", statements_aws.called)
    sent: list[Any] = []

    def send(**words: Any) -> Any:
        sent.append(words)
        return SimpleNamespace(status_code=400)

    session.register("before-send", send)
    client = session.create_client(
        "dynamodb",
        region_name="eu-west-1",
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 0}),
    )
    serving({"owner": ATTACK})
    with pytest.raises(verdicts.Blocked):
        client.execute_statement(Statement=_owned(ATTACK))
    assert not sent


def test_drivers_wait_without_being_imported() -> None:
    """Having the drivers guarded imports none of them, and not the parts that judge."""
    import subprocess

    code = (
        "import sys; from ennead_agent.guards import sql; sql.install(); "
        "print([name for name in sys.modules if name in ('sqlite3', 'psycopg2', 'botocore', 'json') "
        "or name.startswith(('ennead_agent.guards.sql_', 'ennead_agent.guards.databases_'))])"
    )
    place = {"PYTHONPATH": str(agent_lab.AGENT / "src")}
    ran = subprocess.run([sys.executable, "-S", "-c", code], env=place, capture_output=True, check=True)
    assert ran.stdout.strip() == b"[]"
