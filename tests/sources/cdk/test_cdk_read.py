"""A cloud assembly becomes one application: its stacks, their code, and what they hand to each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ennead.model.app import Fragment, Function, Gap, Node
from ennead.sources.discover import Unread
from ennead.sources.errors import NotGiven
from ennead.sources.read import AppReading, Options, open_path
from tests.sources.cdk.assemblies import QUEUE, file_asset, function, mapping, stack, template, write_assembly
from tests.sources.reading import edges, fragment_in, ids, one, read_app, triggers

IMPORT = {"Fn::ImportValue": "Data:Jobs"}
PRODUCER = template(
    {"Jobs": QUEUE}, {"Out": {"Value": {"Fn::GetAtt": ["Jobs", "Arn"]}, "Export": {"Name": "Data:Jobs"}}}
)


def _consumer(source: object) -> dict[str, Any]:
    return template({"Fn": function("a.zip"), "Poll": mapping(source, {"Ref": "Fn"})})


def _starts(fragment: Fragment) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in triggers(fragment)}


def test_the_only_stack_keeps_its_bare_ids(tmp_path: Path) -> None:
    """One stack: ids as in its template, positions in its file, and no gap for what CDK adds by itself."""
    body = template({"Q": QUEUE, "Fn": function("a.zip"), "Poll": mapping({"Fn::GetAtt": ["Q", "Arn"]}, {"Ref": "Fn"})})
    fragment = fragment_in(write_assembly(tmp_path, {"App": body}))
    assert ids(fragment) == {"queue/Q", "function/Fn"}
    assert _starts(fragment) == {("queue/Q", "function/Fn")}
    assert fragment.gaps == ()
    at = one(fragment, "function/Fn", Function).at
    lines = (tmp_path / "cdk.out/App.template.json").read_text(encoding="utf-8").splitlines()
    assert at is not None
    assert (at.path, '"Fn"' in lines[at.line - 1]) == ("cdk.out/App.template.json", True)


def test_a_value_exported_by_another_stack_is_no_gap(tmp_path: Path) -> None:
    """An import of what a stack of the same assembly exports leads to that stack's resource."""
    fragment = fragment_in(write_assembly(tmp_path, {"Web": _consumer(IMPORT), "Data": PRODUCER}))
    assert _starts(fragment) == {("queue/Data.Jobs", "function/Web.Fn")}
    assert fragment.gaps == ()


def test_an_output_asked_for_by_its_stack_is_no_gap(tmp_path: Path) -> None:
    """`Fn::GetStackOutput` leads to the resource of the stack it names."""
    asked = {"Fn::GetStackOutput": {"StackName": "Data", "OutputName": "Out", "Region": "eu-west-1"}}
    fragment = fragment_in(write_assembly(tmp_path, {"Web": _consumer(asked), "Data": PRODUCER}))
    assert (_starts(fragment), fragment.gaps) == ({("queue/Data.Jobs", "function/Web.Fn")}, ())


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"Fn::ImportValue": "Other:Jobs"}, "Other:Jobs"),
        ({"Fn::GetStackOutput": {"StackName": "Data", "OutputName": "No"}}, "Data.No"),
        ({"Fn::GetStackOutput": "x"}, "${?StackName}.${?OutputName}"),
    ],
)
def test_what_no_stack_here_exports_stays_a_gap(tmp_path: Path, asked: object, name: str) -> None:
    """A value of a stack outside the assembly is a gap of input that names it."""
    fragment = fragment_in(write_assembly(tmp_path, {"Web": _consumer(asked), "Data": PRODUCER}))
    assert [(gap.klass, gap.about) for gap in fragment.gaps] == [("import", name)]


def test_an_imported_arn_can_be_taken_apart(tmp_path: Path) -> None:
    """Splitting an ARN at its colons leaves region and account whole: the last part is the function's name."""
    outputs = {"Out": {"Value": {"Fn::GetAtt": ["Fn", "Arn"]}, "Export": {"Name": "fn"}}}
    name = {"Fn::Select": [6, {"Fn::Split": [":", {"Fn::ImportValue": "fn"}]}]}
    stacks = {
        "Code": template({"Fn": function("a.zip")}, outputs),
        "Web": template({"Q": QUEUE, "Poll": mapping({"Fn::GetAtt": ["Q", "Arn"]}, name)}),
    }
    assert _starts(fragment_in(write_assembly(tmp_path, stacks))) == {("queue/Web.Q", "function/Code.Fn")}


