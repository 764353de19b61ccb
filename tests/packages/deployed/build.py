"""What the tests read: archives, images and databases built in memory, and a function over them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import struct
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ennead.model.app import Function, Layer
from ennead.model.location import Location
from ennead.model.package import Named, Origin
from ennead.packages.deployed import Deployed, deployed

Files = Mapping[str, str | bytes]
ELF = b"\x7fELF\x02\x01\x01\x00" + b"\0" * 60
PE = b"MZ" + b"\0" * 58 + (64).to_bytes(4, "little") + b"PE\0\0" + b"\0" * 60
MACH_O = bytes.fromhex("cffaedfe") + b"\0" * 60
FAT = bytes.fromhex("cafebabe00000002") + b"\0" * 60
JAVA_CLASS = bytes.fromhex("cafebabe0000003d") + b"\0" * 60
AT = Location("template.yaml", 1, 1)


class Root:
    """A scanned folder."""

    def __init__(self, root: Path) -> None:
        self.root = root


def raw(content: str | bytes) -> bytes:
    """Content as bytes."""
    return content.encode() if isinstance(content, str) else content


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, raw(content))
    return buffer.getvalue()


def tarred(files: Mapping[str, str | bytes | tuple[bytes, str]], form: int = tarfile.GNU_FORMAT) -> bytes:
    """A tar file; a pair is a kind of link and what it leads to."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            if isinstance(content, tuple):
                info.type, info.linkname = content
                archive.addfile(info)
            else:
                info.size = len(raw(content))
                archive.addfile(info, io.BytesIO(raw(content)))
    return buffer.getvalue()


def saved(*layers: bytes, config: Mapping[str, Any] | None = None, **more: str | bytes) -> bytes:
    """An image as `docker save` writes it."""
    names = [f"layer{number}/layer.tar" for number in range(len(layers))]
    manifest = [{"Config": "config.json", "RepoTags": ["fn:latest"], "Layers": names}]
    files: dict[str, str | bytes | tuple[bytes, str]] = {"config.json": json.dumps({"config": dict(config or {})})}
    files |= dict(zip(names, layers, strict=True))
    return tarred({**files, **more, "manifest.json": json.dumps(manifest)})


