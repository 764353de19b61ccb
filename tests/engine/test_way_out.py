"""Ways out that are told in words: no version, AWS's own, what lies there built, other ecosystems."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ennead.code.entry import Tree
from ennead.engine.packages import Listed
from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Origin, Package
from ennead.packages.advisories import Advisory, Commit, Status, Verdict
from ennead.packages.way_out import Kind, WayOut, Ways
from tests.remedy.packaged import advisory


def listed(
    root: Path, ecosystem: Ecosystem, name: str, fix: str | None, *known: Advisory, at: str, origin: Origin
) -> tuple[Listed, WayOut]:  # fmt: skip
    """A package with its way out."""
    named = Named(Package(ecosystem, name, "1.0.0"), Location(at), origin)
    one = Listed(named, (), Verdict(Status.VULNERABLE, known or (advisory(fix or ""),)), fix)
    way = Ways(Tree(root), (named,)).of(one)
    assert way is not None
    return one, way


def test_without_a_version_it_is_said_plainly_what_to_do_instead(tmp_path: Path) -> None:
    """Remove, replace, patch, put apart; which fault has no fix is told where others have one."""
    known = (advisory("1.1", name="GHSA-a"), advisory(name="GHSA-b", commits=(Commit("github.com/a/b", "f" * 40),)))
    _, way = listed(tmp_path, Ecosystem.NPM, "x", None, *known, at="package-lock.json", origin=Origin.LOCK)
    assert (way.kind, way.version, way.changes) == (Kind.REPLACE, None, ())
    text = "\n".join(way.steps)
    assert text.startswith("no fix exists: no version after x 1.0.0 is known that clears it")
    for word in (
        "still affected by GHSA-b",
        "remove x",
        "replace it",
        "github.com/a/b ffffffffffff",
        "apart",
        "accept",
    ):
        assert word in text


def test_an_attack_is_removed_whatever_version_is_named(tmp_path: Path) -> None:
    """Secrets that were in its reach are made anew."""
    known = (advisory("1.0.1", malicious=True),)
    _, way = listed(tmp_path, Ecosystem.PYPI, "x", "1.0.1", *known, at="requirements.txt", origin=Origin.MANIFEST)
    assert way.kind is Kind.REPLACE
    assert "every secret" in way.steps[1]


def test_what_the_runtime_brings_is_aws_s_to_renew(tmp_path: Path) -> None:
    """Who wants to be sure brings his own."""
    _, way = listed(tmp_path, Ecosystem.PYPI, "boto3", "1.1", at="template.yaml", origin=Origin.RUNTIME)
    assert way.kind is Kind.RUNTIME
    assert "ship boto3 1.1 yourself" in way.steps[1]


@pytest.mark.parametrize(
    ("ecosystem", "at", "origin", "word"),
    [
        (Ecosystem.NPM, "app.zip/node_modules/x/package.json", Origin.ARCHIVE, "lies there built"),
        (Ecosystem.NPM, "layer/nodejs/node_modules/x/package.json", Origin.LAYER, "publish the layer anew"),
        (Ecosystem.PYPI, "app/x-1.0.0.dist-info/METADATA", Origin.ARCHIVE, "build and deploy anew"),
        (Ecosystem.MAVEN, "app.jar", Origin.ARCHIVE, "build and deploy anew"),
        (Ecosystem.ALPINE, "image/lib/apk/db/installed", Origin.IMAGE, "apk upgrade x"),
        (Ecosystem.DEBIAN, "image/var/lib/dpkg/status", Origin.IMAGE, "--only-upgrade x"),
        (Ecosystem.AMAZON, "image/rpmdb", Origin.IMAGE, "dnf upgrade x"),
    ],
)
def test_what_lies_there_built_is_built_anew(
    tmp_path: Path, ecosystem: Ecosystem, at: str, origin: Origin, word: str
) -> None:
    """No manifest here says so."""
    _, way = listed(tmp_path, ecosystem, "x", "1.1", at=at, origin=origin)
    assert (way.kind, way.changes) == (Kind.REBUILD, ())
    assert word in "\n".join(way.steps)


@pytest.mark.parametrize(
    ("ecosystem", "at", "kind", "command"),
    [
        (Ecosystem.GO, "go.mod", Kind.RAISE, "`go get x@v1.1`"),
        (Ecosystem.NUGET, "packages.lock.json", Kind.RAISE, "`dotnet add package x --version 1.1`"),
        (Ecosystem.RUBYGEMS, "Gemfile.lock", Kind.RELOCK, "`bundle update --conservative x`"),
    ],
)
def test_other_ecosystems_have_tools_of_their_own(
    tmp_path: Path, ecosystem: Ecosystem, at: str, kind: Kind, command: str
) -> None:
    """Their commands are named."""
    one, way = listed(tmp_path, ecosystem, "x", "1.1", at=at, origin=Origin.LOCK)
    assert (way.kind, way.where) == (kind, one.named.at)
    assert way.steps[0].startswith(command)
    assert "existence is not checked" in way.steps[-1]


def test_what_nothing_is_known_against_needs_no_way_out(tmp_path: Path) -> None:
    """Neither does what was not asked about."""
    one, _ = listed(tmp_path, Ecosystem.NPM, "x", "1.1", at="package.json", origin=Origin.MANIFEST)
    ways = Ways(Tree(tmp_path))
    assert ways.of(replace(one, verdict=Verdict(Status.CLEAN))) is None
    assert ways.of(replace(one, verdict=None)) is None


def test_a_vendored_list_beside_what_lies_there_is_edited(tmp_path: Path) -> None:
    """A folder that is deployed with its packages in it has its list there too."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/requirements.txt").write_text("x==1.0.0\n")
    _, way = listed(tmp_path, Ecosystem.PYPI, "x", "1.1", at="src/x-1.0.0.dist-info/METADATA", origin=Origin.ARCHIVE)
    assert way.kind is Kind.RAISE
    assert [(one.file, one.place, one.value) for one in way.changes] == [("src/requirements.txt", ("x", 0), "==1.1")]


@pytest.mark.parametrize("text", ["{", "[1]", '{"dependencies": 3}', "\0", '{"dependencies": {"x": 5}}'])
def test_a_broken_manifest_is_no_reason_to_fail(tmp_path: Path, text: str) -> None:
    """The lock still says what is there."""
    (tmp_path / "package.json").write_text(text)
    (tmp_path / "package-lock.json").write_text("{}")
    _, way = listed(tmp_path, Ecosystem.NPM, "x", "1.1", at="package-lock.json", origin=Origin.LOCK)
    assert (way.kind, way.changes) == (Kind.RELOCK, ())
