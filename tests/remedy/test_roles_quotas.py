"""What would be longer than IAM's quotas allow, in managed policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.engine.roles import AppRoles, FunctionRoles
from ennead.graph.needed.needs import Needs
from ennead.model.need import Because, Need, Place
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import quotas
from ennead.remedy.roles.source import Source
from tests.graph.needed.making import HEAD, NOTHING, function, written
from tests.remedy.asked import applied, read
from tests.remedy.roles_written import laid
from tests.remedy.test_roles_cloudformation import OWN, ROLE
from tests.remedy.test_roles_serverless import CODE as SLS_CODE
from tests.remedy.test_roles_serverless import FUNCTIONS, PROVIDER, SHARED
from tests.remedy.test_roles_serverless import HEAD as SLS_HEAD
from tests.remedy.test_roles_terraform import CODE, PUT, TABLE, application, policy
from tests.remedy.test_roles_terraform import ROLE as TF_ROLE
from tests.remedy.test_roles_terraform import function as tf_function

WIDE = "{Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}"
INLINE = f"      Policies:\n        - PolicyName: a\n          PolicyDocument: {WIDE}\n"
TOO_MANY = "a role may have 10: divide the function, or widen its statements by hand"


def needing(folder: Path, count: int = 400, *, wide: int = 0) -> list[AppRoles]:
    """The roles of a folder, as if each function needed so many statements; names are longer by `wide` letters."""
    needs = tuple(_need(number, wide) for number in range(count))

    def lacking(one: FunctionRoles) -> FunctionRoles:
        sure = Needs((*one.needs.needed, *needs), ())
        return replace(one, needs=sure, held=replace(one.held, missing=needs, kept=None))

    return [replace(app, functions=tuple(lacking(one) for one in app.functions)) for app in read(folder)]


def _need(number: int, wide: int) -> Need:
    arn = f"arn:aws:s3:::bucket{'x' * wide}-{number}/*"
    return Need(f"s3:GetThing{number:03}", (Place(arn, arn),), Because.CODE)


def things(folder: Path) -> set[str]:
    """The actions that every function's role grants, read again: those of the made needs."""
    granted = [
        {one.action for one in each.held.granted if one.action.startswith("s3:GetThing")}
        for app in read(folder)
        for each in app.functions
    ]
    assert all(one == granted[0] for one in granted)
    return granted[0]


