"""Whatever an application is written in, its findings' fixes are in that, and making the change ends the finding."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ennead.engine.discover import checks
from ennead.engine.scan import Request, scan
from ennead.model.app import Bucket, Dialect, Function, Node
from ennead.model.finding import Fix
from ennead.practices.fixes.change import MAX_SNIPPETS, snippet, written
from ennead.practices.fixes.limits import RESERVED_CONCURRENCY, redrive, timeout
from ennead.practices.fixes.notation import address, bucket_keys, json_members, label, yaml
from ennead.sources.read import AppReading, Options, open_path

SAMPLE = Path(__file__).parents[2] / "samples" / "dialects"
LAMBDA = """
resource "aws_lambda_function" "fn" {
  function_name = "fn"
  handler       = "app.handler"
  role          = "arn:aws:iam::123456789012:role/fn"
  runtime       = "python3.8"
}
resource "aws_lambda_function_url" "fn" {
  function_name      = aws_lambda_function.fn.function_name
  authorization_type = "NONE"
}
"""
MODULE = """
module "fn" {
  source                     = "terraform-aws-modules/lambda/aws"
  function_name              = "fn"
  handler                    = "app.handler"
  runtime                    = "python3.8"
  create_lambda_function_url = true
}
"""
JSON_SYNTAX = """{"resource": {"aws_lambda_function": {"fn": {
  "function_name": "fn", "handler": "app.handler", "runtime": "python3.8", "role": "arn:aws:iam::123456789012:role/fn"
}}}}"""
SERVICE = """
service: shop
provider: {name: aws, runtime: python3.8}
functions:
  hello:
    handler: app.handler
    url: true
resources:
  Resources:
    Jobs: {Type: AWS::SQS::Queue}
    Own:
      Type: AWS::Lambda::Function
      Properties: {Handler: app.handler, Runtime: python3.9, Code: {ZipFile: x}, Role: !Ref Role}
"""
MIXED = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Own:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, Runtime: python3.13, InlineCode: x, FunctionUrlConfig: {AuthType: NONE}}
  Plain:
    Type: AWS::Lambda::Function
    Properties: {Handler: app.handler, Runtime: python3.13, Code: {ZipFile: x}, Role: !Ref Role}
  PlainUrl:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !GetAtt Plain.Arn, AuthType: NONE}
"""


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def fixes(folder: Path, check: str, app: str | None = None) -> list[Fix]:
    """The fixes of a check's findings."""
    found = scan(folder, Request(checks(), app=app)).result.findings
    return [one.fix for one in found if one.check == check and isinstance(one.fix, Fix)]


def dialects(folder: Path, app: str | None = None) -> dict[str, Dialect]:
    """The dialect of each thing the application declares, by its id."""
    (reading,) = open_path(folder, Options()).apps(app)
    assert isinstance(reading, AppReading), reading
    assert not reading.faults
    nodes = (node for fragment in reading.fragments.values() for node in fragment.nodes)
    return {node.id: node.dialect for node in nodes if node.logical_id}


@pytest.mark.parametrize(
    ("app", "kind", "dialect"),
    [
        ("sam", "function", Dialect.SAM), ("sam", "queue", Dialect.CLOUDFORMATION),
        ("serverless", "function", Dialect.SERVERLESS), ("serverless", "log_group", Dialect.SERVERLESS),
        ("serverless", "queue", Dialect.CLOUDFORMATION), ("cdk", "function", Dialect.CDK),
        ("cdk", "queue", Dialect.CDK),
        ("terraform", "function", Dialect.TERRAFORM), ("terraform", "queue", Dialect.TERRAFORM),
    ],
)  # fmt: skip
def test_dialect_of_what_the_sample_declares(app: str, kind: str, dialect: Dialect) -> None:
    """A function and a queue are in the dialect they are declared in; one file may hold two."""
    assert {one for node, one in dialects(SAMPLE, app).items() if node.startswith(f"{kind}/")} == {dialect}


