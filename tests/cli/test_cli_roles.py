"""`ennead roles`: what each function needs, and its template changed to that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Ennead, put
from tests.graph.needed.making import HEAD, NOTHING, asking, function, written

SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "roles.schema.json").read_text(encoding="utf-8"))
WIDE = "      Policies: [AmazonDynamoDBFullAccess]\n"
EVAL = "def handler(event, context):\n    eval(event['x'])\n"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An application whose function has more than it needs."""
    return shop(tmp_path / "shop")


def shop(folder: Path, more: str = WIDE, code: str = NOTHING, files: Mapping[str, str] | None = None) -> Path:
    """An application with one function."""
    return written(folder, {"template.yaml": HEAD + function(more), "src/work.py": code, **(files or {})})


# -- reports ------------------------------------------------------------------------------------


def test_table(ennead: Ennead, app: Path) -> None:
    """The report is on stdout, findings do not make the command fail."""
    done = ennead("roles", app)
    assert (done.code, done.err) == (0, "")
    assert "AmazonDynamoDBFullAccess: nothing needs any of it" in done.out
    assert f"ennead roles {app} --function Work" in " ".join(done.out.split())


def test_json(ennead: Ennead, app: Path) -> None:
    """The document is valid and names the application."""
    done = ennead("roles", app, "--format", "json")
    made = json.loads(done.out)
    Draft202012Validator(SCHEMA).validate(made)
    assert (done.code, made["app"], [one["function"] for one in made["functions"]]) == (0, "shop", ["Work"])


def test_to_a_file(ennead: Ennead, app: Path, tmp_path: Path) -> None:
    """`--output` leaves stdout alone."""
    done = ennead("roles", app, "-f", "json", "-o", tmp_path / "roles.json")
    assert (done.code, done.out) == (0, "")
    assert json.loads((tmp_path / "roles.json").read_text())["schema"] == "ennead.roles/1"


def test_several_applications(ennead: Ennead, tmp_path: Path) -> None:
    """Each function says whose it is; the table has a head for each."""
    shop(tmp_path / "orders")
    shop(tmp_path / "users")
    made = json.loads(ennead("roles", tmp_path, "-f", "json").out)
    Draft202012Validator(SCHEMA).validate(made)
    assert [one["app"] for one in made["functions"]] == made["apps"] == ["orders", "users"]
    heads = [line for line in ennead("roles", tmp_path).out.splitlines() if "1 function" in line]
    assert [line.split()[0] for line in heads] == ["orders", "users"]


def test_one_function(ennead: Ennead, app: Path) -> None:
    """`--function` shows its policy, whole."""
    done = ennead("roles", app, "--function", "Work")
    assert done.code == 0
    assert '"Version": "2012-10-17"' in done.out


@pytest.mark.parametrize("change", [[], ["--write"], ["--diff"], ["-f", "json"]])
def test_a_function_that_is_not_there(ennead: Ennead, app: Path, change: list[str]) -> None:
    """The like of it is named; nothing is written."""
    before = (app / "template.yaml").read_bytes()
    done = ennead("roles", app, "--function", "Wrok", *change)
    assert done.code == 2
    assert "no function is called Wrok: there is Work" in done.err
    assert (app / "template.yaml").read_bytes() == before


@pytest.mark.parametrize("change", [[], ["--write"], ["--diff"], ["-f", "json"]])
def test_nothing_to_read(ennead: Ennead, tmp_path: Path, change: list[str]) -> None:
    """An empty folder is no good answer, whatever is asked of it."""
    done = ennead("roles", tmp_path, *change)
    assert done.code == 3
    assert "no function here" in done.err
    assert done.out == ""


@pytest.mark.parametrize("change", [[], ["--write"], ["--diff"]])
def test_what_is_not_read_is_said(ennead: Ennead, tmp_path: Path, change: list[str]) -> None:
    """A template that cannot be read beside one that can: its place, and exit 3."""
    shop(tmp_path / "good")
    put(tmp_path / "bad", HEAD + "  Work: {Type: AWS::Serverless::Function, [\n")
    done = ennead("roles", tmp_path, *change)
    assert done.code == 3
    assert "not read: bad/template.yaml" in done.err
    assert done.out != ""


def test_stdin(ennead: Ennead) -> None:
    """A template on standard input has no code beside it: that is said, and triggers are told all the same."""
    template = HEAD + function("      Tracing: Active\n")
    done = ennead("roles", "-", "-f", "json", stdin=template)
    (one,) = json.loads(done.out)["functions"]
    assert done.code == 0
    assert "xray:PutTraceSegments" in [need["action"] for need in one["needed"]]
    assert one["kept"].startswith("its code is not read")