def oci(*layers: bytes, architecture: str = "amd64", config: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """An image as files of the OCI layout, its layers packed."""
    files: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def blob(content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        files[f"blobs/sha256/{digest}"] = content
        return f"sha256:{digest}"

    parts = [{"digest": blob(gzip.compress(one, mtime=0))} for one in layers]
    manifest = {"config": {"digest": blob(json.dumps({"config": dict(config or {})}).encode())}, "layers": parts}
    digest = blob(json.dumps(manifest).encode())
    entry = {"digest": digest, "platform": {"architecture": architecture, "os": "linux"}}
    files["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode()
    return files


def wheel(name: str, version: str, *modules: str, folder: str = "", **more: str) -> dict[str, str | bytes]:
    """A package of Python as it is installed; `more` are files of its record by their names with `_` for `.`."""
    info = f"{folder}{name}-{version}.dist-info"
    files: dict[str, str | bytes] = {f"{folder}{one}": f"# {name}\n" for one in modules}
    listed = "".join(f"{one},sha256=x,1\n" for one in modules)
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nVersion: 99 is no header\n"
    files[f"{info}/RECORD"] = listed + f"{name}-{version}.dist-info/METADATA,,\n"
    files |= {f"{info}/{key.replace('_json', '.json')}": text for key, text in more.items()}
    return files


def module(
    name: str, version: str | None = "1.0.0", folder: str = "node_modules", **more: Any
) -> dict[str, str | bytes]:
    """A package of npm as it is installed."""
    record = {"name": name, **({"version": version} if version else {}), **more}
    return {
        f"{folder}/{name}/package.json": json.dumps(record, indent=1),
        f"{folder}/{name}/index.js": "module.exports = 1\n",
    }


def pom(group: str, artifact: str, version: str) -> dict[str, str | bytes]:
    """The record that Maven puts into a jar."""
    text = f"#Created by Apache Maven\nversion={version}\ngroupId={group}\nartifactId={artifact}\n"
    return {f"META-INF/maven/{group}/{artifact}/pom.properties": text}


def jar(*poms: dict[str, str | bytes], manifest: str = "Manifest-Version: 1.0\n", more: Files | None = None) -> bytes:
    """A jar with records, a manifest and a class."""
    files: dict[str, str | bytes] = {"META-INF/MANIFEST.MF": manifest, "org/example/A.class": JAVA_CLASS}
    for one in poms:
        files |= one
    return zipped({**files, **(more or {})})


def rpm_header(tags: Mapping[int, tuple[int, list[str] | list[int]]]) -> bytes:
    """A package's header: by tag a kind and its values."""
    index, store = b"", b""
    for tag, (kind, values) in tags.items():
        store += b"\0" * (-len(store) % 4 if kind == 4 else 0)
        index += struct.pack(">IIII", tag, kind, len(store), len(values))
        store += b"".join(struct.pack(">I", one) if isinstance(one, int) else one.encode() + b"\0" for one in values)
    return struct.pack(">II", len(tags), len(store)) + index + store


def rpm(name: str, version: str, release: str, epoch: int | None = None, files: Iterable[str] = ()) -> bytes:
    """The header of a package with the files it brings."""
    tags: dict[int, tuple[int, list[str] | list[int]]] = {1000: (6, [name]), 1001: (6, [version]), 1002: (6, [release])}
    if epoch is not None:
        tags[1003] = 4, [epoch]
    folders = sorted({one.rpartition("/")[0] + "/" for one in files})
    tags[1118] = 8, folders
    tags[1117] = 8, [one.rpartition("/")[2] for one in files]
    tags[1116] = 4, [folders.index(one.rpartition("/")[0] + "/") for one in files]
    return rpm_header(tags)


def rpmdb(*headers: bytes, journal: bool = True) -> bytes:
    """rpm's database; its file says that a journal lies beside it, as rpm's own does."""
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(one,) for one in headers])
        database.commit()
        data = database.serialize()
    database.close()
    return data[:18] + b"\x02\x02" + data[20:] if journal else data


def write(root: Path, files: Files) -> Root:
    """A scanned folder with those files."""
    for name, content in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw(content))
    return Root(root)


def function(runtime: str | None = "python3.12", code: str | None = "fn.zip", **more: Any) -> Function:
    """A function."""
    return Function(
        id="function/Fn", name="Fn", **{"at": AT, "runtime": runtime, "handler": "app.handler", "code": code, **more}
    )


def layer(name: str, code: str | None) -> Layer:
    """A layer."""
    return Layer(id=f"layer/{name}", name=name, code=code, at=Location("template.yaml", 9))


def read(root: Path, files: Files, fn: Function | None = None, *layers: Layer) -> Deployed:
    """What the instance of a function sees; the function uses the layers in their order."""
    given = fn or function()
    return deployed(given if given.layers or not layers else _using(given, layers), layers, write(root, files))


def _using(fn: Function, layers: tuple[Layer, ...]) -> Function:
    return replace(fn, layers=tuple(one.id for one in layers))


def spelt(named: Iterable[Named]) -> list[str]:
    """Packages as `name@version`, without those of the runtime, in order."""
    pairs = ((one.package.name, one.package.version) for one in named if one.origin is not Origin.RUNTIME)
    return sorted(f"{name}@{version}" if version else name for name, version in pairs)


def by_name(found: Deployed) -> dict[str, Named]:
    """The packages by their names."""
    return {one.package.name: one for one in found.named}


def reasons(found: Deployed) -> str:
    """All that was not read, a line each."""
    return "\n".join(f"{one.at.path}: {one.reason}" for one in found.unread)
