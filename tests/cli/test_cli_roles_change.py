"""`ennead roles --compare BASE`: what a change grants, needs and takes away, function by function."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ennead.engine.base.revision import BaseError
from ennead.engine.roles_change import compared
from ennead.report.change.markdown import LONGEST
from ennead.report.roles.change import markdown
from tests.cli.conftest import Ennead
from tests.engine.changing import API, TABLE, Repository, repository

SPEC = Path(__file__).parents[2] / "spec" / "roles-change.schema.json"
SCHEMA = Draft202012Validator(json.loads(SPEC.read_text(encoding="utf-8")))
GRANT = """\
      Policies:
        - Statement:
            - {Effect: Allow, Action: "dynamodb:PutItem", Resource: !GetAtt CustomersTable.Arn}
            - {Effect: Allow, Action: "ec2:DescribeRegions", Resource: "*"}
"""


@pytest.fixture
def changed(tmp_path: Path) -> Repository:
    """A repository in which a function is granted something that it does not need, not yet committed."""
    repo = repository(tmp_path / "shop", {"template.yml": API + TABLE})
    return repo.write({"template.yml": API + GRANT + TABLE})


def test_a_revision_is_compared_with(ennead: Ennead, changed: Repository) -> None:
    """What is granted now and was not is said of the function, with the score before and after."""
    done = ennead("roles", changed.folder, "--compare", "main")
    assert done.code == 0, done.err
    assert done.out.startswith("compared with main (")
    assert "This change grants 2 permissions in 1 function (score 0 → " in done.out
    assert "  newly granted       dynamodb:PutItem on CustomersTable\n" in done.out
    assert "                      ec2:DescribeRegions\n" in done.out
    assert "  newly too much      dynamodb:PutItem on CustomersTable\n" in done.out


def test_nothing_changes(ennead: Ennead, changed: Repository) -> None:
    """Once it is committed the change is none."""
    changed.commit()
    out = ennead("roles", changed.folder, "--compare", "main").out
    assert "No function is granted, or needs, anything else than before." in out


def test_a_saved_document_is_compared_with(ennead: Ennead, changed: Repository, tmp_path: Path) -> None:
    """A document of an earlier run serves where there is no git; the answer as JSON keeps to its schema."""
    file = tmp_path / "before.json"
    ennead("roles", changed.folder, "--format", "json", "--output", file)
    changed.write({"template.yml": API + TABLE})
    document = json.loads(ennead("roles", changed.folder, "--compare", file, "--format", "json").out)
    SCHEMA.validate(document)
    (row,) = document["functions"]
    assert (row["function"], row["how"], row["granted"]["added"]) == ("Orders", "changed", [])
    assert {"action": "dynamodb:PutItem", "resource": "CustomersTable"} in row["granted"]["removed"]
    assert document["score"]["after"] == 0


def test_the_comment_is_markdown(ennead: Ennead, changed: Repository) -> None:
    """The first line is the marker by which the comment is found and updated; names are code."""
    text = ennead("roles", changed.folder, "--compare", "main", "--format", "markdown").out
    assert text.startswith("<!-- ennead roles -->\n**This change grants 2 permissions in 1 function")
    assert "#### `Orders`" in text
    assert "- **newly granted**: `dynamodb:PutItem on CustomersTable`, `ec2:DescribeRegions`" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "markdown"], "add --compare BASE"),
        (["--compare", "nowhere"], "holds no revision nowhere"),
        (["--compare", "nowhere.json"], "cannot be read"),
        (["--compare", "main", "--write"], "leave --write"),
    ],
)
def test_wrong_words_are_explained(ennead: Ennead, changed: Repository, words: list[str], said: str) -> None:
    """Usage errors exit 2 and say what to write instead."""
    done = ennead("roles", changed.folder, *words)
    assert done.code == 2
    assert said in done.err


def row(function: str, *actions: str) -> dict[str, Any]:
    """A function of a document."""
    granted = [{"action": action, "resources": ["*"]} for action in actions]
    return {"function": function, "granted": granted, "needed": [], "excess": [], "missing": [], "score": 1}


def test_functions_come_and_go() -> None:
    """A new function is said with all that it is granted, one that is gone with what it was."""
    change = compared({"functions": [row("Old", "s3:GetObject")]}, {"functions": [row("New", "sqs:*")]}, "x")
    assert [(one.function, one.how) for one in change.functions] == [("New", "added"), ("Old", "removed")]
    assert "#### `Old` (gone)\n\n- no longer granted: `s3:GetObject on everything`" in markdown(change)


def test_a_comment_is_never_too_long() -> None:
    """Many permissions of many functions are cut, and the comment says that."""
    rows = [row(f"F{number}`@all", *(f"s3:Get{each}" for each in range(50))) for number in range(2000)]
    text = markdown(compared({"functions": []}, {"functions": rows}, "x"))
    assert len(text) <= LONGEST
    assert text.endswith("`--format json` has all of it.\n")


@pytest.mark.parametrize("wrong", [{}, {"functions": [{}]}, {"functions": [{"function": "F", "granted": 1}]}])
def test_another_shape_is_refused(wrong: dict[str, Any]) -> None:
    """A damaged document is an error that says how to write it anew."""
    with pytest.raises(BaseError, match="write it anew"):
        compared(wrong, {"functions": []}, "before.json")


def test_a_base_that_cannot_be_read_is_told(ennead: Ennead, tmp_path: Path) -> None:
    """Where a template of the base is not read, what is called added may have been there, and that is said."""
    broken = "AWSTemplateFormatVersion: '2010-09-09'\nResources: [\n"
    repo = repository(tmp_path / "shop", {"template.yml": API + TABLE, "more/template.yml": broken})
    repo.write({"more/template.yml": None})
    done = ennead("roles", repo.folder, "--compare", "main")
    assert "not read in the version it is compared with: more/template.yml" in done.err


def test_a_configuration_of_the_base_that_cannot_be_followed_is_told(ennead: Ennead, tmp_path: Path) -> None:
    """Where the base is read with the configuration of now, that is said."""
    repo = repository(tmp_path / "shop", {"template.yml": API + TABLE, "ennead.toml": "nonsense = [\n"})
    repo.write({"ennead.toml": ""})
    done = ennead("roles", repo.folder, "--compare", "main")
    assert "the configuration it is compared with cannot be followed" in done.err


def test_a_base_that_is_read_says_nothing_besides(ennead: Ennead, changed: Repository) -> None:
    """There is nothing to say of an ordinary application."""
    assert ennead("roles", changed.folder, "--compare", "main").err == ""
