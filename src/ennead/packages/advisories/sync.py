"""Fetches OSV's exports: `BASE/ECOSYSTEM/all.zip`, whole, verified, and resumed where a fetch was cut off.

https://google.github.io/osv.dev/data/#data-dumps
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from ennead import __version__
from ennead.packages.advisories.errors import NotImported, NotSynced
from ennead.packages.advisories.importing import Imported, Progress, import_paths
from ennead.packages.versions import canonical

EXPORTS = "https://osv-vulnerabilities.storage.googleapis.com"
ECOSYSTEMS = ("PyPI", "npm", "Maven")
Bytes = Callable[[str, int, int | None], None]
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ECOSYSTEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:-]{0,60}")
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_CHUNK = 1 << 18
_LARGEST = 8 * 1024**3
_SECONDS = 60
_TRIES = 3


def checked(base: str) -> str:
    """The base of the exports.  Raises NotSynced for one that is neither https nor of this machine."""
    parts = urlsplit(base)
    if parts.scheme == "https" and parts.hostname:
        return base.rstrip("/")
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return base.rstrip("/")
    raise NotSynced(f"{base} is no https address: advisories that anybody on the way can change are worth nothing")


def sync(
    ecosystems: Sequence[str], base: str, database: Path, progress: Progress | None = None, shown: Bytes | None = None
) -> Imported:
    """Fetches each ecosystem's export, then imports all of them in one step.

    Raises NotSynced where one cannot be fetched or trusted: the database is then as it was, and what has come is kept
    for the next time.  Raises what `import_paths` raises.
    """
    folder = database.parent / f"{database.name}.fetched"
    exports = [_export(ecosystem, base, folder) for ecosystem in dict.fromkeys(map(canonical, ecosystems))]
    _make(folder)
    for export in exports:
        _fetch(export, shown)
    try:
        done = import_paths([export.file for export in exports], database, progress)
    except NotImported:
        _forget(exports, folder)  # it came whole and is no use: fetched anew next time
        raise
    _forget(exports, folder)
    return done


@dataclass(frozen=True, slots=True)
class _Export:
    """One export: where it is, and where it lies when it is here."""

    name: str
    address: str
    file: Path

    @property
    def part(self) -> Path:
        return self.file.with_suffix(".part")

    @property
    def tag(self) -> Path:
        """Which copy the part is of: the server's ETag."""
        return self.file.with_suffix(".etag")


def _export(ecosystem: str, base: str, folder: Path) -> _Export:
    if not _ECOSYSTEM.fullmatch(ecosystem):
        raise NotSynced(f"{ecosystem[:40]!r} is the name of no ecosystem")
    name = re.sub(r"[^A-Za-z0-9.-]", "_", ecosystem)
    return _Export(ecosystem, f"{base}/{quote(ecosystem)}/all.zip", folder / f"{name}.zip")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotSynced(f"{folder} cannot be made: {error.strerror}") from error


def _forget(exports: Sequence[_Export], folder: Path) -> None:
    for export in exports:
        for file in (export.file, export.part, export.tag):
            file.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def _fetch(export: _Export, shown: Bytes | None) -> None:
    """Until it is here whole; a fetch that is cut off is gone on with."""
    reason = ""
    for _ in range(_TRIES):
        try:
            if _once(export, shown):
                return
            reason = "the connection ended before the end"
        except HTTPError as error:
            raise NotSynced(f"{export.address}: {error.code} {error.reason}. The database is as it was") from error
        except (URLError, http.client.HTTPException, OSError) as error:
            reason = str(getattr(error, "reason", None) or error or type(error).__name__)
    raise NotSynced(f"{export.address}: {reason}. Run it again: what has come is kept, the database is as it was")


def _once(export: _Export, shown: Bytes | None) -> bool:
    """One request; whether all has come.  Raises NotSynced for what cannot be trusted."""
    headers, have = _headers(export)
    try:
        response = _opener().open(Request(export.address, headers=headers), timeout=_SECONDS)  # noqa: S310  (checked)
    except HTTPError as error:
        if error.code == http.client.NOT_MODIFIED:
            return True
        if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        export.part.unlink()
        return False
    with response:
        start, total = _extent(export, response, have)
        tag = response.headers.get("ETag", "")
        if tag and not tag.startswith("W/"):
            export.tag.write_text(tag, encoding="utf-8")
        else:
            export.tag.unlink(missing_ok=True)
        with export.part.open("r+b" if start else "wb") as file:
            file.seek(start)
            file.truncate()
            got = start + _copy(response, file, export.name, start, total, shown)
    if total is not None and got < total:
        return False
    _verify(export, got, total, response.headers.get_all("x-goog-hash") or [])
    export.part.replace(export.file)
    return True


def _headers(export: _Export) -> tuple[dict[str, str], int]:
    """What to ask for: the whole if it changed, or the rest of a part; and how long the part is."""
    headers = {"User-Agent": f"ennead/{__version__}", "Accept-Encoding": "identity"}
    if not export.tag.exists():
        return headers, 0
    tag = export.tag.read_text(encoding="utf-8")
    if export.part.exists():
        have = export.part.stat().st_size
        return (headers | {"Range": f"bytes={have}-", "If-Range": tag}, have) if have else (headers, 0)
    return (headers | {"If-None-Match": tag} if export.file.exists() else headers), 0


def _extent(export: _Export, response: Any, have: int) -> tuple[int, int | None]:
    """Where what comes begins, and how long the whole is; None where the server does not tell."""
    if response.status == http.client.PARTIAL_CONTENT:
        match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if match is None or int(match[1]) != have:
            raise _wrong(export, "the server answers with another part than was asked for")
        return have, int(match[3])
    length = response.headers.get("Content-Length")
    return 0, int(length) if length and length.isdigit() else None


def _copy(response: Any, file: IO[bytes], name: str, start: int, total: int | None, shown: Bytes | None) -> int:
    done = 0
    while True:
        try:
            chunk = response.read(_CHUNK)
        except http.client.IncompleteRead as error:
            chunk = error.partial
        file.write(chunk)
        done += len(chunk)
        if shown:
            shown(name, start + done, total)
        if not chunk:
            return done
        if start + done > _LARGEST:
            raise NotSynced(f"{name}: more than {_LARGEST // 1024**3} GiB came, as no export has")


def _verify(export: _Export, got: int, total: int | None, hashes: list[str]) -> None:
    """Length, the server's own MD5 where it gives one, and that it is an archive.  Raises NotSynced."""
    if total is not None and got != total:
        raise _wrong(export, f"{got} bytes came, and the server said {total}")
    told = next(
        (part[4:] for line in hashes for part in line.replace(" ", "").split(",") if part.startswith("md5=")), ""
    )
    if told and told != _md5(export.part):
        raise _wrong(export, "its checksum is not what the server says")
    if not zipfile.is_zipfile(export.part):
        raise _wrong(export, "what came is no archive")


def _md5(file: Path) -> str:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).digest()
    return base64.b64encode(digest).decode()


def _wrong(export: _Export, reason: str) -> NotSynced:
    """What has come is not kept: it would be wrong the next time as well."""
    export.part.unlink(missing_ok=True)
    export.tag.unlink(missing_ok=True)
    return NotSynced(f"{export.address}: {reason}. The database is as it was")


class _Redirects(HTTPRedirectHandler):
    """Follows to where `checked` would go as well."""

    def redirect_request(self, request: Request, *rest: Any) -> Request | None:
        checked(rest[-1])
        return super().redirect_request(request, *rest)


def _opener() -> OpenerDirector:
    return build_opener(_Redirects)