def test_a_well_known_module_is_changed_by_its_inputs(tmp_path: Path) -> None:
    """What a module of the registry makes is changed in its call, a block of the same type in the block."""
    write(tmp_path, {"main.tf": LAMBDA + MODULE})
    found = dialects(tmp_path)
    assert found["function/aws_lambda_function.fn"] is Dialect.TERRAFORM
    assert found["function/module.fn.aws_lambda_function.this[0]"] is Dialect.TERRAFORM_MODULE


@pytest.mark.parametrize(
    ("name", "before", "check"),
    [
        ("main.tf", LAMBDA, "open-function-url"),
        ("main.tf", MODULE, "open-function-url"),
        ("main.tf", LAMBDA, "end-of-life-runtime"),
        ("main.tf", MODULE, "end-of-life-runtime"),
    ],
)
def test_the_change_ends_the_finding(name: str, before: str, check: str, tmp_path: Path) -> None:
    """The snippet put where it belongs makes the finding go."""
    write(tmp_path, {name: before})
    (fix,) = fixes(tmp_path, check)
    assert fix.edit
    argument = fix.edit.partition(" =")[0]
    kept = [line for line in before.splitlines() if line.split(" =")[0].strip() != argument]
    block = len(kept) - 1 - kept[::-1].index("}") if argument == "authorization_type" else kept.index("}")
    write(tmp_path, {name: "\n".join([*kept[:block], fix.edit, *kept[block:]])})
    assert fixes(tmp_path, check) == []
    assert any(node.startswith("function/") for node in dialects(tmp_path))


def test_json_is_shown_no_other_syntax(tmp_path: Path) -> None:
    """Terraform's JSON syntax is shown no HCL; a JSON template is shown members of JSON."""
    write(tmp_path, {"main.tf.json": JSON_SYNTAX})
    (fix,) = fixes(tmp_path, "end-of-life-runtime")
    assert (fix.title, fix.edit) == ("Move to python3.14", None)
    template = (
        '{"Resources": {"Fn": {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "app.handler", '
        '"Runtime": "python3.8", "Code": {"ZipFile": "x"}, "Role": "arn:aws:iam::123456789012:role/r"}}}}'
    )
    (tmp_path / "main.tf.json").unlink()
    write(tmp_path, {"template.json": template})
    (fix,) = fixes(tmp_path, "end-of-life-runtime")
    assert fix.edit == '"Runtime": "python3.14"'


def test_a_service_with_functions_of_both_sorts(tmp_path: Path) -> None:
    """Under `functions` the framework's key is shown, under `resources` CloudFormation's."""
    write(tmp_path, {"serverless.yml": SERVICE})
    assert sorted(fix.edit or "" for fix in fixes(tmp_path, "end-of-life-runtime")) == [
        "Runtime: python3.14", "runtime: python3.14",
    ]  # fmt: skip
    assert [fix.edit for fix in fixes(tmp_path, "open-function-url")] == ["url:\n  authorizer: aws_iam"]


def test_a_template_with_urls_of_both_sorts(tmp_path: Path) -> None:
    """SAM's function has its URL in itself, CloudFormation's is a resource."""
    write(tmp_path, {"template.yaml": MIXED})
    assert {fix.edit for fix in fixes(tmp_path, "open-function-url")} == {
        "FunctionUrlConfig:\n  AuthType: AWS_IAM",
        "AuthType: AWS_IAM",
    }


def test_sample_in_cdk_names_properties_and_constructs() -> None:
    """A construct's own property and path; one that takes CloudFormation's names, its path alone."""
    (reserve,) = fixes(SAMPLE, "no-concurrency-bound", "cdk")
    assert reserve.title.endswith(": set reservedConcurrentExecutions to 10 in the construct core/Thumbnail")
    (block,) = fixes(SAMPLE, "public-bucket", "cdk")
    assert block.title.endswith("block public access, in the construct core/Uploads")
    assert (reserve.edit, block.edit) == (None, None)


def test_sample_in_serverless_sets_the_bucket_under_its_provider() -> None:
    """A bucket that the framework makes for an event takes CloudFormation's properties with a small first letter."""
    (block,) = fixes(SAMPLE, "public-bucket", "serverless")
    assert str(block.edit).startswith("publicAccessBlockConfiguration:\n  BlockPublicAcls: true")


