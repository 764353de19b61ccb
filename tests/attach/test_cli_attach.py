"""`ennead attach` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.attach.making import function, laid, sam
from tests.attach.test_awkward import EVERY
from tests.attach.test_events import alive, event
from tests.cli.conftest import Ennead

SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "attach.schema.json").read_text(encoding="utf-8"))
ARN = "arn:aws:lambda:us-east-1:123456789012:layer:ennead:3"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """One function of Python, one of Node."""
    return laid(tmp_path / "shop", sam(function("Work"), function("Page", runtime="nodejs22.x")))


def checked(ennead: Ennead, *words: str | Path) -> dict[str, Any]:
    """A document that fits its schema."""
    done = ennead("attach", *words, "--format", "json")
    made: dict[str, Any] = json.loads(done.out)
    Draft202012Validator(SCHEMA).validate(made)
    return made


def test_the_difference(ennead: Ennead, app: Path) -> None:
    """Without a word the difference is on stdout, what is left on stderr; nothing is written."""
    before = (app / "template.yaml").read_bytes()
    done = ennead("attach", app)
    assert done.code == 0
    assert done.out.startswith("--- a/template.yaml")
    assert "left      there is no agent for Node (nodejs22.x) yet: Page" in done.err
    assert f"ennead layer build --runtime python3.13 --output {app.as_posix()}/ennead-layer" in done.err
    assert ennead("attach", app, "--diff").out == done.out
    assert (app / "template.yaml").read_bytes() == before


def test_write_check_undo(ennead: Ennead, app: Path) -> None:
    """Written, shown as attached, written again without a change, and taken back byte for byte."""
    before = (app / "template.yaml").read_bytes()
    assert ennead("attach", app, "--write", "--mode", "alert").code == 0
    [work] = [one for one in checked(ennead, app, "--check")["functions"] if one["function"] == "Work"]
    assert (work["state"], work["mode"]) == ("attached", "alert")
    assert "nothing to change" in ennead("attach", app, "--write").out
    assert ennead("attach", app, "--undo").out == "put back  template.yaml\n"
    assert (app / "template.yaml").read_bytes() == before
    assert "nothing to put back" in ennead("attach", app, "--undo").out


def test_a_built_layer(ennead: Ennead, app: Path) -> None:
    """A layer that is built is not asked for again; a folder of something else is refused."""
    assert ennead("layer", "build", "--runtime", "python3.13", "--output", app / "built").code == 0
    done = ennead("attach", app, "--layer", app / "built")
    assert "ContentUri: built" in done.out
    assert "before you deploy" not in done.err
    assert "is no layer of ours" in ennead("attach", app, "--layer", app / "src").err


def test_check(ennead: Ennead, tmp_path: Path) -> None:
    """Every function stands in the table and in the document, with its reasons; the lines can be copied."""
    laid(tmp_path, EVERY)
    document = checked(ennead, tmp_path, "--check")
    table = ennead("attach", tmp_path, "--check")
    assert table.code == 0
    assert [one["function"] for one in document["functions"] if one["function"] not in table.out] == []
    assert all(one["reasons"] or one["state"] in {"coverable", "attached"} for one in document["functions"])
    assert sum(document["counts"].values()) == len(document["functions"]) == 25
    assert "        COPY ennead-layer/ /opt/\n" in table.out
    assert max(len(line) for line in table.out.splitlines() if not line.startswith("        ")) <= 100


def test_report(ennead: Ennead, app: Path, tmp_path: Path) -> None:
    """What would have been blocked is counted, and who is ready gets the difference to enforce."""
    ennead("attach", app, "--write")
    log = tmp_path / "log.jsonl"
    log.write_text("\n".join(json.dumps(one) for one in (alive(mode="observe", start_ms=3), event())))
    done = ennead("attach", app, "--report", log)
    assert (done.code, "no function is ready for enforce yet" in done.out) == (0, True)
    assert "attack sql flag" in done.out
    made = checked(ennead, app, "--report", log)
    assert (made["events"]["functions"][0]["would_block"], made["events"]["ready"], made["diff"]) == (1, [], "")
    log.write_text(json.dumps(alive(start_ms=3)))
    done = ennead("attach", app, "--report", log)
    assert "+          ENNEAD_MODE: enforce" in done.out
    assert f"ennead attach {app} --function 'Work' --mode enforce --write" in done.out
    assert ennead("attach", app, "--report", "-", stdin=log.read_text()).out == done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--layer-arn", "arn:aws:lambda:us-east-1:123456789012:layer:ennead"], "with its version"),
        (["--layer-arn", ARN, "--layer", "x"], "give one"),
        (["--function", "Wrok"], "there is Work"),
        (["--format", "json"], "json is written of --check and --report"),
        (["--report", "x", "--write"], "leave --diff"),
        (["--report", "missing"], "cannot be read"),
    ],
)
def test_usage(ennead: Ennead, app: Path, words: list[str], said: str) -> None:
    """What makes no sense is a usage error that says what does."""
    done = ennead("attach", app, *words)
    assert (done.code, said in done.err) == (2, True)


def test_nothing_here(ennead: Ennead, tmp_path: Path) -> None:
    """A folder without a function is never taken for covered."""
    done = ennead("attach", tmp_path, "--check")
    assert (done.code, done.out) == (3, "")


def test_several_applications(ennead: Ennead, tmp_path: Path) -> None:
    """Each function says whose it is."""
    laid(tmp_path / "a", sam(function("Work")))
    laid(tmp_path / "b", sam(function("Work")))
    made = checked(ennead, tmp_path, "--check")
    assert [one["app"] for one in made["functions"]] == made["apps"] == ["a", "b"]
    assert ennead("attach", tmp_path, "--check").out.startswith("2 applications   2 functions · 0 attached")
    assert ennead("attach", tmp_path, "--write").out.count("changed   ") == 2
