"""Fetching exports from a server on loopback that stops, lies and serves something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ennead.packages.advisories import Advisories
from ennead.packages.advisories.errors import NotImported, NotSynced
from ennead.packages.advisories.importing import Imported
from ennead.packages.advisories.sync import ECOSYSTEMS, EXPORTS, checked, sync
from tests.packages.advisories.conftest import Ennead
from tests.packages.advisories.exports import Exports, export, served
from tests.packages.advisories.records import affected, npm, pypi, record, simple

ALL = "/PyPI/all.zip"
WHOLE = export(*(simple(f"PYSEC-{number}", details="x" * 400) for number in range(40)))
Serve = Callable[..., Exports]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server of one export."""
    with ExitStack() as stack:

        def start(whole: bytes = WHOLE, **lies: object) -> Exports:
            return stack.enter_context(served(Exports({ALL: whole}, **lies)))  # type: ignore[arg-type]

        yield start


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the database will lie."""
    return tmp_path / "advisories.db"


def fetch(exports: Exports, database: Path) -> Imported:
    return sync(["pypi"], exports.base, database)


def left(database: Path) -> list[str]:
    """What has come and is kept."""
    folder = database.parent / f"{database.name}.fetched"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_exports_are_fetched_and_imported(tmp_path: Path, database: Path) -> None:
    """Each ecosystem's export is fetched by its own name and imported, and nothing of it is left lying about."""
    malicious = export(record("MAL-1", affected("evil", "introduced 0", ecosystem="npm")))
    shown: list[tuple[str, int, int | None]] = []
    with served(
        Exports({ALL: WHOLE, "/npm/all.zip": malicious, "/Alpine%3Av3.18/all.zip": export(simple())})
    ) as exports:
        done = sync(
            ["pypi", "npm", "PyPI", "alpine:v3.18"], exports.base, database, shown=lambda *one: shown.append(one)
        )
        assert [path for path, _ in exports.asked] == [ALL, "/npm/all.zip", "/Alpine%3Av3.18/all.zip"]
    assert done.new == 41
    assert (left(database), shown[0][0], shown[-1][2]) == ([], "PyPI", len(export(simple())))
    with Advisories(database) as advisories:
        assert len(advisories.about(pypi("acme", "1.0"))) == 40
        assert advisories.about(npm("evil", "1.0.0"))[0].malicious


def test_a_fetch_that_is_cut_off_goes_on(serve: Serve, database: Path) -> None:
    """Where the connection ends early the rest is asked for, from where it ended."""
    exports = serve(stops=[1000, 2000])
    assert fetch(exports, database).new == 40
    assert [part for _, part in exports.asked] == [None, "bytes=1000-", "bytes=3000-"]


def test_a_fetch_that_ends_every_time_is_kept_for_the_next(serve: Serve, database: Path) -> None:
    """A fetch that never comes to its end is an error, changes nothing, and the next one goes on."""
    exports = serve(stops=[1000, 1000, 1000])
    with pytest.raises(NotSynced, match="Run it again"):
        fetch(exports, database)
    assert not database.exists()
    assert left(database) == ["PyPI.etag", "PyPI.part"]
    assert fetch(exports, database).new == 40
    assert exports.asked[-1] == (ALL, "bytes=3000-")
    assert left(database) == []


def test_a_new_export_meanwhile_is_fetched_anew(serve: Serve, database: Path) -> None:
    """What has come of an older export is never joined to a newer one."""
    exports = serve(stops=[1000, 1000, 1000])
    with pytest.raises(NotSynced):
        fetch(exports, database)
    exports.files[ALL], exports.etag = export(simple()), '"2"'
    assert fetch(exports, database).new == 1


@pytest.mark.parametrize("lies", [{"ranges": False}, {"etag": None}, {"etag": 'W/"1"'}])
def test_a_server_that_cannot_resume(serve: Serve, database: Path, lies: dict[str, object]) -> None:
    """Where the server does not say which export it is, or takes no ranges, it is fetched from the beginning."""
    assert fetch(serve(stops=[1000], **lies), database).new == 40


def test_all_but_the_end_had_come(serve: Serve, database: Path) -> None:
    """Where what is kept is as long as the export already, it is fetched anew."""
    exports = serve()
    folder = database.parent / f"{database.name}.fetched"
    folder.mkdir()
    (folder / "PyPI.part").write_bytes(bytes(len(WHOLE)))
    (folder / "PyPI.etag").write_text('"1"')
    assert fetch(exports, database).new == 40


