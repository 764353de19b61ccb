"""Dynamoose: models of tables.

What each method asks for is from Dynamoose's own sources (`Model`, `Item`, `Transaction`, `Table`).
"""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.hosts.address import concat
from ennead.code.sdk.javascript.chains import Chain, chain, each, origin, setting
from ennead.code.sdk.javascript.items import batched, one_table, transacted
from ennead.code.sdk.javascript.named import Named, argument
from ennead.code.sdk.javascript.request import Answer, request, unresolved
from ennead.code.values import Known, Made, Series, Unknown, Value

_MODEL = {
    "batchDelete": ("BatchWriteItem", "DeleteRequest"),
    "batchGet": ("BatchGetItem", "Get"),
    "batchPut": ("BatchWriteItem", "PutRequest"),
    "create": ("PutItem", ""),
    "delete": ("DeleteItem", ""),
    "get": ("GetItem", ""),
    "update": ("UpdateItem", ""),
}
"""Methods of a model, and what is done with each item of a batch."""
_ITEM = {"delete": "DeleteItem", "save": "PutItem"}
"""Methods of an item, new or found."""
_SEARCHES = {"query": "Query", "scan": "Scan"}
_KINDS = {"condition": "ConditionCheck", "create": "Put", "delete": "Delete", "get": "Get", "update": "Update"}


def function(fact: CallFact, name: Named) -> Answer:
    """`model(name, schema, {create})` makes its table where it is missing; `transaction([...])`."""
    word = name.path[-1] if name.path else ""
    if word == "model" and len(fact.args) > 1:
        yield from _made(fact)
    elif word == "transaction":
        yield from _transaction(fact)


def method(fact: CallFact, receiver: Chain, name: str) -> Answer:
    """A method of a model, of a search, or of an item."""
    model = _model(receiver.root)
    if model is None:
        return
    table = _table(model)
    first = receiver.steps[0].name if receiver.steps else ""
    if first in _SEARCHES:
        if name == "exec":
            index = argument(receiver.called("using") or (), 0)
            yield from request(fact, "dynamodb", _SEARCHES[first], one_table(table, index), how="helper")
    elif receiver.root is not model or first in ("get", "create", "update"):
        if name in _ITEM:
            yield from request(fact, "dynamodb", _ITEM[name], one_table(table), how="helper")
    elif not receiver.steps and name in _MODEL:
        operation, kind = _MODEL[name]
        told = batched(((table, kind),), open_=False) if kind else one_table(table)
        yield from request(fact, "dynamodb", operation, told, how="helper")


def _model(root: Value) -> Made | None:
    """The call that made the model, of a model or of a new item of one."""
    if isinstance(root, Made) and root.new and isinstance(root.callee, Made):
        root = root.callee
    name = origin(root)
    return root if isinstance(root, Made) and name is not None and name.path[-1:] == ("model",) else None


def _table(model: Made) -> Value:
    """The table's name, between the prefix and the suffix of the settings."""
    name = argument(model.args, 0) or Unknown("the model has no name")
    settings = argument(model.args, 2)
    around = [setting(settings, "prefix"), name, setting(settings, "suffix")]
    return concat(*(part for part in around if part is not None))


def _made(fact: CallFact) -> Answer:
    create = setting(argument(fact.args, 2), "create")
    if create == Known(True):
        table = one_table(_table(Made(fact.callee, fact.args, fact.keywords, fact.at)))
        for operation in ("DescribeTable", "CreateTable"):
            yield from request(fact, "dynamodb", operation, table, how="helper")
    elif create != Known(False):
        yield from unresolved(fact, "whether dynamoose describes and creates the table hangs on its defaults")


def _transaction(fact: CallFact) -> Answer:
    parts: list[tuple[Value, str | None]] = []
    told = True
    for given in each(argument(fact.args, 0)):
        items = given.items if isinstance(given, Series) else (given,)
        told = told and isinstance(given, Series) and not given.open
        for item in items:
            part = chain(item)
            model = _model(part.root)
            kind = _KINDS.get(part.steps[-1].name) if part.steps and part.steps[0].name == "transaction" else None
            if model is None or kind is None:
                told = False
            else:
                parts.append((_table(model), kind))
    kinds = {kind for _, kind in parts}
    if not parts:
        yield from unresolved(fact, "what a transaction of dynamoose holds is not told")
        return
    operation = "TransactGetItems" if kinds == {"Get"} else "TransactWriteItems"
    yield from request(fact, "dynamodb", operation, transacted(parts, open_=not told), how="helper")
