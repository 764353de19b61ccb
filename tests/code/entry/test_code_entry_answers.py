"""What is no plain code folder: inline code, archives, wrappers, other runtimes; each says why there is no entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from ennead.code.entry import Entry
from ennead.model.app import Function
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from tests.code.entry.folders import entry, found, function, refused, tree

TEMPLATE = (
    "Resources:\n  Fn:\n    Code:\n      ZipFile: |\n\n        def handler(event, context):\n            return 1\n"
)


def test_inline_code_has_its_lines(tmp_path: Path) -> None:
    """The template is the file, and the first line of the code has a line in it."""
    fn = function(
        "python3.13", "index.handler", None, inline="\ndef handler(event, context):\n    return 1\n",
        inline_at=Location("template.yaml", 4, 7),
    )  # fmt: skip
    answer = entry(tmp_path, {"template.yaml": TEMPLATE}, fn)
    assert isinstance(answer, Entry)
    assert (answer.file, answer.name, answer.origin) == ("template.yaml", "handler", "inline")
    assert (answer.inline_line, answer.inline_flat, answer.inline) == (5, False, fn.inline)


def test_inline_code_on_one_line(tmp_path: Path) -> None:
    """All of it stands where its key does."""
    fn = function(
        "nodejs22.x", "index.handler", None, inline="let a = 1\nexports.handler = a", inline_at=Location("t.json", 2)
    )
    answer = entry(tmp_path, {"t.json": '{\n"ZipFile": "let a = 1\\nexports.handler = a"}'}, fn)
    assert isinstance(answer, Entry)
    assert (answer.inline_line, answer.inline_flat) == (2, True)


def test_inline_code_is_the_module_index(tmp_path: Path) -> None:
    """A handler of another module is not in it; code that could not be told is none."""
    assert refused(tmp_path, (), function("python3.13", "app.handler", None, inline="x = 1"))[0] == "handler"
    untold: Any = Unknown("a function of another stack")
    assert refused(tmp_path, (), function("python3.13", "index.handler", None, inline=untold))[0] == "missing"


def test_archives_are_not_unpacked(tmp_path: Path) -> None:
    """One that is here is said to be one, unless the file beside it is the one it holds."""
    files = {"a/app.py": "x = 1", "b/app.py": "x = 2"}
    tree(tmp_path, files)
    with ZipFile(tmp_path / "a" / "app.zip", "w") as archive:
        archive.writestr("app.py", "x = 1")
    (tmp_path / "b" / "app.zip").write_bytes((tmp_path / "a" / "app.zip").read_bytes())
    (tmp_path / "b" / "broken.zip").write_bytes(b"PK\x03\x04 no archive")
    assert found(tmp_path, (), function("python3.13", "app.f", "a/app.zip")) == ("a/app.py", "f", "archive")
    klass, reason = refused(tmp_path, (), function("python3.13", "app.f", "b/app.zip"))
    assert (klass, "b/app.py is not what it holds" in reason) == ("archive", True)
    assert refused(tmp_path, (), function("python3.13", "app.f", "b/broken.zip"))[0] == "archive"


def test_an_archive_that_is_built_first(tmp_path: Path) -> None:
    """Its sources are looked for where it is built, and named where they are not there."""
    assert found(tmp_path, ("fn/app.py",), function("python3.13", "app.f", "fn/app.zip"))[0] == "fn/app.py"
    klass, reason = refused(tmp_path, (), function("python3.13", "none.f", "fn/none.zip"))
    assert klass == "missing"
    assert "fn/none.zip is not there" in reason


@pytest.mark.parametrize("name", ["DD_LAMBDA_HANDLER", "NEW_RELIC_LAMBDA_HANDLER", "LUMIGO_ORIGINAL_HANDLER"])
def test_a_wrapper_calls_the_handler_of_its_variable(tmp_path: Path, name: str) -> None:
    """The application's own handler is the entry."""
    fn = function("nodejs22.x", "node_modules/tool/handler.handler", env={name: "app.main"})
    assert found(tmp_path, ("src/app.js",), fn)[:2] == ("src/app.js", "main")


NONE: Any = None


@pytest.mark.parametrize(
    ("fn", "klass"),
    [
        (function("go1.x", "main"), "runtime"),
        (function("provided.al2023", "bootstrap"), "runtime"),
        (function("ruby3.3", "a.b"), "runtime"),
        (function("dotnet8", "A::B::C"), "runtime"),
        (function("python3.13", None), "handler"),
        (function("python3.13", "handler"), "handler"),
        (function("python3.13", "${Handler}"), "handler"),
        (function("nodejs22.x", "index"), "handler"),
        (function("java21", "."), "handler"),
        (function("python3.13", "app.handler", None), "remote"),
        (function("python3.13", "app.handler", "../other"), "missing"),
        (function("python3.13", "app.handler", "/etc"), "missing"),
        (function("python3.13", "../../etc/app.handler", "src"), "missing"),
        (function("nodejs22.x", "\0/a.b", "\0"), "missing"),
        (function("nodejs22.x", "run.sh"), "adapter"),
        (function("nodejs22.x", "app.handler", layers=("layer/LambdaAdapterLayerX86",)), "adapter"),
        (function("java21", "io.micronaut.function.aws.proxy.MicronautLambdaHandler"), "framework"),
    ],
)
def test_every_class_of_there_being_none(tmp_path: Path, fn: Function, klass: str) -> None:
    """Each with its reason."""
    found_class, reason = refused(tmp_path, ("other/x.txt",), fn)
    assert found_class == klass
    assert reason
