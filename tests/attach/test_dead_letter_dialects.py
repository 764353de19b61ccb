"""`--dead-letter` in services of the Serverless Framework, in Terraform's files, and for CDK code."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ennead.attach.words import Allowed, Letter, Wish
from tests.attach.making import HANDLER, Done, attach, laid, planned
from tests.attach.test_dead_letter import ASKED, policy
from tests.attach.test_service import DIALECTS
from tests.attach.test_terraform import resource

ARN = "arn:aws:sqs:eu-west-1:123456789012:far"
RESOURCES = """resources:
  Resources:
    Refused:  # what the agent refuses
      Type: AWS::SQS::Queue
"""
SENDS = {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": {"Fn::GetAtt": ["Refused", "Arn"]}}


def service(
    folder: Path, *bodies: str, provider: str = "", more: str = "", resources: str = RESOURCES, version: int = 3
) -> Done:
    """The agent attached to a service whose functions have these lines."""
    functions = "".join(
        f"  work{number or ''}:\n    handler: work.handler\n{body}" for number, body in enumerate(bodies)
    )
    text = f'service: core\nframeworkVersion: "{version}"\nprovider:\n  name: aws\n  runtime: python3.13\n{provider}'
    text += f"{more}functions:\n{functions}{resources}"
    return attach(laid(folder, {"serverless.yml": text, "work.py": HANDLER}), ASKED)


def why(done: Done, name: str) -> str:
    """Why a function, which is attached all the same, is not given the right."""
    one = done.functions[name]
    assert one.attached
    assert one.letter is None
    assert "ENNEAD_DEAD_LETTER" not in done.text
    [note] = [note for note in one.notes if note.startswith("right not added: ")]
    return note.removeprefix("right not added: ")


# -- Serverless Framework ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize(
    "provider",
    [
        "",
        "  iam: {role: {statements: [{Effect: Allow, Action: s3:GetObject, Resource: '*'}]}}  # kept\n",
        "  iamRoleStatements:\n    - {Effect: Allow, Action: s3:GetObject, Resource: '*'}  # kept\n",
    ],
)
def test_the_shared_role(tmp_path: Path, provider: str, version: int) -> None:
    """The role that all functions share gets the right once, behind what it has."""
    done = service(tmp_path, "", "", provider=provider, version=version)
    told = done.document["provider"]
    statements = told.get("iamRoleStatements") or told["iam"]["role"]["statements"]
    assert statements[-1] == SENDS
    assert len(statements) == (2 if provider else 1)
    assert done.text.count("# kept") == provider.count("# kept")
    for name in ("work", "work1"):
        assert done.document["functions"][name]["environment"]["ENNEAD_DEAD_LETTER"] == {"Ref": "Refused"}
        assert done.functions[name].letter == Letter("Refused", Allowed.YES)


def test_who_else_may_send(tmp_path: Path) -> None:
    """A function that no agent comes to has the shared role too: it is named."""
    done = service(tmp_path, "", "    runtime: nodejs22.x\n")
    assert done.functions["work"].notes == (
        "its role IamRoleLambdaExecution is shared: work1 may send to the dead letter queue too",
    )


@pytest.mark.parametrize(
    ("body", "more", "place"),
    [
        (
            "    iamRoleStatements: [{Effect: Allow, Action: s3:GetObject, Resource: '*'}]\n",
            "plugins: [serverless-iam-roles-per-function]\n",
            ("iamRoleStatements",),
        ),
        (
            "    iam: {role: {statements: [{Effect: Allow, Action: s3:GetObject, Resource: '*'}]}}\n",
            "",
            ("iam", "role", "statements"),
        ),
    ],
    ids=["by the plugin", "by the framework"],
)
def test_a_role_per_function(tmp_path: Path, body: str, more: str, place: tuple[str, ...]) -> None:
    """A function with statements of its own gets the right there, and no other function does."""
    done = service(tmp_path, body, more=more)
    found = done.document["functions"]["work"]
    for step in place:
        found = found[step]
    assert found[1:] == [SENDS]
    assert "iam" not in done.document["provider"]


def test_a_role_among_the_resources(tmp_path: Path) -> None:
    """A role that the service declares gets a policy of its own."""
    role = "    Own: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}\n"
    done = service(tmp_path, "    role: Own\n", resources=RESOURCES + role)
    [entry] = done.document["resources"]["Resources"]["Own"]["Properties"]["Policies"]
    assert entry["PolicyDocument"] == policy(SENDS)


ASIDE = "  iam: {role: {statements: '${self:custom.more}'}}\n"
MORE = "custom: {more: [{Effect: Allow, Action: s3:GetObject, Resource: '*'}]}\n"
CIRCLE = (
    RESOURCES
    + """      Properties: {KmsMasterKeyId: !Ref Key}
    Key:
      Type: AWS::KMS::Key
      Properties: {KeyPolicy: {Statement: [{Principal: {AWS: !GetAtt IamRoleLambdaExecution.Arn}}]}}
