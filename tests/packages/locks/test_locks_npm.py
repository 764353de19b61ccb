"""Specifiers of package.json, globs of workspaces, and what locks of npm's family tell of scope and way."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.model.package import Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.npm import bun, manifest, package_lock, pnpm, yarn_classic
from ennead.packages.locks.npm.specifier import specified
from ennead.packages.locks.npm.workspaces import members


@pytest.mark.parametrize(
    ("text", "name", "version", "reason", "source"),
    [
        ("1.2.3", "x", "1.2.3", None, None), ("=1.2.3", "x", "1.2.3", None, None),
        ("v1.2.3-rc.1+b", "x", "1.2.3-rc.1+b", None, None),
        ("1.2", "x", None, reasons.RANGE, None), ("*", "x", None, reasons.RANGE, None),
        ("", "x", None, reasons.RANGE, None),
        (">=1 <2", "x", None, reasons.RANGE, None), ("latest", "x", None, reasons.TAG, None),
        ("npm:y@1.0.0", "y", "1.0.0", None, None), ("npm:@s/y@^1", "@s/y", None, reasons.RANGE, None),
        ("owner/repo", "x", None, reasons.GIT, "github.com"),
        ("github:owner/repo#v1", "x", None, reasons.GIT, "github.com"),
        ("git+ssh://git@host.example/x.git", "x", None, reasons.GIT, "host.example"),
        ("git@host.example:team/x.git", "x", None, reasons.GIT, "host.example"),
        ("https://u:p@host.example:81/x.tgz", "x", None, reasons.ADDRESS, "host.example:81"),
        ("https://host.example/x.git#semver:^1", "x", None, reasons.GIT, "host.example"),
        ("file:../x", "x", None, reasons.LOCAL, None), ("../x", "x", None, reasons.LOCAL, None),
        ("file:x-1.0.tgz", "x", None, reasons.LOCAL_FILE, None), ("workspace:^", "x", None, reasons.LOCAL, None),
        ("link:./x", "x", None, reasons.LOCAL, None),
    ],
)  # fmt: skip
def test_specifier(text: str, name: str, version: str | None, reason: str | None, source: str | None) -> None:
    """Each kind of specifier gives the real name, an exact version or the reason there is none, and the host."""
    got = specified("x", text)
    assert (got.name, got.version, got.reason, got.source) == (name, version, reason, source)


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        (["packages/*"], ["packages/a", "packages/b"]), (["packages/**"],
        ["packages/a", "packages/a/deep", "packages/b"]),
        (["packages/*", "!packages/b"], ["packages/a"]), (["./packages/a/"], ["packages/a"]), (["**"], None),
        (["*/a"], ["packages/a"]), (["pack*s/?"], []), (["../x", "/etc", ""], []), (["**/deep"], ["packages/a/deep"]),
    ],
)  # fmt: skip
def test_workspace_globs(globs: list[str], expected: list[str] | None) -> None:
    """Globs choose folders as npm chooses them."""
    folders = {".", "packages/a", "packages/a/deep", "packages/b", "tools"}
    assert list(members(globs, folders)) == (sorted(folders - {"."}) if expected is None else expected)


@given(st.lists(st.text("*a/!.", max_size=60), max_size=5), st.sets(st.text("a/", max_size=60)))
def test_workspace_globs_never_fail(globs: list[str], folders: set[str]) -> None:
    """Any glob is answered with some of the folders."""
    assert set(members(globs, folders)) <= folders


def test_optional_dependency_wins() -> None:
    """What stands in two sections is optional where one of them says so, as npm has it."""
    found = manifest.manifest(
        '{"dependencies": {"a": "1"}, "optionalDependencies": {"a": "1"}, "devDependencies": {"a": "1"}}', "p"
    )
    assert found.wants["a"].scope is Scope.OPTIONAL


def test_shipped_way_wins_over_development() -> None:
    """A package that both a shipped one and a tool ask for is shipped, by the shipped way."""
    lock = {
        "lockfileVersion": 1,
        "dependencies": {
            "tool": {"version": "1.0.0", "requires": {"both": "1"}},
            "app": {"version": "1.0.0", "requires": {"middle": "1"}},
            "middle": {"version": "1.0.0", "requires": {"both": "1"}},
            "both": {"version": "1.0.0", "requires": {"middle": "1"}},
        },
    }
    wishes = manifest.manifest(
        '{"name": "p", "dependencies": {"app": "1"}, "devDependencies": {"tool": "1"}}', "package.json"
    )
    found = {
        one.package.name: one for one in package_lock.read(json.dumps(lock), "package-lock.json", {".": wishes}).named
    }
    assert (found["both"].scope, found["both"].via) == (Scope.SHIPPED, ("app@1.0.0", "middle@1.0.0"))
    assert found["both"].wanted == "1"


def test_direct_and_transitive() -> None:
    """A package that the project names and others ask for too is direct, and came by no way."""
    text = '{"lockfileVersion": 3, "packages": {"": {"devDependencies": {"b": "1"}, "dependencies": {"a": "1"}},'
    text += (
        '"node_modules/a": {"version": "1.0.0", "dependencies": {"b": "1"}}, "node_modules/b": {"version": "1.0.0"}}}'
    )
    found = {one.package.name: one for one in package_lock.read(text, "package-lock.json").named}
    assert (found["b"].direct, found["b"].via, found["b"].scope) == (True, (), Scope.SHIPPED)


def test_without_a_manifest() -> None:
    """A lock that does not tell what is direct says so, instead of no."""
    for found in (
        yarn_classic.read('a@^1:\n  version "1.0.0"\n', "yarn.lock"),
        package_lock.read('{"dependencies": {"a": {"version": "1.0.0"}}}', "package-lock.json"),
    ):
        assert [one.direct for one in found.named] == [None]


def test_keys_of_old_pnpm() -> None:
    """Keys of lockfile version 5 part name and version, with scopes, peers and hosts."""
    text = "lockfileVersion: 5.3\npackages:\n" + "".join(
        f"  {key}:\n    resolution: {{integrity: x}}\n"
        for key in ("/a/1.0.0", "/@s/b/2.0.0_a@1.0.0+c@1.0.0", "registry.example.com/c/3.0.0-rc.1", "/d/4.0.0_abcdef")
    )
    found = [(one.package.name, one.package.version) for one in pnpm.read(text, "pnpm-lock.yaml").named]
    assert found == [("a", "1.0.0"), ("@s/b", "2.0.0"), ("c", "3.0.0-rc.1"), ("d", "4.0.0")]


def test_project_without_a_name() -> None:
    """What a nameless project asks for is direct, and the project itself is not told."""
    text = '{"workspaces": {"": {"dependencies": {"a": "1"}}}, "packages": {"a": ["a@1.0.0", "", {}, ""]}}'
    assert [(one.package.name, one.direct) for one in bun.read(text, "bun.lock").named] == [("a", True)]


@given(st.text(max_size=400))
def test_any_text_gives_an_inventory(text: str) -> None:
    """Whatever stands in a file, reading ends in an inventory."""
    for read in (manifest.read, package_lock.read, yarn_classic.read, pnpm.read, bun.read):
        assert read(text, "x") is not None
