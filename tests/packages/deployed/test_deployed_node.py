"""Packages of npm: nested, scoped, aliased, linked, noted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.model.package import Ecosystem, Origin, Scope
from tests.packages.deployed.build import by_name, function, module, read, reasons, spelt, write, zipped

NODE = function("nodejs20.x")
FOLDER = function("nodejs20.x", "src")


def test_packages_of_a_function(tmp_path: Path) -> None:
    """Plain, scoped and nested packages are told, each with version, line and whether the project asks for it."""
    project = {
        "package.json": json.dumps({"dependencies": {"mkdirp": "^0.5.0"}, "devDependencies": {"@types/node": "1"}})
    }
    files = (
        module("mkdirp", "0.5.6")
        | module("@types/node", "20.1.0")
        | module("minimist", "1.2.8", "node_modules/mkdirp/node_modules")
    )
    found = read(tmp_path, {"fn.zip": zipped({"index.js": "", **project, **files})}, NODE)
    assert spelt(found.named) == ["@types/node@20.1.0", "minimist@1.2.8", "mkdirp@0.5.6"]
    named = by_name(found)
    assert (named["mkdirp"].package.ecosystem, named["mkdirp"].origin) == (Ecosystem.NPM, Origin.ARCHIVE)
    assert (named["mkdirp"].at.path, named["mkdirp"].at.line) == ("fn.zip/node_modules/mkdirp/package.json", 3)
    assert [named[one].direct for one in ("mkdirp", "@types/node", "minimist")] == [True, True, False]
    assert named["@types/node"].imports == ("@types/node",)
    assert not found.unread


def test_two_versions_of_a_package(tmp_path: Path) -> None:
    """A package that lies there in two versions is told twice."""
    files = module("ms", "2.1.3") | module("debug", "2.6.9") | module("ms", "2.0.0", "node_modules/debug/node_modules")
    assert spelt(read(tmp_path, {"fn.zip": zipped(files)}, NODE).named) == ["debug@2.6.9", "ms@2.0.0", "ms@2.1.3"]


def test_project_that_does_not_say(tmp_path: Path) -> None:
    """Without the project's own file it is not told what it asks for."""
    assert by_name(read(tmp_path, {"fn.zip": zipped(module("ms"))}, NODE))["ms"].direct is None


def test_files_of_a_package_that_are_no_records(tmp_path: Path) -> None:
    """Only the file at the top of a package says what it is."""
    inner = {
        "node_modules/ms/dist/esm/package.json": '{"type": "module"}',
        "node_modules/ms/test/node_modules.txt": "",
        "node_modules/.bin/ms": "#!",
        "node_modules/.cache/x/package.json": '{"name": "x", "version": "1.0.0"}',
    }
    assert spelt(read(tmp_path, {"fn.zip": zipped(module("ms") | inner)}, NODE).named) == ["ms@1.0.0"]


def test_alias(tmp_path: Path) -> None:
    """A package under another name is called by its own and imported by the folder's."""
    files = {"node_modules/ms-old/package.json": json.dumps({"name": "ms", "version": "0.7.0"})}
    one = by_name(read(tmp_path, {"fn.zip": zipped(files)}, NODE))["ms"]
    assert (one.package.version, one.imports) == ("0.7.0", ("ms-old",))


@pytest.mark.parametrize(
    "record", [{"name": "\x1b[2J", "version": "1.0.0"}, {"name": 3, "version": "1.0.0"}, {"version": "1.0.0"}]
)
def test_name_that_is_none(tmp_path: Path, record: dict[str, object]) -> None:
    """A package with a name that nobody could have published is called as its folder."""
    found = read(tmp_path, {"fn.zip": zipped({"node_modules/ms/package.json": json.dumps(record)})}, NODE)
    assert spelt(found.named) == ["ms@1.0.0"]


@pytest.mark.parametrize("version", [None, 3, "", "1 2", "\x1b"])
def test_version_that_is_none(tmp_path: Path, version: object) -> None:
    """A package without a version is told with the reason."""
    found = read(
        tmp_path,
        {"fn.zip": zipped({"node_modules/ms/package.json": json.dumps({"name": "ms", "version": version})})},
        NODE,
    )
    one = by_name(found)["ms"]
    assert one.package.version is None
    assert one.reason == "its package.json names no version"


@pytest.mark.parametrize("text", ["{", "[]", "[" * 5000, "\xff"])
def test_record_that_is_no_json(tmp_path: Path, text: str) -> None:
    """A broken record is said to be one, not passed over."""
    found = read(tmp_path, {"fn.zip": zipped({"node_modules/ms/package.json": text})}, NODE)
    assert "fn.zip/node_modules/ms/package.json: it is no JSON" in reasons(found)