"""
)


@pytest.mark.parametrize(
    ("body", "extra", "words"),
    [
        ("    role: arn:aws:iam::123456789012:role/work\n", {}, "not declared here"),
        ("", {"provider": "  iam: {role: arn:aws:iam::123456789012:role/work}\n"}, "not declared here"),
        ("", {"provider": ASIDE, "more": MORE}, "put in from elsewhere"),
        ("", {"resources": ""}, "no queue of its template"),
        ("", {"resources": CIRCLE}, "would be a circle"),
    ],
    ids=["its role", "the role of all", "statements from elsewhere", "no queue", "a circle"],
)
def test_what_a_service_is_left(tmp_path: Path, body: str, extra: dict[str, Any], words: str) -> None:
    """What cannot be written safely is left with its reason."""
    if extra.get("resources") == "":  # another service beside it has the queue
        laid(tmp_path / "other", {"serverless.yml": f"service: other\nprovider: {{name: aws}}\n{RESOURCES}"})
    assert words in why(service(tmp_path, body, **extra), "work")


def test_the_service_of_the_samples(tmp_path: Path) -> None:
    """In the sample each Python function gets the right at its own statements."""
    shutil.copytree(DIALECTS, tmp_path / "all")
    file = tmp_path / "all" / "serverless" / "serverless.yml"
    text = file.read_text("utf-8").replace(
        "    Shipped:\n      Type", "    Refused: {Type: AWS::SQS::Queue}\n\n    Shipped:\n      Type"
    )
    file.write_text(text, "utf-8")
    done = attach(file.parent, ASKED)
    told = {name: one.letter for name, one in done.functions.items() if name != "thumbnail"}
    assert set(told.values()) == {Letter("Refused", Allowed.YES)}
    assert done.text.count("Resource: !GetAtt Refused.Arn") == len(told)


def test_statements_in_a_file(tmp_path: Path) -> None:
    """Statements that lie in a file of their own are added to there."""
    laid(tmp_path, {"more.yml": "- {Effect: Allow, Action: s3:GetObject, Resource: '*'}\n"})
    done = service(tmp_path, "", provider="  iam: {role: {statements: '${file(more.yml)}'}}\n")
    assert done.functions["work"].letter == Letter("Refused", Allowed.YES)


# -- Terraform --------------------------------------------------------------------------------------------------------

QUEUE = 'resource "aws_sqs_queue" "refused" {  # what the agent refuses\n  name = "refused"\n}\n'
ROLE = 'resource "aws_iam_role" "work" {\n  name               = "work"\n  assume_role_policy = "{}"\n}\n'
TERRAFORM = Wish(dead_letter="aws_sqs_queue.refused")
GIVEN = Letter("aws_sqs_queue.refused", Allowed.YES)


def function(name: str = "work", more: str = "") -> str:
    """A function with the role of these files."""
    return resource(more, name).replace('"arn:aws:iam::123456789012:role/work"', "aws_iam_role.work.arn")


def brought(folder: Path, *blocks: str, wish: Wish = TERRAFORM) -> Done:
    """The agent attached to a folder of these blocks."""
    return attach(laid(folder, {"main.tf": "\n".join(blocks), "work.py": HANDLER}), wish)


def flat(done: Done) -> str:
    """The text without its layout."""
    return " ".join(done.text.split())


def test_terraform(tmp_path: Path) -> None:
    """A policy of its own stands beside the role, and the variable is the queue's URL."""
    done = brought(tmp_path, QUEUE, ROLE, function(), function("other"))
    assert done.text.count('resource "aws_iam_role_policy"') == 1
    assert (
        'policy = jsonencode({ Version = "2012-10-17" Statement = [ { Effect = "Allow" Action = "sqs:SendMessage" '
        "Resource = aws_sqs_queue.refused.arn } ] })"
    ) in flat(done)
    assert flat(done).count("ENNEAD_DEAD_LETTER = aws_sqs_queue.refused.url") == 2
    assert {one.letter for one in done.functions.values()} == {GIVEN}
    assert QUEUE in done.text


def test_terraform_policies_that_are_there(tmp_path: Path) -> None:
    """A policy of the role that can be edited gets the statement; a key of these files is allowed too."""
    sealed = QUEUE.replace("\n}", "\n  kms_master_key_id = aws_kms_key.own.arn\n}")
    there = (
        'resource "aws_iam_role_policy" "work" {\n  role = aws_iam_role.work.id\n  policy = jsonencode({\n'
        '    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }]  # kept\n  })\n}\n'
    )
    done = brought(tmp_path, 'resource "aws_kms_key" "own" {}\n', sealed, ROLE, there, function())
    assert done.text.count('resource "aws_iam_role_policy"') == 1
    assert "# kept" in done.text
    assert 'Action = ["kms:Decrypt", "kms:GenerateDataKey"] Resource = aws_kms_key.own.arn' in flat(done)
    assert done.functions["aws_lambda_function.work"].letter == GIVEN


