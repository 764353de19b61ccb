"""What a change does to the map: who gets in, what they reach, what came and went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.engine.base.choose import BaseError, base_of
from ennead.engine.change.compare import map_change
from ennead.engine.change.words import Change
from ennead.engine.config import Config
from ennead.engine.scan import Request, map_of, readings
from ennead.graph.change.words import EdgeChange, GraphChange, How
from ennead.model.finding import Exposure
from ennead.report.change.document import document
from ennead.report.graph.document import render
from ennead.sources.app import AppReading, Options
from tests.engine.changing import API, OPEN_API, READS, TABLE, in_the_scan, on_the_map, repository

BOTH = API + TABLE


def graph(change: Change) -> GraphChange:
    """The difference between the maps."""
    assert change.graph is not None
    return change.graph


def exposed(change: Change) -> dict[str, tuple[Exposure | None, Exposure]]:
    """By id: who reached it, and who does now."""
    return {one.node: (one.before, one.after) for one in graph(change).exposure}


def reached(change: Change, how: How = How.ADDED) -> set[tuple[str, str, tuple[str, ...]]]:
    """Start, store and aims of what is reached newly (or no longer)."""
    return {(one.start, one.store, one.aims) for one in graph(change).reach if one.how is how}


def nodes(change: Change, how: How) -> set[str]:
    """The ids of nodes of which that became."""
    return {one.id for one in graph(change).nodes if one.how is how}


def test_same_is_nothing(tmp_path: Path) -> None:
    """What has not changed changes nothing."""
    repo = repository(tmp_path / "app", {"template.yml": BOTH})
    change = on_the_map(repo.folder)
    assert change.nothing
    assert not change.notes


def test_moved_lines_and_renamed_files_change_nothing(tmp_path: Path) -> None:
    """Blank lines, comments, another order of resources, another name of the template: nothing is added or gone."""
    repo = repository(tmp_path / "app", {"template.yml": BOTH})
    head, mark, rest = API.partition("Resources:\n")
    moved = f"# a comment\n\n{head}{mark}{TABLE}\n\n{rest}"
    repo.write({"template.yml": None, "sam.yaml": moved})
    change = in_the_scan(repo.folder)
    assert graph(change).nothing
    assert change.nothing
    assert not change.apps


def test_renamed_folder_of_an_application(tmp_path: Path) -> None:
    """In a repository of many, an application whose folder has another name is the same application."""
    repo = repository(tmp_path / "all", {"orders/template.yml": BOTH, "other/template.yml": TABLE_ONLY})
    (repo.folder / "orders").rename(repo.folder / "purchases")
    change = in_the_scan(repo.folder)
    assert graph(change).nothing
    assert [(one.how, one.was, one.name) for one in change.apps] == [(How.RENAMED, "orders", "purchases")]
    assert not [one for one in change.findings if one.standing != "still"]


TABLE_ONLY = "Resources:\n" + TABLE


def test_opened_route(tmp_path: Path) -> None:
    """A route that asks nobody any more is told with its function, its place, and the fact that changed."""
    repo = repository(tmp_path / "app", {"template.yml": API})
    repo.write({"template.yml": OPEN_API})
    change = on_the_map(repo.folder)
    signed_in, anyone = Exposure.SIGNED_IN, Exposure.ANONYMOUS
    assert exposed(change) == {
        "function/app:Orders": (signed_in, anyone),
        "route/app:POST /orders": (signed_in, anyone),
    }
    (cause,) = next(one.causes for one in graph(change).exposure if one.node == "function/app:Orders")
    assert cause.what == "POST /orders: auth iam → none"
    assert str(cause.at) == "template.yml:10"


def test_closed_route(tmp_path: Path) -> None:
    """The other way round it is narrower."""
    repo = repository(tmp_path / "app", {"template.yml": OPEN_API})
    repo.write({"template.yml": API})
    narrower = [one for one in graph(on_the_map(repo.folder)).exposure if not one.wider]
    assert {one.node for one in narrower} == {"function/app:Orders", "route/app:POST /orders"}


def test_widened_grant_reaches_data(tmp_path: Path) -> None:
    """A new policy lets the function, and what leads to it, reach the table; the way and the statement are told."""
    repo = repository(tmp_path / "app", {"template.yml": BOTH})
    repo.write({"template.yml": API + READS + TABLE})
    change = on_the_map(repo.folder)
    aims = ("confidentiality",)
    assert reached(change) >= {
        ("function/app:Orders", "table/app:CustomersTable", aims),
        ("route/app:POST /orders", "table/app:CustomersTable", aims),
    }
    one = next(one for one in graph(change).reach if one.start == "function/app:Orders")
    assert one.level == "high"
    assert "personal" in one.classes
    assert one.path[0].node == "function/app:Orders"
    assert one.path[-1].node == "table/app:CustomersTable"
    assert one.path[-1].at is not None
    assert one.path[-1].at.path == "template.yml"


def test_grants_are_compared_by_what_they_allow(tmp_path: Path) -> None:
    """Actions that come count as more, ones that a wildcard covered before do not."""
    statement = "{{Effect: Allow, Action: {}, Resource: !GetAtt CustomersTable.Arn}}"
    policy = f"      Policies:\n        - Statement:\n            - {statement}\n"
    repo = repository(tmp_path / "app", {"template.yml": API + policy.format("['dynamodb:Get*']") + TABLE})
    repo.write({"template.yml": API + policy.format("['dynamodb:GetItem', 'dynamodb:PutItem']") + TABLE})
    (grant,) = (one for one in graph(on_the_map(repo.folder)).edges if one.kind == "grants")
    assert grant.how is How.CHANGED
    assert grant.more == ("dynamodb:PutItem",)
    assert grant.less == ("dynamodb:Get*",)


def test_order_of_statements_does_not_count(tmp_path: Path) -> None:
    """The number a policy gives a statement is no property of the grant."""
    one = "- {Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt CustomersTable.Arn}"
    two = "- {Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}"
    policy = "      Policies:\n        - Statement:\n            {}\n            {}\n"
    repo = repository(tmp_path / "app", {"template.yml": API + policy.format(one, two) + TABLE})
    repo.write({"template.yml": API + policy.format(two, one) + TABLE})
    assert not [edge for edge in graph(on_the_map(repo.folder)).edges if edge.kind == "grants"]


def test_facts_of_a_function(tmp_path: Path) -> None:
    """Runtime and timeout are told with what they were; values of variables are not, their names are."""
    repo = repository(tmp_path / "app", {"template.yml": API})
    changed = API.replace("python3.13", "python3.14").replace(
        "      Events:", "      Timeout: 900\n      Environment: {Variables: {TOKEN: s3cret-value}}\n      Events:"
    )
    repo.write({"template.yml": changed})
    change = on_the_map(repo.folder)
    (one,) = (one for one in graph(change).nodes if one.id == "function/app:Orders")
    facts = {fact.name: (fact.before, fact.after) for fact in one.facts}
    assert facts == {
        "runtime": ("python3.13", "python3.14"),
        "timeout": (None, 900),
        "environment": (None, ["TOKEN"]),
    }
    assert "s3cret" not in repr(graph(change))


def test_added_and_removed(tmp_path: Path) -> None:
    """A table that comes and a function that goes stand at their places, the gone one at its old place."""
    repo = repository(tmp_path / "app", {"template.yml": API})
    repo.write({"template.yml": TABLE_ONLY})
    change = on_the_map(repo.folder)
    assert "table/app:CustomersTable" in nodes(change, How.ADDED)
    assert {"function/app:Orders", "route/app:POST /orders"} <= nodes(change, How.REMOVED)
    gone = next(one for one in graph(change).nodes if one.id == "function/app:Orders")
    assert str(gone.at) == "template.yml:3"


def test_renamed_function(tmp_path: Path) -> None:
    """A function with another logical id and all else equal is renamed, with its role; no finding comes or goes."""
    old = API.replace("python3.13", "python3.8") + READS + TABLE
    repo = repository(tmp_path / "app", {"template.yml": old})
    repo.write({"template.yml": old.replace("Orders:", "Purchases:")})
    change = in_the_scan(repo.folder)
    assert {(one.was, one.id) for one in graph(change).nodes if one.how is How.RENAMED} >= {
        ("function/app:Orders", "function/app:Purchases"),
        ("role/app:OrdersRole", "role/app:PurchasesRole"),
    }
    assert not nodes(change, How.ADDED)
    assert not nodes(change, How.REMOVED)
    assert not graph(change).edges
    assert not reached(change)
    moved = [one for one in change.findings if one.moved]
    assert moved
    assert {one.standing for one in change.findings} == {"still"}


def test_renamed_and_changed_is_gone_and_new(tmp_path: Path) -> None:
    """With another name and another fact nothing is guessed."""
    repo = repository(tmp_path / "app", {"template.yml": API})
    repo.write({"template.yml": API.replace("Orders:", "Purchases:").replace("python3.13", "python3.14")})
    change = on_the_map(repo.folder)
    assert "function/app:Purchases" in nodes(change, How.ADDED)
    assert "function/app:Orders" in nodes(change, How.REMOVED)


def test_two_alike_are_not_guessed(tmp_path: Path) -> None:
    """Where two things fit a name that is gone, neither is taken for it."""
    queue = "Resources:\n  {}: {{Type: AWS::SQS::Queue}}\n"
    repo = repository(tmp_path / "app", {"template.yml": queue.format("A")})
    repo.write({"template.yml": queue.format("B") + "  C: {Type: AWS::SQS::Queue}\n"})
    change = on_the_map(repo.folder)
    assert nodes(change, How.ADDED) == {"queue/app:B", "queue/app:C"}
    assert nodes(change, How.REMOVED) == {"queue/app:A"}


STAGED = """\
Parameters:
  Auth: {{Type: String, Default: AWS_IAM}}