def test_note_of_what_npm_installed(tmp_path: Path) -> None:
    """npm's own note tells what is for development, what is optional, where it came from, and what is linked."""
    note = {
        "packages": {
            "node_modules/jest": {
                "version": "29.0.0",
                "dev": True,
                "resolved": "https://u:p@example.com/jest.tgz",
                "integrity": "sha512-x",
            },
            "node_modules/fsevents": {"optional": True, "hasInstallScript": True},
            "node_modules/mine": {"link": True},
            "node_modules/jest/node_modules/ms": {"dev": True},
        }
    }
    files = (
        module("jest", "29.0.0")
        | module("fsevents")
        | module("mine")
        | module("ms", folder="node_modules/jest/node_modules")
    )
    named = by_name(
        read(tmp_path, {"fn.zip": zipped({**files, "node_modules/.package-lock.json": json.dumps(note)})}, NODE)
    )
    assert (named["jest"].scope, named["jest"].source, named["jest"].hashes) == (
        Scope.DEVELOPMENT,
        "https://example.com/jest.tgz",
        True,
    )
    assert (named["fsevents"].scope, named["fsevents"].installs) == (Scope.OPTIONAL, True)
    assert (named["mine"].own, named["mine"].scope) == (True, Scope.SHIPPED)
    assert named["ms"].scope is Scope.DEVELOPMENT


@pytest.mark.parametrize("text", ["{", '{"packages": []}', '{"packages": {"node_modules/ms": 1}}'])
def test_note_that_is_none(tmp_path: Path, text: str) -> None:
    """A broken note changes nothing of what lies there."""
    files = module("ms") | {"node_modules/.package-lock.json": text}
    assert by_name(read(tmp_path, {"fn.zip": zipped(files)}, NODE))["ms"].scope is Scope.SHIPPED


def test_scripts_that_run_when_installed(tmp_path: Path) -> None:
    """A package that runs something when it is installed says so."""
    files = module("a", scripts={"postinstall": "node x"}) | module("b", scripts={"test": "x"})
    named = by_name(read(tmp_path, {"fn.zip": zipped(files)}, NODE))
    assert (named["a"].installs, named["b"].installs) == (True, False)


def test_published_with_others_inside(tmp_path: Path) -> None:
    """What a package was published with is carried by it."""
    files = module("npm", "10.0.0", bundleDependencies=["tar"]) | module(
        "tar", "6.0.0", "node_modules/npm/node_modules"
    )
    named = by_name(read(tmp_path, {"fn.zip": zipped(files)}, NODE))
    assert named["tar"].bundled_in == "npm@10.0.0"


def test_store_of_pnpm(tmp_path: Path) -> None:
    """Packages in the store of pnpm are told once, though links lead there."""
    root = write(
        tmp_path, {"src/index.js": "", **module("ms", "2.1.3", "src/node_modules/.pnpm/ms@2.1.3/node_modules")}
    )
    (tmp_path / "src/node_modules/ms").symlink_to(".pnpm/ms@2.1.3/node_modules/ms")
    found = read(root.root, {}, FOLDER)
    assert spelt(found.named) == ["ms@2.1.3"]
    assert by_name(found)["ms"].direct is None


def test_workspace_that_is_linked(tmp_path: Path) -> None:
    """A package that a link leads to in the scanned folder is read, one outside of it is not there."""
    (tmp_path / "outside/evil").mkdir(parents=True)
    (tmp_path / "outside/evil/package.json").write_text('{"name": "evil", "version": "1.0.0"}')
    root = write(
        tmp_path / "in",
        {"packages/shared/package.json": '{"name": "shared", "version": "1.0.0"}', "src/node_modules/x": ""},
    )
    (root.root / "src/node_modules/shared").symlink_to("../../packages/shared")
    (root.root / "src/node_modules/evil").symlink_to(tmp_path / "outside/evil")
    (root.root / "src/node_modules/loop").symlink_to("..")
    assert spelt(read(root.root, {}, FOLDER).named) == ["shared@1.0.0"]


def test_cache_of_yarn(tmp_path: Path) -> None:
    """Packages that Yarn leaves packed are read in their archives."""
    packed = zipped({"node_modules/ms/package.json": json.dumps({"name": "ms", "version": "2.1.3"})})
    found = read(
        tmp_path,
        {"fn.zip": zipped({".yarn/cache/ms-npm-2.1.3-81ff3cfac1-aa92de6080.zip": packed, ".pnp.cjs": ""})},
        NODE,
    )
    assert spelt(found.named) == ["ms@2.1.3"]


def test_dotnet_and_ruby(tmp_path: Path) -> None:
    """NuGet's packages are told by the list beside an assembly, gems by their specifications."""
    libraries = {
        "Fn/1.0.0": {"type": "project"},
        "Newtonsoft.Json/12.0.1": {"type": "package", "sha512": "x"},
        "bad": 1,
        "\x1b/1": {},
    }
    files = {
        "Fn.deps.json": json.dumps({"libraries": libraries}),
        "Broken.deps.json": "[",
        "vendor/bundle/ruby/3.2.0/specifications/rack-2.2.3.gemspec": "",
        "vendor/bundle/ruby/3.2.0/specifications/nokogiri-1.13.0-x86_64-linux.gemspec": "",
    }
    found = read(tmp_path, {"fn.zip": zipped(files)}, function("dotnet8"))
    assert spelt(found.named) == ["Fn@1.0.0", "Newtonsoft.Json@12.0.1", "nokogiri@1.13.0", "rack@2.2.3"]
    assert by_name(found)["Fn"].own
    assert by_name(found)["Newtonsoft.Json"].hashes is True
    assert "fn.zip/Broken.deps.json: it lists no libraries" in reasons(found)
