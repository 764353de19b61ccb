"""Guard `nosql`: untrusted text brings no operator into a query of documents."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from decimal import Decimal
from types import MappingProxyType, SimpleNamespace
from typing import Any, Callable

import pytest

from ennead_agent import registry, verdicts
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


def test_filters_of_a_bulk_write_are_queries(serving: Serving) -> None:
    """A request's filter and what it sets are judged before the write; a document that is put in is none."""
    written: list[Any] = []

    class Collection:
        __module__ = "stand_in"

        def find(self) -> None:
            """What tells the guard that it is one."""

        def bulk_write(self, requests: Any) -> None:
            written.append(requests)

    nosql.follow(SimpleNamespace(__name__="stand_in", Collection=Collection))  # type: ignore[arg-type]
    text = '{"$ne": null}'
    value = json.loads(text)
    serving({"owner": text})
    update = SimpleNamespace(_filter={"owner": "ann"}, _doc={"$set": {"price": 1}})
    insert = SimpleNamespace(_doc={"owner": value})
    Collection().bulk_write([update, insert])
    with pytest.raises(verdicts.Blocked):
        Collection().bulk_write([update, SimpleNamespace(_filter={"owner": value}, _doc={})])
    assert written == [[update, insert]]


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


class ObjectId:
    """An identifier as bson has it."""

    def __init__(self, text: str) -> None:
        self.text = text


def _whose(event: Any, query: Any, serving: Serving) -> str:
    """`event`, `code`, or `cannot tell`: what the guard makes of a query whose operators the code has too."""
    said = serving(event)
    said.clear()
    verdicts._unjudged.clear()
    names = ["$gt", "$ne", "$or", "$in", "$and"]
    try:
        nosql.judge(query)
    except verdicts.Blocked:
        return "event"
    assert names
    if not said:
        return "code"
    assert [one["facts"].get("unjudged") is not None for one in said] == [True]
    return "cannot tell"


WHEN = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("event", "query", "whose"),
    [
        # as it came, also beside the event's text, where it is no text of its own
        ({"filter": {"$ne": None}}, {"owner": {"$ne": None}}, "event"),
        ({"filter": json.dumps({"$ne": ""}, indent=2)}, {"owner": {"$ne": ""}}, "event"),
        ({"filter": base64.b64encode(b'{"$ne": ""}').decode()}, {"owner": {"$ne": ""}}, "event"),
        ({"filter": {"$gt": float("nan")}}, {"price": {"$gt": float("nan")}}, "event"),
        ({"filter": {"$in": []}}, {"price": {"$in": []}}, "event"),
        # the code has added to it, at its top, within, at a list's end; or has taken something away
        ({"filter": {"$ne": ""}}, {"owner": {"$ne": "", "$gt": WHEN}}, "event"),
        ({"filter": {"$or": [{"a": 1}]}}, {"$or": [{"a": 1, "tenant": b"7"}, {"b": WHEN}], "tenant": "t"}, "event"),
        ({"filter": {"$or": [{"a": 1}], "page": 2}}, {"$or": [{"a": 1}]}, "event"),
        # what libraries make of a document as a whole
        ({"filter": {"$gt": 1.5}}, {"price": {"$gt": Decimal("1.5")}}, "event"),
        ({"filter": {"$gt": {"$date": "2026-03-01T12:00:00Z"}}}, {"at": {"$gt": WHEN}}, "event"),
        ({"filter": {"$ne": {"$oid": "65e1"}}}, {"_id": {"$ne": ObjectId("65e1")}}, "event"),
        ({"filter": {"$gt": {"N": "3"}}}, {"price": {"$gt": Decimal(3)}}, "event"),
        ({"filter": {"M": {"$ne": {"NULL": True}}}}, {"owner": {"$ne": None}}, "event"),
        ({"filter": {"$in": {"SS": ["a"]}}}, {"owner": {"$in": {"a"}}}, "event"),
        ({"filter": {"$ne": {"B": "YQ=="}}}, {"owner": {"$ne": b"a"}}, "event"),
        ({"filter": {"$in": [1, 2]}}, {"owner": {"$in": (1, 2)}}, "event"),
        ({"filter": {"$ne": ""}}, {"owner": MappingProxyType({"$ne": ""})}, "event"),
        # a value that was made of a text, by itself or with all of its document
        ({"filter": {"$gt": "2026-03-01"}}, {"at": {"$gt": WHEN}}, "cannot tell"),
        ({"filter": {"$gt": 1772366400}}, {"at": {"$gt": WHEN}}, "cannot tell"),
        ({"filter": {"$ne": "65e1"}}, {"_id": {"$ne": ObjectId("65e1")}}, "cannot tell"),
        ({"filter": {"$ne": "a2V5"}}, {"key": {"$ne": b"key"}}, "cannot tell"),
        ({"filter": {"$gt": "1.5"}}, {"price": {"$gt": Decimal("1.5")}}, "cannot tell"),
        # the code's own beside a document of the event's
        ({"filter": {"$ne": ""}}, {"owner": {"$ne": "x"}}, "code"),
        ({"filter": {"$gt": 5}}, {"price": {"$gt": 5.0}}, "code"),
        ({"filter": {"$gt": 1}}, {"on": {"$gt": True}}, "code"),
        ({"filter": {"$gt": 5}}, {"price": {"$gt": Decimal(6)}}, "code"),
        ({"filter": {"$ne": None}}, {"at": {"$ne": WHEN}}, "code"),
        ({"filter": {"$ne": ["a"]}}, {"at": {"$ne": WHEN}}, "code"),
        ({"filter": {"$in": []}}, {"price": {"$in": [WHEN]}}, "code"),
        ({"filter": {"$or": [{"a": 1}, {"b": 1}]}}, {"$or": [{"a": 1}]}, "code"),
        ({"filter": {"$gt": 1, "$ne": 2}}, {"price": {"$gt": 1}}, "code"),
        ({"note": "about $gt and more", "list": ["$gt"]}, {"at": {"$gt": WHEN}}, "code"),
        ({"filter": {"$date": "2026"}, "list": ["$gt"]}, {"at": {"$gt": WHEN}}, "code"),
    ],
)
def test_whose_an_operator_is_that_both_have(event: Any, query: Any, whose: str, serving: Serving) -> None:
    """An operator is the event's if its document came as one, whatever types it got; what cannot be told is said."""
    assert _whose(event, query, serving) == whose