@pytest.mark.parametrize("change", ["--write", "--diff", "--undo"])
def test_stdin_is_not_changed(ennead: Ennead, change: str) -> None:
    """There is no file to write to."""
    done = ennead("roles", "-", change, stdin=HEAD + function())
    assert done.code == 2
    assert "cannot be changed: name its file" in done.err


# -- changes ------------------------------------------------------------------------------------


def test_write_and_undo(ennead: Ennead, app: Path) -> None:
    """What is shown is what is written; it is taken back byte for byte; each says the next command."""
    before = (app / "template.yaml").read_bytes()
    shown = ennead("roles", app, "--diff")
    assert shown.code == 0
    assert "-      Policies: [AmazonDynamoDBFullAccess]" in shown.out
    assert (app / "template.yaml").read_bytes() == before
    done = ennead("roles", app, "--write")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"changed   template.yaml\nto take it back:  ennead roles {app} --undo\n"
    assert "Policies" not in (app / "template.yaml").read_text()
    undone = ennead("roles", app, "--undo")
    assert (undone.code, undone.out) == (0, "put back  template.yaml\n")
    assert (app / "template.yaml").read_bytes() == before


def test_a_second_time_there_is_nothing_to_do(ennead: Ennead, app: Path) -> None:
    """Written roles are as they should be."""
    ennead("roles", app, "--write")
    after = (app / "template.yaml").read_bytes()
    again = ennead("roles", app, "--write")
    assert (again.code, again.out) == (
        0,
        "nothing to change: every role that can be edited is as its function needs it\n",
    )
    assert ennead("roles", app, "--diff").out == ""
    assert (app / "template.yaml").read_bytes() == after


def test_nothing_to_undo(ennead: Ennead, app: Path) -> None:
    """It is said, and is no error."""
    done = ennead("roles", app, "--undo")
    assert (done.code, done.out) == (0, "nothing to put back: no --write is left to undo\n")


def test_later_work_is_not_undone(ennead: Ennead, app: Path) -> None:
    """A template that was changed since keeps that change."""
    ennead("roles", app, "--write")
    put(app, (app / "template.yaml").read_text() + "# mine\n")
    done = ennead("roles", app, "--undo")
    assert done.code == 2
    assert "template.yaml" in done.err
    assert (app / "template.yaml").read_text().endswith("# mine\n")


def test_a_template_by_its_name(ennead: Ennead, app: Path) -> None:
    """PATH may be the template itself."""
    assert ennead("roles", app / "template.yaml", "--write").out.startswith("changed   template.yaml\n")
    assert ennead("roles", app / "template.yaml", "--undo").out == "put back  template.yaml\n"


def test_all_applications_of_a_folder(ennead: Ennead, tmp_path: Path) -> None:
    """One plan for all of them, undone as one."""
    shop(tmp_path / "orders")
    shop(tmp_path / "users")
    assert ennead("roles", tmp_path, "--write").out.splitlines()[:2] == [
        "changed   orders/template.yaml",
        "changed   users/template.yaml",
    ]
    assert len(ennead("roles", tmp_path, "--undo").out.splitlines()) == 2


@pytest.mark.parametrize(
    ("more", "code", "reason"),
    [
        ("      Role: arn:aws:iam::111111111111:role/far\n", NOTHING, "its role is not declared here"),
        (WIDE, EVAL, "nothing is taken away: eval of text that only a run knows"),
    ],
)
def test_what_is_left_for_review(ennead: Ennead, tmp_path: Path, more: str, code: str, reason: str) -> None:
    """It is on stderr, with the function; the file stays as it is."""
    app = shop(tmp_path, more, code)
    before = (app / "template.yaml").read_bytes()
    done = ennead("roles", app, "--write")
    assert (done.code, done.err) == (0, f"review    Work: {reason}\n")
    assert (app / "template.yaml").read_bytes() == before


def test_an_edit_that_cannot_be_made(ennead: Ennead, tmp_path: Path) -> None:
    """An anchor: nothing of the folder is written, and the place is named."""
    code = asking("boto3.client('s3').list_buckets()")
    template = (
        HEAD
        + function("      Policies: &both\n        - AmazonS3FullAccess\n")
        + function("      Policies: *both\n", "Other")
    )
    app = written(tmp_path, {"template.yaml": template, "src/work.py": code, "src/other.py": code})
    done = ennead("roles", app, "--write")
    assert done.code == 2
    assert "edit it by hand" in done.err
    assert (app / "template.yaml").read_text() == template
