"""Which files speak for a folder: the nearest upwards, workspaces and reactors, the lock before the manifest."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ennead.code.entry.tree import Tree
from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import discover, gemfile_lock, go_mod, nuget_project, reasons
from ennead.packages.locks.discover import Projects, inventories, inventory
from ennead.packages.locks.files import MAX_BYTES
from ennead.packages.locks.jvm import gradle, gradle_build, pom, reactor, verification
from ennead.packages.locks.npm import find as npm
from ennead.packages.locks.npm import workspaces
from ennead.packages.locks.python import find as python
from tests.packages.locks.held import Held, fixture

LOCK_A = (
    '{"lockfileVersion": 3, "packages": {"": {"name": "p", "dependencies": {"a": "^1"}},'
    ' "node_modules/a": {"version": "1.2.3"}}}'
)
MANIFEST_A = '{"name": "p", "dependencies": {"a": "^1"}}'


def names(found: Inventory) -> set[str]:
    """Packages, own ones with a mark."""
    return {("own " if one.own else "") + f"{one.package.name} {one.package.version or '?'}" for one in found.named}


@pytest.mark.parametrize(
    ("name", "folder", "expected"),
    [
        ("yarn-1", "modules/api", "@shop/api @shop/lib deep http maybe pinned repo"),
        ("yarn-1", "modules/lib", "@shop/lib deep maybe only-lib-dev repo"),
        ("yarn-berry", "api", "api core from-git leaf root-dev"),
        ("pnpm-9", "apps/web", "core new-name peer react-like tool web"),
        ("bun", "packages/ear", "@s/skip ear hop"),
        ("uv-workspace", "services/api", "api h2 httpx numpy orjson pytest vendored"),
        ("gradle", "lib/core", "com.example:core com.google.guava:guava commons-codec:commons-codec x.y:z"
                               " com.example:bare com.example:deep"),
        ("gradle", "elsewhere", "com.example:elsewhere odd:deep odd:odd"),
    ],
)  # fmt: skip
def test_member_names_what_it_leads_to(name: str, folder: str, expected: str) -> None:
    """Of a member of a workspace, only what is reached from it is named, from wherever in it is asked."""
    for asked in (folder, f"{folder}/src/handlers"):
        found = inventory(Held(fixture(name)), asked)
        assert sorted(one.package.name for one in found.named) == sorted(expected.split())


def test_module_of_a_reactor_brings_those_it_needs() -> None:
    """A Maven module names its own, its parents' and its needed modules' packages, without their tests."""
    files = {
        "pom.xml": "<project><groupId>g</groupId><artifactId>root</artifactId><version>1</version>"
        "<packaging>pom</packaging><modules><module>a</module><module>b</module><module>c</module></modules></project>",
    }  # fmt: skip
    needs = {
        "a": [("g", "b", "compile"), ("x", "a", "compile")],
        "b": [("x", "b", "compile"), ("x", "t", "test")],
        "c": [("x", "c", "")],
    }
    for module, dependencies in needs.items():
        files[f"{module}/pom.xml"] = (
            "<project><parent><groupId>g</groupId><artifactId>root</artifactId><version>1</version></parent>"
            f"<artifactId>{module}</artifactId><dependencies>" + "".join(
                f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>7</version>"
                f"<scope>{scope}</scope></dependency>" for group, artifact, scope in dependencies
            ) + "</dependencies></project>"
        )  # fmt: skip
    assert names(inventory(Held(files), "a/src/main")) == {"own g:a 1", "own g:b 1", "x:a 7", "x:b 7"}
    assert set(inventories(Held(files))) == {"."}


def test_nearest_upwards() -> None:
    """A folder without files of its own belongs to the nearest above it; an empty package.json is passed over."""
    held = Held({
        "package.json": MANIFEST_A, "package-lock.json": LOCK_A, "requirements.txt": "top==1",
        "fn/package.json": '{"type": "module"}', "fn/requirements.txt": "near==1", "other/handler.py": "",
    })  # fmt: skip
    assert names(inventory(held, "fn/src")) == {"own p ?", "a 1.2.3", "near 1"}
    assert names(inventory(held, "other")) == {"own p ?", "a 1.2.3", "top 1"}
    assert names(Projects(held).inventory("other", {Ecosystem.PYPI})) == {"top 1"}
    assert set(inventories(held)) == {".", "fn"}


def test_folder_beside_a_lock_is_no_member() -> None:
    """A package.json below a lock that does not know it stands for itself, as a lower bound."""
    held = Held(
        {
            "package-lock.json": LOCK_A,
            "package.json": MANIFEST_A,
            "fn/package.json": '{"dependencies": {"b": "1.0.0", "c": "^1"}}',
        }
    )
    found = inventory(held, "fn")
    assert names(found) == {"b 1.0.0", "c ?"}
    assert [one.reason for one in found.unread] == [reasons.LOWER_BOUND]


def test_lock_wins_and_what_it_lacks_is_named() -> None:
    """What the manifest asks for is answered by the lock; what it does not hold is named with the reason."""
    held = Held(
        {"package-lock.json": LOCK_A, "package.json": '{"dependencies": {"a": "^1", "new": "^2", "exact": "3.0.0"}}'}
    )
    found = inventory(held, ".")
    assert names(found) == {"own p ?", "a 1.2.3", "new ?", "exact 3.0.0"}
    assert {one.reason for one in found.named} == {None, reasons.NOT_LOCKED}
    assert found.unread == ()


def test_two_locks() -> None:
    """Of several locks one speaks, that of `packageManager` or npm's, and the others are said not to be read."""
    files = {"package-lock.json": LOCK_A, "yarn.lock": 'a@^1:\n  version "9.9.9"\n', "package.json": MANIFEST_A}
    found = inventory(Held(files), ".")
    assert names(found) == {"own p ?", "a 1.2.3"}
    assert [(one.at.path, one.reason) for one in found.unread] == [
        ("yarn.lock", "not read: package-lock.json speaks for this folder")
    ]
    files["package.json"] = MANIFEST_A.replace("{", '{"packageManager": "yarn@1.22.0", ', 1)
    assert names(inventory(Held(files), ".")) == {"own p ?", "a 9.9.9"}


