"""A role that several functions share, taken apart."""

from __future__ import annotations

from pathlib import Path

from tests.graph.needed.making import HEAD, NOTHING, asking, function
from tests.remedy.test_roles_cloudformation import LOGS, ON_ORDERS, RESOURCES, ROLE, VARIABLES, policy
from tests.remedy.written import change

GET_ITEM = asking("boto3.client('dynamodb').get_item(TableName=os.environ['TABLE'], Key={})")
OWN = "      Role: !GetAtt Own.Arn\n"
WIDE = "      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess']\n"
EVAL = "def handler(event, context):\n    eval(event['x'])\n"


def app(role: str = WIDE, more: str = "", other: str = NOTHING) -> dict[str, str]:
    """Two functions with one role; `more` is further resources."""
    text = HEAD + function(VARIABLES + OWN) + function(OWN, "Other") + RESOURCES + ROLE + role + more
    return {"template.yaml": text, "src/work.py": GET_ITEM, "src/other.py": other}


def test_sam_makes_a_role_for_each(tmp_path: Path) -> None:
    """Each gets its needs, but for the log, which SAM's own policy gives; the shared role is gone."""
    done = change(tmp_path, app())
    assert "Own" not in done.resources
    assert done.resources["Work"]["Properties"]["Policies"] == [policy(ON_ORDERS)]
    assert not {"Role", "Policies"} & done.resources["Other"]["Properties"].keys()
    assert "Role" not in done.resources["Work"]["Properties"]


def test_what_sam_cannot_make_is_copied(tmp_path: Path) -> None:
    """A boundary, a path, tags: roles that have one are written out for each function."""
    boundary = "      PermissionsBoundary: arn:aws:iam::111111111111:policy/edge\n"
    done = change(tmp_path, app(WIDE + boundary))
    work = done.resources["WorkRole"]["Properties"]
    assert work["PermissionsBoundary"] == "arn:aws:iam::111111111111:policy/edge"
    assert work["Policies"] == [{"PolicyName": "WorkNeeds", "PolicyDocument": policy(LOGS, ON_ORDERS)}]
    assert work["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert done.resources["Work"]["Properties"]["Role"] == {"Fn::GetAtt": ["WorkRole", "Arn"]}
    assert done.resources["OtherRole"]["Properties"]["Policies"][0]["PolicyDocument"] == policy(LOGS)


def test_a_role_that_is_named_elsewhere_stays(tmp_path: Path) -> None:
    """An output, or another resource, still needs it."""
    user = "  Feed: {Type: AWS::Events::Rule, Properties: {RoleArn: !GetAtt Own.Arn, Targets: []}}\n"
    assert "Own" in change(tmp_path / "a", app(more=user)).resources
    output = "Outputs: {Role: {Value: !Ref Own}}\n"
    assert "Own" in change(tmp_path / "b", app(more=output)).resources


def test_all_or_none(tmp_path: Path) -> None:
    """A role is not taken apart for one of its functions, nor where what one of them needs could not be told."""
    files = app()
    one = change(tmp_path / "a", files, "Work")
    assert one.text == files["template.yaml"]
    assert one.left == ["Work: it shares its role with functions that were not asked for"]
    untold = change(tmp_path / "b", app(other=EVAL))
    assert untold.text == files["template.yaml"]
    reason = "it shares its role, and what it needs could not be told: eval of text that only a run knows"
    assert untold.left == [f"Other: {reason}", f"Work: {reason}"]


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    """The new role is not put over another; where the name that SAM would give is taken, it is written out."""
    boundary = "      PermissionsBoundary: arn:aws:iam::111111111111:policy/edge\n"
    taken = "  WorkRole: {Type: AWS::SQS::Queue}\n"
    for number, role in enumerate((WIDE + boundary, WIDE)):
        resources = change(tmp_path / str(number), app(role, taken)).resources
        assert resources["WorkRole"] == {"Type": "AWS::SQS::Queue"}
        assert resources["Work"]["Properties"]["Role"] == {"Fn::GetAtt": ["WorkOwnRole", "Arn"]}
        assert resources["WorkOwnRole"]["Properties"]["Policies"][0]["PolicyDocument"] == policy(LOGS, ON_ORDERS)
    both = change(tmp_path / "both", app(WIDE, taken + "  WorkOwnRole: {Type: AWS::SQS::Queue}\n"))
    assert "Work: WorkRole is there already: give Work a role by hand" in both.left
    assert "Own" in both.resources


def test_a_policy_that_is_not_told_is_copied(tmp_path: Path) -> None:
    """What it allows is not lost: each function has it as it was written."""
    done = change(tmp_path, app("      ManagedPolicyArns: [!ImportValue far]\n"))
    assert done.resources["Work"]["Properties"]["Policies"] == [{"Fn::ImportValue": "far"}, policy(ON_ORDERS)]
    assert done.resources["Other"]["Properties"]["Policies"] == [{"Fn::ImportValue": "far"}]
