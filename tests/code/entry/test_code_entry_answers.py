"""What is no plain code folder: inline code, archives, wrappers, other runtimes; each says why there is no entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from ennead.code.entry import Entry, Tree
from ennead.code.entry.archives import Archive
from ennead.code.entry.tree import MAX_BYTES
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


def _zip(place: Path, files: dict[str, str]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(place, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def test_an_archive_is_read_where_it_lies(tmp_path: Path) -> None:
    """The handler in it is found, unless the file beside it is the same: then that one is told."""
    tree(tmp_path, {"a/app.py": "x = 1", "b/app.py": "x = 2"})
    _zip(tmp_path / "a" / "app.zip", {"app.py": "x = 1"})
    _zip(tmp_path / "b" / "app.zip", {"app.py": "x = 1"})
    _zip(tmp_path / "c" / "app.zip", {"src/app.js": "exports.f = 1"})
    assert found(tmp_path, (), function("python3.13", "app.f", "a/app.zip")) == ("a/app.py", "f", "archive")
    assert found(tmp_path, (), function("python3.13", "app.f", "b/app.zip")) == ("b/app.zip/app.py", "f", "archive")
    fn = function("nodejs22.x", "src/app.f", "c/app.zip")
    assert found(tmp_path, (), fn) == ("c/app.zip/src/app.js", "f", "archive")


def test_archives_that_cannot_be_read(tmp_path: Path) -> None:
    """Damaged, without the handler, compiled: each says so, and a file elsewhere is not taken for it."""
    tree(tmp_path, {"b/app.py": "x = 2", "b/broken.zip": "PK no archive"})
    _zip(tmp_path / "b" / "other.zip", {"else.py": "x = 1", "../app.py": "x = 1", "/app.py": "x = 1"})
    _zip(tmp_path / "j" / "app.jar", {"a/B.class": "x"})
    klass, reason = refused(tmp_path, (), function("python3.13", "app.f", "b/broken.zip"))
    assert (klass, "damaged" in reason) == ("archive", True)
    klass, reason = refused(tmp_path, (), function("python3.13", "app.f", "b/other.zip"))
    assert (klass, "holds no source of app.f" in reason) == ("archive", True)
    klass, reason = refused(tmp_path, (), function("java21", "a.B::c", "j/app.jar"))
    assert (klass, "compiled" in reason) == ("archive", True)


def test_a_file_of_an_archive_is_bounded(tmp_path: Path) -> None:
    """More than a file may have is not unpacked, whatever the archive says of its size."""
    place = tmp_path / "app.zip"
    with ZipFile(place, "w", compression=ZIP_DEFLATED) as archive:
        archive.writestr("app.py", "x" * (MAX_BYTES + 1))
        archive.writestr("small.py", "x" * 64)
    lied = place.read_bytes().replace((MAX_BYTES + 1).to_bytes(4, "little"), (64).to_bytes(4, "little"))
    place.write_bytes(lied)
    opened = Archive(place)
    assert opened.read("app.py", MAX_BYTES) in (None, b"x" * 64)
    assert opened.read("small.py", MAX_BYTES) == b"x" * 64
    assert opened.read("small.py", 63) is None
    assert opened.read("none.py", MAX_BYTES) is None


def test_a_layer_may_be_an_archive(tmp_path: Path) -> None:
    """Its folders are looked into as those of a folder are."""
    _zip(tmp_path / "shared.zip", {"python/shared/deep.py": "x = 1"})
    subject = Tree(tmp_path)
    assert subject.is_folder("shared.zip")
    assert subject.is_folder("shared.zip/python")
    assert not subject.is_folder("shared.zip/nodejs")
    assert subject.listing("shared.zip/python") == ("shared/",)
    assert subject.text("shared.zip/python/shared/deep.py") == "x = 1"
    assert subject.named("deep.py", "shared.zip") == ("shared.zip/python/shared/deep.py",)
    assert subject.named("deep.py") == ()


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