@pytest.mark.parametrize(
    ("lock", "manifest", "other"),
    [("poetry.lock", "", "uv.lock"), ("uv.lock", "", "pdm.lock"), ("pdm.lock", "", "pylock.toml")],
)
def test_two_locks_of_python(lock: str, manifest: str, other: str) -> None:
    """Of several locks of Python's tools one speaks."""
    found = inventory(Held({lock: '[[package]]\nname = "a"\nversion = "1"\n', other: ""}), ".")
    order = ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"]
    first = min(lock, other, key=order.index)
    assert [one.reason for one in found.unread if one.reason.startswith("not read")] == [
        f"not read: {first} speaks for this folder"
    ]


def test_lock_that_cannot_be_read() -> None:
    """A broken lock is said not to be read, and the manifest is a lower bound of what it held."""
    found = inventory(Held({"package.json": MANIFEST_A, "package-lock.json": '{"packages": {'}), ".")
    assert names(found) == {"a ?"}
    assert [one.at.path for one in found.unread] == ["package-lock.json"]


def test_too_large(tmp_path: Path) -> None:
    """Locks larger than code are read, up to a bound; beyond it that is said."""
    (tmp_path / "package.json").write_text(MANIFEST_A)
    lock = tmp_path / "package-lock.json"
    lock.write_text(LOCK_A + " " * 2_000_000)
    assert names(inventory(Tree(tmp_path), ".")) == {"own p ?", "a 1.2.3"}
    lock.write_text(LOCK_A + " " * MAX_BYTES)
    found = inventory(Tree(tmp_path), ".")
    assert names(found) == {"own p ?", "a ?"}
    assert reasons.TOO_LARGE in {one.reason for one in found.unread}


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    """Includes, parents, workspaces and links never lead out of the scanned folder."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    for folder in (outside, inside, inside / "linked"):
        folder.mkdir(parents=True)
    (outside / "secret.txt").write_text("secret==1")
    (outside / "pom.xml").write_text("<project><groupId>secret</groupId><artifactId>p</artifactId></project>")
    (inside / "requirements.txt").write_text(
        f"-r ../outside/secret.txt\n-r {outside}/secret.txt\n-c linked/requirements.txt\n"
    )
    (inside / "linked" / "requirements.txt").symlink_to(outside / "secret.txt")
    (inside / "pom.xml").write_text(
        "<project><parent><groupId>secret</groupId><artifactId>p</artifactId><version>1</version>"
        "<relativePath>../outside/pom.xml</relativePath></parent><artifactId>a</artifactId></project>"
    )
    (inside / "package.json").write_text('{"workspaces": ["../outside", "/etc"]}')
    for found in (inventory(Tree(inside), "."), *inventories(Tree(inside)).values()):
        assert "secret==" not in repr(found)
        assert not any(one.package.name.startswith("secret:p") for one in found.named)
        assert found.unread


def test_utf_16(tmp_path: Path) -> None:
    """A list that PowerShell wrote is read."""
    (tmp_path / "requirements.txt").write_bytes("requests==2.19.1\r\n".encode("utf-16"))
    assert names(inventory(Tree(tmp_path), ".")) == {"requests 2.19.1"}


def test_inside_an_archive(tmp_path: Path) -> None:
    """A lock in a built archive is read where the archive is the folder that is asked about."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("package.json", MANIFEST_A)
        archive.writestr("package-lock.json", LOCK_A)
    (tmp_path / "function.zip").write_bytes(packed.getvalue())
    assert names(inventory(Tree(tmp_path), "function.zip")) == {"own p ?", "a 1.2.3"}