def test_circular_documents_are_compared(serving: Serving) -> None:
    """A document within itself is compared as far as the event's goes, and one beyond the bound is said."""
    circle: dict[str, Any] = {"$ne": ""}
    circle["$and"] = [circle]
    assert _whose({"filter": {"$ne": ""}}, circle, serving) == "event"
    circle["$ne"] = "x"
    assert _whose({"filter": {"$and": [{"$ne": ""}]}}, circle, serving) == "cannot tell"


def test_what_the_contract_trusts_is_the_codes(serving: Serving) -> None:
    """A document of a trusted field counts as the code's own, also where another field says its operator."""
    event = {"filter": {"$ne": ""}, "other": "$ne"}
    assert _whose(event, {"owner": {"$ne": ""}}, serving) == "event"
    serving(event)
    policy = registry.state.policy
    assert policy is not None
    policy.rules = {"trusted": [{"field": "filter", "guards": ["nosql"]}]}
    serving(event)
    nosql.judge({"owner": {"$ne": ""}})
    assert own_names()


def own_names() -> list[str]:
    """The code has this operator too."""
    return ["$ne"]


def test_what_is_too_large_is_said(serving: Serving) -> None:
    """A query with more parts than are looked at, or deeper, is never taken for harmless."""
    said = serving({"a": "$x"})
    queries: tuple[Any, ...] = ([[] for _ in range(nosql._MOST + 1)], json.loads("[" * 40 + "]" * 40))
    for query in queries:
        said.clear()
        verdicts._unjudged.clear()
        nosql.judge(query)
        assert [(one["kind"], one["verdict"]) for one in said] == [("error", "flag")]
    said.clear()
    nosql.judge({"_id": {"$in": [str(number) for number in range(50_000)]}})
    assert said == []


def _collection() -> Any:
    """A stand-in of pymongo's collection, that is watched."""

    class Collection:
        __module__ = "stand_in"

        def find(self, *_: Any, **__: Any) -> str:
            return "done"

        def update_one(self, *_: Any, **__: Any) -> str:
            return "done"

        update_many = find_one_and_update = replace_one = find_one_and_replace = bulk_write = update_one

    nosql.follow(SimpleNamespace(__name__="stand_in", Collection=Collection))  # type: ignore[arg-type]
    return Collection()


class ReplaceOne:
    """A request of a bulk write, as pymongo has it."""

    def __init__(self, filtering: Any, doc: Any) -> None:
        self._filter, self._doc = filtering, doc


UPDATES = ("update_one", "update_many", "find_one_and_update")
REPLACEMENTS = ("replace_one", "find_one_and_replace")
KEPT = [
    {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"a": {"$ref": "#/$defs/a"}}},
    {"price": {"$gte": 1}},
    {"paths": [{"$ref": "x.yaml"}]},
    {"query": {"$where": "x' || '1'=='1"}},
]


