"""Environments of samconfig in every form, and how they are read."""

# ruff: noqa: E501  (templates)

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.app import Function
from ennead.model.location import Location
from ennead.sources.discover import Unread
from ennead.sources.errors import NotGiven, SourceError
from ennead.sources.read import Options, open_path
from ennead.sources.sam.samconfig import environments, overrides
from ennead.sources.template_app import MAX_ENVIRONMENTS
from tests.sources.reading import one, read_app, write

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: dev}, Delay: {Type: Number, Default: 3}}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: src/, Timeout: !Ref Delay, FunctionName: !Sub "fn-${Stage}"}
"""


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("A=1 B=two", {"A": "1", "B": "two"}),
        ("A='x y' B=\"z\"", {"A": "x y", "B": "z"}),
        ("A=1,2 B=a=b", {"A": "1,2", "B": "a=b"}),
        ("ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue='x, y'", {"A": "1", "B": "x, y"}),
        (["A=1", "B=x y"], {"A": "1", "B": "x y"}),
        (["ParameterKey=A,ParameterValue=1"], {"A": "1"}),
        ({"A": 1, "B": "x"}, {"A": "1", "B": "x"}),
        ("A='unfinished B=1", {"A": "'unfinished", "B": "1"}),
        ("nothing", {}),
        (None, {}),
        (7, {}),
    ],
)
def test_overrides_in_all_forms(value: object, wanted: dict[str, str]) -> None:
    """Text, list and table, with plain pairs or in the AWS CLI's long form, all give parameter values."""
    assert overrides(value) == wanted


TOML = """\
version = 0.1
[default.global.parameters]
stack_name = "s"
[default.deploy.parameters]
parameter_overrides = "Stage=dev"
[prod.global.parameters]
parameter_overrides = "Stage=overridden"
region = "eu-west-1"
[prod.deploy.parameters]
parameter_overrides = ["Stage=prod", "Delay=30"]
[only_build.build.parameters]
cached = true
"""
YAML = """\
version: 0.1
default: {deploy: {parameters: {parameter_overrides: Stage=dev}}}
prod: {deploy: {parameters: {region: eu-west-1, parameter_overrides: {Stage: prod, Delay: 30}}}}
"""


@pytest.mark.parametrize(
    ("name", "text"), [("samconfig.toml", TOML), ("samconfig.yaml", YAML), ("samconfig.yml", YAML)]
)
def test_a_file_of_either_kind(tmp_path: Path, name: str, text: str) -> None:
    """TOML and YAML say the same; `deploy` wins over `global`, the region is a pseudo parameter, a build is none."""
    found = environments(write(tmp_path, {f"app/{name}": text, "app/template.yaml": TEMPLATE}), "app/template.yaml")
    assert found == {
        "default": {"Stage": "dev"},
        "prod": {"Stage": "prod", "Delay": "30", "AWS::Region": "eu-west-1"},
    }


def test_a_samconfig_of_another_template_is_not_ours(tmp_path: Path) -> None:
    """Entries that name another template file are left out; one that names the built template counts."""
    text = (
        '[a.deploy.parameters]\ntemplate_file = "other.yaml"\nparameter_overrides = "Stage=a"\n'
        '[b.deploy.parameters]\ntemplate_file = ".aws-sam/build/template.yaml"\nparameter_overrides = "Stage=b"\n'
        '[c.deploy.parameters]\ntemplate_file = "template.yaml"\nparameter_overrides = "Stage=c"\n'
    )
    assert set(environments(write(tmp_path, {"samconfig.toml": text}), "template.yaml")) == {"b", "c"}


def test_odd_shapes_are_no_environments(tmp_path: Path) -> None:
    """Whatever is no table of tables is passed over."""
    text = 'a = 1\nb = ["x"]\n[c]\ndeploy = 3\n[d.deploy]\nparameters = "x"\n[e.deploy.parameters]\nparameter_overrides = 5\n'
    assert environments(write(tmp_path, {"samconfig.toml": text}), "template.yaml") == {"e": {}}