def test_development_files() -> None:
    """Requirements for development are told apart by their names, and include what is shipped without changing it."""
    held = Held({
        "requirements.txt": "a==1", "requirements-dev.txt": "-r requirements.txt\nb==1",
        "test-requirements.txt": "c==1",
        "requirements/docs.txt": "d==1", "requirements/lambda.txt": "e==1", "requirements/constraints.txt": "never==1",
        "dev.txt": "never==1",
    })  # fmt: skip
    found = {one.package.name: one.scope for one in inventory(held, ".").named}
    development, optional = Scope.DEVELOPMENT, Scope.OPTIONAL
    assert found == {"a": Scope.SHIPPED, "b": development, "c": development, "d": development, "e": optional}
    assert set(inventories(held)) == {"."}


def test_files_for_development_alone() -> None:
    """Requirements for development do not hide those above, and speak where there are no others."""
    held = Held(
        {"requirements.txt": "a==1", "fn/requirements-dev.txt": "b==1", "requirements/requirements-ci.txt": "c==1"}
    )
    assert names(inventory(held, "fn")) == {"a 1", "c 1"}
    assert {root: names(one) for root, one in inventories(held).items()} == {".": {"a 1", "c 1"}, "fn": {"b 1"}}
    assert names(inventory(Held({"fn/requirements-dev.txt": "b==1"}), "fn")) == {"b 1"}


def test_manifest_beside_requirements() -> None:
    """A list that pip-compile made of pyproject.toml takes what is direct from it."""
    held = Held({
        "pyproject.toml": '[project]\nname = "p"\ndependencies = ["a>=1"]',
        "requirements.txt": "# This file is autogenerated by pip-compile\na==1.5\nb==2\n",
    })  # fmt: skip
    found = inventory(held, ".")
    assert {one.package.name: one.direct for one in found.named if not one.own} == {"a": True, "b": False}
    assert found.unread == ()


def test_programs_are_not_run() -> None:
    """setup.py and a Gemfile without a lock are said not to be run."""
    found = inventory(Held({"setup.py": "raise SystemExit", "Gemfile": "exit"}), ".")
    assert found.named == ()
    assert {one.at.path for one in found.unread} == {"setup.py", "Gemfile"}