Conditions:
  Open: !Equals [!Ref Auth, NONE]
{}"""
SAMCONFIG = """\
version = 0.1
[dev.deploy.parameters]
parameter_overrides = "Auth=AWS_IAM"
[prod.deploy.parameters]
parameter_overrides = "Auth={}"
"""


def test_environments_are_compared_one_by_one(tmp_path: Path) -> None:
    """What opens in production only is told of production only."""
    url = "      FunctionUrlConfig: {AuthType: !Ref Auth}\n      Events:"
    template = STAGED.format(API.replace("      Events:", url))
    repo = repository(tmp_path / "app", {"template.yml": template, "samconfig.toml": SAMCONFIG.format("AWS_IAM")})
    repo.write({"samconfig.toml": SAMCONFIG.format("NONE")})
    opened = [one for one in graph(on_the_map(repo.folder)).exposure if one.after is Exposure.ANONYMOUS]
    assert opened
    assert {one.environments for one in opened} == {("prod",)}


def test_environment_that_comes_is_told(tmp_path: Path) -> None:
    """A new environment is named."""
    first, _, _ = SAMCONFIG.partition("[prod")
    second = SAMCONFIG.format("NONE").replace("prod", "stage")
    template = STAGED.format(API)
    repo = repository(tmp_path / "app", {"template.yml": template, "samconfig.toml": second})
    repo.write({"samconfig.toml": second + '[prod.deploy.parameters]\nparameter_overrides = "Auth=x"\n'})
    (app,) = on_the_map(repo.folder).apps
    assert app.came == ("prod",)
    assert first


def test_classes_declared_in_the_configuration(tmp_path: Path) -> None:
    """What the configuration says of a store is part of the change: each version is read with its own."""
    queue = "Resources:\n  Jobs: {Type: AWS::SQS::Queue}\n"
    repo = repository(tmp_path / "app", {"template.yml": queue})
    repo.write({"ennead.toml": '[data]\nJobs = ["health"]\n'})
    (one,) = graph(on_the_map(repo.folder)).values
    facts = {fact.name: (fact.before, fact.after) for fact in one.facts}
    assert facts["data_classes"] == (["unknown"], ["health"])
    assert facts["confidentiality"][1] == "high"


def test_faulty_configuration_of_the_base_is_told(tmp_path: Path) -> None:
    """A configuration that cannot be followed is noted, and the present one serves."""
    repo = repository(tmp_path / "app", {"template.yml": API, "ennead.toml": "nonsense = 1\n"})
    repo.write({"ennead.toml": "[data]\n"})
    (note,) = on_the_map(repo.folder).notes
    assert "nonsense" in note.reason
    assert "ennead-base-" not in note.reason


def test_applications_that_come_and_go(tmp_path: Path) -> None:
    """In a repository of many, applications are added and removed by name."""
    repo = repository(tmp_path / "all", {"a/template.yml": API, "b/template.yml": TABLE_ONLY})
    (repo.folder / "b/template.yml").unlink()
    repo.write({"c/template.yml": "Resources:\n  Q: {Type: AWS::SQS::Queue}\n"})
    change = on_the_map(repo.folder)
    assert {(one.how, one.name) for one in change.apps} == {(How.ADDED, "c"), (How.REMOVED, "b")}
    assert change.names == ("a", "c", "b")


def test_second_application_beside_the_first(tmp_path: Path) -> None:
    """An application that gets a neighbour gets another name, and stays the same application."""
    repo = repository(tmp_path / "app", {"template.yml": BOTH})
    repo.write({"other/template.yml": "Resources:\n  Q: {Type: AWS::SQS::Queue}\n"})
    change = on_the_map(repo.folder)
    assert [(one.how, one.name) for one in change.apps] == [(How.ADDED, "other")]
    assert nodes(change, How.ADDED) == {"queue/other:Q"}
    assert not nodes(change, How.REMOVED)


def test_template_that_broke_is_no_removal(tmp_path: Path) -> None:
    """An application that cannot be read any more could not be compared: nothing of it is called gone."""
    repo = repository(tmp_path / "all", {"a/template.yml": API, "b/template.yml": TABLE_ONLY})
    repo.write({"b/template.yml": "Resources:\n  - {Type: AWS::SQS::Queue\n"})
    change = in_the_scan(repo.folder)
    assert any(note.app == "b" and "could not be compared: now" in note.reason for note in change.notes)
    assert not change.apps
    assert not nodes(change, How.REMOVED)
    assert change.exit_code(None) == 3


def test_template_that_was_broken_is_no_addition(tmp_path: Path) -> None:
    """Nor is one new that could not be read before, and what is in it is nobody's new finding."""
    broken = "Resources:\n  - {Type: AWS::\n"
    repo = repository(tmp_path / "all", {"a/template.yml": TABLE_ONLY, "b/template.yml": broken})
    repo.write({"b/template.yml": OPEN_API})
    change = in_the_scan(repo.folder)
    assert any(note.app == "b" and "could not be compared: before" in note.reason for note in change.notes)
    assert not change.findings
    assert not nodes(change, How.ADDED)


