"""SAM and CloudFormation: what is written, and what is left to a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.attach.words import State, Why, Wish
from ennead.attach.write import write
from tests.attach.making import HANDLER, ROLE, apps, attach, function, laid, planned, sam

ARN = "arn:aws:lambda:us-east-1:123456789012:layer:ennead:3"
OURS = {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/ennead-wrap", "ENNEAD_MODE": "observe"}
GLOBALS = """Globals:
  Function:
    Layers: [arn:aws:lambda:us-east-1:123456789012:layer:lib:1]
    Environment:
      Variables: {STAGE: dev, AWS_LAMBDA_EXEC_WRAPPER: /opt/datadog_wrapper}
"""
PLAIN = f"""Resources:
  Work:
    Type: AWS::Lambda::Function
    Properties:
      Handler: work.handler
      Runtime: python3.13
      Role: {ROLE}
      Code: src
"""


def test_globals(tmp_path: Path) -> None:
    """SAM joins Globals with what a function has: ours stands at the function, the wrapper of Globals is chained."""
    laid(tmp_path, sam(function("Work"), head=GLOBALS))
    done = attach(tmp_path)
    assert done.properties("Work")["Layers"] == [{"Ref": "EnneadLayer"}]
    assert done.properties("Work")["Environment"]["Variables"] == {
        **OURS,
        "ENNEAD_NEXT_WRAPPER": "/opt/datadog_wrapper",
    }
    assert done.functions["Work"].chained == "/opt/datadog_wrapper"
    assert GLOBALS in done.text


def test_globals_that_attach(tmp_path: Path) -> None:
    """Where Globals attach the agent for all, only the mode that is asked for is written at a function."""
    head = GLOBALS.replace("/opt/datadog_wrapper", "/opt/ennead-wrap, ENNEAD_MODE: alert").replace("lib:1", "ennead:1")
    laid(tmp_path, sam(function("Work"), head=head))
    [one] = planned(tmp_path, Wish(arn=ARN)).coverages
    assert (one.state, one.mode) == (State.ATTACHED, "alert")
    done = attach(tmp_path, Wish(mode="enforce", arn=ARN))
    assert done.properties("Work")["Environment"] == {"Variables": {"ENNEAD_MODE": "enforce"}}


def test_cloudformation(tmp_path: Path) -> None:
    """A plain template gets a plain layer, whose folder `aws cloudformation package` uploads."""
    laid(tmp_path, {"app/template.yaml": PLAIN, "app/src/work.py": HANDLER})
    done = attach(tmp_path)
    assert done.document["Resources"]["EnneadLayer"] == {
        "Type": "AWS::Lambda::LayerVersion",
        "Properties": {"Content": "../ennead-layer", "CompatibleRuntimes": ["python3.13"]},
    }
    assert done.properties("Work")["Environment"] == {"Variables": OURS}


def test_json(tmp_path: Path) -> None:
    """A template in JSON is edited as well."""
    resource = {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Handler": "w.h", "Runtime": "python3.12", "Role": ROLE, "Code": {"ZipFile": HANDLER}},
    }
    laid(tmp_path, {"template.json": json.dumps({"Resources": {"Work": resource}}, indent=2)})
    assert attach(tmp_path).properties("Work")["Layers"] == [{"Ref": "EnneadLayer"}]


def test_a_published_layer(tmp_path: Path) -> None:
    """With an ARN there is no layer of the template's own; a later version takes the place of the earlier one."""
    laid(tmp_path, sam(function("Work")))
    done = attach(tmp_path, Wish(arn=ARN, named=True))
    assert done.properties("Work")["Layers"] == [ARN]
    assert list(done.document["Resources"]) == ["Work"]
    laid(tmp_path, {"template.yaml": done.text})
    later = ARN.replace(":3", ":4")
    assert attach(tmp_path, Wish(arn=later, named=True)).properties("Work")["Layers"] == [later]


def test_a_layer_that_moved(tmp_path: Path) -> None:
    """Another folder is written where the layer stands already, and only where one is named."""
    laid(tmp_path, sam(function("Work")))
    laid(tmp_path, {"template.yaml": attach(tmp_path).text})
    assert attach(tmp_path).text == ""
    done = attach(tmp_path, Wish(layer="build/layer", named=True))
    assert done.properties("EnneadLayer")["ContentUri"] == "build/layer"


def test_one_function(tmp_path: Path) -> None:
    """Only the function that is named is changed."""
    laid(tmp_path, sam(function("Work"), function("Other")))
    done = attach(tmp_path, Wish(functions=("Other",)))
    assert "Layers" not in done.properties("Work")
    assert done.functions["Other"].attached


