"""Ways out for npm, yarn, pnpm and bun, made in package.json and read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ennead.code.entry import Tree
from ennead.packages.way_out import Kind, Ways
from ennead.remedy.apply import apply_plan
from ennead.remedy.packages.edits import fixes_of
from tests.remedy.packaged import Folder

PACKAGE = {"name": "shop", "version": "1.0.0", "dependencies": {"left-pad": "^1.0.0", "minimist": "1.2.0"}}


def lock(**packages: Any) -> dict[str, Any]:
    """A package-lock.json; `root` are the wishes of the project."""
    root = packages.pop("root")
    entries = {f"node_modules/{name.replace('__', '/node_modules/')}": value for name, value in packages.items()}
    return {"name": "shop", "lockfileVersion": 3, "packages": {"": {"name": "shop", "dependencies": root}, **entries}}


def test_a_range_that_admits_the_version_needs_a_new_lock_only(tmp_path: Path) -> None:
    """Nothing is edited: npm update is named."""
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "shop", "dependencies": {"minimist": "^1.2.0"}},
            "package-lock.json": lock(root={"minimist": "^1.2.0"}, minimist={"version": "1.2.0"}),
        },
    )
    way = folder.way("minimist", "1.2.6")
    assert (way.kind, way.version, way.admitted, way.changes) == (Kind.RELOCK, "1.2.6", True, ())
    assert way.steps[0] == "`npm update minimist` makes package-lock.json anew"
    assert "existence is not checked" in way.steps[-1]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("1.2.0", "2.0.1"),
        ("=1.2.0", "=2.0.1"),
        ("^1.2.0", "^2.0.1"),
        ("~1.2.0", "~2.0.1"),
        (">=1.0.0 <2.0.0", ">=2.0.1 <3.0.0"),
        ("1.x", "^2.0.1"),
        ("1.2.x", "~2.0.1"),
        ("1.0.0 - 1.9.9", "^2.0.1"),
        ("<2", ">=2.0.1 <3.0.0"),
    ],
)
def test_a_range_is_raised_in_its_own_style(tmp_path: Path, written: str, wanted: str) -> None:
    """The operator stays; the rest of the file is as it was."""
    text = f'{{\n    "name": "shop",\n    "dependencies": {{"a": "1.0.0",   "minimist": "{written}"}}\n}}'
    folder = Folder(
        tmp_path,
        {
            "package.json": text,
            "package-lock.json": lock(root={"minimist": written}, minimist={"version": "1.2.0"}),
        },
    )
    way = folder.way("minimist", "2.0.1")
    assert (way.kind, way.admitted) == (Kind.RAISE, False)
    assert str(way.where) == "package.json:3"
    assert any("another major version" in step for step in way.steps)
    folder.fixed("minimist", "2.0.1")
    assert folder.text("package.json") == text.replace(f'"minimist": "{written}"', f'"minimist": "{wanted}"')


def test_an_exact_version_without_a_lock_is_raised(tmp_path: Path) -> None:
    """The reader then names the new version."""
    folder = Folder(tmp_path, {"package.json": PACKAGE})
    folder.fixed("minimist", "1.2.6")
    assert [one.package.version for one in folder.named() if one.package.name == "minimist"] == ["1.2.6"]


def test_an_alias_keeps_its_name(tmp_path: Path) -> None:
    """`npm:real@range` is raised behind the `@`."""
    folder = Folder(tmp_path, {"package.json": {"name": "shop", "dependencies": {"mini": "npm:minimist@1.2.0"}}})
    folder.fixed("minimist", "1.2.6")
    assert '"mini": "npm:minimist@1.2.6"' in folder.text("package.json")


def test_every_member_of_a_workspace_that_keeps_it_out_is_raised(tmp_path: Path) -> None:
    """The lock is one, the manifests are several; one that takes the version already stays."""
    packages: dict[str, Any] = {
        "": {"name": "root", "workspaces": ["fns/*"]},
        "fns/a": {"name": "a", "dependencies": {"minimist": "1.2.0"}},
        "fns/b": {"name": "b", "dependencies": {"minimist": "^1.2.0"}},
        "node_modules/a": {"resolved": "fns/a", "link": True},
        "node_modules/b": {"resolved": "fns/b", "link": True},
        "node_modules/minimist": {"version": "1.2.0"},
    }
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "root", "workspaces": ["fns/*"]},
            "package-lock.json": {"lockfileVersion": 3, "packages": packages},
            "fns/a/package.json": {"name": "a", "dependencies": {"minimist": "1.2.0"}},
            "fns/b/package.json": {"name": "b", "dependencies": {"minimist": "^1.2.0"}},
        },
    )
    assert folder.fixed("minimist", "1.2.6").files == ("fns/a/package.json",)


def transitive(tool: str, **more: Any) -> dict[str, Any]:
    """A project whose mkdirp asks for minimist 0.0.8 exactly."""
    package = {"name": "shop", "dependencies": {"mkdirp": "^0.5.1"}, **more}
    npm = lock(
        root={"mkdirp": "^0.5.1"},
        mkdirp={"version": "0.5.1", "dependencies": {"minimist": "0.0.8"}},
        minimist={"version": "0.0.8"},
    )
    pnpm = """
        lockfileVersion: '9.0'
        importers:
          .:
            dependencies:
              mkdirp:
                specifier: ^0.5.1
                version: 0.5.1
        packages:
          minimist@0.0.8:
            resolution: {integrity: sha512-a}
          mkdirp@0.5.1:
            resolution: {integrity: sha512-b}
        snapshots:
          minimist@0.0.8: {}
          mkdirp@0.5.1:
            dependencies:
              minimist: 0.0.8
        """
    yarn = """
        # yarn lockfile v1


        minimist@0.0.8:
          version "0.0.8"

        mkdirp@^0.5.1:
          version "0.5.1"
          dependencies:
            minimist "0.0.8"
        """
    berry = """
        __metadata:
          version: 8

        "minimist@npm:0.0.8":
          version: 0.0.8
          resolution: "minimist@npm:0.0.8"
          languageName: node
          linkType: hard

        "mkdirp@npm:^0.5.1":
          version: 0.5.1
          resolution: "mkdirp@npm:0.5.1"
          dependencies:
            minimist: "npm:0.0.8"
          languageName: node
          linkType: hard

        "shop@workspace:.":
          version: 0.0.0-use.local
          resolution: "shop@workspace:."
          dependencies:
            mkdirp: "npm:^0.5.1"
          languageName: unknown
          linkType: soft
        """
    bun = """
        {
          "lockfileVersion": 1,
          "workspaces": {"": {"name": "shop", "dependencies": {"mkdirp": "^0.5.1"}}},
          "packages": {
            "minimist": ["minimist@0.0.8", "", {}, "sha512-a"],
            "mkdirp": ["mkdirp@0.5.1", "", {"dependencies": {"minimist": "0.0.8"}}, "sha512-b"],
          }
        }
        """
    locks = {
        "npm": ("package-lock.json", npm),
        "pnpm": ("pnpm-lock.yaml", pnpm),
        "yarn": ("yarn.lock", yarn),
        "berry": ("yarn.lock", berry),
        "bun": ("bun.lock", bun),
    }
    name, text = locks[tool]
    return {"package.json": package, name: text}


@pytest.mark.parametrize(
    ("tool", "added", "install"),
    [
        ("npm", '"overrides": {\n    "minimist": "^1.2.6"\n  }', "npm install"),
        ("bun", '"overrides": {\n    "minimist": "^1.2.6"\n  }', "bun install"),
        ("yarn", '"resolutions": {\n    "minimist": "^1.2.6"\n  }', "yarn install"),
        ("berry", '"resolutions": {\n    "minimist": "^1.2.6"\n  }', "yarn install"),
        ("pnpm", '"pnpm": {\n    "overrides": {\n      "minimist": "^1.2.6"\n    }\n  }', "pnpm install"),
    ],
)
def test_a_range_of_another_package_is_overridden(tmp_path: Path, tool: str, added: str, install: str) -> None:
    """Each tool has a field of its own for it, and is asked to make its lock anew."""
    folder = Folder(tmp_path, transitive(tool))
    first = folder.way("minimist", "1.2.6")
    way = (first.otherwise if tool == "pnpm" else first) or first  # its lock keeps no ranges
    assert (first.kind is Kind.RELOCK, way.kind) == (tool == "pnpm", Kind.OVERRIDE)
    assert any(step.startswith("mkdirp@0.5.1 asks for ") for step in way.steps), way.steps
    assert (way.then or "").startswith(f"`{install}` makes ")
    assert way.then in way.steps
    folder.fixed("minimist", "1.2.6", override=True)
    assert added in folder.text("package.json")


def test_after_an_override_its_lock_is_made(tmp_path: Path) -> None:
    """What is next is the install that takes the override, not one of a newer package that is told before it."""
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "shop", "dependencies": {"mk-app": "^1.0.0"}},
            "package-lock.json": lock(
                root={"mk-app": "^1.0.0"},
                **{"mk-app": {"version": "1.0.0", "dependencies": {"mkdirp": "^0.5.1"}}},
                mkdirp={"version": "0.5.1", "dependencies": {"minimist": "0.0.8"}},
                minimist={"version": "0.0.8"},
            ),
        },
    )
    way = folder.way("minimist", "1.2.6")
    assert way.kind is Kind.OVERRIDE
    assert any("`npm install mk-app@latest`" in step for step in way.steps)
    assert way.then == "`npm install` makes package-lock.json anew"


def test_an_override_that_is_too_low_is_raised(tmp_path: Path) -> None:
    """There is no second one."""
    folder = Folder(tmp_path, transitive("npm", overrides={"minimist": "1.2.0", "x": "1.0.0"}))
    folder.fixed("minimist", "1.2.6")
    assert '"overrides": {\n    "minimist": "^1.2.6",\n    "x": "1.0.0"\n  }' in folder.text("package.json")


def test_an_override_that_is_there_waits_for_its_lock(tmp_path: Path) -> None:
    """What the manifest says is enough: the lock is old."""
    folder = Folder(tmp_path, transitive("npm", overrides={"minimist": "^1.2.6"}))
    way = folder.way("minimist", "1.2.6")
    assert (way.kind, way.changes) == (Kind.RELOCK, ())


def test_pnpm_has_its_overrides_in_its_workspace(tmp_path: Path) -> None:
    """Version 10 reads them there."""
    files = transitive("pnpm", packageManager="pnpm@10.12.0") | {"pnpm-workspace.yaml": "packages:\n  - fns/*  # all\n"}
    folder = Folder(tmp_path, files)
    assert folder.fixed("minimist", "1.2.6", override=True).files == ("pnpm-workspace.yaml",)
    assert folder.text("pnpm-workspace.yaml").startswith("packages:\n  - fns/*  # all\noverrides:\n  minimist: ")


def test_pnpm_s_catalogue_is_raised(tmp_path: Path) -> None:
    """`catalog:` stands in package.json, the range in the workspace."""
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "shop", "dependencies": {"minimist": "catalog:"}},
            "pnpm-workspace.yaml": "packages: [.]\ncatalog:\n  minimist: ~1.2.0  # why\n",
            "pnpm-lock.yaml": """
                lockfileVersion: '9.0'
                importers:
                  .:
                    dependencies:
                      minimist:
                        specifier: 'catalog:'
                        version: 1.2.0
                packages:
                  minimist@1.2.0:
                    resolution: {integrity: sha512-a}
                snapshots:
                  minimist@1.2.0: {}
                """,
        },
    )
    folder.fixed("minimist", "2.0.1")
    assert folder.text("pnpm-workspace.yaml") == "packages: [.]\ncatalog:\n  minimist: '~2.0.1'  # why\n"


def test_of_several_versions_only_the_flawed_one_is_overridden(tmp_path: Path) -> None:
    """Who asks for another version keeps it."""
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "shop", "dependencies": {"mkdirp": "^0.5.1", "yargs": "^1.0.0"}},
            "package-lock.json": lock(
                root={"mkdirp": "^0.5.1", "yargs": "^1.0.0"},
                mkdirp={"version": "0.5.1", "dependencies": {"minimist": "0.0.8"}},
                mkdirp__minimist={"version": "0.0.8"},
                yargs={"version": "1.0.0", "dependencies": {"minimist": "^1.2.0"}},
                minimist={"version": "1.2.8"},
            ),
        },
    )
    flawed = [one for one in folder.flawed("minimist", "0.2.4") if one.named.package.version == "0.0.8"]
    way = Ways(Tree(tmp_path), folder.named()).of(flawed[0])
    assert way is not None
    assert [(one.place, one.value) for one in way.changes] == [(("overrides", "minimist@0.0.8"), "^0.2.4")]


def test_what_the_root_asks_for_too_is_overridden_below_its_asker(tmp_path: Path) -> None:
    """npm refuses an override that would change what the root asks for."""
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "shop", "dependencies": {"mkdirp": "^0.5.1", "minimist": "*"}},
            "package-lock.json": lock(
                root={"mkdirp": "^0.5.1", "minimist": "*"},
                mkdirp={"version": "0.5.1", "dependencies": {"minimist": "0.0.8"}},
                mkdirp__minimist={"version": "0.0.8"},
                minimist={"version": "1.2.8"},
            ),
        },
    )
    flawed = [one for one in folder.flawed("minimist", "0.2.4") if one.named.package.version == "0.0.8"]
    fixes = fixes_of(flawed, Tree(tmp_path), folder.named())
    assert [change.place for _, way in fixes.made for change in way.changes] == [("overrides", "mkdirp", "minimist")]


def test_several_overrides_share_one_field(tmp_path: Path) -> None:
    """Two packages are overridden at once where no field stood before."""
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "shop", "dependencies": {"x": "1.0.0"}},
            "package-lock.json": lock(
                root={"x": "1.0.0"},
                x={"version": "1.0.0", "dependencies": {"a": "1.0.0", "b": "1.0.0"}},
                a={"version": "1.0.0"},
                b={"version": "1.0.0"},
            ),
        },
    )
    flawed = [*folder.flawed("a", "2.0.0"), *folder.flawed("b", "3.0.0")]
    apply_plan(fixes_of(flawed, Tree(tmp_path), folder.named()).plan, tmp_path)
    assert '"overrides": {\n    "a": "^2.0.0",\n    "b": "^3.0.0"\n  }' in folder.text("package.json")


def test_one_that_is_bundled_needs_another_parent(tmp_path: Path) -> None:
    """Neither a range nor an override reaches it."""
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "shop", "dependencies": {"x": "1.0.0"}},
            "package-lock.json": lock(
                root={"x": "1.0.0"},
                x={"version": "1.0.0", "dependencies": {"a": "^1.0.0"}, "bundleDependencies": ["a"]},
                x__a={"version": "1.0.0", "inBundle": True},
            ),
        },
    )
    way = folder.way("a", "2.0.0")
    assert (way.kind, way.changes) == (Kind.PARENT, ())
    assert "x@1.0.0 brings it inside" in way.steps[0]


@pytest.mark.parametrize("text", ["latest", "github:a/minimist#v1.2.0"])
def test_what_names_no_range_is_left_to_a_person(tmp_path: Path, text: str) -> None:
    """A tag needs a new lock, a repository another commit; neither is edited."""
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "shop", "dependencies": {"minimist": text}},
            "package-lock.json": lock(root={"minimist": text}, minimist={"version": "1.2.0"}),
        },
    )
    way = folder.way("minimist", "1.2.6")
    assert (way.changes, way.admitted) == ((), None)
    assert way.kind is (Kind.RELOCK if text == "latest" else Kind.RAISE)


def test_a_hostile_name_is_no_command(tmp_path: Path) -> None:
    """What stands in a lock is quoted before it is told as a word of a command."""
    name = "a;curl$IFS|sh"
    folder = Folder(
        tmp_path,
        {
            "package.json": {"name": "shop", "dependencies": {name: "^1.0.0"}},
            "package-lock.json": lock(root={name: "^1.0.0"}, **{name: {"version": "1.0.0"}}),
        },
    )
    assert folder.way(name, "1.2.6").steps[0].startswith(f"`npm update '{name}'`")
