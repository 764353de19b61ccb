"""What a folder holds: templates, what nests in them, other tools' applications, and what is broken."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from ennead.sources.discover import Unread, app_names, discover
from ennead.sources.errors import SourceError
from ennead.sources.read import AppReading, Options, open_path
from tests.sources.reading import read_app, write

PLAIN = "AWSTemplateFormatVersion: '2010-09-09'\nResources: {Q: {Type: AWS::SQS::Queue}}\n"
SAM = "Transform: AWS::Serverless-2016-10-31\nResources: {T: {Type: AWS::Serverless::SimpleTable}}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("template.yaml", PLAIN),
        ("template.yml", SAM),
        ("stack.json", json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})),
        (
            "stack.json",
            json.dumps({"AWSTemplateFormatVersion": "x", "Resources": {"Q": {"Type": "A::B::C"}}}, indent="\t"),
        ),
        ("thing.template", PLAIN),
        ("any-name.yaml", "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n"),
        ("empty.yaml", "AWSTemplateFormatVersion: x\nResources:\n"),
        ("bom.yaml", "\ufeff" + PLAIN),
    ],
)
def test_a_template_is_known_by_what_it_holds(tmp_path: Path, name: str, text: str) -> None:
    """Any YAML or JSON file with the marks of a template counts, one-line JSON included."""
    assert discover(write(tmp_path, {name: text})).templates == (name,)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deploy.yaml", "kind: Deployment\nmetadata: {name: x}\n"),
        ("openapi.yaml", "openapi: 3.0.0\npaths: {}\n"),
        ("other.yaml", "Resources: [a]\nAWSTemplateFormatVersion: x\n"),
        ("values.yaml", "Resources: {cpu: 1}\n# AWS::Serverless\n"),
        ("readme.md", PLAIN),
        ("node_modules/x/template.yaml", PLAIN),
        (".aws-sam/build/template.yaml", PLAIN),
        (".git/template.yaml", PLAIN),
    ],
)
def test_what_is_no_template_is_passed_over(tmp_path: Path, name: str, text: str) -> None:
    """Other files, and the folders of tools and packages, are no applications and no trouble either."""
    found = discover(write(tmp_path, {name: text}))
    assert (found.templates, found.unread) == ((), ())


def test_a_nested_template_belongs_to_its_parent(tmp_path: Path) -> None:
    """A template that another one nests is no application of its own; one nested from elsewhere is."""
    parent = (
        "AWSTemplateFormatVersion: x\nResources:\n"
        "  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./nested/a.yaml}}\n"
        "  B: {Type: AWS::Serverless::Application, Properties: {Location: ../app/nested/b.yaml}}\n"
        "  C: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://x.example/c.yaml'}}\n"
        "  D: {Type: [odd], Properties: {TemplateURL: c.yaml}}\n"
    )
    files = {"app/template.yaml": parent, "app/nested/a.yaml": PLAIN, "app/nested/b.yaml": SAM, "app/c.yaml": PLAIN}
    assert discover(write(tmp_path, files)).templates == ("app/c.yaml", "app/template.yaml")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cdk.json", "cdk"), ("serverless.ts", "serverless-framework"),
        ("sst.config.ts", "sst"), ("Pulumi.yaml", "pulumi"), ("amplify.yml", "amplify"),
    ],
)  # fmt: skip
def test_other_tools_are_seen_and_said(tmp_path: Path, name: str, kind: str) -> None:
    """An application we do not read yet is reported once per folder, with its place."""
    found = discover(write(tmp_path, {f"app/{name}": "{}", f"app/two-{name}": "{}"}))
    assert [(one.kind, one.at.path) for one in found.unread] == [(kind, f"app/{name}")]
    assert re.search("not (read|run)", found.unread[0].reason)


def test_chalice_is_seen(tmp_path: Path) -> None:
    """A Chalice application is known by its folder of configuration."""
    found = discover(write(tmp_path, {"app/app.py": "", "app/.chalice/config.json": "{}"}))
    assert [one.kind for one in found.unread] == ["chalice"]


def test_broken_templates_are_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    """A template that is no YAML, or in no encoding, is unread with its line; its neighbours are read."""
    write(tmp_path, {"a/template.yaml": PLAIN, "b/template.yaml": PLAIN + "x: [\n", "c/notes.yaml": "a: ["})
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "template.yaml").write_bytes(b"Resources: caf\xe9\n")
    sources = open_path(tmp_path, Options())
    assert [(one.kind, one.at.path) for one in sources.unread] == [
        ("malformed", "b/template.yaml"),
        ("unreadable", "d/template.yaml"),
    ]
    assert sources.unread[0].at.line > 0
    assert [one.name for one in sources.apps() if isinstance(one, AppReading)] == ["a"]


@pytest.mark.parametrize(
    "name", ["template.yaml", "app/stack.json", "serverless.yml", "main.tf", "cdk.json", "x.template"]
)
def test_a_pipe_is_named_and_not_opened(tmp_path: Path, name: str) -> None:
    """What is neither a file nor a folder would be waited for: it is unread with its place, and the rest is read."""
    write(tmp_path, {"good/template.yaml": PLAIN, "app/app.py": ""})
    os.mkfifo(tmp_path / name)
    os.mkfifo(tmp_path / "app" / "log.fifo")
    found = discover(tmp_path)
    assert [(one.kind, one.at.path) for one in found.unread] == [("unreadable", name)]
    assert "no regular file" in found.unread[0].reason
    assert (found.templates, found.others) == (("good/template.yaml",), ())


def test_a_pipe_by_name_is_refused(tmp_path: Path) -> None:
    """A pipe that is named itself is an error that says what to name."""
    os.mkfifo(tmp_path / "template.yaml")
    with pytest.raises(SourceError, match="name a file or a folder"):
        discover(tmp_path / "template.yaml")


def test_a_single_template_is_taken_as_it_is(tmp_path: Path) -> None:
    """A file by name is read whatever it is called; one that is no template says so."""
    folder = write(tmp_path, {"odd.txt": PLAIN, "no.yaml": "a: 1\n"})
    assert read_app(folder / "odd.txt").template == "odd.txt"
    (unread,) = open_path(folder / "no.yaml", Options()).apps()
    assert isinstance(unread, Unread)
    assert "Resources" in unread.reason


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    """What does not exist is an error."""
    with pytest.raises(SourceError, match="does not exist"):
        open_path(tmp_path / "none", Options())


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither a linked folder nor a linked file is part of what is scanned."""
    write(tmp_path / "other", {"template.yaml": PLAIN})
    app = write(tmp_path / "app", {"readme": ""})
    (app / "folder").symlink_to(tmp_path / "other")
    (app / "template.yaml").symlink_to(tmp_path / "other" / "template.yaml")
    assert discover(app).templates == ()


