"""Every fix speaks the dialect of what it is about: `fixes.txt` holds what each check shows in each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, replace
from pathlib import Path

import pytest

from ennead import practices
from ennead.check import Check
from ennead.engine.assess import assess
from ennead.engine.config import load
from ennead.engine.discover import checks
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.app import Dialect, Fragment, Node, Store
from ennead.model.finding import Finding, Fix
from ennead.model.rules import KEYED
from ennead.practices.fixes.change import Change
from ennead.practices.fixes.keys import own_key
from ennead.sources.cloudformation.load import parse as parse_yaml
from ennead.sources.terraform.hcl.parse import parse as parse_hcl
from ennead.sources.text import fragment_of

PAGES = Path(__file__).parents[2] / "docs" / "checks"
SHOWN = Path(__file__).with_name("fixes.txt")
PRACTICES = Path(practices.__path__[0])
_BEFORE = re.compile(r"^```ya?ml before\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_RULE = re.compile(r"^```toml rule\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CASE = re.compile(r"^## (\S+) (\d+) (\S+)\n(.*?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_OPTIONAL = {"sam"}
"""What a change may leave out: SAM writes it as CloudFormation does."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the practices but those that write fixes, by the id of the check it may hold."""
    for path in sorted(PRACTICES.rglob("*.py")):
        if path.parent.name != "fixes":
            yield path.stem.replace("_", "-"), ast.parse(path.read_text(encoding="utf-8"))


def speaking() -> set[str]:
    """The checks that have a change written, or told, in the reader's dialect."""
    return {
        name
        for name, tree in modules()
        for one in ast.walk(tree)
        if isinstance(one, ast.ImportFrom) and one.module == "ennead.practices.fixes.change"
    }


def cases() -> dict[tuple[str, int, str], tuple[str, str]]:
    """`(check, number of the page's before block, dialect)` -> the title and the snippet, empty where none is shown."""
    text = SHOWN.read_text(encoding="utf-8")
    return {(m[1], int(m[2]), m[3]): (m[4], m[5].strip("\n")) for m in _CASE.finditer(text)}


CASES = cases()


def in_dialect(fragment: Fragment, dialect: Dialect) -> Fragment:
    """The same things as if another dialect had declared them."""

    def spoken(node: Node) -> Node:
        construct = f"Shop/{node.logical_id}/Resource" if dialect is Dialect.CDK else None
        return replace(node, dialect=dialect, construct=construct) if node.logical_id else node

    return replace(fragment, nodes=tuple(spoken(node) for node in fragment.nodes))


def fix_of(name: str, number: int, dialect: Dialect, folder: Path) -> Fix:
    """The fix a check shows for a `before` block of its page, in a dialect."""
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    rule = _RULE.search(page)
    (folder / "ennead.toml").write_text(rule.group(1) if rule else "", encoding="utf-8")
    fragment = in_dialect(fragment_of(_BEFORE.findall(page)[number]), dialect)
    said = assess(derive(merge("app", [fragment])), [check_of(name)], load(folder).rules)
    (fix,) = [one.fix for one in said if isinstance(one, Finding)]
    assert isinstance(fix, Fix)
    return fix


def check_of(name: str) -> Check:
    (found,) = [check for check in checks() if check.id == name]
    return found


@pytest.mark.parametrize(("name", "number", "dialect"), CASES, ids=str)
def test_fix_in_a_dialect(name: str, number: int, dialect: str, tmp_path: Path) -> None:
    """The title and the snippet are those that stand in `fixes.txt`."""
    fix = fix_of(name, number, Dialect(dialect), tmp_path)
    assert (fix.title, fix.edit or "") == CASES[name, number, dialect]


def test_every_check_with_a_change_says_what_each_dialect_shows() -> None:
    """A check that shows a change has a case for every dialect."""
    shown: dict[str, set[str]] = {}
    for name, _, dialect in CASES:
        shown.setdefault(name, set()).add(dialect)
    assert shown == {name: {dialect.value for dialect in Dialect} for name in speaking()}


def test_no_check_writes_a_snippet_itself() -> None:
    """A snippet comes from `practices/fixes`, which asks for every dialect; a bare `Fix` has a title alone."""
    found = [
        f"{name}: {ast.unparse(one)}"
        for name, tree in modules()
        for one in ast.walk(tree)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "Fix"
        if len(one.args) > 2 or any(keyword.arg == "edit" for keyword in one.keywords)
    ]
    assert found == []


def test_a_change_names_every_dialect() -> None:
    """No dialect can be left out of a change by forgetting it; a construct's words stand for CDK."""
    asked = {one.name for one in fields(Change) if one.default is MISSING}
    assert asked == {dialect.value for dialect in Dialect} - _OPTIONAL


def hcl() -> Iterator[str]:
    """Everything that is shown to people who write Terraform."""
    terraform = {"terraform", "terraform_module"}
    yield from (snippet for (_, _, dialect), (_, snippet) in CASES.items() if dialect in terraform and snippet)
    for kind in KEYED:
        change = own_key(Store(id=f"{kind}/Thing", name="Thing", logical_id=f"aws_{kind}.thing"))
        yield from (one for one in (change.terraform, change.terraform_module) if one)


@pytest.mark.parametrize("snippet", dict.fromkeys(hcl()))
def test_terraform_is_shown_hcl(snippet: str) -> None:
    """What a Terraform application is shown parses as the body of a block, without CloudFormation's functions."""
    tree = parse_hcl(f"locals {{\n{snippet}\n}}\n", "main.tf")
    assert not tree.faults
    assert "!Ref" not in snippet
    assert "::" not in snippet


@pytest.mark.parametrize(
    "snippet",
    dict.fromkeys(
        snippet
        for (_, _, dialect), (_, snippet) in CASES.items()
        if snippet and dialect in {"cloudformation", "sam", "serverless"}
    ),
)
def test_templates_are_shown_yaml(snippet: str) -> None:
    """What a template or a `serverless.yml` is shown is a YAML mapping."""
    assert isinstance(parse_yaml(snippet, "snippet.yml").root, dict)


def test_no_construct_is_shown_a_snippet() -> None:
    """A CDK application may be written in five languages: it is told, and nothing is shown."""
    assert {snippet for (_, _, dialect), (_, snippet) in CASES.items() if dialect == "cdk"} == {""}
