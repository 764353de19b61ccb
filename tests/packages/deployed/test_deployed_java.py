"""Packages of Maven: records, manifests, jars in jars, shaded jars."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.package import Ecosystem
from ennead.packages.deployed.groups import group_of
from tests.packages.deployed.build import JAVA_CLASS, by_name, function, jar, layer, pom, read, reasons, spelt, zipped

JAVA = function("java21")
GSON = pom("com.google.code.gson", "gson", "2.8.5")
YAML = pom("org.yaml", "snakeyaml", "1.26")
APP = pom("org.example", "app", "1.0")


def test_jar_in_lib(tmp_path: Path) -> None:
    """A jar says by its record what it is, and where."""
    found = read(tmp_path, {"fn.zip": zipped({"lib/gson-2.8.5.jar": jar(GSON), "org/A.class": JAVA_CLASS})}, JAVA)
    one = by_name(found)["com.google.code.gson:gson"]
    assert (one.package.ecosystem, one.package.version, one.bundled_in) == (Ecosystem.MAVEN, "2.8.5", None)
    assert one.at.path == "fn.zip/lib/gson-2.8.5.jar/META-INF/maven/com.google.code.gson/gson/pom.properties"
    assert one.at.line == 2


def test_shaded_jar(tmp_path: Path) -> None:
    """Of several records the one that fits the jar's name is the jar; the others are carried by it."""
    found = by_name(read(tmp_path, {"fn.zip": zipped({"lib/app-1.0-all.jar": jar(GSON, APP, YAML)})}, JAVA))
    assert found["org.example:app"].bundled_in is None
    assert found["org.yaml:snakeyaml"].bundled_in == "fn.zip/lib/app-1.0-all.jar"
    assert found["com.google.code.gson:gson"].bundled_in == "fn.zip/lib/app-1.0-all.jar"


def test_shaded_jar_of_another_build(tmp_path: Path) -> None:
    """A jar whose own record is missing is told by its manifest, what it holds by theirs."""
    manifest = "Implementation-Title: thing\nImplementation-Version: 3.1\nImplementation-Vendor-Id: org.example\n"
    found = by_name(read(tmp_path, {"fn.zip": zipped({"lib/thing.jar": jar(GSON, YAML, manifest=manifest)})}, JAVA))
    assert found["org.example:thing"].package.version == "3.1"
    assert found["org.yaml:snakeyaml"].bundled_in == "fn.zip/lib/thing.jar"


def test_code_that_is_a_jar(tmp_path: Path) -> None:
    """The jar that is the function holds its packages unpacked; the one called as it is the application itself."""
    found = read(tmp_path, {"target/app-1.0.jar": jar(APP, GSON, YAML)}, function("java21", "target/app-1.0.jar"))
    named = by_name(found)
    assert spelt(found.named) == ["com.google.code.gson:gson@2.8.5", "org.example:app@1.0", "org.yaml:snakeyaml@1.26"]
    assert {name: one.own for name, one in named.items()} == {
        "org.example:app": True,
        "com.google.code.gson:gson": False,
        "org.yaml:snakeyaml": False,
    }
    assert found.built


def test_jars_in_the_jar_that_is_the_function(tmp_path: Path) -> None:
    """The libraries of Spring Boot's and of Quarkus' jars are gone into."""
    fat = zipped(
        {"BOOT-INF/lib/gson-2.8.5.jar": jar(GSON), "lib/snakeyaml-1.26.jar": jar(YAML), "META-INF/MANIFEST.MF": ""}
    )
    found = read(tmp_path, {"app.jar": fat}, function("java21", "app.jar"))
    assert spelt(found.named) == ["com.google.code.gson:gson@2.8.5", "org.yaml:snakeyaml@1.26"]
    assert by_name(found)["org.yaml:snakeyaml"].bundled_in is None


def test_jars_in_a_jar(tmp_path: Path) -> None:
    """A jar in a jar is carried by the outer one, at any depth."""
    middle = zipped({"lib/gson-2.8.5.jar": jar(GSON), **APP})
    found = by_name(read(tmp_path, {"fn.zip": zipped({"lib/app-1.0.jar": middle})}, JAVA))
    assert found["com.google.code.gson:gson"].bundled_in == "fn.zip/lib/app-1.0.jar"


@pytest.mark.parametrize(
    ("name", "manifest", "expected"),
    [
        (
            "spring-core-5.2.0.RELEASE.jar",
            "Implementation-Title: spring-core\n",
            "org.springframework:spring-core@5.2.0.RELEASE",
        ),
        ("log4j-core-2.14.1.jar", "", "org.apache.logging.log4j:log4j-core@2.14.1"),
        ("tool-1.2.jar", "Implementation-Vendor-Id: org.example.tools\n", "org.example.tools:tool@1.2"),
        ("my-lib-1.2.jar", "Bundle-SymbolicName: org.example.my-lib;singleton:=true\n", "org.example:my-lib@1.2"),
        (
            "my-lib.jar",
            "Implementation-Version: 4.5\nBundle-SymbolicName: org.exam\n ple.my-lib\n",
            "org.example:my-lib@4.5",
        ),
        ("my-lib.jar", "Bundle-Version: 4.5\r\nBundle-SymbolicName: org.example.my-lib\r\n", "org.example:my-lib@4.5"),
    ],
)
def test_jar_without_a_record(tmp_path: Path, name: str, manifest: str, expected: str) -> None:
    """A jar that Gradle built is told by its manifest and its name, its group as that has it or as it is known."""
    assert spelt(read(tmp_path, {"fn.zip": zipped({f"lib/{name}": jar(manifest=manifest)})}, JAVA).named) == [expected]


