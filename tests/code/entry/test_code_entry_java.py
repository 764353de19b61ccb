"""Java handlers: the file of their class in the sources of the module that builds the archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.code.entry import Entry, NoEntry
from tests.code.entry.folders import entry, found, function, refused

APP = "fn/src/main/java/example/App.java"


@pytest.mark.parametrize(
    ("handler", "name"),
    [
        ("example.App::handle", "App.handle"),
        ("example.App", "App.handleRequest"),
        ("example.App$Inner::handle", "App.Inner.handle"),
    ],
)
def test_class_and_method(tmp_path: Path, handler: str, name: str) -> None:
    """The dotted path inside the file; a class alone is asked for `handleRequest`."""
    assert found(tmp_path, (APP, "fn/pom.xml"), function("java21", handler, "fn")) == (APP, name, "java-source")


@pytest.mark.parametrize(
    "code", ["fn", "fn/target/fn.jar", "fn/build/libs/fn.jar", "fn/build/distributions/fn.zip", "fn/src/main/java", "."]
)
def test_the_sources_of_an_archive_are_its_module_s(tmp_path: Path, code: str) -> None:
    """Wherever in the module its code is said to be."""
    answer = entry(tmp_path, (APP, "fn/build.gradle"), function("java21", "example.App::handle", code))
    assert isinstance(answer, Entry)
    assert (answer.file, answer.roots) == (APP, ("fn/src/main/java",))


def test_modules_beside_it_are_source_roots(tmp_path: Path) -> None:
    """In a project of several modules the class may be another's, and imports are looked up in all."""
    files = ("pom.xml", "fn/pom.xml", "lib/pom.xml", "lib/src/main/java/example/Base.java", APP)
    answer = entry(tmp_path, files, function("java21", "example.Base::handle", "fn"))
    assert isinstance(answer, Entry)
    assert answer.file == "lib/src/main/java/example/Base.java"
    assert answer.roots == ("lib/src/main/java", "fn/src/main/java")


def test_a_file_that_lies_elsewhere_than_its_package(tmp_path: Path) -> None:
    """It is the class all the same where it says so."""
    files = {"fn/App.java": "package example;\nclass App {}", "fn/build.gradle": ""}
    assert found(tmp_path, files, function("java21", "example.App::handle", "fn"))[0] == "fn/App.java"


def test_other_languages_of_the_virtual_machine(tmp_path: Path) -> None:
    """Kotlin is said to be Kotlin."""
    klass, reason = refused(tmp_path, ("fn/src/main/kotlin/example/App.kt",), function("java21", "example.App", "fn"))
    assert klass == "runtime"
    assert "Kotlin" in reason


FRAMEWORK = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest"
ONE = "package example;\npublic class Orders implements RequestHandler<String, String> {}"


def test_a_framework_s_handler(tmp_path: Path) -> None:
    """It leads to the class that it calls, or to the first of several; another framework does not call such ones."""
    fn = function("java21", FRAMEWORK, "fn/target/fn.zip")
    files = {"fn/pom.xml": "", "fn/src/main/java/example/Orders.java": ONE}
    assert found(tmp_path, files, fn) == ("fn/src/main/java/example/Orders.java", "Orders.handleRequest", "framework")
    other = function("java21", f"{SPRING}SpringDelegatingLambdaContainerHandler", "fn")
    klass, reason = refused(tmp_path, (), other)
    assert (klass, "AWS's serverless container" in reason) == ("framework", True)
    more = {"fn/src/main/java/example/More.java": ONE.replace("Orders", "More")}
    assert found(tmp_path, more, fn)[1] == "More.handleRequest"


SPRING = "com.amazonaws.serverless.proxy.spring."
ROUTE = 'package example;\n@RestController\nclass Route {\n  @GetMapping("/") String get() { return null; }\n}'


@pytest.mark.parametrize(
    ("handler", "text", "framework"),
    [
        (f"{SPRING}SpringDelegatingLambdaContainerHandler", ROUTE, "spring"),
        ("io.micronaut.function.aws.proxy.MicronautLambdaHandler", ROUTE.replace("GetMapping", "Get"), "micronaut"),
        ("io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler", '@Path("/") class Route {}', "quarkus"),
        (
            "org.springframework.cloud.function.adapter.aws.FunctionInvoker",
            "@Configuration class Route { @Bean Function<A, B> f() { return null; } }",
            "function",
        ),
        ("org.springframework.cloud.function.adapter.aws.FunctionInvoker", ROUTE, None),
        ("io.micronaut.function.aws.proxy.MicronautLambdaHandler", "class Route {}", None),
        ("org.apache.camel.Handler", ROUTE, None),
    ],
)
def test_a_framework_finds_what_it_calls(tmp_path: Path, handler: str, text: str, framework: str | None) -> None:
    """By annotations, each its own; without any of them there is no entry."""
    files = {"fn/pom.xml": "", "fn/src/main/java/example/Route.java": text}
    fn = function("java21", f"{handler}::handleRequest", "fn", env={"FUNCTION_NAME": "f"})
    answer = entry(tmp_path, files, fn)
    if framework is None:
        assert isinstance(answer, NoEntry)
        assert answer.klass == "framework"
    else:
        assert isinstance(answer, Entry)
        assert (answer.name, answer.framework, answer.chosen) == ("Route", framework, "f")
        assert answer.roots[0].endswith(("src/main/java", "src/main/java/example"))


def test_the_class_that_a_framework_begins_with(tmp_path: Path) -> None:
    """A variable names it, which tells the module; code in tests, in several modules, or in Kotlin too, is none."""
    handler = f"{SPRING}SpringDelegatingLambdaContainerHandler"
    main = "package example;\n@SpringBootApplication\nclass App {}"
    files = {
        "pom.xml": "", "a/pom.xml": "", "b/pom.xml": "", "a/src/main/java/example/App.java": main,
        "a/src/main/java/example/Route.java": ROUTE, "b/src/main/java/example/Route.java": ROUTE,
        "a/src/test/java/example/Test.java": ROUTE,
    }  # fmt: skip
    fn = function("java21", handler, ".", env={"MAIN_CLASS": "example.App"})
    answer = entry(tmp_path, files, fn)
    assert isinstance(answer, Entry)
    assert (answer.file, answer.name) == ("a/src/main/java/example/App.java", "App")
    assert answer.roots == ("a/src/main/java", "b/src/main/java")
    assert refused(tmp_path, (), function("java21", handler, "."))[0] == "framework"
    assert refused(tmp_path, {"a/src/main/java/example/More.kt": ROUTE}, fn)[0] == "framework"


def test_a_class_that_is_not_there(tmp_path: Path) -> None:
    """Its path by its package is what was looked for."""
    klass, reason = refused(tmp_path, ("fn/pom.xml",), function("java21", "example.App::handle", "fn/target/fn.jar"))
    assert klass == "missing"
    assert "example/App.java" in reason