def test_terraform_expressions(tmp_path: Path) -> None:
    """What an expression makes is merged with the queue's URL; asked for another queue, that takes its place."""
    merged = "  environment {\n    variables = local.variables\n  }\n"
    locals_ = 'locals {\n  variables = { TABLE = "orders" }\n}\n'
    done = brought(tmp_path, locals_, QUEUE, ROLE, function(more=merged))
    assert "ENNEAD_DEAD_LETTER = aws_sqs_queue.refused.url" in flat(done)
    again = brought(tmp_path, done.text, wish=Wish(dead_letter=ARN))
    assert f'ENNEAD_DEAD_LETTER = "{ARN}"' in flat(again)
    assert again.text.count("merge(") == 1
    assert again.functions["aws_lambda_function.work"].letter == Letter(ARN, Allowed.YES)


CALL = """module "work" {
  source        = "terraform-aws-modules/lambda/aws"
  function_name = "work"
  handler       = "work.handler"
  runtime       = "python3.13"
  source_path   = "src"
}
"""


def test_a_module_of_the_registry(tmp_path: Path) -> None:
    """The well-known module gets the right and the variable as its inputs; a name that is taken there is passed by."""
    done = brought(tmp_path, QUEUE, CALL)
    assert "attach_policy_statements = true" in flat(done)
    assert "resources = [aws_sqs_queue.refused.arn]" in flat(done)
    [one] = done.functions.values()
    assert one.letter == GIVEN
    again = brought(tmp_path, done.text, wish=Wish(dead_letter=ARN))
    statement = f'{{ effect = "Allow" actions = ["sqs:SendMessage"] resources = ["{ARN}"] }}'
    assert f"sqs_sendmessage_2 = {statement}" in flat(again)


EACH = '\n  for_each = toset(["a"])\n}'


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ((QUEUE, resource()), "not declared here"),
        ((QUEUE.replace("\n}", "\n  count = 2\n}"), ROLE, function()), "stands for several queues"),
        (
            (QUEUE, ROLE.replace("\n}", EACH), function().replace("work.arn", 'work["a"].arn')),
            "stands for several things",
        ),
        (
            (QUEUE, ROLE, ROLE.replace('"work" {', '"b" {'), 'variable "b" { default = false }\n',
             function().replace("aws_iam_role.work.arn", "var.b ? aws_iam_role.b.arn : aws_iam_role.work.arn")),
            "a condition decides between its roles",
        ),
        (
            (QUEUE.replace('"refused"\n', '"refused-${aws_lambda_function.work.function_name}"\n'), ROLE, function()),
            "would be a circle",
        ),
    ],
    ids=["its role", "several queues", "several roles", "either role", "a circle"],
)  # fmt: skip
def test_what_terraform_is_left(tmp_path: Path, blocks: tuple[str, ...], words: str) -> None:
    """What cannot be written safely is left with its reason."""
    wish = Wish(dead_letter="aws_sqs_queue.refused[0]") if "count" in blocks[0] else TERRAFORM
    assert words in why(brought(tmp_path, *blocks, wish=wish), "aws_lambda_function.work")


def test_modules(tmp_path: Path) -> None:
    """A queue of the module that has the function is given; one of the module around it is to be named by its ARN."""
    inner = "\n".join((QUEUE, ROLE, function()))
    laid(tmp_path, {"main.tf": 'module "a" {\n  source = "./inner"\n}\n', "inner/main.tf": inner, "work.py": HANDLER})
    [one] = attach(tmp_path, TERRAFORM).functions.values()
    assert one.letter == Letter("module.a.aws_sqs_queue.refused", Allowed.YES)
    laid(tmp_path, {"main.tf": f'module "a" {{\n  source = "./inner"\n}}\n{QUEUE}', "inner/main.tf": ROLE + function()})
    [left] = attach(tmp_path, TERRAFORM).functions.values()
    assert "is written elsewhere (another template, or module)" in left.notes[-1]


# -- CDK --------------------------------------------------------------------------------------------------------------


def test_cdk(tmp_path: Path) -> None:
    """CDK code gets the lines: the right to send and nothing else, and the queue's URL."""
    shutil.copytree(DIALECTS, tmp_path / "all")
    laid(tmp_path / "all" / "cdk", {"cdk.json": '{"app": "npx ts-node app.ts"}'})
    names = ("OrdersA9B65338",)
    for queue, found in (
        ("Jobs", "const refused = /* the queue core/Jobs */;"),
        (ARN, f"const refused = sqs.Queue.fromQueueArn(this, 'EnneadDeadLetter', '{ARN}');"),
    ):
        attachment = planned(tmp_path / "all" / "cdk", Wish(names, dead_letter=queue))
        one = next(one for one in attachment.coverages if one.name in names)
        assert one.lines[-3:] == (
            found,
            "refused.grant(fn, 'sqs:SendMessage');",
            "fn.addEnvironment('ENNEAD_DEAD_LETTER', refused.queueUrl);",
        )
        assert attachment.plan.edits == ()
