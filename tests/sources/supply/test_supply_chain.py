"""Workflows, buckets and images put beside the application they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ennead.graph.derive import derive
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.model.app import EdgeKind, Role
from ennead.model.supply import BaseImage, Workflow
from ennead.sources.read import AppReading, Options, open_path
from tests.sources.reading import write

APP = (
    "Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n"
    "    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: src/}\n"
)
ROLE = (
    "  Deploy:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: deploy\n      AssumeRolePolicyDocument:\n"
    "        Statement:\n          - Effect: Allow\n            Action: sts:AssumeRoleWithWebIdentity\n"
    "            Principal: {Federated: 'arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com'}\n"
    "            Condition: {StringLike: {'token.actions.githubusercontent.com:sub': '%s'}}\n"
)
WORKFLOW = ".github/workflows/deploy.yml"


def deploying(*folders: str, role: str = "arn:aws:iam::111122223333:role/deploy") -> str:
    """A workflow that deploys from those folders."""
    steps = "".join(f"      - {{run: sam deploy, working-directory: '{folder}'}}\n" for folder in folders)
    return (
        "on: push\npermissions: {id-token: write}\njobs:\n  ship:\n    steps:\n"
        f"      - {{uses: aws-actions/configure-aws-credentials@v4, with: {{role-to-assume: '{role}'}}}}\n{steps}"
    )


def graphs(folder: Path, files: Mapping[str, str]) -> dict[str, AppGraph]:
    """The graph of every application, by name."""
    found = {}
    for reading in open_path(write(folder, files), Options()).apps():
        assert isinstance(reading, AppReading), reading
        found[reading.name] = derive(merge(reading.name, reading.fragments.values()))
    return found


@pytest.mark.parametrize(
    ("folders", "apps"),
    [
        (("services/a",), {"services/a"}),
        (("services",), {"services/a", "services/b"}),
        ((".",), {"services/a", "services/b", "web"}),
        (("services/a", "web"), {"services/a", "web"}),
        (("${{ matrix.app }}",), {"services/a", "services/b", "web"}),
        (("elsewhere",), set()),
    ],
)
def test_which_applications_a_workflow_deploys(tmp_path: Path, folders: tuple[str, ...], apps: set[str]) -> None:
    """The one in the folder it works in, else those below; all of them where that could not be told."""
    names = ("services/a", "services/b", "web")
    files = {f"{name}/template.yaml": APP for name in names} | {WORKFLOW: deploying(*folders)}
    found = graphs(tmp_path, files)
    assert {name for name, graph in found.items() if list(graph.nodes_of(Workflow))} == apps


def test_an_application_at_the_root_is_deployed_by_the_root(tmp_path: Path) -> None:
    """Where the folder itself holds an application, those below it are others'."""
    found = graphs(tmp_path, {"template.yaml": APP, "web/template.yaml": APP, WORKFLOW: deploying(".")})
    assert [name for name, graph in found.items() if list(graph.nodes_of(Workflow))] == [tmp_path.name]


def test_the_role_it_assumes(tmp_path: Path) -> None:
    """The application's own role of that name, with the issuer that vouches for the workflow; edges name the lines."""
    graph = graphs(
        tmp_path, {"template.yaml": APP + ROLE % "repo:me/shop:ref:refs/heads/main", WORKFLOW: deploying(".")}
    )
    (app,) = graph.values()
    (assumes,) = app.out_of(f"workflow/{WORKFLOW}", None, EdgeKind.ASSUMES)
    assert (assumes.target, assumes.locations[0].path, assumes.locations[0].line) == ("role/Deploy", WORKFLOW, 6)
    (deployed,) = (one for one in app.out_of("function/Fn", None, EdgeKind.DEPLOYED_AS) if "workflow" in one.target)
    assert deployed.label == "ship: sam deploy"
    assert [edge.source for edge in app.into("role/Deploy", None, EdgeKind.EXPOSES)] == [
        "identity_provider/token.actions.githubusercontent.com"
    ]


