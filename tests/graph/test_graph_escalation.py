"""The question to the graph: who gets to more, over which steps."""

from __future__ import annotations

from ennead.graph.escalation import Ladder
from ennead.iam.escalation import Gives
from ennead.model.app import Function, Role
from ennead.model.data import Level
from ennead.model.impact import Aim
from tests.blast.making import ROLE, TABLES, allow, deny, function, graph_of

USERS = allow('"dynamodb:GetItem"', "!GetAtt Users.Arn")
BOSS = ROLE.format(name="Boss", service="lambda.amazonaws.com", statements=allow('"*"'))


def ladder(text: str) -> Ladder:
    return Ladder(graph_of(TABLES + text))


def role(asked: Ladder, name: str) -> Role:
    found = asked.graph.node(f"role/{name}Role", Role)
    assert found is not None
    return found


def test_a_path_tells_steps_statements_and_gains() -> None:
    """The way, the function that is used, where each right stands, and what is lost of which store."""
    rewrite = allow('["lambda:UpdateFunctionCode", "lambda:InvokeFunction"]', "!GetAtt Other.Arn")
    asked = ladder(function("Other", USERS) + function("Fn", rewrite))
    (path,) = asked.paths(role(asked, "Fn"))
    (step,) = path.steps
    assert (path.gives, path.said, step.way.id) == (Gives.ROLE, False, "rewrite-function-invoke")
    assert step.thing == asked.graph.node("function/Other", Function)
    assert step.words == "rewrite the code of Other and call it"
    assert [ground.at for ground in step.grounds if ground.at]
    (gain,) = path.gains
    assert (gain.store, gain.aims, gain.level) == ("table/Users", (Aim.CONFIDENTIALITY,), Level.HIGH)


def test_the_shortest_path_to_each_end() -> None:
    """An end that is reached in one step is told so, though there are longer paths."""
    pass_it = allow('"iam:PassRole"', "!GetAtt BossRole.Arn")
    make = allow('["lambda:CreateFunction", "lambda:AddPermission"]', '"arn:aws:lambda:*:*:function:job-*"')
    rewrite = allow('["lambda:UpdateFunctionCode", "lambda:InvokeFunction"]', "!GetAtt Other.Arn")
    both = BOSS + function("Other", pass_it, make)
    asked = ladder(both + function("Fn", rewrite, pass_it, make))
    assert [(len(path.steps), path.gives) for path in asked.paths(role(asked, "Fn"))] == [(1, Gives.ADMIN)]
    asked = ladder(both + function("Fn", rewrite))
    assert [(len(path.steps), path.gives) for path in asked.paths(role(asked, "Fn"))] == [(2, Gives.ADMIN)]


def test_an_administrator_has_no_path() -> None:
    """Whoever may do everything gains nothing; within a boundary he may not do everything."""
    asked = ladder(BOSS + function("Fn", allow('"*"')))
    assert asked.paths(role(asked, "Fn")) == ()
    assert asked.doubts(role(asked, "Fn")) == ()


def test_rights_over_everything_are_marked_as_said() -> None:
    """What `escalates` finds in the same statements is marked, for those who report it elsewhere."""
    asked = ladder(function("Fn", allow('"iam:PutRolePolicy"')))
    assert {(path.gives, path.said) for path in asked.paths(role(asked, "Fn"))} == {(Gives.ADMIN, True)}


def test_the_account_without_a_named_role() -> None:
    """PassRole for any name ends in the account; one that names roles, or is denied, does not."""
    agent = allow('["bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:InvokeAgentRuntime"]')
    for statement, ends in (
        (allow('"iam:PassRole"'), [Gives.ACCOUNT]),
        (allow('"iam:PassRole"', '"arn:aws:iam::123456789012:role/*"'), [Gives.ACCOUNT]),
        (allow('"iam:PassRole"') + ", " + deny('"iam:PassRole"', '"arn:aws:iam::*:role/boss"'), [Gives.ACCOUNT]),
        (allow('"iam:PassRole"', '"arn:aws:iam::*:role/app-*"'), []),
        (allow('"iam:PassRole"') + ", " + deny('"iam:PassRole"'), []),
    ):
        asked = ladder(function("Fn", statement, agent))
        assert [path.gives for path in asked.paths(role(asked, "Fn"))] == ends


def test_what_is_not_told_is_a_doubt_and_no_path() -> None:
    """A parameter for the role: no path, one doubt with its reason."""
    asked = ladder(
        BOSS
        + function("Fn", allow('"iam:PassRole"', "!Ref Name"), allow('["lambda:CreateFunction", "lambda:Invoke*"]'))
    )
    assert asked.paths(role(asked, "Fn")) == ()
    (first, *_) = asked.doubts(role(asked, "Fn"))
    assert first.role is not None
    assert first.role.id == "role/BossRole"
    assert first.doubt
