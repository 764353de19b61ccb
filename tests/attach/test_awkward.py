"""Functions of awkward kind: each is covered, or named with its reason."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ennead.attach.words import NEXT_WRAPPER, WRAPPER, Coverage, State, Why, Wish
from tests.attach.making import ROLE, attach, function, laid, planned, sam

VARIABLES = "      Environment:\n        Variables:\n"
MINE = "arn:aws:lambda:us-east-1:123456789012"
LAYER = f"{MINE}:layer:lib{{}}:1"
SHOP = Path(__file__).parents[2] / "samples" / "shop" / "vulnerable"
ARN = "arn:aws:lambda:us-east-1:123456789012:layer:ennead:3"


def layers(count: int) -> str:
    """That many layers of somebody."""
    return "      Layers:\n" + "".join(f"        - {LAYER.format(number)}\n" for number in range(count))


def image(name: str, folder: str) -> str:
    """A function in an image."""
    return (
        f"  {name}:\n    Type: AWS::Serverless::Function\n"
        f"    Properties:\n      PackageType: Image\n      Role: {ROLE}\n"
        f"    Metadata:\n      DockerContext: {folder}\n      Dockerfile: Dockerfile\n"
    )


EDGE = """
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{Id: one, DomainName: example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}]
        DefaultCacheBehavior:
          TargetOriginId: one
          ViewerProtocolPolicy: redirect-to-https
          LambdaFunctionAssociations:
            - {EventType: viewer-request, LambdaFunctionARN: !Ref Edge.Version}
  Signing:
    Type: AWS::Lambda::CodeSigningConfig
    Properties:
      AllowedPublishers: {SigningProfileVersionArns: [arn:aws:signer:us-east-1:123456789012:/signing-profiles/p/1]}
      CodeSigningPolicies: {UntrustedArtifactOnDeployment: Enforce}
  Inline:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.12
      Role: arn:aws:iam::123456789012:role/work
      Code: {ZipFile: "def handler(event, context): return 1"}