def test_submodule_that_could_not_be_read(tmp_path: Path) -> None:
    """An application in a submodule is not called new: the revision does not hold its files."""
    inner = repository(tmp_path / "inner", {"template.yml": API})
    repo = repository(tmp_path / "all", {"a/template.yml": TABLE_ONLY})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "sub")
    repo.commit()
    change = on_the_map(repo.folder)
    assert [note.app for note in change.notes] == ["sub"]
    assert not change.apps
    assert graph(change).nothing


def test_nothing_there_before(tmp_path: Path) -> None:
    """Against a revision without the folder everything is new."""
    repo = repository(tmp_path / "r", {"README": "x"})
    repo.write({"app/template.yml": API})
    change = in_the_scan(repo.folder / "app")
    assert [(one.how, one.name) for one in change.apps] == [(How.ADDED, "app")]
    assert "function/app:Orders" in nodes(change, How.ADDED)


def test_one_template_as_path(tmp_path: Path) -> None:
    """PATH may be one template of a folder; the templates it nests are there."""
    files = {"parent.yml": PARENT, "child.yml": CHILD, "other.yml": API}
    repo = repository(tmp_path / "app", files)
    assert on_the_map(repo.folder / "parent.yml").nothing
    repo.write({"child.yml": CHILD.replace("Queue}", "Queue, Properties: {DelaySeconds: 3}}")})
    assert on_the_map(repo.folder / "other.yml").nothing