@pytest.mark.parametrize(
    ("lies", "reason"),
    [
        ({"length": len(WHOLE) + 5000}, "ended before the end"),
        ({"length": len(WHOLE) - 100}, "checksum"),
        ({"length": len(WHOLE) - 100, "md5": ""}, "checksum"),
        ({"md5": "AAAAAAAAAAAAAAAAAAAAAA=="}, "checksum"),
        ({"whole": b"<html>log in first</html>"}, "no archive"),
        ({"whole": b""}, "no archive"),
        ({"whole": WHOLE[:-200], "length": 0}, "no archive"),
        ({"stops": [1000], "part": f"bytes 0-{len(WHOLE) - 1}/{len(WHOLE)}"}, "another part"),
        ({"stops": [1000], "part": "nonsense"}, "another part"),
    ],
)
def test_lies(serve: Serve, database: Path, lies: dict[str, object], reason: str) -> None:
    """A wrong length, a wrong checksum, another part or something else than an archive is never imported."""
    fetch(serve(export(simple("PYSEC-BEFORE"))), database)
    before = database.read_bytes()
    with pytest.raises(NotSynced, match=reason):
        fetch(serve(**lies), database)
    assert database.read_bytes() == before


def test_an_archive_that_is_broken_inside(serve: Serve, database: Path) -> None:
    """An archive that came whole and is broken inside changes nothing, and is fetched anew the next time."""
    middle = len(WHOLE) // 2
    exports = serve(WHOLE[:middle] + bytes(50) + WHOLE[middle + 50 :])
    with pytest.raises(NotImported):
        fetch(exports, database)
    assert not database.exists()
    assert left(database) == []


def test_one_of_two_is_missing(serve: Serve, database: Path) -> None:
    """Where one export cannot be had none is imported, and what has come is kept."""
    exports = serve()
    with pytest.raises(NotSynced, match=r"/npm/all\.zip: 404"):
        sync(["PyPI", "npm"], exports.base, database)
    assert not database.exists()
    assert left(database) == ["PyPI.etag", "PyPI.zip"]
    exports.files["/npm/all.zip"] = export(record("MAL-1", affected("evil", "introduced 0", ecosystem="npm")))
    assert sync(["PyPI", "npm"], exports.base, database).new == 41
    assert exports.unchanged == 1


def test_nobody_listens(database: Path) -> None:
    """A server that is not there is an error that says what to try."""
    with served(Exports({})) as exports:
        pass
    with pytest.raises(NotSynced, match="Run it again"):
        fetch(exports, database)


@pytest.mark.parametrize(
    "address", ["http://example.com", "ftp://example.com", "file:///etc", "https://", "example.com"]
)
def test_only_https(address: str) -> None:
    """Advisories come by https, or from this very machine."""
    with pytest.raises(NotSynced, match="no https address"):
        checked(address)


def test_addresses_that_are_taken() -> None:
    """The usual exports and a mirror on this machine are taken."""
    assert checked(EXPORTS) == EXPORTS
    assert checked("http://localhost:8000/osv/") == "http://localhost:8000/osv"
    assert ECOSYSTEMS == ("PyPI", "npm", "Maven")


def test_a_redirect_away_from_https_is_not_followed(serve: Serve, database: Path) -> None:
    """A server cannot lead to an address that would not be taken."""
    with pytest.raises(NotSynced, match="no https address"):
        fetch(serve(redirect="http://example.com/all.zip"), database)


@pytest.mark.parametrize("name", ["../x", "", "a/b", "x\n", "X" * 100])
def test_names_of_ecosystems(database: Path, name: str) -> None:
    """A name that no ecosystem has goes into no path and no address."""
    with pytest.raises(NotSynced, match="no ecosystem"):
        sync([name], "http://127.0.0.1:9", database)


def test_sync_from_the_command_line(serve: Serve, ennead: Ennead) -> None:
    """`db sync` says what came; a failure is a message and exit code 3."""
    exports = serve()
    done = ennead("db", "sync", "--ecosystem", "pypi", "--url", exports.base)
    assert (done.code, done.out) == (0, "40 new\n")
    exports.files.clear()
    done = ennead("db", "sync", "--ecosystem", "pypi", "--url", exports.base)
    assert (done.code, done.out) == (3, "")
    assert "404" in done.err
    assert "Traceback" not in done.err


def test_progress_of_a_fetch_on_a_terminal(serve: Serve, ennead: Ennead, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a fetch says how much has come of how much, and takes that away at the end."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    exports = serve(stops=[5000])
    shown = ennead("db", "sync", "--ecosystem", "pypi", "--url", exports.base).err
    assert f"PyPI  0.0 of {len(WHOLE) / 1e6:.1f} MB" in shown
    assert shown.rindex("\r\x1b[K") > shown.index("MB")


def test_sync_offline_is_2(ennead: Ennead) -> None:
    """`db sync --offline` is a contradiction, and says what to do instead."""
    done = ennead("db", "sync", "--offline")
    assert done.code == 2
    assert "ennead db import" in done.err
