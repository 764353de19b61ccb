"""Maven's inheritance and Gradle's literals, and the locks of .NET, Go and Ruby."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.model.package import Scope
from ennead.packages.locks import gemfile_lock, go_mod, nuget_lock, nuget_project, reasons
from ennead.packages.locks.jvm import catalogue, gradle, gradle_build, gradle_lock, maven, verification
from ennead.packages.locks.jvm.gradle_text import statements
from ennead.packages.locks.jvm.interpolate import interpolated


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", ("1", None)), ("${a}", ("1", None)), ("${b}", ("x1", None)), ("${a}-${c}", ("1-${c}", "c")),
    ("${l}", ("${l}", "l")),
     ("${", ("${", None)), ("${${d}}", ("1", None))],
)  # fmt: skip
def test_interpolation(text: str, expected: tuple[str, str | None]) -> None:
    """Properties in properties are followed, those in a circle or unset are named."""
    found = interpolated(text, {"a": "1", "b": "x${a}", "l": "${l}", "d": "a"})
    assert found == expected


def _pom(body: str, artifact: str = "a") -> str:
    return f"<project><groupId>g</groupId><artifactId>{artifact}</artifactId><version>1</version>{body}</project>"


def _dependency(artifact: str, version: str | None = None, more: str = "") -> str:
    text = f"<version>{version}</version>" if version is not None else ""
    return f"<dependency><groupId>x</groupId><artifactId>{artifact}</artifactId>{text}{more}</dependency>"


def test_parents_in_a_circle() -> None:
    """Parents and modules that name each other end."""
    parent = "<parent><groupId>g</groupId><artifactId>{}</artifactId><relativePath>{}</relativePath></parent>"
    files = {
        "pom.xml": _pom(parent.format("b", "b/pom.xml") + "<modules><module>b</module><module>.</module></modules>"),
        "b/pom.xml": _pom(parent.format("a", "../pom.xml") + "<modules><module>..</module></modules>", "b"),
    }
    found = maven.read(files["pom.xml"], "pom.xml", files.get)
    assert sorted(one.package.name for one in found.named) == ["g:a", "g:b"]


def test_managed_scope_and_version() -> None:
    """Version and scope come from what is managed, unless the dependency has its own; the child's properties count."""
    parent = _pom(
        "<packaging>pom</packaging><properties><v>1</v></properties><dependencyManagement><dependencies>"
        + _dependency("m", "${v}", "<scope>test</scope>") + _dependency("n", "${v}")
        + "</dependencies></dependencyManagement><modules><module>c</module></modules>"
    )  # fmt: skip
    child = (
        "<project><parent><groupId>g</groupId><artifactId>a</artifactId><version>1</version></parent><artifactId>c</artifactId>"
        "<properties><v>2</v></properties><dependencies>" + _dependency("m") + _dependency("n", "9")
        + _dependency("n", None, "<classifier>other</classifier>") + "</dependencies></project>"
    )  # fmt: skip
    files = {"pom.xml": parent, "c/pom.xml": child}
    found = [one for one in maven.read(parent, "pom.xml", files.get).named if not one.own]
    assert [(one.package.name, one.package.version, one.scope) for one in found] == [
        ("x:m", "2", Scope.DEVELOPMENT), ("x:n", "9", Scope.SHIPPED), ("x:n", None, Scope.SHIPPED),
    ]  # fmt: skip
    assert found[2].reason == reasons.NO_VERSION