def apart(resources: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """The statements of each managed policy of a template, none of them too long."""
    for name, one in resources.items():
        if one["Type"] == "AWS::IAM::ManagedPolicy":
            document = one["Properties"]["PolicyDocument"]
            assert quotas.size(document) <= quotas.MANAGED, name
            yield document["Statement"]


def template(folder: Path, name: str = "template.yaml") -> dict[str, Any]:
    """The resources of the template as they are now."""
    return dict(Source(folder).at(name, ("Resources",)))


# -- packing ------------------------------------------------------------------------------------


@given(lengths=st.lists(st.integers(1, 6_000), max_size=60))
def test_packing_keeps_order_and_fits(lengths: list[int]) -> None:
    """Every statement is in one policy, in its order, and no policy is too long."""
    items = [{"Effect": "Allow", "Action": "s3:*", "Resource": "x" * length} for length in lengths]
    made = quotas.statements(items)
    assert [one for held in made for one in held] == items
    assert all(quotas.size({"Version": "2012-10-17", "Statement": held}) <= quotas.MANAGED for held in made)


def test_a_statement_that_is_too_long_is_divided() -> None:
    """Its resources, or else its actions, come into several statements."""
    resources = [f"arn:aws:s3:::{'x' * 100}-{number}" for number in range(100)]
    (*made,) = quotas.statements([{"Effect": "Allow", "Action": ["s3:A", "s3:B"], "Resource": resources}])
    assert len(made) > 1
    assert [arn for held in made for one in held for arn in one["Resource"]] == resources
    actions = [f"s3:{'A' * 100}{number}" for number in range(100)]
    made = quotas.statements([{"Effect": "Allow", "Action": actions, "Resource": "*"}])
    assert [action for held in made for one in held for action in one["Action"]] == actions


def test_a_statement_that_cannot_be_divided() -> None:
    """It is refused, not written too long."""
    with pytest.raises(RemedyError, match="one statement has more than 6,144 characters"):
        quotas.statements([{"Effect": "Allow", "Action": "s3:*", "Resource": "x" * 7_000}])


def test_references_are_reckoned_long() -> None:
    """What only deployment knows is at least as long as an ARN may be."""
    arn = "arn:aws-us-gov:dynamodb:ap-southeast-2:111111111111:table/a-stack-of-mine-Orders-ABCDEFGHIJKLM"
    for written_ in ({"Fn::GetAtt": ["Orders", "Arn"]}, {"Ref": "Topic"}, {"Fn::Sub": "${Orders.Arn}"}, "${a.b.arn}"):
        assert quotas.size({"Resource": written_}) >= quotas.size({"Resource": arn})


# -- SAM and CloudFormation ---------------------------------------------------------------------


def test_few_statements_stay_in_the_role(tmp_path: Path) -> None:
    """Where everything fits there is no managed policy."""
    written(tmp_path, {"template.yaml": HEAD + function(OWN) + ROLE + INLINE, "src/work.py": NOTHING})
    assert applied(needing(tmp_path, 40), tmp_path) == []
    assert list(apart(template(tmp_path))) == []


def test_a_role_of_the_template(tmp_path: Path) -> None:
    """400 statements are in managed policies that the role names; the policy that granted too much is gone."""
    written(tmp_path, {"template.yaml": HEAD + function(OWN) + ROLE + INLINE, "src/work.py": NOTHING})
    assert applied(needing(tmp_path), tmp_path) == []
    resources = template(tmp_path)
    actions = [one["Action"] for held in apart(resources) for one in held]
    assert [one for one in actions if "Thing" in str(one)] == [f"s3:GetThing{number:03}" for number in range(400)]
    own = resources["Own"]["Properties"]
    names = [name for name, one in resources.items() if one["Type"] == "AWS::IAM::ManagedPolicy"]
    assert own["ManagedPolicyArns"] == [{"Ref": name} for name in names]
    assert names[:2] == ["WorkNeeds1", "WorkNeeds2"]
    assert "Policies" not in own
    assert len(things(tmp_path)) == 400


def test_a_role_that_sam_makes(tmp_path: Path) -> None:
    """The function's policies name them, in the place of what went."""
    files = {"template.yaml": HEAD + function("      Policies: [AmazonS3FullAccess]\n"), "src/work.py": NOTHING}
    written(tmp_path, files)
    assert applied(needing(tmp_path), tmp_path) == []
    policies = template(tmp_path)["Work"]["Properties"]["Policies"]
    assert policies == [{"Ref": f"WorkNeeds{number}"} for number in range(1, len(policies) + 1)]
    assert len(things(tmp_path)) == 400


def test_what_stays_counts(tmp_path: Path) -> None:
    """A long statement that stays leaves less room; it keeps its place."""
    deny = f"{{Effect: Deny, Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::{'x' * 9_000}'}}"
    more = f"      Policies:\n        - {{PolicyName: b, PolicyDocument: {{Statement: [{deny}]}}}}\n"
    written(tmp_path, {"template.yaml": HEAD + function(OWN) + ROLE + more, "src/work.py": NOTHING})
    assert applied(needing(tmp_path, 40), tmp_path) == []
    resources = template(tmp_path)
    assert len(list(apart(resources))) == 1
    assert len(resources["Own"]["Properties"]["Policies"]) == 1


def test_names_that_are_taken(tmp_path: Path) -> None:
    """A policy gets the next number that is free."""
    taken = "  WorkNeeds1: {Type: AWS::SNS::Topic}\n"
    written(tmp_path, {"template.yaml": HEAD + function(OWN) + ROLE + taken, "src/work.py": NOTHING})
    assert applied(needing(tmp_path), tmp_path) == []
    resources = template(tmp_path)
    assert resources["Own"]["Properties"]["ManagedPolicyArns"][0] == {"Ref": "WorkNeeds2"}


def test_more_than_a_role_may_have(tmp_path: Path) -> None:
    """Beyond ten managed policies nothing is written, and the reason says what to do."""
    written(tmp_path, {"template.yaml": HEAD + function(OWN) + ROLE + INLINE, "src/work.py": NOTHING})
    (reason,) = applied(needing(tmp_path, wide=100), tmp_path)
    assert reason.startswith("Own needs more than 10,240 characters of policies, and ")
    assert reason.endswith(TOO_MANY)
    assert list(apart(template(tmp_path))) == []


@pytest.mark.parametrize("boundary", ["", "      PermissionsBoundary: arn:aws:iam::111111111111:policy/edge\n"])
def test_a_shared_role(tmp_path: Path, boundary: str) -> None:
    """Each function has managed policies of its own, whether SAM makes its role or it is written out."""
    text = HEAD + function(OWN) + function(OWN, "Other") + ROLE + INLINE + boundary
    written(tmp_path, {"template.yaml": text, "src/work.py": NOTHING, "src/other.py": NOTHING})
    assert applied(needing(tmp_path), tmp_path) == []
    resources = template(tmp_path)
    assert ("WorkRole" in resources) == bool(boundary)
    assert {"WorkNeeds1", "OtherNeeds1"} <= resources.keys()
    assert len(list(apart(resources))) > 10
    assert len(things(tmp_path)) == 400


# -- Terraform ----------------------------------------------------------------------------------

WIDE_TF = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })'