"""
EVERY = sam(
    function("Plain"),
    function("Datadog", f"{VARIABLES}          AWS_LAMBDA_EXEC_WRAPPER: /opt/datadog_wrapper\n{layers(2)}"),
    function("Adot", f"{VARIABLES}          AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-instrument\n"),
    function("Own", f"{VARIABLES}          AWS_LAMBDA_EXEC_WRAPPER: !Ref Wrapper\n"),
    function("Node", runtime="nodejs22.x"),
    function("Java", runtime="java21"),
    function("Custom", runtime="provided.al2023"),
    function("Old", runtime="python3.7"),
    function("Older", runtime="python3.8"),
    function("Newer", runtime="python3.15"),
    function("Full", layers(5)),
    function("Four", layers(4)),
    function("Large").replace("CodeUri: src", "CodeUri: large"),
    function("Signed", "      CodeSigningConfigArn: !Ref Signing\n"),
    function("SignedElsewhere", f"      CodeSigningConfigArn: {MINE}:code-signing-config:c\n"),
    function("Crowded", f"{VARIABLES}          TEXT: {'x' * 4050}\n"),
    function("Instances", f"      CapacityProviderConfig: {{Arn: '{MINE}:capacity-provider:main'}}\n"),
    function("Snap", "      SnapStart: {ApplyOn: PublishedVersions}\n      AutoPublishAlias: live\n"),
    function("Edge", "      AutoPublishAlias: live\n"),
    function("Listed", "      Layers: !Ref List\n"),
    image("Image", "image"),
    image("OwnImage", "own"),
    image("NodeImage", "node"),
    image("RustImage", "rust"),
    head="Parameters:\n  Wrapper: {Type: String}\n  List: {Type: CommaDelimitedList}\n",
    tail=EDGE,
) | {
    "image/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nCMD [\"app.handler\"]\n",
    "image/app.py": "def handler(event, context):\n    return 1\n",
    "own/Dockerfile": (
        "FROM python:3.13-slim\n"
        "ENTRYPOINT [\"/usr/local/bin/python\", \"-m\", \"awslambdaric\"]\nCMD [\"app.handler\"]\n"
    ),
    "node/Dockerfile": "FROM public.ecr.aws/lambda/nodejs:22\nCMD [\"app.handler\"]\n",
    "rust/Dockerfile": "FROM public.ecr.aws/lambda/provided:al2023\nCMD [\"bootstrap\"]\n",
}  # fmt: skip


@pytest.fixture
def every(tmp_path: Path) -> Path:
    """An application of all of them."""
    laid(tmp_path, EVERY)
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "work.py").write_text("def handler(event, context):\n    return 1\n")
    with (tmp_path / "large" / "model.bin").open("wb") as made:
        made.truncate(249 * 1024 * 1024)  # takes no room on the disk
    return tmp_path


@pytest.fixture
def coverages(every: Path) -> dict[str, Coverage]:
    """Each function with what is told of it."""
    return {one.name: one for one in planned(every).coverages}


TOLD = {
    "Plain": (State.COVERABLE, None),
    "Datadog": (State.COVERABLE, None),
    "Adot": (State.COVERABLE, None),
    "Own": (State.COVERABLE, None),
    "Node": (State.WAITING, Why.NO_AGENT),
    "Java": (State.WAITING, Why.NO_AGENT),
    "Custom": (State.NOT_COVERABLE, Why.CUSTOM_RUNTIME),
    "Old": (State.NOT_COVERABLE, Why.TOO_OLD),
    "Older": (State.NOT_COVERABLE, Why.TOO_OLD),
    "Newer": (State.WAITING, Why.NO_AGENT),
    "Full": (State.NOT_COVERABLE, Why.LAYERS),
    "Four": (State.COVERABLE, None),
    "Large": (State.NOT_COVERABLE, Why.SIZE),
    "Signed": (State.BY_HAND, Why.CODE_SIGNING),
    "SignedElsewhere": (State.COVERABLE, None),
    "Crowded": (State.NOT_COVERABLE, Why.ENVIRONMENT),
    "Instances": (State.COVERABLE, None),
    "Snap": (State.COVERABLE, None),
    "Edge": (State.NOT_COVERABLE, Why.EDGE),
    "Listed": (State.BY_HAND, Why.TEMPLATE),
    "Image": (State.BY_HAND, Why.IMAGE),
    "OwnImage": (State.BY_HAND, Why.IMAGE),
    "NodeImage": (State.WAITING, Why.NO_AGENT),
    "RustImage": (State.NOT_COVERABLE, Why.CUSTOM_RUNTIME),
    "Inline": (State.COVERABLE, None),
}


def test_each_is_told(coverages: dict[str, Coverage]) -> None:
    """Every function has its state, and a reason wherever a machine does not attach it."""
    found = {name: (one.state, one.reasons[0].why if one.reasons else None) for name, one in sorted(coverages.items())}
    assert found == dict(sorted(TOLD.items()))


def test_all_at_once(every: Path) -> None:
    """Those that can be are attached, wrappers are chained, the template is read again, and undone it is as before."""
    done = attach(every)
    assert {name for name, one in done.functions.items() if one.attached} == {
        name for name, (state, _) in TOLD.items() if state is State.COVERABLE
    }
    variables = {
        name: done.properties(name)["Environment"]["Variables"] for name in ("Plain", "Datadog", "Adot", "Own")
    }
    assert variables == {
        "Plain": {"AWS_LAMBDA_EXEC_WRAPPER": WRAPPER, "ENNEAD_MODE": "observe"},
        "Datadog": {
            "AWS_LAMBDA_EXEC_WRAPPER": WRAPPER, "ENNEAD_MODE": "observe", NEXT_WRAPPER: "/opt/datadog_wrapper"
        },
        "Adot": {"AWS_LAMBDA_EXEC_WRAPPER": WRAPPER, "ENNEAD_MODE": "observe", NEXT_WRAPPER: "/opt/otel-instrument"},
        "Own": {"AWS_LAMBDA_EXEC_WRAPPER": WRAPPER, "ENNEAD_MODE": "observe", NEXT_WRAPPER: {"Ref": "Wrapper"}},
    }  # fmt: skip
    assert done.document["Resources"]["EnneadLayer"] == {
        "Type": "AWS::Serverless::LayerVersion",
        "Properties": {"ContentUri": "ennead-layer", "CompatibleRuntimes": ["python3.12", "python3.13"]},
    }


def test_notes(coverages: dict[str, Coverage]) -> None:
    """What a person should know of those that are covered is said."""
    assert coverages["Datadog"].notes == ("Datadog's wrapper /opt/datadog_wrapper would be called after ours",)
    assert "managed instances" in " ".join(coverages["Instances"].notes)
    assert "configured elsewhere" in " ".join(coverages["SignedElsewhere"].notes)
    assert coverages["Plain"].notes == ()


def test_images(coverages: dict[str, Coverage]) -> None:
    """An image gets its Dockerfile's lines: the variable where a base of AWS reads it, else the wrapper first."""
    assert "ennead layer build --runtime python3.13" in coverages["Image"].lines[0]
    assert coverages["Image"].lines[1:] == (
        "COPY ennead-layer/ /opt/",
        "ENV ENNEAD_MODE=observe",
        "ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/ennead-wrap",
    )
    assert coverages["OwnImage"].lines[-1] == (
        'ENTRYPOINT ["/opt/ennead-wrap", "/usr/local/bin/python", "-m", "awslambdaric"]'
    )


