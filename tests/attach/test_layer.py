"""The layer that is built: what is in it, that it is the same every time, and that it starts."""

from __future__ import annotations

import importlib.util
import json
import marshal
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

from ennead.attach import layer, packing
from ennead.attach.bare import bare
from ennead.attach.layer import MOST_BYTES, LayerError, build
from tests.cli.conftest import Ennead

HERE = f"python{sys.version_info.major}.{sys.version_info.minor}"


def test_what_is_in_it(tmp_path: Path) -> None:
    """The wrapper can be run, the agent lies where Python finds it, and all of it is small."""
    built = build([HERE], "x86_64", tmp_path / "layer")
    assert os.access(tmp_path / "layer" / "ennead-wrap", os.X_OK)
    assert (tmp_path / "layer" / "python" / "ennead_agent" / "__init__.py").is_file()
    assert (built.compiled, built.plain) == ((HERE,), ())
    assert built.size < MOST_BYTES
    assert {found.stat().st_mode & 0o777 for found in (tmp_path / "layer").rglob("*")} == {0o755, 0o644}


def test_the_zip_is_the_same(tmp_path: Path) -> None:
    """Two builds at two places come to the same bytes, with one date, and modes kept."""
    zips = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for place in zips:
        build([HERE], "arm64", tmp_path / place.stem, place)
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as held:
        members = {one.filename: one for one in held.infolist()}
    assert list(members) == sorted(members)
    assert {one.date_time for one in members.values()} == {(1980, 1, 1, 0, 0, 0)}
    assert members["ennead-wrap"].external_attr >> 16 & 0o777 == 0o755


def test_bytecode_is_of_the_sources(tmp_path: Path) -> None:
    """Every source is compiled, most of them into one file, for the place it has in a function."""
    build([HERE], "x86_64", tmp_path)
    sources = {found.relative_to(tmp_path).as_posix(): found.read_bytes() for found in tmp_path.rglob("*.py")}
    with zipfile.ZipFile(tmp_path / packing.SOURCES) as held:
        sources |= {f"python/{name}": held.read(name) for name in held.namelist()}
    alone = sorted(tmp_path.rglob("*.pyc"))
    assert {raw.read_bytes()[4:8] for raw in alone} == {b"\x01\x00\x00\x00"}
    codes = [marshal.loads(raw.read_bytes()[16:]) for raw in alone]  # noqa: S302
    codes += _packed((tmp_path / packing.PACKAGE / f"{sys.implementation.cache_tag}.pack").read_bytes())
    assert sorted(code.co_filename for code in codes) == sorted("/opt/" + name for name in sources)
    for code in codes:
        source = sources[code.co_filename.removeprefix("/opt/")]
        whole = compile(source, code.co_filename, "exec", dont_inherit=True, optimize=2)
        assert [*_told(code)] == [*_told(whole)]


def _packed(data: bytes) -> list[CodeType]:
    """The codes of a pack, by the shape that is promised."""
    assert data[:4] == importlib.util.MAGIC_NUMBER
    start = 8 + int.from_bytes(data[4:8], "little")
    index = marshal.loads(data[8:start])  # noqa: S302
    ends = [at + size for at, size, _ in index.values()]
    assert [at for at, _, _ in index.values()] == [0, *ends[:-1]]
    assert start + ends[-1] == len(data)
    return [marshal.loads(data[start + at :][:size]) for at, size, _ in index.values()]  # noqa: S302


def _told(code: CodeType) -> Iterator[object]:
    """What a code does, and the line of each step."""
    yield code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_exceptiontable
    yield [place[0] for place in code.co_positions()]
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _told(one)
        else:
            yield one


@pytest.mark.parametrize("name", sorted(name for name in layer.agent() if name.endswith(".py")))
def test_bare_sources_do_the_same(name: str) -> None:
    """Without its comments and docstrings a source compiles to the same code on the same lines."""
    source = layer.agent()[name].read_text("utf-8")
    whole, less = (compile(text, name, "exec", optimize=2) for text in (source, bare(source)))
    assert [*_told(whole)] == [*_told(less)]
    assert len(bare(source)) <= len(source)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("", ""),
        ("x = 1  # one\n", "x = 1\n"),
        ("def f():\n    '''Do\n    nothing.'''\n    # said\nf()\n", 'def f():\n    ""\n\n\nf()\n'),
        ("x = '# none'\n'a text'\n", "x = '# none'\n\"\"\n"),
        ("f('a')\nreturn_ = 'b'", "f('a')\nreturn_ = 'b'\n"),
        ("a = (\n    'x'  # part\n    'y'\n)\n", "a = (\n    'x'\n    'y'\n)\n"),
        ("'''ß'''; b = 1\n", "'''ß'''; b = 1\n"),
    ],
)
def test_bare(source: str, wanted: str) -> None:
    """Comments go and texts that are a statement alone are empty; texts that are used stay as they are."""
    assert bare(source) == wanted


