"""Which files are services, and what belongs to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.sources.discover import AppSource, Unread, discover
from ennead.sources.read import Options, open_path
from tests.sources.reading import write
from tests.sources.serverless.service import FN, HEAD

RESOURCES = "Resources: {Q: {Type: AWS::SQS::Queue}}\n"


@pytest.mark.parametrize("name", ["serverless.yml", "serverless.yaml", "serverless.json", "a/b/serverless.yml"])
def test_a_service_is_an_application(tmp_path: Path, name: str) -> None:
    """By its name and by what it holds."""
    text = '{"service": "s", "provider": {"name": "aws"}}' if name.endswith("json") else HEAD
    found = discover(write(tmp_path, {name: text}))
    assert (found.others, found.unread, found.templates) == ((AppSource("serverless", name),), (), ())


def test_a_service_s_file_can_be_named_itself(tmp_path: Path) -> None:
    """Whatever its name is."""
    write(tmp_path, {"serverless.prod.yml": HEAD + FN})
    assert discover(tmp_path / "serverless.prod.yml").others == (AppSource("serverless", "serverless.prod.yml"),)


def test_templates_a_service_puts_in_are_no_applications(tmp_path: Path) -> None:
    """By name, by a variable in the name, and through another file; a template beside them is one."""
    named = ("res/a.yml", "./res/b-${sls:stage}.yml", "more.yml")
    text = f"{HEAD}{FN}resources:\n" + "".join(f"  - ${{file({name})}}\n" for name in named)
    files = {
        "res/a.yml": RESOURCES,
        "res/b-dev.yml": RESOURCES,
        "more.yml": "${file(res/c.yml)}\n",
        "res/c.yml": RESOURCES,
    }
    found = discover(write(tmp_path, {"serverless.yml": text, **files, "other.yml": RESOURCES}))
    assert found.templates == ("other.yml",)


@pytest.mark.parametrize(
    ("files", "kind", "word"),
    [
        ({"serverless.yml": "service: s\nprovider: {name: azure}\n"}, "serverless-framework", "azure"),
        ({"serverless.yml": "service: s\nprovider: google\n"}, "serverless-framework", "google"),
        ({"serverless.ts": "export default {}"}, "serverless-framework", "serverless package"),
        ({"serverless.js": "module.exports = {}"}, "serverless-framework", "serverless package"),
        ({"serverless.yml": "service: s\nprovider: [}\n"}, "malformed", "not valid YAML"),
    ],
)
def test_what_is_not_read_says_why(tmp_path: Path, files: dict[str, str], kind: str, word: str) -> None:
    """Another provider, a service written as code, a broken file: seen and told."""
    found = discover(write(tmp_path, files))
    assert found.others == ()
    (unread,) = found.unread
    assert unread.kind == kind
    assert word in unread.reason


def test_code_beside_a_service_is_not_another(tmp_path: Path) -> None:
    """The framework takes the YAML file where both are there."""
    found = discover(write(tmp_path, {"serverless.yml": HEAD, "serverless.ts": ""}))
    assert (len(found.others), found.unread) == (1, ())


@pytest.mark.parametrize(
    "text", ["", "[]", "service: x\n", "a: b\n", "- service: x\n  provider: y\n", "service\nprovider\n"]
)
def test_a_file_of_that_name_that_is_no_service_is_passed_over(tmp_path: Path, text: str) -> None:
    """Nothing is made of it."""
    assert discover(write(tmp_path, {"serverless.yml": text})).others == ()


def test_a_service_as_deep_as_yaml_may_be_is_read_or_refused(tmp_path: Path) -> None:
    """Nesting ends in an answer, never in a crash."""
    deep = "custom: " + "{a: " * 95 + "1" + "}" * 95 + "\n"
    chain = "functions: {f: {handler: a.b, environment: {V: '${self:custom" + ".a" * 95 + "}'}}}\n"
    (reading,) = open_path(write(tmp_path, {"serverless.yml": HEAD + chain + deep}), Options()).apps()
    assert not isinstance(reading, Unread)