def test_nothing_there() -> None:
    """A folder without any such file has an empty inventory."""
    assert inventory(Held({"a.py": ""}), "deep/er") == Inventory()
    assert inventories(Held({"pyproject.toml": "[tool.black]\nline-length = 1"})) == {}


def test_each_file_is_read_once() -> None:
    """Many functions of one workspace do not read its lock again."""
    held = Held(fixture("pnpm-9"))
    read: list[str] = []
    content = held.content

    def counted(path: str) -> bytes | None:
        read.append(path)
        return content(path)

    held.content = counted  # type: ignore[method-assign]
    projects = Projects(held)
    for folder in ("apps/web", "libs/core", "apps/web/src", "."):
        projects.inventory(folder)
    assert read.count("pnpm-lock.yaml") == 1


def told(found: Inventory) -> list[tuple[str, str]]:
    """What was not read, of what says that there is more."""
    return [(one.at.path, one.reason) for one in found.unread if one.reason.startswith("more than")]


def test_more_folders_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are more projects than are read, the whole says so, once for each family."""
    monkeypatch.setattr(discover, "MAX_PROJECTS", 2)
    found = inventories(Held({f"{one}/package.json": MANIFEST_A for one in "abc"}))
    assert told(found["."]) == [
        ("c", "more than 2 folders with files of npm packages: this one and the rest are not read")
    ]
    assert sorted(found) == [".", "a", "b"]


def test_more_members_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace with more members than are read says so."""
    monkeypatch.setattr(npm, "MAX_FILES", 2)
    files = {"package.json": '{"name": "w", "workspaces": ["m/*"]}'} | {
        f"m/{one}/package.json": MANIFEST_A for one in "abc"
    }
    assert told(inventory(Held(files), ".")) == [
        ("package.json", "more than 2 members of a workspace; the rest is not read")
    ]


def test_more_projects_of_gradle_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that include more projects than are read say so, as does a project that asks for more."""
    monkeypatch.setattr(gradle, "MAX_FILES", 2)
    files = {"settings.gradle": "include 'a', 'b', 'c'\n"} | {f"{one}/build.gradle": "" for one in "abc"}
    said = [("settings.gradle", "more than 2 projects; the rest is not read")]
    assert told(inventory(Held(files), ".")) == said
    files["settings.gradle"] = "include 'a', 'b'\n"
    assert told(inventory(Held(files), "a")) == []


@pytest.mark.parametrize(("most", "said"), [(3, []), (2, ["b/pom.xml"])])
def test_more_modules_than_are_read(monkeypatch: pytest.MonkeyPatch, most: int, said: list[str]) -> None:
    """A reactor with more files than are read says so, once; with as many as are read it says nothing."""
    monkeypatch.setattr(reactor, "MAX_FILES", most)
    modules = "".join(f"<module>{one}</module>" for one in "ab" + ("c" if most == 2 else ""))
    head = "<project><groupId>g</groupId><version>1</version><artifactId>"
    files = {"pom.xml": f"{head}root</artifactId><packaging>pom</packaging><modules>{modules}</modules></project>"}
    files |= {f"{one}/pom.xml": f"{head}{one}</artifactId></project>" for one in "abc"}
    found = told(inventory(Held(files), "."))
    assert [path for path, _ in found] == said


def test_more_requirements_files_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with more requirements files than are read says so, once; with as many as are read it says nothing."""
    monkeypatch.setattr(python, "MAX_REQUIREMENTS", 2)
    files = {"requirements.txt": "a==1\n", "requirements-b.txt": "b==1\n"}
    assert told(inventory(Held(files), ".")) == []
    files |= {"requirements-c.txt": "c==1\n", "requirements-d.txt": "d==1\n"}
    assert told(inventory(Held(files), ".")) == [
        ("requirements-c.txt", "more than 2 requirements files; this one and the rest are not read")
    ]


