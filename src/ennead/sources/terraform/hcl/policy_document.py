"""`aws_iam_policy_document` to the policy it stands for.

Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList
from ennead.sources.terraform.hcl.budget import Budget
from ennead.sources.terraform.hcl.encoding import decode
from ennead.sources.terraform.hcl.values import REST, is_unknown, rest_of
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear

Written = Callable[[str], Any]
"""What stands in the data source under a name; None where nothing does."""

_LISTS = (
    ("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource"),
)  # fmt: skip
_PRINCIPALS = (("principals", "Principal"), ("not_principals", "NotPrincipal"))


def document(written: Written, mark: Mark, budget: Budget) -> Encoded:
    """The policy with the documents it is built on and those that override it.  Raises Problem."""
    statements = MarkedList(mark=mark)
    for name in ("source_json", "source_policy_documents"):
        _take(statements, written(name), mark, budget)
    own = written("statement")
    _override(statements, [_statement(block, mark) for block in own or [] if isinstance(block, MarkedDict)], mark)
    for name in ("override_json", "override_policy_documents"):
        over = MarkedList(mark=mark)
        _take(over, written(name), mark, budget)
        _override(statements, over, mark)
    budget.members(len(statements))
    version = written("version") or "2012-10-17"
    policy = MarkedDict({"Version": version, "Statement": statements}, mark)
    if identity := written("policy_id"):
        policy["Id"] = identity
    policy.keys_at = dict.fromkeys(policy, mark)
    return Encoded(policy)


def _take(statements: MarkedList, value: Any, mark: Mark, budget: Budget) -> None:
    """The statements of a document, or of a list of documents; one that is not known may have any."""
    for text in value if isinstance(value, list) else [value]:
        if text in (None, ""):
            continue
        if isinstance(text, Pointer | Unclear) or not isinstance(text, str | Joined | Encoded):
            unknown = text if isinstance(text, Pointer | Unclear) else Unclear("policy", "no policy document")
            _add(statements, rest_of(unknown), mark)
            continue
        policy = decode(text, mark, budget)
        found = policy.get("Statement") if isinstance(policy, dict) else policy
        for statement in found if isinstance(found, list) else [found]:
            _add(statements, rest_of(statement) if isinstance(statement, Pointer | Unclear) else statement, mark)
        budget.members(len(statements))


def _add(statements: MarkedList, statement: Any, mark: Mark) -> None:
    statements.append(statement)
    statements.items_at.append(getattr(statement, "mark", None) or mark)


def _override(statements: MarkedList, over: list[Any], mark: Mark) -> None:
    """A statement takes the place of one with its Sid, or comes last."""
    places = {_sid(statement): place for place, statement in enumerate(statements) if _sid(statement)}
    for statement in over:
        place = places.get(_sid(statement)) if _sid(statement) else None
        if place is None:
            _add(statements, statement, mark)
        else:
            statements[place] = statement
            statements.items_at[place] = getattr(statement, "mark", None) or mark


def _sid(statement: object) -> str | None:
    sid = statement.get("Sid") if isinstance(statement, dict) else None
    return sid if isinstance(sid, str) and sid else None


def _statement(block: MarkedDict, mark: Mark) -> MarkedDict:
    result = MarkedDict(mark=block.mark or mark)

    def put(name: str, value: Any, source: str) -> None:
        result[name] = value
        result.keys_at[name] = block.keys_at.get(source, result.mark or mark)

    if block.get("sid") not in (None, ""):
        put("Sid", block["sid"], "sid")
    put("Effect", block.get("effect") or "Allow", "effect")
    for source, name in _PRINCIPALS:
        if block.get(source):
            put(name, _principals(block[source], result.mark or mark), source)
    for source, name in _LISTS:
        if block.get(source) not in (None, []):
            put(name, _variables(block[source]), source)
    if block.get("condition"):
        put("Condition", _conditions(block["condition"], result.mark or mark), "condition")
    if REST in block:
        put(REST, block[REST], REST)
    return result


def _principals(blocks: Any, mark: Mark) -> Any:
    if is_unknown(blocks) or not isinstance(blocks, list):
        return blocks
    result = MarkedDict(mark=mark)
    for block in blocks:
        if not isinstance(block, dict):
            continue
        kind, names = block.get("type"), _variables(block.get("identifiers"))
        if kind == "*":
            return "*"
        key = kind if isinstance(kind, str) else REST
        already = result.get(key)
        both = isinstance(already, list) and isinstance(names, list)
        result[key] = MarkedList([*already, *names], mark) if both and isinstance(already, list) else names
        result.keys_at[key] = mark
    return result


def _conditions(blocks: Any, mark: Mark) -> Any:
    if is_unknown(blocks) or not isinstance(blocks, list):
        return blocks
    result = MarkedDict(mark=mark)
    for block in blocks:
        if not isinstance(block, dict):
            continue
        test, variable = block.get("test"), block.get("variable")
        operator = test if isinstance(test, str) else REST
        inner = result.setdefault(operator, MarkedDict(mark=mark))
        result.keys_at[operator] = mark
        key = variable if isinstance(variable, str) else REST
        inner[key] = _variables(block.get("values"))
        inner.keys_at[key] = getattr(block, "mark", None) or mark
    return result


def _variables(value: Any) -> Any:
    """`&{aws:username}` stands for a policy variable: the dollar is Terraform's own."""
    if isinstance(value, str):
        return value.replace("&{", "${")
    if isinstance(value, Joined):
        return Joined(tuple(part.replace("&{", "${") if isinstance(part, str) else part for part in value.parts))
    if isinstance(value, list):
        result = MarkedList((_variables(item) for item in value), getattr(value, "mark", None))
        result.items_at = list(getattr(value, "items_at", [])) or [result.mark] * len(result)
        return result
    return value
