"""`--diff BASE` from the command line to the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Ennead, put
from tests.engine.changing import API, OPEN_API, READS, TABLE, Repository, repository

SPEC = Path(__file__).parents[2] / "spec" / "change.schema.json"
SCHEMA = Draft202012Validator(json.loads(SPEC.read_text(encoding="utf-8")))


@pytest.fixture
def opened(tmp_path: Path) -> Repository:
    """A repository in which a route was opened and a table comes to be read, not yet committed."""
    repo = repository(tmp_path / "shop", {"template.yml": API + TABLE})
    return repo.write({"template.yml": OPEN_API + READS + TABLE})


def test_scan_judges_what_the_change_brings(ennead: Ennead, opened: Repository) -> None:
    """A new finding at the level exits 1, and names the change; committed, it is no news and exits by that."""
    done = ennead("scan", opened.folder, "--diff", "main")
    assert done.code == 1
    assert "opens 1 route to anyone" in done.out
    assert "open-route" in done.out
    opened.commit()
    done = ennead("scan", opened.folder, "--diff", "main")
    assert done.code == 0
    assert "Nothing changes: the map is the same, and no finding comes or goes." in done.out
    assert ennead("scan", opened.folder).code == 1


def test_fail_on(ennead: Ennead, opened: Repository) -> None:
    """`--fail-on` is asked of new findings only."""
    assert ennead("scan", opened.folder, "--diff", "main", "--fail-on", "critical").code == 0
    assert ennead("scan", opened.folder, "--diff", "main", "--fail-on", "none").code == 0


def test_markdown_and_json_in_one_run(ennead: Ennead, opened: Repository, tmp_path: Path) -> None:
    """The comment goes to a file while JSON stands on stdout."""
    file = tmp_path / "out" / "comment.md"
    done = ennead("scan", opened.folder, "--diff", "main", "--format", "json", "--markdown-output", file)
    document = json.loads(done.out)
    SCHEMA.validate(document)
    assert document["base"].startswith("main (")
    assert document["findings"]["new"]
    text = file.read_text(encoding="utf-8")
    assert text.startswith("<!-- ennead -->\n**This change opens 1 route to anyone")


@pytest.mark.parametrize("name", ["sarif", "junit", "github", "gitlab"])
def test_formats_of_services(ennead: Ennead, opened: Repository, name: str) -> None:
    """Each service is told of the new finding."""
    done = ennead("scan", opened.folder, "--diff", "main", "--format", name)
    assert "open-route" in done.out


def test_map_says_what_changed(ennead: Ennead, opened: Repository) -> None:
    """Text unless asked otherwise; JSON after the schema; Markdown with its marker; a picture is refused."""
    done = ennead("map", opened.folder, "--diff", "main")
    assert done.code == 0
    assert done.out.startswith("compared with  main (")
    assert "CustomersTable (personal, high)" in done.out
    document = json.loads(ennead("map", opened.folder, "--diff", "main", "--format", "json").out)
    SCHEMA.validate(document)
    assert "findings" not in document
    assert ennead("map", opened.folder, "--diff", "main", "-f", "markdown").out.startswith("<!-- ennead -->\n")
    refused = ennead("map", opened.folder, "--diff", "main", "-f", "html")
    assert refused.code == 2
    assert "leave --diff out" in refused.err


def test_saved_documents(ennead: Ennead, opened: Repository, tmp_path: Path) -> None:
    """What `map` and `scan` wrote before serves as the base; the one for the other is an error that says so."""
    before, scanned = tmp_path / "map.json", tmp_path / "scan.json"
    opened.git("stash", "--quiet")
    before.write_text(ennead("map", opened.folder).out, encoding="utf-8")
    scanned.write_text(ennead("scan", opened.folder, "--format", "json").out, encoding="utf-8")
    assert "Nothing changes" in ennead("map", opened.folder, "--diff", before).out
    opened.git("stash", "pop", "--quiet")
    assert "opens 1 route to anyone" in ennead("map", opened.folder, "--diff", before).out
    done = ennead("scan", opened.folder, "--diff", scanned)
    assert done.code == 1
    assert "open-route" in done.out
    wrong = ennead("scan", opened.folder, "--diff", before)
    assert wrong.code == 2
    assert "`ennead map --diff" in wrong.err


def test_several_applications_are_compared_one_by_one(ennead: Ennead, tmp_path: Path) -> None:
    """The JSON of several applications names each."""
    repo = repository(tmp_path / "all", {"a/template.yml": API, "b/template.yml": API})
    repo.write({"b/template.yml": OPEN_API, "c/template.yml": "Resources:\n" + TABLE})
    document = json.loads(ennead("scan", repo.folder, "--diff", "main", "-f", "json").out)
    SCHEMA.validate(document)
    assert {row["app"] for row in document["findings"]["new"]} == {"b"}
    assert document["apps"] == [{"how": "added", "name": "c"}]
    assert {row["node"] for row in document["map"]["exposure"]} == {"route/b:POST /orders", "function/b:Orders"}


def test_one_of_several_applications(ennead: Ennead, tmp_path: Path) -> None:
    """`--app` compares that one, and calls the others neither gone nor new."""
    repo = repository(tmp_path / "all", {"a/template.yml": API, "b/template.yml": API})
    repo.write({"a/template.yml": OPEN_API, "b/template.yml": OPEN_API})
    document = json.loads(ennead("map", repo.folder, "--diff", "main", "--app", "b", "-f", "json").out)
    assert not document["apps"]
    assert {row["node"] for row in document["map"]["exposure"]} == {"route/POST /orders", "function/Orders"}


def test_baseline_applies_to_both(ennead: Ennead, opened: Repository, tmp_path: Path) -> None:
    """What the baseline accepts is neither new nor accepted by the change."""
    file = tmp_path / "baseline.json"
    opened.commit()
    ennead("scan", opened.folder, "--write-baseline", file)
    opened.write({"README": "x"})
    done = ennead("scan", opened.folder, "--diff", "main", "--baseline", file)
    assert "Nothing changes" in done.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--diff", "nowhere"), "holds no revision nowhere"),
        (("--diff", "--help"), "is no revision"),
        (("--diff", "gone.json"), "gone.json is not there"),
        (("--diff", "main", "--write-baseline", "x"), "run it without --diff"),
        (("--diff", "main", "--format", "html"), "run it without --diff"),
        (("--format", "markdown"), "add --diff BASE"),
        (("--markdown-output", "x.md"), "add --diff BASE"),
    ],
)
def test_what_cannot_be_done_is_2(ennead: Ennead, opened: Repository, arguments: tuple[str, ...], says: str) -> None:
    """Errors say what to try, and write nothing."""
    done = ennead("scan", opened.folder, *arguments)
    assert done.code == 2
    assert says in done.err
    assert not done.out


def test_standard_input_is_refused(ennead: Ennead) -> None:
    """A template on standard input has no earlier version."""
    done = ennead("scan", "-", "--diff", "main", stdin=API)
    assert done.code == 2
    assert "not standard input" in done.err


def test_folder_in_no_repository(ennead: Ennead, tmp_path: Path) -> None:
    """Outside of git it says what else can be compared with."""
    done = ennead("scan", put(tmp_path / "app", API), "--diff", "main")
    assert done.code == 2
    assert "compare with a saved JSON" in done.err


def test_what_could_not_be_compared_is_3(ennead: Ennead, opened: Repository) -> None:
    """A template that cannot be read any more is told, with exit 3, and is not called gone."""
    opened.write({"template.yml": "Resources:\n  - {Type: AWS::SQS::Queue\n", "b/template.yml": API})
    done = ennead("map", opened.folder, "--diff", "main")
    assert done.code == 3
    assert "could not be compared" in done.out
    assert "is gone" not in done.out