def test_jar_of_no_known_group(tmp_path: Path) -> None:
    """A jar whose group nobody says is named without a version, so that nobody takes it for checked."""
    one = by_name(read(tmp_path, {"fn.zip": zipped({"lib/thing-1.2.3.jar": jar()})}, JAVA))["thing"]
    assert (one.package.version, one.wanted) == (None, "1.2.3")
    assert "which group" in str(one.reason)


def test_jar_that_says_nothing(tmp_path: Path) -> None:
    """A jar without record, manifest and version is said not to be known."""
    found = read(tmp_path, {"fn.zip": zipped({"lib/thing.jar": jar()})}, JAVA)
    assert "fn.zip/lib/thing.jar: the jar does not say what it is" in reasons(found)


@pytest.mark.parametrize(("text", "reason"), [("version=${project.version}\n", "no version"), ("", "no version")])
def test_record_without_a_version(tmp_path: Path, text: str, reason: str) -> None:
    """A record names its package by its folders where it does not say it; without a version that is the reason."""
    files = {"META-INF/maven/org.example/thing/pom.properties": text}
    one = by_name(read(tmp_path, {"fn.zip": zipped({"lib/thing.jar": zipped(files)})}, JAVA))["org.example:thing"]
    assert one.package.version is None
    assert reason in str(one.reason)


def test_record_of_no_package(tmp_path: Path) -> None:
    """A record whose names are none is said to be so."""
    files = {"META-INF/maven/org.example/thing/pom.properties": "groupId=\x1b[2J\nartifactId=a/b\n"}
    assert "does not say of which" in reasons(read(tmp_path, {"fn.zip": zipped({"lib/t-1.jar": zipped(files)})}, JAVA))


def test_layer_of_jars(tmp_path: Path) -> None:
    """Jars of a layer lie in `java/lib`, and in the code's `lib` come first."""
    files = {
        "fn.zip": zipped({"lib/gson-2.8.9.jar": jar(pom("com.google.code.gson", "gson", "2.8.9"))}),
        "layer.zip": zipped({"java/lib/gson-2.8.5.jar": jar(GSON), "java/lib/snakeyaml-1.26.jar": jar(YAML)}),
    }
    found = read(tmp_path, files, JAVA, layer("L", "layer.zip"))
    assert spelt(found.named) == ["com.google.code.gson:gson@2.8.9", "org.yaml:snakeyaml@1.26"]


def test_two_versions_in_one_folder_are_both_told(tmp_path: Path) -> None:
    """Of two jars in the same folder one hides only classes of the other: both are told."""
    files = {"lib/gson-2.8.5.jar": jar(GSON), "lib/gson-2.8.9.jar": jar(pom("com.google.code.gson", "gson", "2.8.9"))}
    found = read(tmp_path, {"fn.zip": zipped(files)}, JAVA)
    assert spelt(found.named) == ["com.google.code.gson:gson@2.8.5", "com.google.code.gson:gson@2.8.9"]


def test_runtime_brings_no_package(tmp_path: Path) -> None:
    """Nothing is listed as Java's runtime's own."""
    assert not read(tmp_path, {"fn.zip": zipped({"org/A.class": JAVA_CLASS})}, JAVA).named


def test_wrappers_of_builds_are_not_deployed(tmp_path: Path) -> None:
    """The jars that start a build lie in a folder of sources and go nowhere."""
    files: dict[str, str | bytes] = {
        "src/gradle/wrapper/gradle-wrapper.jar": jar(),
        "src/.mvn/wrapper/maven-wrapper.jar": jar(),
        "src/A.java": "",
    }
    found = read(tmp_path, files, function("java21", "src"))
    assert not found.named
    assert not found.unread


@pytest.mark.parametrize(
    ("artifact", "group"),
    [("spring-boot-starter", "org.springframework.boot"), ("spring-web", "org.springframework"),
     ("jedis", "redis.clients"),
     ("netty-tcnative-boringssl-static", "io.netty"), ("unheard-of", None)],
)  # fmt: skip
def test_known_groups(artifact: str, group: str | None) -> None:
    """The longest name that fits tells the group."""
    assert group_of(artifact) == group


def test_what_classes_a_jar_holds(tmp_path: Path) -> None:
    """A jar of one package says under which names code imports it; of a shaded one nobody says whose a class is."""
    classes = {"com/google/gson/Gson.class": JAVA_CLASS, "com/google/gson/stream/Reader.class": JAVA_CLASS}
    alone = zipped({**GSON, **classes, "META-INF/versions/9/module-info.class": JAVA_CLASS})
    shaded = zipped({**GSON, **YAML, **classes})
    files = {"fn.zip": zipped({"lib/gson-2.8.5.jar": alone, "lib/app-all.jar": shaded})}
    found = [one.imports for one in read(tmp_path, files, JAVA).named]
    assert sorted(found) == [(), (), ("com.google.gson",)]