def test_an_export_of_two_stacks_answers_for_neither(tmp_path: Path) -> None:
    """Where two stacks export one name, nobody can tell which is meant: the import stays a gap."""
    fragment = fragment_in(write_assembly(tmp_path, {"Web": _consumer(IMPORT), "Data": PRODUCER, "Twin": PRODUCER}))
    assert [gap.klass for gap in fragment.gaps] == ["import"]


def test_exports_in_a_circle_end(tmp_path: Path) -> None:
    """Two stacks that export what they import from each other end in a gap."""

    def body(own: str, other: str) -> dict[str, Any]:
        outputs = {"Out": {"Value": {"Fn::ImportValue": other}, "Export": {"Name": own}}}
        return template({"Fn": function("a.zip", Role={"Fn::ImportValue": other})}, outputs)

    fragment = fragment_in(write_assembly(tmp_path, {"A": body("a", "b"), "B": body("b", "a")}))
    assert {gap.klass for gap in fragment.gaps} == {"nested"}


def test_values_for_another_region_need_no_parameter_store(tmp_path: Path) -> None:
    """CDK's cross-region writer and reader join the stacks, and the look-up they travel through is no gap."""
    name = "/cdk/exports/Web/FarQ"
    writer = {
        "Type": "Custom::CrossRegionExportWriter",
        "Properties": {"WriterProps": {"exports": {name: {"Fn::GetAtt": ["Q", "Arn"]}}}},
    }
    reader = {
        "Type": "Custom::CrossRegionExportReader",
        "Properties": {"ReaderProps": {"imports": {name: f"{{{{resolve:ssm:{name}}}}}"}}},
    }
    web = _consumer({"Fn::GetAtt": ["Reader", name]})
    web["Resources"]["Reader"] = reader
    fragment = fragment_in(write_assembly(tmp_path, {"Far": template({"Q": QUEUE, "Writer": writer}), "Web": web}))
    assert (_starts(fragment), fragment.gaps) == ({("queue/Far.Q", "function/Web.Fn")}, ())


def test_stages_with_the_same_names_keep_to_themselves(tmp_path: Path) -> None:
    """Two stacks with resources of one physical name: each function is started by its own stack's queue."""

    def body() -> dict[str, Any]:
        queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}}
        arn = {"Fn::GetAtt": ["Q", "Arn"]}
        return template({"Q": queue, "Fn": function("a.zip"), "Poll": mapping(arn, {"Ref": "Fn"})})

    fragment = fragment_in(write_assembly(tmp_path, {"Test": body(), "Prod": body()}))
    assert _starts(fragment) == {("queue/Test.Q", "function/Test.Fn"), ("queue/Prod.Q", "function/Prod.Fn")}


def test_two_stacks_of_one_name_go_by_their_artifact(tmp_path: Path) -> None:
    """Stacks deployed under one name to two regions have ids of their own."""
    artifacts = {name: stack(name, stackName="shop") for name in ("East", "West")}
    body = template({"Q": QUEUE})
    folder = write_assembly(tmp_path, {"East": body, "West": body}, manifest={"artifacts": artifacts})
    assert ids(fragment_in(folder)) == {"queue/East.Q", "queue/West.Q"}


def test_stacks_of_nested_assemblies_belong_to_the_application(tmp_path: Path) -> None:
    """A stage's assembly is read with its stacks, by the stack's own name; one that is not there is a fault."""
    nested = {"version": "1", "artifacts": {"ProdA1": stack("ProdA1", stackName="Prod-App")}}
    manifest = {
        "artifacts": {
            "App": stack("App"),
            "assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}},
            "assembly-Gone": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Gone"}},
            "self": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}},
        }
    }
    files = {"assembly-Prod/manifest.json": nested, "assembly-Prod/ProdA1.template.json": template({"Q": QUEUE})}
    reading = read_app(write_assembly(tmp_path, {"App": template({"Q": QUEUE})}, files=files, manifest=manifest))
    assert ids(reading.fragments[""]) == {"queue/App.Q", "queue/Prod-App.Q"}
    assert ["assembly-Gone" in fault.reason for fault in reading.faults] == [True]


def _construct(node: Node) -> str | None:
    return node.construct