def test_gradle_statements() -> None:
    """Blocks, notes and texts are told apart, and lines are right behind texts over several."""
    text = 'a { // {\n b("x{y") /* } \n */ }\nc """\n}""" d(\n 1\n)\ne'
    assert [(one.text, one.line, one.blocks) for one in statements(text)] == [
        ("a", 1, ()), ('b("x{y")', 2, ("a",)), ('c """\n}""" d(  1 )', 4, ()), ("e", 8, ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("implementation 'g:a:1'", [("g:a", "1", Scope.SHIPPED)]),
        ('api("g:a:1") // note', [("g:a", "1", Scope.SHIPPED)]),
        ("testImplementation 'g:a:1'", [("g:a", "1", Scope.DEVELOPMENT)]),
        ("compileOnly 'g:a:1'", [("g:a", "1", Scope.DEVELOPMENT)]),
        ("debugImplementation 'g:a:1'", [("g:a", "1", Scope.SHIPPED)]),
        ("shadow 'g:a:1'", [("g:a", "1", Scope.SHIPPED)]),
        ("implementation group: 'g', name: 'a', version: '1'", [("g:a", "1", Scope.SHIPPED)]),
        ('implementation(group = "g", name = "a", version = "1")', [("g:a", "1", Scope.SHIPPED)]),
        ("implementation 'g:a:latest.release'", [("g:a", None, Scope.SHIPPED)]),
        ("implementation 'g:a:1.+'", [("g:a", None, Scope.SHIPPED)]),
        ("implementation 'g:a:' + v", [("g:a", "7", Scope.SHIPPED)]),
        ('implementation "g:a:${v}"', [("g:a", "7", Scope.SHIPPED)]),
        ("implementation('g:a') { version { strictly '3' } }", [("g:a", "3", Scope.SHIPPED)]),
        ("implementation('g:a:1') { exclude group: 'h', module: 'b' }", [("g:a", "1", Scope.SHIPPED)]),
        ("implementation project(':b')", []), ("implementation gradleApi()", []), ("// implementation 'g:a:1'", []),
    ],
)  # fmt: skip
def test_gradle_literals(line: str, expected: list[tuple[str, str | None, Scope]]) -> None:
    """Each way of writing a dependency as a literal is read."""
    found = gradle_build.read(f"def v = '7'\ndependencies {{\n  {line}\n}}\n", "build.gradle")
    assert [(one.package.name, one.package.version, one.scope) for one in found.named] == expected
    assert all(one.at.line == 3 for one in found.named)
    assert found.unread == ()


def test_gradle_lock_scopes() -> None:
    """A package is shipped where a configuration that is not for tests or compilers has it."""
    text = "a:a:1=testRuntimeClasspath\nb:b:1=compileClasspath,runtimeClasspath\nc:c:1=annotationProcessor\n"
    text += "d:d:1=shadow\nempty=x\nodd\n"
    found = gradle_lock.read(text, "gradle.lockfile", frozenset({"a:a"}))
    assert [(one.package.name, one.scope, one.direct) for one in found.named] == [
        ("a:a", Scope.DEVELOPMENT, True), ("b:b", Scope.SHIPPED, False), ("c:c", Scope.DEVELOPMENT, False),
        ("d:d", Scope.SHIPPED, False),
    ]  # fmt: skip
    assert [one.at.line for one in found.unread] == [6]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("1.2.3", "1.2.3"),
        ("[1.2.3]", "1.2.3"),
        ("[1,2)", None),
        ("1.*", None),
        ("$(X)", "9"),
        ("$(Y)", None),
        ("(,2]", None),
    ],
)
def test_nuget_versions(text: str, version: str | None) -> None:
    """A plain version is what NuGet restores; ranges and floating ones are none."""
    reference = f'<ItemGroup><PackageReference Include="A" Version="{text}"/></ItemGroup>'
    project = f"<Project><PropertyGroup><X>9</X></PropertyGroup>{reference}</Project>"
    found = [one for one in nuget_project.read(project, "p.csproj").named if not one.own]
    assert [one.package.version for one in found] == [version]


def test_old_go() -> None:
    """A go.mod of Go before 1.17 lacks what others ask for, and that is said."""
    found = go_mod.read("module m\ngo 1.16\nrequire e.com/a v1.0.0\nrequire broken\n", "go.mod")
    assert [one.package.name for one in found.named] == ["m", "e.com/a"]
    assert [one.reason for one in found.unread] == ["a requirement that names no module", go_mod.INCOMPLETE]


def test_gradle_settings() -> None:
    """Projects are found by their paths, and where they were moved to."""
    said = gradle.settings_of(
        "include ':a', ':b:c'\nincludeBuild 'no'\nproject(':a').projectDir = new File(settingsDir, '../x')\n"
    )
    assert said.projects == {":a": "../x", ":b:c": "b/c"}


@given(st.text(max_size=400))
def test_any_text_gives_an_inventory(text: str) -> None:
    """Whatever stands in a file, reading ends in an inventory."""
    for read in (maven.read, gradle_build.read, gradle_lock.read, verification.read, nuget_lock.read,
                 nuget_project.read, go_mod.read, gemfile_lock.read, catalogue.read):  # fmt: skip
        assert read(text, "x") is not None
    assert nuget_project.versions(text) == {}
    assert gradle.settings_of(text) is not None
