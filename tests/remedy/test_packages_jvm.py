"""Ways out for Maven and Gradle, made in pom.xml, build files, properties and catalogues, and read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ennead.code.entry import Tree
from ennead.model.location import Location
from ennead.model.package import Origin
from ennead.packages.way_out import Kind, Ways
from ennead.remedy.apply import apply_plan
from ennead.remedy.packages.edits import fixes_of
from tests.remedy.packaged import Flawed, Folder

JACKSON = "com.fasterxml.jackson.core:jackson-databind"


def pom(dependencies: str, more: str = "") -> str:
    """A pom.xml."""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.shop</groupId>
  <artifactId>orders</artifactId>
  <version>1.0</version>
{more}
  <dependencies>
    <!-- <version>2.9.8</version> stays -->
    <dependency>
      <groupId>com.amazonaws</groupId>
      <artifactId>aws-lambda-java-core</artifactId>
      <version>1.2.3</version>
    </dependency>
{dependencies}
  </dependencies>
</project>
"""


def databind(version: str) -> str:
    """The dependency."""
    text = f"<version>{version}</version><!-- x -->" if version else ""
    return (
        "    <dependency>\n      <groupId>com.fasterxml.jackson.core</groupId>\n"
        f"      <artifactId>jackson-databind</artifactId>\n      {text}\n    </dependency>"
    )


@pytest.mark.parametrize(
    ("written", "wanted"), [("2.9.8", "2.9.10"), (" 2.9.8\n ", " 2.9.10\n "), ("[2.9.8]", "[2.9.10]")]
)
def test_a_version_of_a_pom_is_raised(tmp_path: Path, written: str, wanted: str) -> None:
    """At the dependency itself, and nowhere else."""
    text = pom(databind(written))
    folder = Folder(tmp_path, {"pom.xml": ""})
    (tmp_path / "pom.xml").write_text(text)
    way = folder.way(JACKSON, "2.9.10")
    assert (way.kind, way.admitted) == (Kind.RAISE, False)
    assert "mvn package" in way.steps[1]
    folder.fixed(JACKSON, "2.9.10")
    assert folder.text("pom.xml") == text.replace(f"{written}</version><!-- x", f"{wanted}</version><!-- x")
    assert [one.package.version for one in folder.named() if one.package.name == JACKSON] == ["2.9.10"]


def test_a_property_is_raised_where_it_is_set(tmp_path: Path) -> None:
    """In the parent; what has the same property moves with it, and that is said."""
    parent = """\
<project>
  <groupId>org.shop</groupId><artifactId>root</artifactId><version>1.0</version><packaging>pom</packaging>
  <modules><module>orders</module></modules>
  <properties><jackson.version>2.9.8</jackson.version></properties>
  <dependencyManagement><dependencies>
    <dependency>
      <groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId>
      <version>${jackson.version}</version>
    </dependency>
  </dependencies></dependencyManagement>
</project>
"""
    above = "<parent><groupId>org.shop</groupId><artifactId>root</artifactId><version>1.0</version></parent>"
    core = databind("${jackson.version}").replace("jackson-databind", "jackson-core")
    folder = Folder(tmp_path, {"pom.xml": "", "orders/pom.xml": ""})
    (tmp_path / "pom.xml").write_text(parent)
    (tmp_path / "orders/pom.xml").write_text(pom(f"{databind('')}\n{core}", f"  {above}"))
    way = folder.way(JACKSON, "2.9.10")
    assert str(way.where) == "pom.xml:4"
    assert any("jackson.version may give other packages" in step for step in way.steps)
    assert folder.fixed(JACKSON, "2.9.10").files == ("pom.xml",)
    assert folder.text("pom.xml") == parent.replace(">2.9.8<", ">2.9.10<")


def test_what_comes_by_others_is_managed(tmp_path: Path) -> None:
    """A jar that was built says so; the project then manages its version."""
    folder = Folder(tmp_path, {"pom.xml": ""})
    (tmp_path / "pom.xml").write_text(pom(databind("2.9.8")))
    one = folder.flawed(JACKSON, "4.1.42")[0]
    package = replace(one.named.package, name="io.netty:netty-codec", version="4.1.1")
    named = replace(one.named, package=package, at=Location("target/app.jar/x.jar"), origin=Origin.ARCHIVE, direct=None)
    fixes = fixes_of([Flawed(named, one.verdict, "4.1.42")], Tree(tmp_path))
    assert [way.kind for _, way in fixes.made] == [Kind.OVERRIDE]
    apply_plan(fixes.plan, tmp_path)
    assert folder.text("pom.xml").endswith(
        """\
  </dependencies>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>io.netty</groupId>
        <artifactId>netty-codec</artifactId>
        <version>4.1.42</version>
      </dependency>
    </dependencies>
  </dependencyManagement>
</project>
"""
    )
    again = Ways(Tree(tmp_path)).of(Flawed(named, one.verdict, "4.1.42"))
    assert again is not None
    assert again.changes == ()


def test_a_version_that_stands_elsewhere_is_left_to_a_person(tmp_path: Path) -> None:
    """Nothing is guessed where a list of versions that is not here gives it."""
    folder = Folder(tmp_path, {"pom.xml": ""})
    (tmp_path / "pom.xml").write_text(pom(databind("2.9.8")))
    flawed = folder.flawed(JACKSON, "2.9.10")
    (tmp_path / "pom.xml").write_text(pom(databind("")))
    way = Ways(Tree(tmp_path)).of(flawed[0])
    assert way is not None
    assert (way.kind, way.changes) == (Kind.RAISE, ())