def test_a_second_build(tmp_path: Path) -> None:
    """What the build before made and this one does not is gone; what a person put beside it stays."""
    build([HERE], "x86_64", tmp_path)
    manifest = json.loads((tmp_path / layer.MANIFEST).read_text())
    (tmp_path / "python" / "gone.py").write_text("")
    (tmp_path / "contract.json").write_text("{}")
    manifest["files"] |= {"python/gone.py": "", "../outside": ""}
    (tmp_path / layer.MANIFEST).write_text(json.dumps(manifest))
    (tmp_path.parent / "outside").write_text("kept")
    build([HERE], "x86_64", tmp_path)
    assert not (tmp_path / "python" / "gone.py").exists()
    assert (tmp_path / "contract.json").read_text() == "{}"
    assert (tmp_path.parent / "outside").read_text() == "kept"


@pytest.mark.parametrize("runtime", ["nodejs22.x", "python3.8", "python3.15", "provided.al2023", "java21"])
def test_no_agent(tmp_path: Path, runtime: str) -> None:
    """A runtime without an agent is refused with those that have one."""
    with pytest.raises(LayerError, match=r"there is no agent for .*: there is one for python3\.9 to python3\.14"):
        build([runtime], "x86_64", tmp_path)


def test_refused(tmp_path: Path) -> None:
    """An unknown architecture, a folder of something else and a file are refused; nothing is written."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("")
    for output, arch, words in (
        (tmp_path / "new", "mips", "no architecture mips"),
        (tmp_path / "mine", "x86_64", "something else than a layer"),
        (tmp_path / "mine" / "file", "x86_64", "is a file"),
    ):
        with pytest.raises(LayerError, match=words):
            build([HERE], arch, output)
    assert not (tmp_path / "new").exists()


def test_without_that_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its Python is not here the layer is built without bytecode, and that is said."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    other = "python3.9" if HERE != "python3.9" else "python3.10"
    built = build([other, HERE], "x86_64", tmp_path)
    assert (built.compiled, built.plain) == ((HERE,), ((other, f"there is no {other} on this machine"),))


def test_a_program_of_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is called like the Python and is another one makes nothing."""
    monkeypatch.setattr(shutil, "which", lambda name: sys.executable)
    other = "python3.9" if HERE != "python3.9" else "python3.10"
    assert build([other], "x86_64", tmp_path).compiled == ()
    assert list(tmp_path.rglob("*.pyc")) == []


def test_the_wrapper_ends_in_the_program(tmp_path: Path) -> None:
    """The built wrapper runs the command line that it is given, from any folder."""
    build([HERE], "x86_64", tmp_path / "a layer")
    command = [str(tmp_path / "a layer" / "ennead-wrap"), sys.executable, "-c", "print('started')"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}
    )
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["started"])


def test_missing_agent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation without the agent's files says so."""
    monkeypatch.setattr("ennead.__file__", str(tmp_path / "a" / "b" / "ennead" / "__init__.py"))
    with pytest.raises(LayerError, match="install Ennead again"):
        layer.agent()


def test_command(ennead: Ennead, tmp_path: Path) -> None:
    """The command prints the size; an unknown runtime is a usage error."""
    done = ennead("layer", "build", "--runtime", HERE, "--output", tmp_path / "l", "--zip", tmp_path / "l.zip")
    assert (done.code, done.err) == (0, "")
    assert [line.split()[-1] for line in done.out.splitlines()] == ["KB", "KB", HERE]
    assert layer.is_layer(tmp_path / "l")
    assert layer.is_layer(tmp_path / "l.zip")
    done = ennead("layer", "build", "--runtime", "nodejs22.x", "--output", tmp_path / "n")
    assert (done.code, "no agent for nodejs22.x" in done.err) == (2, True)
