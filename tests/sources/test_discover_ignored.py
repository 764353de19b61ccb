"""What git ignores is left out of a scan, and said where nothing else is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.sources.discover import AppSource, discover
from tests.sources.cdk.assemblies import QUEUE, template, write_assembly
from tests.sources.reading import write

PLAIN = "AWSTemplateFormatVersion: '2010-09-09'\nResources: {Q: {Type: AWS::SQS::Queue}}\n"
SERVICE = "service: a\nprovider: {name: aws}\n"


def test_ignored_templates_are_left_out(tmp_path: Path) -> None:
    """Templates, services, and what is not read yet; their neighbours are found."""
    files = {
        ".gitignore": "build/\n*.out.yaml\nold/\n",
        "template.yaml": PLAIN,
        "stack.out.yaml": PLAIN,
        "build/template.yaml": PLAIN,
        "old/serverless.yml": SERVICE,
        "old/cdk.json": "{}",
    }
    found = discover(write(tmp_path, files))
    assert (found.templates, found.others, found.unread) == (("template.yaml",), (), ())
    assert sorted(found.ignored) == ["build/template.yaml", "old/serverless.yml", "stack.out.yaml"]


def test_no_ignore_reads_all(tmp_path: Path) -> None:
    """A person may ask for what git ignores."""
    found = discover(write(tmp_path, {".gitignore": "*.yaml\n", "template.yaml": PLAIN}), with_ignored=True)
    assert (found.templates, found.ignored) == (("template.yaml",), ())


@pytest.mark.parametrize("count", [1, 3, 5])
def test_where_nothing_else_is_found_they_are_named(tmp_path: Path, count: int) -> None:
    """How many there are, which, and what to do."""
    files = {f"{number}.yaml": PLAIN for number in range(count)}
    (unread,) = discover(write(tmp_path, {".gitignore": "*.yaml\n", **files})).unread
    assert unread.reason.startswith(f"{count} template{'s are' if count > 1 else ' is'} ignored by git: 0.yaml")
    assert ("..." in unread.reason) is (count > 3)
    assert "--no-ignore" in unread.reason


def test_a_template_that_is_named_is_read(tmp_path: Path) -> None:
    """A file asked for by its path, and a folder too, are looked at although git ignores them."""
    write(tmp_path, {".git/HEAD": "", ".gitignore": "old/\n*.yaml\n", "old/template.yml": PLAIN, "a.yaml": PLAIN})
    assert discover(tmp_path / "a.yaml").templates == ("a.yaml",)
    assert discover(tmp_path / "old").templates == ("template.yml",)


def test_a_cloud_assembly_is_found_although_git_ignores_it(tmp_path: Path) -> None:
    """Every CDK application ignores its `cdk.out`."""
    write_assembly(tmp_path / "svc", {"Shop": template({"Jobs": QUEUE})})
    write(tmp_path / "svc", {".gitignore": "cdk.out\n", "cdk.json": "{}"})
    assert discover(tmp_path).others == (AppSource("cdk", "svc/cdk.out"),)


def test_what_an_ignored_template_nests_is_an_application_of_its_own(tmp_path: Path) -> None:
    """A parent that is left out hides nothing."""
    parent = json.dumps(
        {"Resources": {"A": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "a.yaml"}}}}
    )
    found = discover(write(tmp_path, {".gitignore": "out.json\n", "out.json": parent, "a.yaml": PLAIN}))
    assert found.templates == ("a.yaml",)


def test_pipelines_are_noted(tmp_path: Path) -> None:
    """Files of CI services, where they lie and are not ignored."""
    put = {
        ".github/workflows/a.yml": "on: push\n",
        ".github/workflows/b.txt": "",
        ".gitlab-ci.yml": "a: 1\n",
        "svc/buildspec.yml": "version: 0.2\n",
        "old/buildspec.yml": "version: 0.2\n",
        ".gitignore": "old/\n",
    }
    assert sorted(discover(write(tmp_path, put)).pipelines) == [
        ".github/workflows/a.yml", ".gitlab-ci.yml", "svc/buildspec.yml",
    ]  # fmt: skip