PARENT = """\
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yml}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      Role: arn:aws:iam::123456789012:role/x
      Code: {ZipFile: "x"}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Fn
      EventSourceArn: !GetAtt Network.Outputs.InboxArn
"""
CHILD = """\
Resources:
  Inbox: {Type: AWS::SQS::Queue}
Outputs:
  InboxArn: {Value: !GetAtt Inbox.Arn}
"""
POLICY = """\
  InboxPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Inbox]
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: !GetAtt Inbox.Arn}
"""
OPEN_CHILD = CHILD.replace("Outputs:", f"{POLICY}Outputs:")


def blamed(change: Change, node: str) -> tuple[str, set[str]]:
    """Where a node that anyone newly starts stands, and where the change stands that brought it."""
    one = next(one for one in graph(change).exposure if one.node == node)
    assert one.after is Exposure.ANONYMOUS
    return str(one.at), {str(cause.at) for cause in one.causes}


def test_change_in_a_nested_stack_opens_the_parents_function(tmp_path: Path) -> None:
    """A policy in the nested template lets anyone start the parent's function: both places are named."""
    repo = repository(tmp_path / "app", {"parent.yml": PARENT, "child.yml": CHILD})
    repo.write({"child.yml": OPEN_CHILD})
    assert blamed(on_the_map(repo.folder), "function/app:Fn") == ("parent.yml:5", {"child.yml:9"})