def test_buckets_that_the_framework_makes() -> None:
    """The deployment bucket is changed by an extension; of a plugin's bucket nothing is known."""
    own = Bucket(id="bucket/ServerlessDeploymentBucket", name="x", logical_id="ServerlessDeploymentBucket")
    assert bucket_keys(own, "A", {"B": 1}) == {
        "resources": {"extensions": {"ServerlessDeploymentBucket": {"Properties": {"A": {"B": 1}}}}}
    }
    assert bucket_keys(Bucket(id="bucket/UploadsBucket", name="x", logical_id="UploadsBucket"), "A", {"B": 1}) is None


def function(name: str, dialect: Dialect, construct: str | None = None) -> Function:
    return Function(id=f"function/{name}", name=name, logical_id=name, dialect=dialect, construct=construct)


def test_different_snippets_name_what_they_are_for() -> None:
    """Where nodes need different snippets, each is headed by its nodes; more than three are counted."""
    two = [function("One", Dialect.CLOUDFORMATION), function("two", Dialect.SERVERLESS)]
    assert written("T", *((timeout(3), fn) for fn in two)).edit == "# One\nTimeout: 3\n\n# two\ntimeout: 3"
    many = [(timeout(number), two[0]) for number in range(MAX_SNIPPETS + 2)]
    assert str(written("T", *many).edit).endswith("\n\n# 2 more likewise")


def test_several_constructs_are_named_once_each() -> None:
    """One clause for all constructs that take it; a construct without a path is still one."""
    paths = ("Shop/A/Resource", "Shop/B/Resource")
    both = [function(path, Dialect.CDK, path) for path in paths]
    title = written("Reserve", *((RESERVED_CONCURRENCY, fn) for fn in both)).title
    assert title == "Reserve: set reservedConcurrentExecutions to 10 in the constructs Shop/A and Shop/B"
    assert written("Reserve", (RESERVED_CONCURRENCY, function("Fn", Dialect.CDK))).title == "Reserve, in its construct"


@pytest.mark.parametrize(
    ("written_as", "called", "named"),
    [
        ("aws_sqs_queue.jobs", "aws_sqs_queue.jobs", "jobs"),
        ('module.a["x.y"].module.b[0].aws_sqs_queue.jobs["eu"]', 'aws_sqs_queue.jobs["eu"]', "jobs_eu"),
        ("module.a.aws_sqs_queue.this[0]", "aws_sqs_queue.this[0]", "this"),
        ('aws_sqs_queue.jobs["a\nb"]', 'aws_sqs_queue.jobs["a?b"]', "jobs_a_b"),
    ],
)
def test_names_in_terraform(written_as: str, called: str, named: str) -> None:
    """A thing is called as in its own module, on one line; what belongs to it has a label of its name and key."""
    node = Node(id="queue/x", name="x", logical_id=written_as)
    assert (address(node), label(node)) == (called, named)


def test_notation() -> None:
    """Functions are short in YAML and spelled out in JSON; text that would read as something else is quoted."""
    members = {"A": {"Ref": "Key"}, "B": ["x", "no", 1], "C": [{"D": "a b", "E": {"Fn::GetAtt": ["K", "Arn"]}}]}
    assert yaml(members) == 'A: !Ref Key\nB: [x, "no", 1]\nC:\n  - D: "a b"\n    E: !GetAtt K.Arn'
    assert json_members({"A": {"Ref": "Key"}}) == '"A": {\n  "Ref": "Key"\n}'


def test_a_dead_letter_queue_is_named_after_its_queue() -> None:
    """In a nested stack the name is the queue's own; the framework has no key, so nothing is shown."""
    from ennead.model.app import Queue  # noqa: PLC0415

    queue = Queue(id="queue/Stack.Jobs", name="jobs", logical_id="Stack.Jobs")
    assert "!GetAtt JobsDeadLetters.Arn" in str(snippet(redrive(queue), queue))
    made = Queue(id="queue/Jobs", name="jobs", logical_id="Jobs", dialect=Dialect.SERVERLESS)
    assert snippet(redrive(made), made) is None
