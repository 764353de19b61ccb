"""What the pages say is held equal to the code."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from ennead.cli.group import root
from ennead.engine.discover import checks
from ennead.engine.priority import CONTROL, TABLE, Control
from ennead.iam.harm import HARMS, Harm
from ennead.model import app
from ennead.model.app import EdgeKind, Node
from ennead.model.data import Level
from ennead.model.finding import Exposure, Practice, Severity
from ennead.model.impact import WEIGHTS, Impact

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "bench" / "README.md", ROOT / "agents" / "python" / "README.md"]
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"\bennead ([a-z]+)\b")


def named(path: Path) -> str:
    """A page's path for the test's name."""
    return path.relative_to(ROOT).as_posix()


def rows(page: str, heading: str | None = None) -> list[list[str]]:
    """The cells of the rows of a page's tables, or of those under one heading; without their heads."""
    text = (DOCS / page).read_text(encoding="utf-8")
    if heading is not None:
        text = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def code(cell: str) -> list[str]:
    """The words in back quotes."""
    return re.findall(r"`([^`]+)`", cell)


# -- links and commands -------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file or folder that is there."""
    targets = [link.partition("#")[0] for link in _LINK.findall(page.read_text(encoding="utf-8"))]
    local = [target for target in targets if target and "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_exist(page: Path) -> None:
    """Every `ennead COMMAND` in back quotes or in a shell block is a command that there is."""
    text = page.read_text(encoding="utf-8")
    quoted = " ".join([*re.findall(r"`(ennead [^`\n]+)`", text), *_FENCE.findall(text)])
    assert [name for name in _COMMAND.findall(quoted) if name not in root.list_commands(None)] == []  # type: ignore[arg-type]


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every line of a shell block that calls ennead, with the page it stands on."""
    for page in PAGES:
        for block in _FENCE.findall(page.read_text(encoding="utf-8")):
            for line in block.splitlines():
                before_comment = line.partition(" # ")[0]
                for part in re.split(r"&&|\|\|", before_comment):
                    words = shlex.split(part.partition(" < ")[0])
                    if words and words[0].endswith("ennead") and len(words) > 1:
                        yield named(page), words[1:]


@pytest.mark.parametrize(("page", "words"), [pytest.param(p, w, id=f"{p}: {' '.join(w)}") for p, w in commands()])
def test_options_exist(page: str, words: list[str]) -> None:
    """Every option that a shell block gives to a command is one of that command's."""
    command, rest = root.get_command(click.Context(root), words[0]), words[1:]
    while isinstance(command, click.Group) and rest:
        command, rest = command.get_command(click.Context(command), rest[0]), rest[1:]
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    assert [word for word in rest if word.startswith("--") and word.partition("=")[0] not in known] == []


@pytest.mark.parametrize("name", root.list_commands(None))  # type: ignore[arg-type]
def test_command_is_documented(name: str) -> None:
    """Every command stands on a page under docs or in the README."""
    assert any(f"ennead {name}" in page.read_text(encoding="utf-8") for page in PAGES)


# -- messages -----------------------------------------------------------------------------------


def test_messages_name_commands_that_exist() -> None:
    """No text of ours sends the reader to a command that there is not."""
    wrong = {
        f"{path.name}: ennead {name}"
        for path in (ROOT / "src").rglob("*.py")
        for text in _texts(path)
        for name in re.findall(r"`ennead ([a-z]+)", text)
        if name not in root.list_commands(None)  # type: ignore[arg-type]
    }
    assert wrong == set()


def _texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


# -- tables -------------------------------------------------------------------------------------


def test_priority_table() -> None:
    """docs/priority.md shows the table that decides."""
    shown = {(row[0], row[1]): row[2:] for row in rows("priority.md") if len(row) == 7 and row[0] in set(Control)}
    columns = sorted(Exposure, reverse=True)
    assert shown == {
        (control, impact): [TABLE[control][impact][column] for column in columns]
        for control in Control
        for impact in Impact
    }


def test_controls() -> None:
    """docs/priority.md says which severity is which control."""
    shown = {row[0]: set(row[1].split(", ")) for row in rows("priority.md", "Control")[2:]}
    assert shown == {control: {one for one in Severity if CONTROL[one] is control} for control in Control}


def test_harm_table() -> None:
    """docs/blast-radius.md lists what each action does."""
    shown = {(code(row[0])[0], row[1]): code(row[3]) for row in rows("blast-radius.md", "Which action does what")[2:]}
    assert shown == {
        (service, field.name): words
        for service, harm in HARMS.items()
        for field in fields(Harm)
        if (words := getattr(harm, field.name).split())
    }


def test_weights() -> None:
    """docs/blast-radius.md prints the weights of the number that blast radii are sorted by."""
    text = (DOCS / "blast-radius.md").read_text(encoding="utf-8")
    said = re.search(r"(\d+) for each `high`, (\d+) for each `moderate` and `unknown`, (\d+) for each `low`", text)
    assert said is not None
    assert [int(one) for one in said.groups()] == [WEIGHTS[level] for level in (Level.HIGH, Level.MODERATE, Level.LOW)]
    assert WEIGHTS[Level.UNKNOWN] == WEIGHTS[Level.MODERATE]


def test_node_kinds() -> None:
    """docs/graph.md lists the kind of every node there is."""
    classes = [getattr(app, name) for name in app.__all__]
    kinds = {one.KIND for one in classes if isinstance(one, type) and issubclass(one, Node) and one is not app.Store}
    assert [code(row[0])[0] for row in rows("graph.md", "Nodes")[2:]] == sorted(kinds)


def test_edge_kinds() -> None:
    """docs/graph.md lists every kind of edge."""
    listed = [kind for row in rows("graph.md", "Edges")[2:] for kind in code(row[0])]
    assert sorted(listed) == sorted(EdgeKind)


@pytest.mark.parametrize(
    ("kind", "heading"), [("INPUT", "Classes of input"), ("UNSUPPORTED", "Classes of what we do not read yet")]
)
def test_classes_of_gaps(kind: str, heading: str) -> None:
    """docs/gaps.md lists the classes that sources use."""
    listed = {klass for row in rows("gaps.md", heading)[2:] for klass in code(row[0])}
    used = {klass for path in (ROOT / "src" / "ennead" / "sources").rglob("*.py") for klass in _classes(path, kind)}
    assert used <= listed


def _classes(path: Path, kind: str) -> Iterator[str]:
    """Classes that a module's calls name: `add(GapKind.INPUT, "file", …)`, the resolver's `_unknown("import", …)`,
    Terraform's `missing("count", …)`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        words = node.args
        if words and isinstance(words[0], ast.Attribute) and words[0].attr == kind:
            words = words[1:]
        elif {"_unknown": "INPUT", "missing": "INPUT", "once": "INPUT", "unsupported": "UNSUPPORTED"}.get(
            node.func.attr
        ) != kind:
            continue
        if words and isinstance(words[0], ast.Constant) and isinstance(words[0].value, str):
            yield words[0].value


@pytest.mark.parametrize("practice", list(Practice), ids=lambda practice: practice.name.lower())
def test_practice_has_its_page(practice: Practice) -> None:
    """Each practice has a page with the demand, what there is in build, deploy and run, and what there is not."""
    text = (DOCS / "practices" / f"{practice.value}-{practice.name.lower()}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {practice.value} ")
    assert [
        part for part in ("**The demand.**", "| build |", "| deploy |", "| run |", "not do yet") if part not in text
    ] == []


def test_practice_without_checks_claims_none() -> None:
    """A practice whose page says that there is nothing in build has no check, and the other way round."""
    with_checks = {check.practice for check in checks()} | {Practice.MAP, Practice.FLOWS}
    empty = {
        practice
        for practice in Practice
        if "| build | nothing"
        in (DOCS / "practices" / f"{practice.value}-{practice.name.lower()}.md").read_text(encoding="utf-8")
    }
    assert empty == set(Practice) - with_checks


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("*.md")), ids=lambda page: page.stem)
def test_decision_has_its_parts(page: Path) -> None:
    """A decision says what was asked, what was decided and what else there was."""
    text = page.read_text(encoding="utf-8")
    assert re.match(rf"# {int(page.stem[:4])}\. ", text)
    assert [part for part in ("**Question.**", "**Decision.**", "hat else there was") if part not in text] == []


def test_locks_name_no_registry() -> None:
    """Lock files hold versions and hashes only: no address, no index."""
    for lock in (ROOT / "requirements").glob("*.txt"):
        lines = lock.read_text(encoding="utf-8").splitlines()
        foreign = [line for line in lines if not re.match(r"(    --hash=sha256:[0-9a-f]{64}|[a-z0-9_.-]+==\S+)", line)]
        assert foreign == []