def test_change_in_one_stack_opens_anothers_function(tmp_path: Path) -> None:
    """Two applications joined by an export: a change in the one names the function of the other, and both places."""
    exported = "    Export: {Name: inbox}\n"
    network = CHILD.replace(" {Value: !GetAtt Inbox.Arn}\n", f"\n    Value: !GetAtt Inbox.Arn\n{exported}")
    reports = PARENT.replace("!GetAtt Network.Outputs.InboxArn", "!ImportValue inbox").replace(
        "  Network:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: child.yml}\n", ""
    )
    repo = repository(tmp_path / "all", {"network/template.yml": network, "reports/template.yml": reports})
    repo.write({"network/template.yml": network.replace("Outputs:", f"{POLICY}Outputs:")})
    change = on_the_map(repo.folder)
    assert blamed(change, "function/reports:Fn") == ("reports/template.yml:2", {"network/template.yml:9"})


def test_change_in_one_stack_of_a_cloud_assembly(tmp_path: Path) -> None:
    """So it is between two stacks of one CDK application."""

    def stack(name: str) -> dict[str, object]:
        return {"type": "aws:cloudformation:stack", "properties": {"templateFile": f"{name}.template.json"}}

    network: dict[str, object] = {
        "Resources": {"Inbox": {"Type": "AWS::SQS::Queue"}},
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Inbox", "Arn"]}, "Export": {"Name": "inbox"}}},
    }
    role = "arn:aws:iam::123456789012:role/x"
    code = {"Handler": "a.b", "Runtime": "python3.13", "Role": role, "Code": {"ZipFile": "x"}}
    mapping = {"FunctionName": {"Ref": "Fn"}, "EventSourceArn": {"Fn::ImportValue": "inbox"}}
    reports = {
        "Resources": {
            "Fn": {"Type": "AWS::Lambda::Function", "Properties": code},
            "Map": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": mapping},
        }
    }
    manifest = {"version": "36.0.0", "artifacts": {"Network": stack("Network"), "Reports": stack("Reports")}}
    files: dict[str, str | None] = {
        "cdk.out/manifest.json": json.dumps(manifest),
        "cdk.out/cdk.out": '{"version":"36.0.0"}',
        "cdk.out/Network.template.json": json.dumps(network),
        "cdk.out/Reports.template.json": json.dumps(reports),
    }
    repo = repository(tmp_path / "app", files)
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    policy = {"Queues": [{"Ref": "Inbox"}], "PolicyDocument": {"Statement": [statement]}}
    network["Resources"] = {
        "Inbox": {"Type": "AWS::SQS::Queue"},
        "Open": {"Type": "AWS::SQS::QueuePolicy", "Properties": policy},
    }
    repo.write({"cdk.out/Network.template.json": json.dumps(network)})
    change = on_the_map(repo.folder)
    opened = [one for one in graph(change).exposure if one.node.startswith("function/")]
    assert len(opened) == 1
    assert opened[0].at is not None
    assert opened[0].at.path.endswith("Reports.template.json")
    assert {cause.at.path for cause in opened[0].causes if cause.at} == {"cdk.out/Network.template.json"}