@pytest.mark.parametrize("text", ["[[[\n", "a = " + "[" * 4000 + "]" * 4000, "a = 1\na = 2\n"])
def test_a_broken_samconfig_is_reported(tmp_path: Path, text: str) -> None:
    """A file that is no TOML ends the reading of its application with its name, not the run."""
    folder = write(tmp_path, {"samconfig.toml": text, "template.yaml": TEMPLATE})
    (unread,) = open_path(folder, Options()).apps()
    assert isinstance(unread, Unread)
    assert unread.at == Location("samconfig.toml")
    assert "not valid TOML" in unread.reason


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A samconfig that leads elsewhere is not read."""
    (tmp_path / "other.toml").write_text(TOML, encoding="utf-8")
    folder = write(tmp_path / "app", {"template.yaml": TEMPLATE})
    (folder / "samconfig.toml").symlink_to(tmp_path / "other.toml")
    assert environments(folder, "template.yaml") == {}


def test_environments_with_the_same_values_are_read_once(tmp_path: Path) -> None:
    """Those that agree stand under one key, their names joined; each other one has a reading of its own."""
    text = "".join(
        f'[{name}.deploy.parameters]\nparameter_overrides = "Stage={stage}"\n'
        for name, stage in (("a", "x"), ("b", "y"), ("c", "x"))
    )
    reading = read_app(write(tmp_path, {"samconfig.toml": text, "template.yaml": TEMPLATE}))
    assert set(reading.fragments) == {"a,c", "b"}
    names = {key: one(fragment, "function/Fn", Function).name for key, fragment in reading.fragments.items()}
    assert names == {"a,c": "fn-x", "b": "fn-y"}


def test_environments_that_all_agree_have_no_name(tmp_path: Path) -> None:
    """Where there is nothing to tell apart there are no environments."""
    text = "".join(f'[{name}.deploy.parameters]\nparameter_overrides = "Stage=x"\n' for name in "ab")
    reading = read_app(write(tmp_path, {"samconfig.toml": text, "template.yaml": TEMPLATE}))
    assert list(reading.fragments) == [""]
    assert one(reading.fragments[""], "function/Fn", Function).name == "fn-x"


def test_one_environment_may_be_picked_and_values_given(tmp_path: Path) -> None:
    """A named environment is read alone, a value a person gives wins everywhere, an unknown name is an error."""
    folder = write(tmp_path, {"samconfig.toml": TOML, "template.yaml": TEMPLATE})
    picked = read_app(folder, Options(environment="prod"))
    assert one(picked.fragments[""], "function/Fn", Function).timeout == 30
    given = read_app(folder, Options({"Delay": "9"}))
    assert {one(fragment, "function/Fn", Function).timeout for fragment in given.fragments.values()} == {9}
    with pytest.raises(NotGiven, match=r"nope.*default, prod"):
        list(open_path(folder, Options(environment="nope")).apps())


def test_there_may_not_be_any_number_of_environments(tmp_path: Path) -> None:
    """More than anybody has are refused with advice, and one of them may still be picked."""
    text = "".join(
        f'[e{number}.deploy.parameters]\nparameter_overrides = "Stage=s{number}"\n'
        for number in range(MAX_ENVIRONMENTS + 1)
    )
    folder = write(tmp_path, {"samconfig.toml": text, "template.yaml": TEMPLATE})
    (unread,) = open_path(folder, Options()).apps()
    assert isinstance(unread, Unread)
    assert "--env" in unread.reason
    assert one(read_app(folder, Options(environment="e7")).fragments[""], "function/Fn", Function).name == "fn-s7"


def test_an_application_that_is_not_there(tmp_path: Path) -> None:
    """Asking for an application by a name nobody has is an error that lists the names."""
    folder = write(tmp_path, {"a/template.yaml": TEMPLATE, "b/template.yaml": TEMPLATE})
    with pytest.raises(SourceError, match="a, b"):
        list(open_path(folder, Options()).apps("c"))
    assert len(list(open_path(folder, Options()).apps("b"))) == 1