def test_terraform_a_role_in_place(tmp_path: Path) -> None:
    """Policies and what attaches them stand behind the role; the one that granted too much is gone."""
    folder = application(tmp_path, policy(WIDE_TF))
    assert applied(needing(folder), folder) == []
    text = (folder / "main.tf").read_text(encoding="utf-8")
    count = text.count('resource "aws_iam_policy" "reader_needs_')
    assert 1 < count <= 9
    assert text.count('resource "aws_iam_role_policy_attachment" "reader_needs_') == count
    assert "policy_arn = aws_iam_policy.reader_needs_1.arn" in text
    assert text.index('"reader_needs_1"') < text.index('"reader_needs_2"')
    assert 'resource "aws_iam_role_policy" "data"' not in text
    assert len(things(folder)) == 400


def test_terraform_more_than_a_role_may_have(tmp_path: Path) -> None:
    """What the role has already counts."""
    folder = application(tmp_path, policy(WIDE_TF))
    (reason,) = applied(needing(folder, 450, wide=60), folder)
    assert "1 of them its own now" in reason
    assert reason.endswith(TOO_MANY)


def test_terraform_a_shared_role(tmp_path: Path) -> None:
    """Each new role has managed policies of its own."""
    text = TABLE + tf_function() + tf_function("writer", "reader") + TF_ROLE + policy(WIDE_TF)
    laid(tmp_path, {"main.tf": text, "reader/app.py": CODE, "writer/app.py": PUT})
    assert applied(needing(tmp_path), tmp_path) == []
    made = (tmp_path / "main.tf").read_text(encoding="utf-8")
    assert 'resource "aws_iam_policy" "writer_needs_1"' in made
    assert "role       = aws_iam_role.writer_role.name" in made
    assert len(things(tmp_path)) == 400


# -- Serverless Framework -----------------------------------------------------------------------


def test_serverless_new_roles(tmp_path: Path) -> None:
    """Roles among the service's resources name managed policies beside them."""
    laid(tmp_path, {"serverless.yml": SLS_HEAD + PROVIDER + SHARED + FUNCTIONS, "app.py": SLS_CODE})
    assert applied(needing(tmp_path), tmp_path) == []
    resources = Source(tmp_path).at("serverless.yml", ("resources", "Resources"))
    assert resources["ReadRole"]["Properties"]["ManagedPolicyArns"][0] == {"Ref": "ReadNeeds1"}
    assert len(list(apart(resources))) > 10
    assert len(things(tmp_path)) == 400


def test_serverless_a_role_of_the_framework(tmp_path: Path) -> None:
    """The framework's own role cannot hold so much: nothing is written."""
    one = "\nfunctions:\n  read:\n    handler: app.read\n"
    laid(tmp_path, {"serverless.yml": SLS_HEAD + PROVIDER + SHARED + one, "app.py": SLS_CODE})
    (reason,) = applied(needing(tmp_path), tmp_path)
    assert reason.startswith("its role would have more than 10,240 characters of policies")
