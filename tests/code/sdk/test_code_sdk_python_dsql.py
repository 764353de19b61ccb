"""Aurora DSQL's connectors: the token that a connection is signed for, and the cluster that it goes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.asking import handled, hosts, requests

_IMPORTS = "import asyncpg, aurora_dsql_asyncpg, aurora_dsql_psycopg as dsql, aurora_dsql_psycopg2, psycopg_pool"
_CLUSTER = "c.dsql.eu-west-1.on.aws"
_USER = f"dsql:DbConnect Hostname={_CLUSTER} signed"
_ADMIN = f"dsql:DbConnectAdmin Hostname={_CLUSTER} signed"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"dsql.connect(host='{_CLUSTER}', user='admin')", [_ADMIN]),
        (f"dsql.connect(host='{_CLUSTER}', user='app')", [_USER]),
        (f"dsql.connect(host='{_CLUSTER}')", [_ADMIN]),
        (f"dsql.connect(host='{_CLUSTER}', user=os.environ['U'])", [_USER, _ADMIN]),
        (f"dsql.connect(**{{'host': '{_CLUSTER}', 'user': 'app'}})", [_USER]),
        (f"aurora_dsql_psycopg2.connect('postgresql://{_CLUSTER}/postgres?user=app')", [_USER]),
        (f"aurora_dsql_psycopg2.connect('postgresql://app@{_CLUSTER}:5432/postgres')", [_USER]),
        (f"await aurora_dsql_asyncpg.connect('{_CLUSTER}')", [_ADMIN]),
        (f"await aurora_dsql_asyncpg.create_pool(host='{_CLUSTER}', user='app')", [_USER]),
        (f"aurora_dsql_psycopg2.AuroraDSQLThreadedConnectionPool(1, 2, host='{_CLUSTER}')", [_ADMIN]),
        (f"dsql.create_pool(kwargs={{'host': '{_CLUSTER}', 'user': 'app'}})", [_USER]),
        (
            "psycopg_pool.ConnectionPool(connection_class=dsql.DSQLConnection, "
            f"kwargs={{'host': '{_CLUSTER}', 'user': 'app'}})",
            [_USER],
        ),
        (f"psycopg_pool.ConnectionPool(kwargs={{'host': '{_CLUSTER}'}})", []),
        (f"dsql.connect(host='{_CLUSTER}', user='app').cursor().execute('select 1')", [_USER]),
    ],
)
def test_a_connection_is_signed_for_its_user(tmp_path: Path, line: str, expected: list[str]) -> None:
    """The user decides between the two permissions, none told is the administrator; the cluster is a host."""
    answer = handled(tmp_path, _IMPORTS, line)
    assert requests(answer) == expected
    assert hosts(answer) == [_CLUSTER]


def test_an_untold_address_may_name_any_user(tmp_path: Path) -> None:
    """An address that stands in a variable may have a user in it; a variable that is only the host has none."""
    whole = handled(tmp_path, _IMPORTS, "dsql.connect(os.environ['A'])")
    host = handled(tmp_path, _IMPORTS, "dsql.connect(f\"postgresql://{os.environ['A']}/postgres\")")
    assert requests(whole) == ["dsql:DbConnect Hostname=$A signed", "dsql:DbConnectAdmin Hostname=$A signed"]
    assert requests(host) == ["dsql:DbConnectAdmin Hostname=$A signed"]


def test_the_identifier_of_a_cluster_is_part_of_its_address(tmp_path: Path) -> None:
    """A cluster that is named by its identifier is the host that begins with it, in its region."""
    answer = handled(tmp_path, _IMPORTS, "dsql.connect('abc', region='eu-west-1')", "dsql.connect('abc')")
    assert hosts(answer) == ["abc.dsql.eu-west-1.on.aws", "abc.dsql.*.on.aws"]