@pytest.mark.parametrize("by_metadata", [True, False])
def test_a_nested_stack_is_found_by_its_asset(tmp_path: Path, *, by_metadata: bool) -> None:
    """A nested template is found by the path in its metadata or by the key it is uploaded under, constructs too."""
    nested = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::Region"}, "/assets/n1.json"]]}},
    }
    if by_metadata:
        nested["Metadata"] = {"aws:asset:path": "Sub.nested.template.json", "aws:asset:property": "TemplateURL"}
    entries = {
        "/App/Sub.NestedStack/Sub.NestedStackResource": [{"type": "aws:cdk:logicalId", "data": "Sub"}],
        "/App/Q/Resource": [{"type": "aws:cdk:logicalId", "data": "Q"}],
        "/App/Sub/Q/Resource": [{"type": "aws:cdk:logicalId", "data": "Q"}],
    }
    assets = {} if by_metadata else {"files": {"n1": file_asset("Sub.nested.template.json", "n1.json")}}
    folder = write_assembly(
        tmp_path,
        {"App": template({"Q": QUEUE, "Sub": nested})},
        assets,
        {"Sub.nested.template.json": template({"Q": QUEUE}), "App.metadata.json": entries},
        {"artifacts": {"App": {**stack("App"), "additionalMetadataFile": "App.metadata.json"},
                       "all": {"type": "cdk:asset-manifest", "properties": {"file": "all.assets.json"}}}},
    )  # fmt: skip
    fragment = fragment_in(folder)
    assert {node.id: _construct(node) for node in fragment.nodes} == {
        "queue/Q": "App/Q/Resource",
        "queue/Sub.Q": "App/Sub/Q/Resource",
    }
    assert fragment.gaps == ()


def test_the_construct_path_on_the_resource_wins(tmp_path: Path) -> None:
    """`aws:cdk:path` on the resource itself is its construct path, whatever the manifest says."""
    queue = {**QUEUE, "Metadata": {"aws:cdk:path": "App/Jobs/Resource"}}
    manifest = {"artifacts": {"App": stack("App", {"Q": "/App/Old", "R": "/App/R/Resource"})}}
    folder = write_assembly(tmp_path, {"App": template({"Q": queue, "R": QUEUE})}, manifest=manifest)
    found = {node.id: node.construct for node in fragment_in(folder).nodes}
    assert found == {"queue/Q": "App/Jobs/Resource", "queue/R": "App/R/Resource"}


def test_what_was_not_known_at_synthesis_is_a_gap(tmp_path: Path) -> None:
    """A context value the manifest lists as missing is a gap of input: the templates hold placeholders."""
    manifest = {"missing": [{"key": "vpc-provider:x", "provider": "vpc-provider"}, "odd"]}
    body = {"App": template({"Q": QUEUE})}
    gaps: tuple[Gap, ...] = fragment_in(write_assembly(tmp_path, body, manifest=manifest)).gaps
    assert [(gap.klass, gap.about) for gap in gaps] == [("context", "vpc-provider:x"), ("context", "a value")]


def test_a_parameter_is_known_to_some_stack_or_refused(tmp_path: Path) -> None:
    """A parameter of any stack may be given; one of none, and any environment, is a wrong call."""
    body = template({"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Name"}}}})
    body["Parameters"]["Name"] = {"Type": "String"}
    folder = write_assembly(tmp_path, {"App": body})
    given = read_app(folder, Options({"Name": "jobs"})).fragments[""]
    assert ([node.name for node in given.nodes], given.gaps) == (["jobs"], ())
    for options in (Options({"Nope": "1"}), Options(environment="prod")):
        with pytest.raises(NotGiven, match=r"no parameter Nope|no environment prod"):
            read_app(folder, options)


def _read(folder: Path) -> AppReading | Unread:
    (reading,) = open_path(folder, Options()).apps()
    return reading


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ("{", "not valid JSON"),
        ("[1]", "no mapping at the top"),
        ("{}", "lists none"),
        (json.dumps({"artifacts": {"App": stack("../../outside")}}), "not in the scanned folder"),
        (json.dumps({"artifacts": {"App": stack("Gone")}}), "No such file"),
        ("[" * 200_000, "not valid JSON"),
    ],
)
def test_an_assembly_that_cannot_be_read_says_so(tmp_path: Path, manifest: str, reason: str) -> None:
    """A broken manifest, one without stacks, and one that leads outside are named with their reason."""
    reading = _read(write_assembly(tmp_path, {}, files={"manifest.json": manifest}))
    assert isinstance(reading, Unread)
    assert reason in reading.reason


def test_one_broken_stack_leaves_the_others(tmp_path: Path) -> None:
    """A template or asset manifest that cannot be read is a fault; the rest of the application is read."""
    folder = write_assembly(tmp_path, {"App": template({"Q": QUEUE}), "Bad": {"Resources": []}})
    (folder / "cdk.out/all.assets.json").write_text("nothing", encoding="utf-8")
    reading = read_app(folder)
    assert ids(reading.fragments[""]) == {"queue/Q"}
    assert sorted(fault.at.path for fault in reading.faults) == ["cdk.out/Bad.template.json", "cdk.out/all.assets.json"]
    assert edges(reading.fragments[""], "triggers") == set()