BUILD = """\
plugins { id 'java' }  // implementation 'com.fasterxml.jackson.core:jackson-databind:2.9.8'
%s
dependencies {
    implementation 'com.amazonaws:aws-lambda-java-core:1.2.3'
    %s
    testImplementation("junit:junit:4.13")
}
"""


@pytest.mark.parametrize("name", ["build.gradle", "build.gradle.kts"])
@pytest.mark.parametrize(
    ("setting", "written", "changed"),
    [
        ("", f'implementation("{JACKSON}:2.9.8") // x', ('2.9.8") // x', '2.9.10") // x')),
        ("", f'implementation("{JACKSON}:2.9.8!!")', ("2.9.8!!", "2.9.10!!")),
        ("def jackson = '2.9.8'", f'implementation("{JACKSON}:$jackson")', ("= '2.9.8'", "= '2.9.10'")),
        (
            "",
            "implementation group: 'com.fasterxml.jackson.core', name: 'jackson-databind', version: '2.9.8'",
            ("version: '2.9.8'", "version: '2.9.10'"),
        ),
    ],
)
def test_a_version_of_a_build_file_is_raised(
    tmp_path: Path, name: str, setting: str, written: str, changed: tuple[str, str]
) -> None:
    """Literals, and texts that are set by name; what stands in notes stays."""
    text = BUILD % (setting, written)
    folder = Folder(tmp_path, {name: ""})
    (tmp_path / name).write_text(text)
    assert folder.way(JACKSON, "2.9.10").kind is Kind.RAISE
    folder.fixed(JACKSON, "2.9.10")
    assert folder.text(name) == text.replace(*changed)
    assert [one.package.version for one in folder.named() if one.package.name == JACKSON] == ["2.9.10"]


def test_a_property_of_gradle_is_raised(tmp_path: Path) -> None:
    """In gradle.properties."""
    folder = Folder(
        tmp_path, {"build.gradle": "", "gradle.properties": "# x\norg.gradle.jvmargs=-Xmx1g\njackson = 2.9.8\n"}
    )
    (tmp_path / "build.gradle").write_text(BUILD % ("", f'implementation "{JACKSON}:${{jackson}}"'))
    assert folder.fixed(JACKSON, "2.9.10").files == ("gradle.properties",)
    assert folder.text("gradle.properties") == "# x\norg.gradle.jvmargs=-Xmx1g\njackson = 2.9.10\n"


@pytest.mark.parametrize(
    ("library", "changed"),
    [
        (f'"{JACKSON}:2.9.8"', f'"{JACKSON}:2.9.10"'),
        (f'{{ module = "{JACKSON}", version = "2.9.8" }}', f'{{ module = "{JACKSON}", version = "2.9.10" }}'),
        (f'{{ module = "{JACKSON}", version.ref = "jackson" }}', None),
        (
            f'{{ module = "{JACKSON}", version = {{ strictly = "2.9.8" }} }}',
            f'{{ module = "{JACKSON}", version = {{ strictly = "2.9.10" }} }}',
        ),
    ],
)
def test_a_catalogue_is_raised(tmp_path: Path, library: str, changed: str | None) -> None:
    """Its shorthand, its tables, its versions by name."""
    text = f'[versions]\njackson = "2.9.8"  # all of it\n\n[libraries]\njackson-databind = {library}\n'
    folder = Folder(tmp_path, {"build.gradle": "", "gradle/libs.versions.toml": text})
    (tmp_path / "build.gradle").write_text(BUILD % ("", "implementation libs.jackson.databind"))
    folder.fixed(JACKSON, "2.9.10")
    wanted = text.replace(library, changed) if changed else text.replace('"2.9.8"  #', '"2.9.10"  #')
    assert folder.text("gradle/libs.versions.toml") == wanted


LOCK = f"""
    # This is a Gradle generated file for dependency locking.
    {JACKSON}:2.9.8=runtimeClasspath
    io.netty:netty-codec:4.1.1=runtimeClasspath
    empty=
    """


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        ("", '    constraints {\n        implementation("io.netty:netty-codec:4.1.42")\n    }\n}\n'),
        (
            "\n    constraints {\n    }",
            '    constraints {\n        implementation("io.netty:netty-codec:4.1.42")\n    }',
        ),
        (
            "\n    constraints { implementation('io.netty:netty-codec:4.1.2') }",
            "implementation('io.netty:netty-codec:4.1.42')",
        ),
    ],
)
def test_what_gradle_locks_by_others_is_constrained(tmp_path: Path, block: str, wanted: str) -> None:
    """In the block of constraints, which is made where there is none; the lock is made anew by Gradle."""
    text = BUILD % ("", f"implementation '{JACKSON}:2.9.8'{block}")
    folder = Folder(tmp_path, {"build.gradle": "", "gradle.lockfile": LOCK})
    (tmp_path / "build.gradle").write_text(text)
    way = folder.way("io.netty:netty-codec", "4.1.42")
    assert way.kind is Kind.OVERRIDE
    assert any("--update-locks io.netty:netty-codec" in step for step in way.steps)
    folder.fixed("io.netty:netty-codec", "4.1.42")
    assert wanted in folder.text("build.gradle")


@pytest.mark.parametrize("written", ["2.+", "[2.9,3.0)", "latest.release"])
def test_a_dynamic_version_needs_a_new_lock_only(tmp_path: Path, written: str) -> None:
    """The build file takes the version already."""
    folder = Folder(tmp_path, {"build.gradle": "", "gradle.lockfile": LOCK})
    (tmp_path / "build.gradle").write_text(BUILD % ("", f"implementation '{JACKSON}:{written}'"))
    way = folder.way(JACKSON, "2.9.10")
    assert (way.kind, way.admitted, way.changes) == (Kind.RELOCK, True, ())