def test_image_that_carries_it(tmp_path: Path) -> None:
    """An image whose Dockerfile brings the layer and names the wrapper is attached."""
    lines = (
        "FROM public.ecr.aws/lambda/python:3.13\nCOPY ennead-layer/ /opt/\n"
        'ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/ennead-wrap\nCMD ["app.handler"]\n'
    )
    laid(tmp_path, sam(image("Image", "image")) | {"image/Dockerfile": lines})
    assert [one.state for one in planned(tmp_path).coverages] == [State.ATTACHED]


def test_signed_layer(every: Path) -> None:
    """With a published layer the function with enforced signing is covered, and told what that has to be."""
    found = {one.name: one for one in planned(every, Wish(arn=ARN, named=True)).coverages}
    assert found["Signed"].state is State.COVERABLE
    assert "signed by a profile" in " ".join(found["Signed"].notes)


def test_half_attached(tmp_path: Path) -> None:
    """A function that names the wrapper without a layer is said to fail, and gets the layer."""
    laid(tmp_path, sam(function("Half", f"{VARIABLES}          AWS_LAMBDA_EXEC_WRAPPER: /opt/ennead-wrap\n")))
    [one] = planned(tmp_path).coverages
    assert (one.state, "fails at its start" in one.notes[0]) == (State.COVERABLE, True)
    assert attach(tmp_path).properties("Half")["Layers"] == [{"Ref": "EnneadLayer"}]


def test_the_sample_shop(tmp_path: Path) -> None:
    """In the sample each function is attached or named with its reason."""
    shutil.copytree(SHOP, tmp_path / "shop")
    done = attach(tmp_path / "shop")
    assert sum(one.attached for one in done.functions.values()) == 8
    assert len(done.functions) == 17


@pytest.mark.skipif("ENNEAD_DVSA" not in os.environ, reason="ENNEAD_DVSA names a checkout of DVSA")
@pytest.mark.parametrize(("runtime", "attached"), [("python3.8", 0), ("python3.13", 24)])
def test_dvsa(tmp_path: Path, runtime: str, attached: int) -> None:
    """DVSA's Python functions are too old for the agent; on a runtime of today every one of them is attached."""
    shutil.copytree(os.environ["ENNEAD_DVSA"], tmp_path / "dvsa", ignore=shutil.ignore_patterns(".git", "node_modules"))
    template = tmp_path / "dvsa" / "template.yml"
    template.write_text(template.read_text("utf-8").replace("python3.8", runtime), "utf-8")
    done = attach(tmp_path / "dvsa")
    assert sum(one.attached for one in done.functions.values()) == attached
    assert len(done.functions) == 26
