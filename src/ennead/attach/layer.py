"""The layer: what will lie under /opt, as a folder and as a zip that is the same whenever it is built."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ennead
from ennead.attach import packing
from ennead.attach.bare import bare
from ennead.attach.contracts import Contracted, ContractFileError, load
from ennead.attach.words import ARCHITECTURES, RUNTIMES, WRAPPER_NAME
from ennead.contract.compile import FILE as CONTRACT
from ennead.contract.modules import LAYER

MANIFEST = LAYER
"""What the build made, with hashes: a second build takes away what is no longer part of it, and nothing else."""
MOST_BYTES = 2_000_000
"""What the layer may take, unpacked."""
_DATE = (1980, 1, 1, 0, 0, 0)
_SECONDS = 120
_KEPT_OUT = frozenset({"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"})


class LayerError(Exception):
    """A layer that is not built; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: files and their bytes, the runtimes it is compiled for, those it is not with why.

    `dropped`: the build before took a contract along, and this one did not.
    """

    folder: Path
    files: int
    size: int
    compiled: tuple[str, ...]
    plain: tuple[tuple[str, str], ...] = ()
    zip: Path | None = None
    zip_size: int = 0
    dropped: bool = False


def build(
    runtimes: Sequence[str], arch: str, output: Path, zip_file: Path | None = None, contract: Path | None = None
) -> Built:
    """The layer in a folder, and as a zip.

    The agent is plain Python, so one layer does for every runtime and architecture; it is compiled for those named,
    where their Python is on this machine.  `contract` is a compiled one, which then lies beside the wrapper.

    Raises:
        LayerError: there is no agent for a runtime, or something cannot be read or written.
    """
    _refuse_unknown(runtimes, arch)
    source = agent() | _contract(contract, output)
    _refuse_foreign(output)
    dropped = contract is None and CONTRACT in earlier(output) and (output / CONTRACT).is_file()
    try:
        written = _copied(source, output)
        compiled, plain = _compiled(runtimes, written, output)
        written = packing.put_away(output, written)
        _manifest(runtimes, arch, written, output)
        _modes(output)
        members = sorted(_members(output, zip_file), key=lambda one: one.relative_to(output).as_posix())
        size = sum(one.stat().st_size for one in members)
        packed = _zipped(members, output, zip_file) if zip_file else 0
    except OSError as error:
        raise LayerError(f"the layer cannot be written to {output}: {error.strerror or error}") from error
    return Built(output, len(members), size, compiled, plain, zip_file, packed, dropped)


def _members(output: Path, zip_file: Path | None) -> Iterator[Path]:
    """The files of the layer; a zip of it that lies among them is none."""
    own = zip_file.resolve() if zip_file else None
    return (found for found in _files(output) if found.resolve() != own)


def _refuse_unknown(runtimes: Sequence[str], arch: str) -> None:
    for runtime in runtimes:
        if runtime not in RUNTIMES:
            raise LayerError(f"there is no agent for {runtime}: there is one for {RUNTIMES[0]} to {RUNTIMES[-1]}")
    if arch not in ARCHITECTURES:
        raise LayerError(f"Lambda knows no architecture {arch}: name {' or '.join(ARCHITECTURES)}")


def agent() -> dict[str, Path]:
    """The agent's files by their names below /opt: the wheel's data, or a checkout's.

    Raises:
        LayerError: neither is there.
    """
    package = Path(ennead.__file__).parent
    for base in (package / "agents" / "python", package.parents[1] / "agents" / "python"):
        if (base / "layer" / WRAPPER_NAME).is_file():
            return {
                name: found
                for folder, prefix in ((base / "layer", ""), (base / "src", "python/"))
                for found in _files(folder)
                if _is_part(name := prefix + found.relative_to(folder).as_posix())
            }
    raise LayerError(
        f"the agent's files are missing from {package}: install Ennead again (pip install --force-reinstall)"
    )


def _contract(file: Path | None, output: Path) -> dict[str, Path]:
    """The compiled contract at its place.  Raises LayerError for a file that is none."""
    if file is None:
        return {}
    if file.resolve().is_relative_to(output.resolve()):  # what an earlier build made is taken away first
        raise LayerError(f"{file} lies in the layer's own folder: compile it to a place beside it")
    try:
        load(file)
    except ContractFileError as error:
        raise LayerError(str(error)) from error
    return {CONTRACT: file}


def _refuse_foreign(output: Path) -> None:
    """Raises LayerError for a folder that holds something else than a layer."""
    if output.exists() and not output.is_dir():
        raise LayerError(f"{output} is a file: name a folder")
    if output.is_dir() and any(output.iterdir()) and not (output / MANIFEST).is_file():
        raise LayerError(f"{output} holds something else than a layer: name a new or empty folder")


def _copied(source: Mapping[str, Path], output: Path) -> list[str]:
    """The agent's files at their places; those of an earlier build that are no longer part of it are gone."""
    output.mkdir(parents=True, exist_ok=True)
    for name in earlier(output):
        (output / name).unlink(missing_ok=True)
    for name, found in source.items():
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        data = found.read_bytes()
        (output / name).write_bytes(bare(data.decode()).encode() if name.endswith(".py") else data)
    return sorted(source)


