"""Functions and roles: settings, defaults, places."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.app import Auth, Bucket, FunctionUrl, GapKind, LogGroup, Role, StateMachine, Table
from ennead.sources.read import Options
from tests.sources.reading import edges, ids, one
from tests.sources.serverless.service import FN, HEAD, app, fragment, function, variables

TABLE = (
    "resources:\n  Resources:\n    Orders:\n      Type: AWS::DynamoDB::Table\n      Properties:\n"
    "        TableName: ${self:service}-orders\n"
)
STATEMENT = "{Effect: Allow, Action: 'dynamodb:PutItem', Resource: !GetAtt Orders.Arn}"


def test_a_function_has_the_framework_s_defaults_and_its_own_key(tmp_path: Path) -> None:
    """The id is the key in the file, the name the framework's, six seconds and 1024 MB unless said otherwise."""
    found = function(fragment(tmp_path, HEAD + FN))
    assert (found.id, found.logical_id, found.name) == ("function/list", "list", "shop-dev-list")
    assert (found.timeout, found.memory, found.runtime) == (6, 1024, "python3.13")
    assert (found.handler, found.code) == ("src/list.handler", "src")
    assert found.at
    assert (found.at.line, found.runtime_at and found.runtime_at.line) == (6, 4)


def test_a_function_s_own_settings_win_over_the_provider_s(tmp_path: Path) -> None:
    """Provider settings are inherited, variables merged, and what a function says itself counts."""
    provider = "  timeout: 20\n  memorySize: 512\n  tracing: {lambda: true}\n"
    provider += "  environment: {A: 1, B: 1}\n  vpc: {subnetIds: [s]}\n"
    own = "    timeout: 30\n    environment: {B: 2}\n    reservedConcurrency: 3\n    ephemeralStorageSize: 1024\n"
    found = fragment(tmp_path, f"{HEAD}{provider}{FN}{own}    onError: arn:aws:sns:us-east-1:123456789012:dead\n")
    fn = function(found)
    assert (fn.timeout, fn.memory, fn.reserved_concurrency, fn.ephemeral_storage) == (30, 512, 3, 1024)
    assert (fn.tracing, fn.vpc, variables(found)) == ("Active", True, {"A": "1", "B": "2"})
    assert ("function/list", "topic/dead") in edges(found, "fails_to")


@pytest.mark.parametrize(
    ("handler", "place", "code"),
    [
        ("handler.main", "", "."),
        ("a/b/c.main", "", "a/b"),
        ("./c.main", "", "."),
        ("c.main", "app/", "app"),
        ("../shared/c.main", "app/", "shared"),
    ],
)
def test_code_is_the_handler_s_folder(tmp_path: Path, handler: str, place: str, code: str) -> None:
    """The folder is relative to what is scanned, wherever the service lies."""
    write = f"{HEAD}functions: {{list: {{handler: {handler}}}}}\n"
    folder = tmp_path / "x"
    (folder / place).mkdir(parents=True)
    (folder / place / "serverless.yml").write_text(write)
    from ennead.sources.read import AppReading, open_path  # noqa: PLC0415

    (reading,) = open_path(folder, Options()).apps()
    assert isinstance(reading, AppReading)
    assert function(reading.fragments[""]).code == code


def test_functions_may_stand_in_other_files_and_keep_their_line(tmp_path: Path) -> None:
    """A list of files is their union; a place names the file the function is written in."""
    text = f"{HEAD}functions:\n  - ${{file(fns/one.yml)}}\n  - ${{file(fns/two.yml)}}\n"
    files = {"fns/one.yml": "one: {handler: src/a.main}\n", "fns/two.yml": "\ntwo: {handler: src/b.main}\n"}
    found = fragment(tmp_path, text, files)
    assert {"function/one", "function/two"} <= ids(found)
    two = function(found, "two")
    assert (str(two.at), two.code) == ("fns/two.yml:2", "src")


def test_all_functions_share_the_role_the_framework_makes(tmp_path: Path) -> None:
    """One role with the provider's statements at their lines, and a grant on the service's own table."""
    more = "  other: {handler: b.main}\n"
    iam = f"  iam:\n    role:\n      statements:\n        - {STATEMENT}\n"
    iam += "      managedPolicies: [arn:aws:iam::aws:policy/AdministratorAccess]\n"
    found = fragment(tmp_path, f"{HEAD}{iam}{FN}{more}{TABLE}")
    role = one(found, "role/IamRoleLambdaExecution", Role)
    assert edges(found, "assumes") == {("function/list", role.id), ("function/other", role.id)}
    statement = next(s for policy in role.policies for s in policy.statements if "dynamodb:PutItem" in s.actions)
    assert statement.at
    assert statement.at.line == 8
    assert "AdministratorAccess" in {policy.name for policy in role.policies}
    assert one(found, "table/Orders", Table).name == "shop-orders"


