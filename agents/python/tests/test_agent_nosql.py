"""Guard `nosql`: untrusted text brings no operator into a query of documents."""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest

from ennead_agent import verdicts
from ennead_agent.guards import nosql

Serving = Callable[..., "list[dict[str, Any]]"]


SCRIPT = "x' || '1'=='1"


@pytest.mark.parametrize(
    "value",
    [
        '{"$ne": null}',
        '{"$gt": "", "$ne": "x"}',
        '{"$in": ["ann", "bob"]}',
        '{"$not": {"$eq": "x"}}',
        '{"$regex": "."}',
    ],
)
def test_an_operator_of_the_event_is_stopped(value: str, serving: Serving) -> None:
    """A document of the event that stands in the place of a value is stopped, as text and as part of the body."""
    serving({"owner": value})
    with pytest.raises(verdicts.Blocked):
        nosql.judge({"owner": json.loads(value)})
    serving({"body": json.dumps({"owner": json.loads(value)})})
    with pytest.raises(verdicts.Blocked):
        nosql.judge([{"owner": json.loads(value)}])


def test_operators_of_the_code_pass(serving: Serving) -> None:
    """The code's own operators around a value of the event pass, though the event names one too."""
    said = serving({"price": "5", "note": "use $gt for more", "list": ["$gt"]})
    nosql.judge({"price": {"$gt": "5"}, "owner": {"$in": ["5"]}})
    nosql.judge([{"$match": {"owner": "5"}}, {"$group": {"_id": "$owner"}}])
    assert said == []


def test_an_operator_that_both_have_is_the_event_s_if_it_came_as_one(serving: Serving) -> None:
    """Where the code has the same operator, the whole document tells whose it is."""
    own = {"$gt": 1}
    serving({"owner": '{"$gt": ""}'})
    nosql.judge({"price": own})
    with pytest.raises(verdicts.Blocked):
        nosql.judge({"owner": json.loads('{"$gt"' + ': ""}')})


def test_script_in_a_query_is_stopped(serving: Serving) -> None:
    """Text of the event in `$where` is one word or number, or it is code."""
    said = serving({"owner": SCRIPT, "name": "ann"})
    nosql.judge({"$where": "this.owner == 'ann'"})
    assert said == []
    with pytest.raises(verdicts.Blocked):
        nosql.judge({"$where": "this.owner == '" + SCRIPT + "'"})


def test_deep_queries_end(serving: Serving) -> None:
    """A query within itself is looked at as far as the bound."""
    serving({"a": "$x"})
    query: dict[str, Any] = {}
    query["again"] = query
    nosql.judge(query)
