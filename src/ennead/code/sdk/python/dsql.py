"""Aurora DSQL's connectors: a connection is made with a token that is signed for the cluster and the database's user.

As `dsql_core/connection_properties.py` and `token_manager.py` of aurora-dsql-python-connector 0.2 have it: the user is
`admin` where none is told, and only for `admin` the token is one of an administrator.
"""

from __future__ import annotations

import re

from ennead.code.facts import CallFact, SdkCall
from ennead.code.hosts.python_holes import Holed, parts
from ennead.code.sdk.python.requests import Answer, request
from ennead.code.sdk.python.things import Maker
from ennead.code.sdk.python.told import argument, keywords, package_of, record
from ennead.code.values import Known, Record, Unknown, Value, full_name, options, text

PACKAGES = ("aurora_dsql_psycopg", "aurora_dsql_psycopg2", "aurora_dsql_asyncpg")

_CONNECTS = re.compile(r"\.(?:connect|create_pool|create_async_pool|AuroraDSQL\w*Pool)$")
_POOLS = frozenset(
    """psycopg_pool.ConnectionPool psycopg_pool.AsyncConnectionPool psycopg_pool.NullConnectionPool
    psycopg_pool.AsyncNullConnectionPool asyncpg.create_pool asyncpg.connect psycopg.connect""".split()
)
_USER = re.compile(r"[?&]user=([^&]*)|^[a-z]+://([^:@/?]+)[^@/?]*@")
_HOST = re.compile(r"^[a-z]+://(?:[^@/?]*@)?([^/?:]*)")


def of_call(fact: CallFact) -> Answer:
    """A call of a connector: one that connects, or a pool of connections."""
    name = full_name(fact.callee) or ""
    if _CONNECTS.search(name):
        first = None if name.endswith("ThreadedConnectionPool") else 0  # that one begins with two numbers
        yield from _connected(fact, first)


def of_pool(fact: CallFact) -> Answer:
    """A pool of another library that is told to connect by a connector (`connection_class=DSQLConnection`)."""
    if full_name(fact.callee) in _POOLS:
        by = argument(fact, None, "connection_class", "connect")
        if by is not None and package_of(by) in PACKAGES:
            yield from _connected(fact, 0)


def _connected(fact: CallFact, position: int | None) -> Answer:
    source = argument(fact, position, "conninfo", "dsn")
    inner = argument(fact, None, "kwargs")
    within = inner if isinstance(inner, Record) else Record(())
    host = argument(fact, None, "host") or within.get("host") or (_host(source) if source is not None else None)
    user = argument(fact, None, "user") or within.get("user") or (_user(source) if source is not None else None)
    if user is None and (keywords(fact).open or within.open):
        user = Unknown("a user among arguments that are not told")
    told = {} if host is None else {"Hostname": host}
    for operation in _operations(user or Known("admin")):
        yield _signed(fact, operation, told)


def _signed(fact: CallFact, operation: str, told: dict[str, Value]) -> SdkCall:
    return request(fact, "dsql", operation, record(told), how="signed", by=Maker("boto3"))


def _operations(user: Value) -> list[str]:
    """What the users that it may be sign for; an untold one may be either."""
    found: set[str] = set()
    for option in options(user):
        name = text(option)
        found |= {"DbConnect", "DbConnectAdmin"} if name is None else {_operation(name)}
    return sorted(found)


def _operation(user: str) -> str:
    return "DbConnectAdmin" if user == "admin" else "DbConnect"


def _user(source: Value) -> Value | None:
    """The user that stands in an address; None where there is none.  An untold address may have one."""
    holed = Holed(parts(source))
    found = _USER.search(holed.text)
    if found is None:
        return None if text(source) is not None or "://" in holed.text else Unknown("a user in an untold address")
    return holed.value(found.group(1) or found.group(2) or "")


def _host(source: Value) -> Value | None:
    """The host in an address, or the address where it is nothing more."""
    holed = Holed(parts(source))
    found = _HOST.search(holed.text)
    return holed.value(found.group(1)) if found else source