def _is_part(name: str) -> bool:
    """Whether a file of the agent's folder runs in a function."""
    parts = name.split("/")
    return not (_KEPT_OUT & set(parts) or any(part.endswith((".egg-info", ".dist-info")) for part in parts)) and not (
        name.endswith((".pyc", ".pyi", ".toml", ".md", "/py.typed"))
    )


def _files(folder: Path) -> Iterator[Path]:
    for found in folder.rglob("*"):
        if found.is_file() and not found.is_symlink():
            yield found


def earlier(output: Path) -> tuple[str, ...]:
    """The files that the build before made, as its manifest has them; none where it is damaged."""
    try:
        data: Any = json.loads((output / MANIFEST).read_text("utf-8"))
        names = [*data["files"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()
    base = output.resolve()
    return tuple(name for name in names if (base / name).resolve().is_relative_to(base))


def _compiled(
    runtimes: Sequence[str], written: Sequence[str], output: Path
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Bytecode beside the sources, for the runtimes whose Python is here; for the others why not."""
    done, plain = [], []
    for runtime in dict.fromkeys(runtimes):
        program = _python(runtime)
        if program is None:
            plain.append((runtime, f"there is no {runtime} on this machine"))
        elif why := _compile(program, runtime, written, output):
            plain.append((runtime, why))
        else:
            done.append(runtime)
    return tuple(done), tuple(plain)


def _python(runtime: str) -> str | None:
    if runtime == f"python{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    return shutil.which(runtime)


def _compile(program: str, runtime: str, written: Sequence[str], output: Path) -> str | None:
    """Why the sources could not be compiled; None where they were."""
    try:
        done = subprocess.run(  # noqa: S603  our own words, on our own files
            [program, *packing.OPTIONS, packing.__file__, _tag(runtime), str(output.resolve())],
            input="\n".join(written),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
            env={"PYTHONHASHSEED": "0", "PATH": os.environ.get("PATH", "")},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{program} does not run: {error}"
    return None if done.returncode == 0 else f"{program} does not do it"


def _tag(runtime: str) -> str:
    """How that Python marks what it has compiled."""
    return runtime.replace("python", "cpython-").replace(".", "")


def _manifest(runtimes: Sequence[str], arch: str, written: Sequence[str], output: Path) -> None:
    """Which files the build made, with their hashes; what a person put beside them is not among them."""
    made = (*output.rglob("__pycache__/*.pyc"), *output.glob(packing.PACKAGE + "*.pack"))
    compiled = (found.relative_to(output).as_posix() for found in made)
    files = {name: hashlib.sha256((output / name).read_bytes()).hexdigest() for name in sorted({*written, *compiled})}
    data = {
        "schema": "ennead.layer/1",
        "version": ennead.__version__,
        "runtimes": sorted(set(runtimes)),
        "architecture": arch,
        "files": files,
    }
    (output / MANIFEST).write_text(json.dumps(data, indent=1) + "\n", "utf-8")


def _modes(output: Path) -> None:
    """Whoever runs the function may read everything, and run what begins like a program."""
    for found in output.rglob("*"):
        if not found.is_symlink():
            runs = found.is_dir() or found.read_bytes().startswith(b"#!")
            found.chmod(0o755 if runs else 0o644)


def _zipped(members: Sequence[Path], output: Path, zip_file: Path) -> int:
    """The zip's size: one date, one order, fixed modes."""
    zip_file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(zip_file, "w") as made:
        for found in members:
            info = zipfile.ZipInfo(found.relative_to(output).as_posix(), _DATE)
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | stat.S_IMODE(found.stat().st_mode)) << 16
            made.writestr(info, found.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return zip_file.stat().st_size


def holds(folder: Path, contract: Contracted | None) -> bool:
    """Whether a built layer, or its zip, holds this contract; with none, whatever it holds is right."""
    if contract is None:
        return True
    try:
        if folder.is_dir():
            data = (folder / CONTRACT).read_bytes()
        else:
            with zipfile.ZipFile(folder) as held:
                data = held.read(CONTRACT)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    return hashlib.sha256(data).hexdigest() == contract.digest


def is_layer(folder: Path) -> bool:
    """Whether a folder, or a zip, is a built layer."""
    if folder.is_dir():
        return (folder / WRAPPER_NAME).is_file()
    try:
        with zipfile.ZipFile(folder) as held:
            return WRAPPER_NAME in held.namelist()
    except (OSError, zipfile.BadZipFile):
        return False
