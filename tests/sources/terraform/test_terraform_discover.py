"""Which folders and files of a scan are Terraform applications."""

from __future__ import annotations

import json
from pathlib import Path

from ennead.sources.app import Options
from ennead.sources.discover import Unread, app_names, discover
from ennead.sources.read import AppReading, open_path
from tests.sources.terraform.folder import FUNCTION

CALL = 'module "m" {\n  source = "%s"\n}\n'
PLAN = {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {}}}


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def _apps(root: Path) -> list[str]:
    found = discover(root)
    assert found.unread == ()
    return [source.path for source in found.sources]


def test_a_called_folder_is_a_module(tmp_path: Path) -> None:
    """Every folder with resources is an application, but for those that another one calls."""
    _write(tmp_path, {
        "shop/main.tf": CALL % "../modules/fn", "shop/variables.tf": 'variable "a" {}\n',
        "mail/lambda.tf": FUNCTION, "modules/fn/main.tf": FUNCTION, "modules/idle/variables.tf": 'variable "a" {}\n',
    })  # fmt: skip
    assert _apps(tmp_path) == ["mail/lambda.tf", "shop/main.tf"]
    assert list(app_names(discover(tmp_path)).values()) == ["mail", "shop"]


def test_the_examples_of_a_module_are_the_applications(tmp_path: Path) -> None:
    """A repository that is a module with examples: the examples call it, and they are what is read."""
    _write(tmp_path, {"main.tf": FUNCTION, "examples/simple/main.tf": CALL % "../../"})
    assert _apps(tmp_path) == ["examples/simple/main.tf"]


def test_folders_that_call_each_other(tmp_path: Path) -> None:
    """Of folders that call each other in a circle one is read: none of them is lost in silence."""
    _write(tmp_path, {"a/main.tf": FUNCTION + CALL % "../b", "b/main.tf": CALL % "../a"})
    assert _apps(tmp_path) == ["a/main.tf"]


def test_a_plan_stands_for_its_folder(tmp_path: Path) -> None:
    """A plan is the application of the folder it lies in; other JSON files are none."""
    _write(tmp_path, {"a/main.tf": FUNCTION, "a/tfplan.json": json.dumps(PLAN), "a/package.json": "{}"})
    assert _apps(tmp_path) == ["a/tfplan.json"]


def test_what_git_ignores_is_left_out(tmp_path: Path) -> None:
    """An ignored folder is no application, unless all is asked for."""
    _write(tmp_path, {".gitignore": "old/\n", "old/main.tf": FUNCTION, "new/main.tf": FUNCTION})
    (tmp_path / ".git").mkdir()
    assert _apps(tmp_path) == ["new/main.tf"]
    assert len(discover(tmp_path, with_ignored=True).sources) == 2


def test_a_file_that_is_named_itself(tmp_path: Path) -> None:
    """A .tf file stands for its folder, a plan for itself."""
    _write(tmp_path, {"main.tf": FUNCTION, "plan.json": json.dumps(PLAN)})
    assert [one.path for one in discover(tmp_path / "main.tf").sources] == ["main.tf"]
    (reading,) = open_path(tmp_path / "main.tf", Options()).apps()
    assert isinstance(reading, AppReading)
    assert "function/aws_lambda_function.fn" in {node.id for node in reading.fragments[""].nodes}
    assert [one.dialect for one in discover(tmp_path / "plan.json").sources] == ["terraform"]


def test_a_broken_file_is_reported(tmp_path: Path) -> None:
    """Of a folder with a broken file the rest is read, and the file is a fault."""
    _write(tmp_path, {"main.tf": FUNCTION, "broken.tf": 'resource "aws_sqs_queue" {{{\n'})
    (reading,) = open_path(tmp_path, Options()).apps()
    assert not isinstance(reading, Unread)
    assert {fault.at.path for fault in reading.faults} == {"broken.tf"}
    assert "function/aws_lambda_function.fn" in {node.id for node in reading.fragments[""].nodes}
