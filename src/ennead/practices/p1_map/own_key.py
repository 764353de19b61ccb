"""Stores for which the user's rule asks a key of his own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import untold
from ennead.model.app import Dialect, Node, Text
from ennead.model.data import DataClass
from ennead.model.finding import Finding, NoFix, Outcome, Practice, Related, Severity
from ennead.model.rules import KEYED, OwnKey
from ennead.practices.fixes import keys
from ennead.practices.fixes.change import written

_WORDS = {"bus": ("event bus", "event buses"), "log_group": ("log group", "log groups")}


@check(Practice.MAP, Severity.MEDIUM, on=AppGraph, references=("CWE-311", "OWASP-SLS-S6"))
def own_key(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A store must have a key of your own, by a rule of yours, and has none."""
    rule = ctx.rules.own_key
    if rule is None:
        return
    without: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(graph.nodes.values(), key=lambda node: (node.at or NOWHERE, node.id)):
        if node.external or node.kind not in KEYED:
            continue
        key: Text = getattr(node, "encrypted_with", None)
        asked = _asked(rule, node)
        if asked is False or (isinstance(key, str) and untold(key) is None and not _is_of_aws(key)):
            continue
        if asked is None:
            yield ctx.unassessed("nothing tells what it holds, so whether your rule asks for a key", node=node)
        elif (reason := untold(key)) is not None:
            yield ctx.unassessed(f"its key could not be told: {reason}", node=node)
        else:
            without[node.kind].append(node)
    for kind, nodes in sorted(without.items()):
        yield _finding(kind, nodes, rule, ctx)


def _asked(rule: OwnKey, node: Node) -> bool | None:
    """Whether the rule speaks of the store; None where that hangs on what it holds and nothing tells."""
    if node.id in rule.stores or node.logical_id in rule.stores:
        return True
    if (rule.kinds and node.kind not in rule.kinds) or not (rule.kinds or rule.classes):
        return False
    held = {one.data_class for one in node.data_classes}
    if not rule.classes or held.intersection(rule.classes):
        return True
    return None if held <= {DataClass.UNKNOWN} else False


def _is_of_aws(key: str) -> bool:
    """An alias of AWS's own names a key that the account cannot shut."""
    return key.rpartition(":")[2].startswith("alias/aws/")


def _finding(kind: str, nodes: list[Node], rule: OwnKey, ctx: Context) -> Finding:
    one = nodes[0] if len(nodes) == 1 else None
    words = _WORDS.get(kind, (kind, f"{kind}s"))
    who = f"{one.logical_id or one.name} has" if one else f"{len(nodes)} {words[1]} have"
    keyless = kind == "parameter" and nodes[0].dialect is not Dialect.TERRAFORM
    return ctx.finding(
        f"{who} no key of your own{_why(nodes, rule)}",
        node=one,
        at=nodes[0].at,
        related=() if one else [Related(node.at or NOWHERE, node.logical_id or node.name) for node in nodes],
        about=nodes,
        key=kind if one else " ".join(sorted(node.id for node in nodes)),
        fix=NoFix("CloudFormation gives a parameter no key: keep the value in a secret")
        if keyless
        else written(
            f"Name a key of your own for {'it' if one else 'each'}", *((keys.own_key(node), node) for node in nodes)
        ),
    )


def _why(nodes: list[Node], rule: OwnKey) -> str:
    held = {one.data_class for node in nodes for one in node.data_classes}.intersection(rule.classes)
    words = [one.value for one in sorted(held, key=lambda one: one.place)]
    return (
        f", and your rule asks for one where data is {' or '.join(words)}" if words else ", and your rule asks for one"
    )