def test_names_of_applications(tmp_path: Path) -> None:
    """An application is called after its folder, and after its file too where a folder holds several."""
    write(
        tmp_path / "shop", {"template.yaml": PLAIN, "a/template.yaml": PLAIN, "b/one.yaml": PLAIN, "b/two.yaml": PLAIN}
    )
    names = {source.path: name for source, name in app_names(discover(tmp_path / "shop")).items()}
    assert names == {"template.yaml": "shop", "a/template.yaml": "a", "b/one.yaml": "b/one", "b/two.yaml": "b/two"}


def test_a_reading_keeps_texts_and_marks(tmp_path: Path) -> None:
    """For marks in comments a reading holds its sources' texts and each resource's lines and metadata."""
    text = (
        "AWSTemplateFormatVersion: x\nMetadata: {a: 1}\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n"
        "    Metadata: {m: 2}\n  T:\n    Type: AWS::SNS::Topic\nOutputs: {}\n"
    )
    reading = read_app(write(tmp_path, {"template.yaml": text}))
    assert reading.texts == {"template.yaml": text}
    found = {mark.logical_id: (mark.first_line, mark.last_line, dict(mark.metadata)) for mark in reading.marks}
    assert found["Q"] == (4, 6, {"m": 2})
    assert found["T"] == (7, 8, {})
    assert found[None][2] == {"a": 1}


def test_a_folder_called_env_is_the_applications_own(tmp_path: Path) -> None:
    """Templates in `env/` are found; a virtual environment is passed over, whatever it is called."""
    put = {"env/template.yaml": PLAIN, "tools/pyvenv.cfg": "", "tools/lib/template.yaml": PLAIN}
    assert discover(write(tmp_path, put)).templates == ("env/template.yaml",)


def test_a_template_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A file that speaks of CloudFormation and cannot be decoded is reported, under any name."""
    (tmp_path / "stack.yaml").write_bytes(b"AWSTemplateFormatVersion: 2010-09-09\n# \xff\xfe\n")
    (tmp_path / "data.json").write_bytes(b"\xff\xfe\xfa\xfb not ours \xff")
    assert [(one.kind, one.at.path) for one in discover(tmp_path).unread] == [("unreadable", "stack.yaml")]