@pytest.mark.parametrize("mode", ["alert", "enforce", "observe"])
def test_mode(tmp_path: Path, mode: str) -> None:
    """A mode that is asked for is written; without one, that which is there stays."""
    laid(tmp_path, sam(function("Work")))
    done = attach(tmp_path, Wish(mode=mode))
    assert done.functions["Work"].mode == mode
    laid(tmp_path, {"template.yaml": done.text})
    assert attach(tmp_path).text == ""
    assert attach(tmp_path, Wish(mode="alert")).functions["Work"].mode == "alert"


def test_layers_by_condition(tmp_path: Path) -> None:
    """Each branch of `Fn::If` gets the layer."""
    more = "      Layers: !If [Prod, [arn:aws:lambda:us-east-1:123456789012:layer:lib:1], !Ref AWS::NoValue]\n"
    head = "Parameters: {Stage: {Type: String, Default: dev}}\nConditions: {Prod: !Equals [!Ref Stage, prod]}\n"
    laid(tmp_path, sam(function("Work", more), head=head))
    branches = attach(tmp_path).properties("Work")["Layers"]["Fn::If"]
    assert branches[1:] == [
        ["arn:aws:lambda:us-east-1:123456789012:layer:lib:1", {"Ref": "EnneadLayer"}],
        [{"Ref": "EnneadLayer"}],
    ]


@pytest.mark.parametrize(
    ("more", "head", "words"),
    [
        ("      Environment: !If [Prod, {Variables: {A: b}}, !Ref AWS::NoValue]\n", "", "made by Fn::If"),
        ("      Layers: !If [Prod, !Ref Some, !Ref Other]\n", "", "made by Ref"),
        ("      <<: *shared\n", "", "Layers"),
    ],
)
def test_what_is_left(tmp_path: Path, more: str, head: str, words: str) -> None:
    """What the template makes by a function, or writes once for several, is named and left."""
    head = (
        "Parameters: {Stage: {Type: String, Default: dev}, Some: {Type: CommaDelimitedList, Default: a},"
        " Other: {Type: CommaDelimitedList, Default: b}}\nConditions: {Prod: !Equals [!Ref Stage, prod]}\n"
    )
    if "<<" in more:
        head += f"Mappings: {{}}\nMetadata:\n  Shared: &shared\n    Layers: [{ARN.replace('ennead', 'lib')}]\n"
    laid(tmp_path, sam(function("Work", more), function("Other"), head=head))
    done = attach(tmp_path)
    assert done.functions["Other"].attached
    if not done.functions["Work"].attached:  # a merged mapping may be written over at the function
        [reason] = done.functions["Work"].reasons
        assert (reason.why, words in reason.text) == (Why.TEMPLATE, True)


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    """Something else called like our layer is never touched."""
    tail = "  EnneadLayer:\n    Type: AWS::SQS::Queue\n"
    laid(tmp_path, sam(function("Work"), tail=tail))
    done = attach(tmp_path)
    assert "something else called EnneadLayer" in done.functions["Work"].reasons[0].text


def test_nested_stack(tmp_path: Path) -> None:
    """A function of a nested stack gets the layer in the template that declares it."""
    outer = sam(
        tail="  Inner:\n    Type: AWS::Serverless::Application\n    Properties: {Location: inner/template.yaml}\n"
    )
    inner = {f"inner/{name}": text for name, text in sam(function("Work")).items()}
    laid(tmp_path, {**outer, **inner})
    done = attach(tmp_path)
    assert done.properties("EnneadLayer")["ContentUri"] == "../ennead-layer"
    assert done.functions["Inner.Work"].attached


def test_comments_stay(tmp_path: Path) -> None:
    """Nothing but what is ours differs from the text that was."""
    text = sam(function("Work", "      Timeout: 3 # short\n"))["template.yaml"]
    laid(tmp_path, {"template.yaml": text, "src/work.py": HANDLER})
    kept = [line for line in attach(tmp_path).text.splitlines() if line in text.splitlines()]
    assert kept[: len(text.splitlines())] == text.splitlines()


def test_put_back_where_more_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where reading again tells of another change, everything is put back."""
    laid(tmp_path, sam(function("Work")))
    before = (tmp_path / "template.yaml").read_bytes()
    laid(tmp_path / "other", sam(function("Work", runtime="python3.12")))
    answers = iter([apps(tmp_path / "other")])
    monkeypatch.chdir(tmp_path)
    first = apps(tmp_path)
    with pytest.raises(Exception, match="nothing is changed"):
        write(lambda: first if (tmp_path / "template.yaml").read_bytes() == before else next(answers), tmp_path, Wish())
    assert (tmp_path / "template.yaml").read_bytes() == before