def test_the_old_form_of_statements_is_read_too(tmp_path: Path) -> None:
    """`provider.iamRoleStatements`, with a file among its items."""
    text = f"{HEAD}  iamRoleStatements:\n    - ${{file(iam.yml)}}\n{FN}{TABLE}"
    found = fragment(tmp_path, text, {"iam.yml": f"- {STATEMENT}\n"})
    role = one(found, "role/IamRoleLambdaExecution", Role)
    assert any("dynamodb:PutItem" in s.actions for policy in role.policies for s in policy.statements)


@pytest.mark.parametrize(
    ("own", "plugin", "expected"),
    [
        (f"    iamRoleStatements: [{STATEMENT}]\n", "plugins: [serverless-iam-roles-per-function]\n",
         "role/ListIamRoleLambdaExecution"),
        (f"    iam: {{role: {{statements: [{STATEMENT}]}}}}\n", "", "role/ListIamRoleLambdaExecution"),
        (f"    iamRoleStatements: [{STATEMENT}]\n", "", "role/IamRoleLambdaExecution"),
        ("    role: arn:aws:iam::123456789012:role/theirs\n", "", "role/theirs"),
        ("    role: Mine\n", "", "role/Mine"),
    ],
)  # fmt: skip
def test_a_function_may_have_a_role_of_its_own(tmp_path: Path, own: str, plugin: str, expected: str) -> None:
    """By the plugin, by v4's own setting, or by name; without the plugin its setting does nothing and is told."""
    mine = "    Mine: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}\n"
    found = fragment(tmp_path, f"{HEAD}{FN}{own}{plugin}{TABLE}{mine}")
    assert ("function/list", expected) in edges(found, "assumes")
    assert any(gap.klass == "plugin" for gap in found.gaps) == (expected == "role/IamRoleLambdaExecution")
    if expected.startswith("role/List"):
        role = one(found, expected, Role)
        assert (role.generated, role.function) == (True, "list")


def test_a_provider_s_role_is_every_function_s(tmp_path: Path) -> None:
    """A role by its ARN takes the place of the one the framework makes."""
    found = fragment(tmp_path, f"{HEAD}  iam: {{role: 'arn:aws:iam::123456789012:role/theirs'}}\n{FN}")
    assert edges(found, "assumes") == {("function/list", "role/theirs")}
    assert "role/IamRoleLambdaExecution" not in ids(found)


@pytest.mark.parametrize(
    ("url", "auth"), [("true", Auth.NONE), ("{authorizer: aws_iam}", Auth.IAM), ("{cors: true}", Auth.NONE)]
)
def test_a_function_url_asks_what_it_says(tmp_path: Path, url: str, auth: Auth) -> None:
    """Open unless IAM is asked for; at its own line."""
    node = one(fragment(tmp_path, f"{HEAD}{FN}    url: {url}\n"), "function_url/ListLambdaFunctionUrl", FunctionUrl)
    assert (node.auth, node.function, node.at and node.at.line) == (auth, "function/list", 8)
    assert node.cors_origins == (("*",) if "cors" in url else ())


def test_log_groups_layers_images_and_destinations(tmp_path: Path) -> None:
    """The rest of a function: retention, its layer, its image, where failures go, its alias."""
    text = (
        f"{HEAD}  logRetentionInDays: 14\nlayers: {{tools: {{path: layer}}}}\n{FN}    layers: [!Ref ToolsLambdaLayer]\n"
        "    destinations: {onFailure: other}\n    maximumRetryAttempts: 1\n    provisionedConcurrency: 2\n"
        "  other:\n    image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/x:1\n"
    )
    found = fragment(tmp_path, text)
    group = one(found, "log_group/ListLogGroup", LogGroup)
    assert (group.retention_days, group.name) == (14, "/aws/lambda/shop-dev-list")
    assert function(found).layers == ("layer/ToolsLambdaLayer",)
    assert ("function/list", "function/other") in edges(found, "fails_to")
    assert (function(found).async_retries, function(found, "other").runtime) == (1, None)
    assert str(function(found, "other").image).endswith("x:1")
    assert "alias/ListProvConcLambdaAlias" in ids(found)