@pytest.mark.parametrize("doc", KEPT)
def test_a_document_that_is_kept_has_no_operators(doc: Any, serving: Serving) -> None:
    """What an update sets or appends, and what a replacement is, is data, whatever its names begin with."""
    said = serving({"body": json.dumps({"name": "a", "doc": doc})})
    one = _collection()
    for update in (
        {"$set": {"doc": doc}, "$setOnInsert": {"doc": doc}},
        {"$set": doc},
        {"$push": {"docs": doc}},
        {"$push": {"docs": {"$each": [doc], "$slice": -3}}},
        {"$addToSet": {"docs": doc}},
        {"$set": {"a": {"b": [doc, {"c": doc}]}}},
    ):
        for name in UPDATES:
            assert getattr(one, name)({"_id": "a"}, update, upsert=True) == "done"
            assert getattr(one, name)(filter={"_id": "a"}, update=update) == "done"
        assert one.bulk_write([ReplaceOne({"_id": "a"}, update)]) == "done"
    for name in REPLACEMENTS:
        assert getattr(one, name)({"_id": "a"}, {"_id": "a", "doc": doc, **doc}) == "done"
    assert one.bulk_write([ReplaceOne({"_id": "a"}, {"_id": "a", "doc": doc})]) == "done"
    assert said == []


def _stopped(call: Callable[..., Any], *args: Any, **named: Any) -> bool:
    try:
        call(*args, **named)
    except verdicts.Blocked:
        return True
    return False


@pytest.mark.parametrize(
    "update",
    [
        '{"$inc": {"credit": 1000}}',
        '{"$unset": {"owner": 1}}',
        '{"name": "x", "$rename": {"a": "b"}}',
    ],
)
def test_an_update_s_own_operators_are_judged(update: str, serving: Serving) -> None:
    """Operators of an update that the event brought are stopped, beside what is set or by themselves."""
    brought = json.loads(update)
    serving({"v": update})
    one = _collection()
    for name in UPDATES:
        assert _stopped(getattr(one, name), {"_id": "a"}, {"$set": {"a": 1}, **brought})
        assert _stopped(getattr(one, name), {"_id": "a"}, update={"$set": {"a": 1}, **brought})
    assert _stopped(one.bulk_write, [ReplaceOne({"_id": "a"}, {"$set": {"a": 1}, **brought})])


@pytest.mark.parametrize(
    ("text", "make"),
    [
        # a filter, in each place, also if the same object is set as well
        ('{"$ne": null}', lambda value: (({"_id": value}, {"$set": {"doc": value}}), {})),
        ('{"$ne": null}', lambda value: (({"_id": value}, {"doc": value}), {})),
        ('{"$ne": null}', lambda value: ((), {"filter": {"_id": value}, "update": {"$set": {"a": 1}}})),
        ('{"$ne": null}', lambda value: (({"_id": 1}, {"$set": {"a.$[x]": 1}}), {"array_filters": [{"x": value}]})),
        # conditions and ways of an update
        ('{"$gte": 0}', lambda value: (({"_id": 1}, {"$pull": {"results": value}}), {})),
        ('{"$each": [1], "$position": 0}', lambda value: (({"_id": 1}, {"$push": {"list": value}}), {})),
        ('{"$each": [1]}', lambda value: (({"_id": 1}, {"$addToSet": {"list": value}}), {})),
        ('{"$currentDate": {"a": 1}}', lambda value: (({"_id": 1}, value), {})),
        # what an aggregation computes
        ('{"$function": {"body": "x"}}', lambda value: (({"_id": 1}, [{"$set": {"doc": value}}]), {})),
        ('{"$concat": ["$key", "x"]}', lambda value: (({"_id": 1}, [{"$set": {"doc": value}}]), {})),
    ],
)
def test_what_acts_in_an_update_is_stopped(text: str, make: Any, serving: Serving) -> None:
    """Beside what is kept: filters, conditions, pipelines, and the ways of appending."""
    serving({"body": json.dumps({"v": json.loads(text)})})
    args, named = make(json.loads(text))
    one = _collection()
    for name in UPDATES:
        assert _stopped(getattr(one, name), *args, **named), name


def test_what_a_find_asks_is_a_query(serving: Serving) -> None:
    """Names of an update mean nothing in a filter, and those in an aggregation compute."""
    text = '{"$set": {"doc": {"$function": {"body": "x"}}}}'
    serving({"v": text})
    assert _stopped(_collection().find, json.loads(text))
    assert _stopped(nosql.judge, [[json.loads(text)]])
