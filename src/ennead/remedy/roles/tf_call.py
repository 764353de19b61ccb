"""Calls of the well-known module for functions: the inputs that make its role."""

from __future__ import annotations

from ennead.model.app import ManagedPolicy
from ennead.model.policy import Policy, PolicySource
from ennead.remedy.edit import Edit, Hcl, Insert, Remove, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import tf_items, tf_text
from ennead.remedy.roles.tf_document import Document, Kind, listed_at, opened
from ennead.remedy.roles.tf_items import PLAIN, inside
from ennead.remedy.roles.tf_module import Top
from ennead.remedy.roles.tf_role import Written
from ennead.remedy.roles.tf_text import Grant

_STATEMENTS = "policy_statements"
_MADE = {
    "logs[0]": "attach_cloudwatch_logs_policy",
    "dead_letter[0]": "attach_dead_letter_policy",
    "async[0]": "attach_async_event_policy",
}
"""Policies that the module writes itself, by their names in it: the switch of each."""
_SWITCHES = {
    "AWSLambdaENIManagementAccess": "attach_network_policy",
    "AWSXRayDaemonWriteAccess": "attach_tracing_policy",
}


def place(policy: Policy, made: Written) -> None:
    """Note which input of the call a policy is made of."""
    if policy.source is PolicySource.MANAGED:
        made.blocks[policy] = (made.top, ())
        return
    held = next((node for node in made.graph.nodes_of(ManagedPolicy) if node.policy == policy), None)
    name = (held.logical_id or "").rpartition("aws_iam_role_policy.")[2] if held else ""
    made.blocks[policy] = (made.top, (_STATEMENTS,))
    try:
        if name == "additional_inline[0]":
            made.documents[policy] = _statements(made.top)
        elif name == "additional_json[0]":
            made.documents[policy] = opened(made.top, ("policy_json",), made.module, made.modules)
        else:
            switch = _MADE.get(name, "its inputs")
            made.refused[policy] = f"the module writes it itself ({switch}): edit the call by hand"
    except RemedyError as error:
        made.refused[policy] = str(error)
    document = made.documents.get(policy)
    if document is not None and len(document.items) != len(policy.statements):
        del made.documents[policy]
        made.refused[policy] = "its statements are not written one by one: edit it by hand"


def _statements(top: Top) -> Document:
    base = (*top.route, _STATEMENTS)
    items = tf_items.of_object(top, base, inside(top, (_STATEMENTS,)), PLAIN)
    if items is None:
        raise RemedyError(f"the statements of {top.address} are not written one by one: edit them by hand")
    return Document(top, top.file, base, Kind.OBJECT, items, PLAIN)


def emptied(policy: Policy, made: Written) -> list[Edit]:
    """The inputs of a policy of which nothing stays go."""
    document = made.document(policy)
    if document.base != (*made.top.route, _STATEMENTS):
        raise RemedyError(f"nothing of {policy.name} stays: take it out of {made.top.address} by hand")
    return _without(made.top, _STATEMENTS, "attach_policy_statements")


def _without(top: Top, *names: str) -> list[Edit]:
    return [Remove(top.file, (*top.route, name)) for name in names if top.node(name) is not None]


def added(grants: list[Grant], made: Written) -> list[Edit]:
    """Statements of their own, where the call has none."""
    top = made.top
    if top.node(_STATEMENTS) is not None:
        raise RemedyError(f"the statements of {top.address} are not written one by one: edit them by hand")
    members = [(Document.free_key(grant), tf_text.statement(grant, PLAIN)) for grant in grants]
    text = "\n".join(["{", *tf_text.lines(members), "}"])
    switch: Edit = Set(top.file, (*top.route, "attach_policy_statements"), True)
    return [switch, Insert(top.file, top.route, _STATEMENTS, Hcl(text), after="attach_policy_statements")]


def managed(policy: Policy, gone: set[Policy], made: Written) -> list[Edit]:
    """The edits that take a managed policy away.  Raises RemedyError where an expression attaches it."""
    top = made.top
    if (switch := _SWITCHES.get(policy.name)) is not None and top.node(switch) is not None:
        return _without(top, switch)
    if top.attribute("policy") == f'"{policy.arn}"':
        return _without(top, "policy", "attach_policy")
    texts = listed_at(top, ("policies",))
    if f'"{policy.arn}"' not in texts:
        raise RemedyError(f"{policy.name} is attached by an expression: edit {top.address} by hand")
    left = [text for text in texts if text not in {f'"{one.arn}"' for one in gone}]
    if not left:
        return _without(top, "policies", "attach_policies", "number_of_policies")
    number = Set(top.file, (*top.route, "number_of_policies"), len(left))
    return [Remove(top.file, (*top.route, "policies", texts.index(f'"{policy.arn}"'))), number]