def test_resources_merge_and_extensions_reach_what_the_framework_makes(tmp_path: Path) -> None:
    """A list of resources is one section; an extension changes a resource the framework made."""
    text = (
        f"{HEAD}{FN}resources:\n  - ${{file(res/a.yml)}}\n  - Resources: {{B: {{Type: AWS::S3::Bucket}}}}\n"
        "    extensions: {ListLogGroup: {Properties: {RetentionInDays: 30}}, Nothing: {Properties: {}}}\n"
    )
    found = fragment(tmp_path, text, {"res/a.yml": "Resources: {A: {Type: AWS::SQS::Queue}}\n"})
    assert {"queue/A", "bucket/B"} <= ids(found)
    assert one(found, "log_group/ListLogGroup", LogGroup).retention_days == 30
    assert [gap.about for gap in found.gaps if gap.klass == "extension"] == ["Nothing"]


def test_functions_and_resources_may_share_a_name(tmp_path: Path) -> None:
    """A function and a table of one key are two nodes; references by the framework's id lead to the function."""
    text = (
        f"{HEAD}functions: {{orders: {{handler: a.main}}}}\nresources:\n  Resources:\n"
        "    orders: {Type: AWS::DynamoDB::Table}\n"
        "    Q: {Type: AWS::SQS::Queue}\n"
        "    Map: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt Q.Arn,"
        " FunctionName: !Ref OrdersLambdaFunction}}\n"
    )
    found = fragment(tmp_path, text)
    assert {"function/orders", "table/orders"} <= ids(found)
    assert ("queue/Q", "function/orders") in edges(found, "triggers")


def test_what_a_plugin_reads_is_a_gap(tmp_path: Path) -> None:
    """Sections and constructs we do not read are our debt, with their line."""
    found = fragment(tmp_path, f"{HEAD}{FN}appSync: {{name: x}}\nconstructs: {{site: {{type: static-website}}}}\n")
    assert [(gap.kind, gap.at and gap.at.line) for gap in found.gaps] == [
        (GapKind.UNSUPPORTED, 9), (GapKind.UNSUPPORTED, 8),
    ]  # fmt: skip


def test_lift_queues_start_their_worker(tmp_path: Path) -> None:
    """A queue construct is a queue, its dead letters, and a function; its URL names it."""
    lift = "constructs:\n  jobs: {type: queue, worker: {handler: w.main, timeout: 10}}\n  files: {type: storage}\n"
    found = fragment(tmp_path, f"{HEAD}{FN}    environment: {{Q: '${{construct:jobs.queueUrl}}'}}\n{lift}")
    assert ("queue/JobsQueue", "function/jobsWorker") in edges(found, "triggers")
    assert ("function/list", "queue/JobsQueue") in edges(found, "references")
    assert isinstance(one(found, "bucket/FilesBucket", Bucket), Bucket)


def test_state_machines_of_the_plugin_start_functions_by_key(tmp_path: Path) -> None:
    """A definition that names a function by its key starts it; the machine's own id is its key."""
    steps = (
        "stepFunctions:\n  stateMachines:\n    flow:\n      name: Flow-${sls:stage}\n      events:\n"
        "        - schedule: rate(1 day)\n        - http: {path: go, method: post}\n"
        "      definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt list.Arn, End: true}}}\n"
    )
    found = fragment(tmp_path, f"{HEAD}{FN}{steps}")
    assert one(found, "state_machine/flow", StateMachine).name == "Flow-dev"
    assert ("state_machine/flow", "function/list") in edges(found, "triggers")
    assert any(target == "state_machine/flow" for _, target in edges(found, "invokes"))
    assert "route/POST /go" in ids(found)


def test_marks_cover_a_function_s_lines(tmp_path: Path) -> None:
    """A comment inside a function's block belongs to the function; one in a resource's to the resource."""
    marks = app(tmp_path, f"{HEAD}{FN}    events:\n      - schedule: rate(1 day)\n{TABLE}").marks
    assert [(mark.logical_id, mark.first_line, mark.last_line) for mark in marks if mark.logical_id] == [
        ("list", 6, 9), ("Orders", 12, 10**9 - 1),
    ]  # fmt: skip
