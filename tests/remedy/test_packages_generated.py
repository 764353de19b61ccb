"""Whatever the manifest: outside of the version that is raised, not a byte is another."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ennead.packages.locks.npm.manifest import manifest
from ennead.packages.locks.python import requirements_file
from ennead.packages.versions import admits
from ennead.packages.way_out import npm_range, python_range
from ennead.packages.way_out.requirement_lines import lines
from ennead.remedy.edit import Set
from ennead.remedy.formats import rewritten

NAME = "zz-flawed"
NAMES = st.from_regex(r"[a-y][a-z]{0,6}", fullmatch=True)
NUMBERS = st.integers(0, 30)
VERSIONS = st.builds("{}.{}.{}".format, NUMBERS, NUMBERS, NUMBERS)
NPM = st.one_of(
    VERSIONS,
    st.builds("{}{}".format, st.sampled_from(["^", "~", ">=", "<", "<=", "=", "v"]), VERSIONS),
    st.builds(">={} <{}".format, VERSIONS, VERSIONS),
    st.builds("{}.x".format, NUMBERS),
    st.builds("{} || {}".format, VERSIONS, VERSIONS),
)
CLAUSES = st.builds("{}{}".format, st.sampled_from(["==", "~=", ">=", "<", "<=", "!=", "=== ", " > "]), VERSIONS)
PYTHON = st.one_of(st.just(""), st.lists(CLAUSES, min_size=1, max_size=3).map(",".join))
BLANKS = st.sampled_from(["", " ", "\n", "\n  ", "\t", "\r\n"])


@st.composite
def packages(draw: st.DrawFn) -> tuple[str, str]:
    """A package.json with blanks anywhere, and the range in it."""
    wanted = draw(NPM)
    others = draw(st.dictionaries(NAMES, NPM, max_size=4))
    entries = [*others.items(), (NAME, wanted)]
    space = [draw(BLANKS) for _ in range(8)]
    inner = f",{space[0]}".join(f"{json.dumps(key)}{space[1]}:{space[2]}{json.dumps(value)}" for key, value in entries)
    more = draw(st.dictionaries(NAMES, st.text(max_size=5), max_size=2))
    tail = "".join(f",{space[3]}{json.dumps(key)}:{json.dumps(value)}" for key, value in more.items())
    return f'{{{space[4]}"dependencies":{space[5]}{{{space[6]}{inner}{space[7]}}}{tail}}}', wanted


@settings(max_examples=300, deadline=None)
@given(packages(), VERSIONS)
def test_of_a_package_json_only_the_range_is_another(document: tuple[str, str], version: str) -> None:
    """The text around it stays, our reader has the new range, and that admits the version."""
    text, wanted = document
    raised = npm_range.raised(wanted, version)
    assume(raised is not None and npm_range.takes(wanted, version) is False)
    edit = Set("package.json", ("dependencies", NAME), raised)
    made = rewritten(text, "package.json", [edit])
    start = text.index(f'"{NAME}"')
    assert made[:start] == text[:start]
    rest = text[start:].replace(json.dumps(wanted), "", 1)
    assert made[start:].replace(json.dumps(raised), "", 1) == rest
    assert rewritten(made, "package.json", [edit]) == made
    before, after = manifest(text, "package.json").wants, manifest(made, "package.json").wants
    assert after.pop(NAME).specifier == raised
    assert after == {key: value for key, value in before.items() if key != NAME}
    assert admits("npm", str(raised), version) is True


@st.composite
def requirements(draw: st.DrawFn) -> tuple[str, str]:
    """A list of requirements with notes, options and markers, and the versions in it."""
    wanted = draw(PYTHON)
    name = draw(st.sampled_from([NAME, NAME.upper(), "zz_flawed", "Zz.Flawed"]))
    tail = draw(st.sampled_from(["", "  # note", " ; python_version > '3.8'", ";sys_platform=='linux' # x", "  "]))
    extras = draw(st.sampled_from(["", "[a]", " [a, b] "]))
    other = st.one_of(
        st.builds("{}{}{}".format, NAMES, PYTHON, st.sampled_from(["", " # c", " \\\n  # d"])),
        st.sampled_from(["", "# zz-flawed==1", "-i https://x.example/simple", "--no-binary :all:", "./local", "-e ."]),
        st.just("https://x.example/a-1.0.tar.gz"),
    )
    above, below = draw(st.lists(other, max_size=4)), draw(st.lists(other, max_size=4))
    stop = draw(st.sampled_from(["\n", "\r\n"]))
    rows = [*above, f"{name}{extras}{wanted}{tail}", *below]
    return stop.join(row.replace("\n", stop) for row in rows) + draw(st.sampled_from(["", stop])), wanted


@settings(max_examples=400, deadline=None)
@given(requirements(), VERSIONS)
def test_of_a_list_of_requirements_only_the_versions_are_others(document: tuple[str, str], version: str) -> None:
    """The text around them stays, and our reader has the new ones."""
    text, _ = document
    own = [line for line in lines(text) if line.name == NAME]
    assume(len(own) == 1)
    wanted = own[0].spec
    raised = python_range.raised(wanted, version)
    assume(raised is not None and python_range.takes(wanted, version) is False)
    edit = Set("requirements.txt", (NAME, 0), raised)
    made = rewritten(text, "requirements.txt", [edit])
    assert made == text[: own[0].start] + str(raised) + text[own[0].end :]
    assert rewritten(made, "requirements.txt", [edit]) == made
    assert admits("PyPI", str(raised), version) is True
    before = requirements_file.read(text, "requirements.txt").named
    after = requirements_file.read(made, "requirements.txt").named
    assert [one for one in before if one.package.name != NAME] == [one for one in after if one.package.name != NAME]
    assert any(one.package.name == NAME for one in after)


def _values() -> st.SearchStrategy[Any]:
    return st.recursive(
        st.one_of(st.text(max_size=6), st.integers(-9, 9), st.booleans()),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
        max_leaves=8,
    )


def _toml(value: Any, stop: str) -> str:
    if isinstance(value, str):
        return json.dumps(value).replace("\\ud", "\\\\ud").replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + "".join(f"{stop}{_toml(one, stop)},  # ],\n" for one in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml(one, " ")}' for key, one in value.items()) + "}"
    return str(value)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(NAMES, _values(), max_size=4), VERSIONS, st.booleans())
def test_of_a_toml_document_only_the_requirement_is_another(data: dict[str, Any], version: str, above: bool) -> None:
    """Whatever stands before it or behind it."""
    entries = "".join(f"{key} = {_toml(value, chr(10))}\n" for key, value in data.items())
    own = f'[project]\ndependencies = ["a>1", # "{NAME}==1"\n  "{NAME}==1.0",\n]\n'
    text = f"[other]\n{entries}{own}" if above else f"{own}[other]\n{entries}"
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    edit = Set("pyproject.toml", ("project", "dependencies", 1), f"{NAME}=={version}")
    made = rewritten(text, "pyproject.toml", [edit])
    assert made == text.replace(f'"{NAME}==1.0"', f'"{NAME}=={version}"')
    after = tomllib.loads(made)
    assert after["other"] == before["other"]