def test_assembly_that_is_not_in_the_revision(tmp_path: Path) -> None:
    """Without its cloud assembly a CDK application could not be read before: nothing of it is called new."""
    repo = repository(tmp_path / "app", {"cdk.json": '{"app": "node app.js"}', ".gitignore": "cdk.out\n"})
    template = {"Resources": {"Inbox": {"Type": "AWS::SQS::Queue"}}}
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "A.template.json"}}
    repo.write(
        {
            "cdk.out/manifest.json": json.dumps({"version": "36.0.0", "artifacts": {"A": stack}}),
            "cdk.out/cdk.out": '{"version":"36.0.0"}',
            "cdk.out/A.template.json": json.dumps(template),
        }
    )
    change = on_the_map(repo.folder)
    assert not nodes(change, How.ADDED)
    (note,) = change.notes
    assert "cloud assembly" in note.reason


def test_tracked_file_that_git_would_ignore(tmp_path: Path) -> None:
    """A template that a rule ignores and that is tracked all the same is in both versions."""
    repo = repository(tmp_path / "app", {"template.yml": API})
    repo.write({".gitignore": "*.yml\n"}).git("add", ".gitignore")
    repo.commit()
    assert on_the_map(repo.folder).nothing


def test_gaps_that_come_and_go(tmp_path: Path) -> None:
    """A parameter that has no value any more is a gap of the change; one that gets a value is one less."""
    queue = "Resources:\n  Q: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Ref Name}}}}\n"
    template = "Parameters:\n  Name: {{Type: String{}}}\n" + queue
    repo = repository(tmp_path / "app", {"template.yml": template.format(", Default: q")})
    repo.write({"template.yml": template.format("")})
    (gap,) = graph(on_the_map(repo.folder)).gaps
    assert gap.how is How.ADDED
    assert "Name" in gap.gap.reason


def test_environment_that_was_not_there_is_told(tmp_path: Path) -> None:
    """Asked for an environment that the base does not have, it says so and does not fail."""
    repo = repository(tmp_path / "app", {"template.yml": STAGED.format(API)})
    repo.write({"samconfig.toml": SAMCONFIG.format("x")})
    change = map_change(repo.folder, Request((), sources=Options(environment="prod")), base_of("HEAD", repo.folder))
    assert any("no environment prod" in note.reason for note in change.notes)


def test_saved_map_gives_what_the_revision_gives(tmp_path: Path) -> None:
    """Held against a saved map the difference is the one against the revision it was made of."""
    repo = repository(tmp_path / "app", {"template.yml": BOTH, "child.yml": CHILD, "parent.yml": PARENT})
    apps = [one for one in readings(repo.folder, Request((), config=Config())) if isinstance(one, AppReading)]
    saved = tmp_path / "before.json"
    saved.write_text(render([map_of(app) for app in apps]), encoding="utf-8")
    assert on_the_map(repo.folder, str(saved)).nothing
    repo.write({"template.yml": OPEN_API + READS + TABLE, "child.yml": OPEN_CHILD})
    by_map, by_git = document(on_the_map(repo.folder, str(saved)))["map"], document(on_the_map(repo.folder))["map"]
    assert by_map == by_git
    assert by_map["exposure"]
    assert by_map["reach"]


def test_broken_saved_map(tmp_path: Path) -> None:
    """A saved map cut in the middle is an error with the command that writes it."""
    repo = repository(tmp_path / "app", {"template.yml": API})
    saved = tmp_path / "x.json"
    saved.write_text('{"schema": "ennead.graph/1", "app": {"name": "a"}, "nodes": [{}]}', encoding="utf-8")
    with pytest.raises(BaseError, match="write it anew"):
        on_the_map(repo.folder, str(saved))


def test_edges_have_no_double(tmp_path: Path) -> None:
    """Each relation is told once."""
    repo = repository(tmp_path / "app", {"template.yml": API})
    repo.write({"template.yml": API + READS + TABLE})
    edges: list[EdgeChange] = list(graph(on_the_map(repo.folder)).edges)
    assert len({repr(edge) for edge in edges}) == len(edges)
