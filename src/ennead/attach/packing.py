"""Compiles a layer's sources, by the Python that will load them:  python packing.py TAG FOLDER < NAMES

A program of its own, standard library only, for it is run by each Python that a layer is built for (3.9 on).  The
agent's modules go into one file, `python/ennead_agent/TAG.pack`; the few that come before it can be read get compiled
files of their own (PEP 552, unchecked: a layer cannot be written to).  The sources of the others come into
`sources.zip` last (`put_away`), for a Python that there is no pack for.

A pack is: the interpreter's magic number (4 bytes), the length of the index (4 bytes, little endian), the index, and
the modules' code, each as `marshal` writes it.  The index maps a module's name within the package to where its code
begins behind the index, how long it is, and whether it is a package.
"""

from __future__ import annotations

import importlib.util
import marshal
import py_compile
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

OPTIONS = ("-S", "-s", "-B", "-X", "no_debug_ranges")
"""How a Python is started for it: columns within a line are a tenth of the code, and nobody is shown them."""
PACKAGE = "python/ennead_agent/"
_LOOSE = frozenset({PACKAGE + "__init__.py", PACKAGE + "packed.py"})
"""What is loaded before there is a pack."""
SOURCES = PACKAGE + "sources.zip"
_DATE = (1980, 1, 1, 0, 0, 0)
_SHOWN = "/opt/"
"""Where the files will lie; the agent tells code anew where it does lie."""


def compiled(folder: Path, names: Iterable[str]) -> list[str]:
    """Compile those of a layer's files that are sources; the names of what was made.

    Raises:
        SyntaxError, py_compile.PyCompileError: a source is none of this Python's.
    """
    made = []
    packed = {}
    for name in sorted(names):
        if not name.endswith(".py"):
            continue
        if _is_packed(name):
            packed[_module(name)] = _code(folder / name, name)
        else:
            made.append(_alone(folder, name))
    name = f"{PACKAGE}{sys.implementation.cache_tag}.pack"
    (folder / name).write_bytes(_pack(packed))
    return [*made, name]


def put_away(folder: Path, names: Iterable[str]) -> list[str]:
    """Move the sources that are packed into a zip of their own; the names of the files that are left, and of that."""
    names = sorted(names)
    packed = [name for name in names if _is_packed(name)]
    with zipfile.ZipFile(folder / SOURCES, "w") as made:
        for name in packed:
            info = zipfile.ZipInfo(name[len("python/") :], _DATE)
            info.create_system, info.external_attr = 3, 0o644 << 16
            made.writestr(info, (folder / name).read_bytes(), zipfile.ZIP_DEFLATED, 9)
            (folder / name).unlink()
    for place in sorted((folder / PACKAGE).rglob("*"), reverse=True):
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
    return [*(name for name in names if not _is_packed(name)), SOURCES]


def _is_packed(name: str) -> bool:
    return name.endswith(".py") and name.startswith(PACKAGE) and name not in _LOOSE


def _module(name: str) -> tuple[str, bool]:
    """A module's name within the package, and whether it is a package."""
    words = name[len(PACKAGE) : -len(".py")].split("/")
    is_package = words[-1] == "__init__"
    return ".".join(words[:-1] if is_package else words), is_package


def _code(source: Path, name: str) -> bytes:
    """Without docstrings, which nobody reads there."""
    return marshal.dumps(compile(source.read_bytes(), _SHOWN + name, "exec", dont_inherit=True, optimize=2))


def _alone(folder: Path, name: str) -> str:
    where, _, last = name.rpartition("/")
    made = f"{where}/__pycache__/{last[:-3]}.{sys.implementation.cache_tag}.pyc"
    py_compile.compile(
        str(folder / name),
        str(folder / made),
        _SHOWN + name,
        doraise=True,
        optimize=2,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    return made


def _pack(modules: dict[tuple[str, bool], bytes]) -> bytes:
    index = {}
    at = 0
    for (name, is_package), code in modules.items():
        index[name] = (at, len(code), is_package)
        at += len(code)
    head = marshal.dumps(index)
    return b"".join((importlib.util.MAGIC_NUMBER, len(head).to_bytes(4, "little"), head, *modules.values()))


if __name__ == "__main__":
    if sys.implementation.cache_tag != sys.argv[1]:
        sys.exit(f"this Python is {sys.implementation.cache_tag}")
    compiled(Path(sys.argv[2]), sys.stdin.read().splitlines())