def test_a_role_anybody_may_assume_is_open_to_everybody(tmp_path: Path) -> None:
    """Without a condition that chooses, whoever has a repository gets in."""
    (app,) = graphs(tmp_path, {"template.yaml": APP + ROLE % "repo:*"}).values()
    assert "internet/internet" in {edge.source for edge in app.into("role/Deploy", None, EdgeKind.EXPOSES)}


def test_a_role_declared_elsewhere(tmp_path: Path) -> None:
    """It is an external role by its name."""
    (app,) = graphs(tmp_path, {"template.yaml": APP, WORKFLOW: deploying(".")}).values()
    role = app.node("role/deploy", Role)
    assert role is not None
    assert role.external


def test_a_role_kept_in_a_secret_is_a_gap(tmp_path: Path) -> None:
    """Which role it is could not be told, and that is said with its place."""
    (app,) = graphs(tmp_path, {"template.yaml": APP, WORKFLOW: deploying(".", role="${{ secrets.ROLE }}")}).values()
    (gap,) = (gap for gap in app.gaps if gap.klass == "workflow")
    assert "secrets.ROLE" in gap.reason
    assert gap.at is not None
    assert gap.at.path == WORKFLOW


def test_a_called_workflow_is_started_by_its_callers(tmp_path: Path) -> None:
    """What starts the caller starts what it calls."""
    called = deploying(".").replace("on: push", "on: workflow_call")
    caller = f"on: pull_request_target\njobs: {{x: {{uses: ./{WORKFLOW}}}}}\n"
    (app,) = graphs(tmp_path, {"template.yaml": APP, WORKFLOW: called, ".github/workflows/pr.yml": caller}).values()
    (workflow,) = app.nodes_of(Workflow)
    assert workflow.triggers == ("workflow_call", "pull_request_target")


def test_buckets_that_artefacts_pass_through(tmp_path: Path) -> None:
    """Of `samconfig`, of `CodeUri`, and of a pipeline: whoever writes there replaces the code."""
    template = (
        APP + "  Old:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: 's3://old-artefacts/x.zip'}\n"
        "  Store: {Type: AWS::S3::Bucket}\n"
        "  Pipe: {Type: AWS::CodePipeline::Pipeline, Properties: {ArtifactStore: {Type: S3, Location: !Ref Store}}}\n"
    )
    config = '[default.deploy.parameters]\ns3_bucket = "sam-artefacts"\n'
    (app,) = graphs(tmp_path, {"template.yaml": template, "samconfig.toml": config}).values()
    found = {(edge.source, edge.target) for edge in app.edges if edge.kind is EdgeKind.DEPLOYED_AS}
    assert found == {
        ("function/Fn", "bucket/sam-artefacts"), ("function/Old", "bucket/sam-artefacts"),
        ("function/Old", "bucket/old-artefacts"), ("pipeline/Pipe", "bucket/Store"),
    }  # fmt: skip
    assert app.nodes["bucket/sam-artefacts"].external


def test_base_image_of_a_function(tmp_path: Path) -> None:
    """The Dockerfile that the metadata names, inside the scanned folder only."""
    image = (
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {PackageType: Image}\n    Metadata: {DockerContext: %s, Dockerfile: Dockerfile}\n"
    )
    write(tmp_path, {"Dockerfile": "FROM stolen:1\n"})
    files = {"app/template.yaml": image % "./img", "app/img/Dockerfile": "FROM python:3.13\n"}
    (app,) = graphs(tmp_path / "one", files).values()
    assert [one.image for one in app.nodes_of(BaseImage)] == ["python:3.13"]
    assert [edge.target for edge in app.out_of("function/Fn", None, EdgeKind.DEPENDS_ON)] == ["base_image/python:3.13"]
    (out,) = graphs(tmp_path / "two", {"template.yaml": image % "../"}).values()
    assert list(out.nodes_of(BaseImage)) == []


def test_a_workflow_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """It is unread, with its place; the application is read all the same."""
    sources = open_path(write(tmp_path, {"template.yaml": APP, WORKFLOW: "on: [\n"}), Options())
    assert [(one.kind, one.at.path) for one in sources.unread] == [("malformed", WORKFLOW)]
    assert len(list(sources.apps())) == 1