def test_more_lines_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks of Ruby and Go with more lines than are read say so; with as many as are read they say nothing."""
    for module in (gemfile_lock, go_mod):
        monkeypatch.setattr(module, "MAX_LINES", 4)
    gems = "GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.0.0)\n"
    modules = "module x\ngo 1.22\nrequire a.example/a v1.0.0\nrequire a.example/b v1.0.0\n"
    assert told(gemfile_lock.read(gems, "Gemfile.lock")) == []
    assert told(go_mod.read(modules, "go.mod")) == []
    said = "more than 4 lines; the rest is not read"
    assert told(gemfile_lock.read(f"{gems}    rake (13.0.0)\n", "Gemfile.lock")) == [("Gemfile.lock", said)]
    assert told(go_mod.read(f"{modules}require a.example/c v1.0.0\n", "go.mod")) == [("go.mod", said)]


def test_more_dependencies_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest that asks for more than is read says so; one that asks for as much says nothing."""
    for module in (gradle_build, nuget_project, pom, reactor):
        monkeypatch.setattr(module, "MAX_WANTS", 2)
    said = "more than 2 dependencies; the rest is not read"
    for count, of_two in ((2, []), (3, [said])):
        asked = range(count)
        maven = "".join(
            f"<dependency><groupId>g</groupId><artifactId>a{one}</artifactId></dependency>" for one in asked
        )
        head = "<project><groupId>g</groupId><artifactId>p</artifactId><version>1</version>"
        files = {"pom.xml": f"{head}<dependencies>{maven}</dependencies></project>"}
        assert [reason for _, reason in told(inventory(Held(files), "."))] == of_two
        lines = "".join(f"implementation 'g:a{one}:1'\n" for one in asked)
        built = gradle_build.read(f"dependencies {{\n{lines}}}\n", "build.gradle")
        assert [reason for _, reason in told(built)] == of_two
        listed = "".join(f'<PackageReference Include="a{one}" Version="1"/>' for one in asked)
        project = nuget_project.read(f"<Project><ItemGroup>{listed}</ItemGroup></Project>", "p.csproj")
        assert [reason for _, reason in told(project)] == [one.replace("dependencies", "references") for one in of_two]
        assert len(built.named) == len(project.named) - 1 == 2


def test_more_components_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of more components than are read are said to be more, and not to have no name."""
    monkeypatch.setattr(verification, "MAX_PACKAGES", 2)
    components = "".join(f'<component group="g" name="a{one}" version="1"/>' for one in range(4))
    found = verification.read(f"<v><components>{components}</components></v>", "verification-metadata.xml")
    assert told(found) == [("verification-metadata.xml", "more than 2 components; the rest is not read")]
    assert len(found.named) == 2


def test_longer_globs_than_are_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A glob of more parts than are followed chooses nothing, not what its first parts fit, and that is said."""
    monkeypatch.setattr(workspaces, "MAX_PARTS", 2)
    monkeypatch.setattr(npm, "MAX_PARTS", 2)
    files = {"package.json": '{"name": "w", "workspaces": ["m/*/deep"]}', "m/a/package.json": MANIFEST_A}
    assert told(inventory(Held(files), ".")) == [
        ("package.json", "more than 200 globs of a workspace, or 2 parts of one; not followed")
    ]
    assert workspaces.members(["m/*/deep"], ["m/a", "m/a/deep"]) == ()
    assert workspaces.members(["m/*"], ["m/a", "m/a/deep"]) == ("m/a",)


def test_a_parent_too_many_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions that a parent beyond the last one followed may give are told to be open, with its name."""
    monkeypatch.setattr(reactor, "MAX_PARENTS", 2)
    parent = "<parent><groupId>g</groupId><artifactId>{}</artifactId><version>1</version></parent>"
    asked = "<dependencies><dependency><groupId>x</groupId><artifactId>y</artifactId></dependency></dependencies>"
    files = {
        "a/b/c/pom.xml": f"<project>{parent.format('b')}<artifactId>c</artifactId>{asked}</project>",
        "a/b/pom.xml": f"<project>{parent.format('a')}<artifactId>b</artifactId></project>",
        "a/pom.xml": "<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version></project>",
    }
    made = reactor.Reactor(files.get).effective("a/b/c/pom.xml")
    assert made is not None
    assert made.absent == ["the parent g:a:1"]
