"""Native programs that no package brought."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.packages.deployed.natives import is_native
from tests.packages.deployed.build import (
    ELF,
    FAT,
    JAVA_CLASS,
    MACH_O,
    PE,
    Files,
    function,
    jar,
    layer,
    module,
    pom,
    read,
    reasons,
    saved,
    tarred,
    wheel,
    write,
    zipped,
)  # fmt: skip


def found(root: Path, files: Files, runtime: str = "python3.12") -> list[str]:
    """Paths in the archive of the native files that are told of."""
    answer = read(root, {"fn.zip": zipped(files)}, function(runtime))
    return [one.path.removeprefix("fn.zip/") for one in answer.binaries]


def test_program_that_nobody_declared(tmp_path: Path) -> None:
    """A program is told of whatever it is called."""
    files: dict[str, str | bytes] = {
        "app.py": "",
        "bin/tool": ELF,
        "notes.txt": ELF,
        "x.dll": PE,
        "y.dylib": MACH_O,
        "z": FAT,
        "A.class": JAVA_CLASS,
    }
    assert found(tmp_path, files) == ["bin/tool", "notes.txt", "x.dll", "y.dylib", "z"]


def test_library_of_a_package(tmp_path: Path) -> None:
    """What a record lists belongs to its package, also outside of the package's folder; what it does not is told of."""
    listed = "lxml/__init__.py", "lxml/etree.so", "lxml.libs/libz.so", "../bin/tool"
    files = wheel("lxml", "5.0", *listed, folder="python/") | {
        "python/lxml/etree.so": ELF,
        "python/lxml.libs/libz.so": ELF,
        "bin/tool": ELF,
        "python/lxml/extra.so": ELF,
    }
    files.pop("python/../bin/tool")
    answer = read(tmp_path, {"fn.zip": zipped({"app.py": ""}), "l.zip": zipped(files)}, function(), layer("L", "l.zip"))
    assert [one.path for one in answer.binaries] == ["l.zip/python/lxml/extra.so"]


def test_library_in_a_module_of_npm(tmp_path: Path) -> None:
    """What lies in a package of npm belongs to it; what lies beside packages does not."""
    files = module("sharp") | {
        "node_modules/sharp/build/sharp.node": ELF,
        "node_modules/miner": ELF,
        "node_modules/.bin/x": ELF,
    }
    assert found(tmp_path, files, "nodejs20.x") == ["node_modules/miner", "node_modules/.bin/x"]


def test_link_to_a_program_of_a_package(tmp_path: Path) -> None:
    """A link to a file that is seen anyway is not told of; one to a file elsewhere in the scanned folder is."""
    root = write(
        tmp_path, {**module("sharp", folder="src/node_modules"), "src/node_modules/sharp/x": ELF, "tools/y": ELF}
    ).root
    (root / "src/node_modules/.bin").mkdir()
    (root / "src/node_modules/.bin/x").symlink_to("../sharp/x")
    (root / "src/y").symlink_to("../tools/y")
    answer = read(root, {}, function("nodejs20.x", "src"))
    assert [one.path for one in answer.binaries] == ["src/y"]


def test_library_in_a_jar(tmp_path: Path) -> None:
    """What lies in a jar belongs to that, in an archive of another kind to nobody."""
    inner = jar(pom("org.xerial", "sqlite-jdbc", "3.40.0"), more={"native/lib.so": ELF})
    files = {"lib/sqlite-jdbc-3.40.0.jar": inner, "data.zip": zipped({"tool": ELF, "b.zip": zipped({"x": ELF})})}
    assert found(tmp_path, files, "java21") == [
        "data.zip/tool", "data.zip/b.zip/x",
    ]  # fmt: skip


def test_jar_that_is_the_function(tmp_path: Path) -> None:
    """Libraries that shading brought into the function's own jar are not told of."""
    code = jar(pom("org.example", "app", "1.0"), more={"native/lib.so": ELF})
    assert not read(tmp_path, {"app.jar": code}, function("java21", "app.jar")).binaries


def test_assemblies_of_dotnet(tmp_path: Path) -> None:
    """An assembly of .NET looks like a program of Windows and is told by the list beside it."""
    assert found(tmp_path, {"Fn.dll": PE, "Fn.deps.json": '{"libraries": {}}', "lib.so": ELF}, "dotnet8") == ["lib.so"]


@pytest.mark.parametrize(
    ("runtime", "handler", "name"), [("provided.al2023", "bootstrap", "bootstrap"), ("go1.x", "main", "main")]
)
def test_program_that_is_the_function(tmp_path: Path, runtime: str, handler: str, name: str) -> None:
    """The function's own program is none that nobody declared; that its packages are not known is said."""
    files = {"fn.zip": zipped({name: ELF, "other": ELF})}
    answer = read(tmp_path, files, function(runtime, handler=handler))
    assert [one.path for one in answer.binaries] == ["fn.zip/other"]
    assert f"fn.zip/{name}: it is one program" in reasons(answer)


def test_programs_of_an_image(tmp_path: Path) -> None:
    """Of an image the programs in folders of one's own are told of that no package of the system brought."""
    layers = tarred({"usr/bin/ls": ELF, "var/task/tool": ELF, "opt/a": ELF, "opt/b": ELF, "srv/c": ELF,
                     "var/lib/dpkg/info/a.list": "/.\n/opt/a\n"})  # fmt: skip
    answer = read(tmp_path, {"image.tar": saved(layers, config={"WorkingDir": "/srv"})}, function(None, "image.tar"))
    assert [one.path for one in answer.binaries] == ["image.tar/var/task/tool", "image.tar/opt/b", "image.tar/srv/c"]


@pytest.mark.parametrize(
    "head",
    [b"", b"\x7fELF", b"#!/bin/sh", b"MZ is a text", b"MZ" + b"\xff" * 62, JAVA_CLASS, bytes.fromhex("cafebabe")],
)
def test_bytes_that_are_no_program(head: bytes) -> None:
    """Too few bytes, scripts, texts and classes of Java are none."""
    assert not is_native(head)
