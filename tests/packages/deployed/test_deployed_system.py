"""Packages of an image's system: Debian's, Alpine's, Amazon Linux's."""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path

import pytest

from ennead.model.package import Ecosystem, Origin
from ennead.packages.deployed import Deployed
from ennead.packages.deployed.limits import Damaged
from ennead.packages.deployed.rpm import installed
from tests.packages.deployed.build import (
    ELF,
    Files,
    by_name,
    function,
    read,
    reasons,
    rpm,
    rpm_header,
    rpmdb,
    saved,
    spelt,
    tarred,
)

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'
STATUS = """Package: libssl3
Status: install ok installed
Source: openssl (3.0.11-1~deb12u1)
Version: 3.0.11-1~deb12u2
Description: Secure Sockets Layer
 Version: 1 is no field

Package: openssl
Status: install ok installed
Version: 3.0.11-1~deb12u1

Package: gone
Status: deinstall ok config-files
Version: 1.0

Package: zlib1g
Status: install ok installed
Source: zlib
Version: 1:1.2.13
"""


def image(root: Path, files: Files) -> Deployed:
    """What an image of one layer with those files holds."""
    return read(root, {"image.tar": saved(tarred(files))}, function(None, "image.tar"))


def test_debian(tmp_path: Path) -> None:
    """Debian's packages are called by their sources, each once, without those that were removed."""
    found = image(tmp_path, {"var/lib/dpkg/status": STATUS, "etc/os-release": DEBIAN})
    assert spelt(found.named) == ["openssl@3.0.11-1~deb12u1", "zlib@1:1.2.13"]
    one = by_name(found)["zlib"]
    assert (one.package.ecosystem, one.origin, one.at.line) == (Ecosystem.DEBIAN, Origin.IMAGE, 19)
    assert one.at.path == "image.tar/var/lib/dpkg/status"
    assert found.system == "debian:12"


def test_debian_without_a_package_manager(tmp_path: Path) -> None:
    """An image without dpkg notes each package in a file of its own."""
    files = {
        "var/lib/dpkg/status.d/base": "Package: base-files\nVersion: 12.4\n",
        "var/lib/dpkg/status.d/base.md5sums": "x  y\n",
    }
    assert spelt(image(tmp_path, {**files, "usr/lib/os-release": DEBIAN}).named) == ["base-files@12.4"]


def test_ubuntu_is_not_debian(tmp_path: Path) -> None:
    """Packages of a system without advisories are counted, not taken for another system's."""
    found = image(tmp_path, {"var/lib/dpkg/status": STATUS, "etc/os-release": "ID=ubuntu\nVERSION_ID=22.04\n"})
    assert not spelt(found.named)
    assert "it holds 2 packages of a system of which no advisories are read" in reasons(found)


def test_alpine(tmp_path: Path) -> None:
    """Alpine's packages are called by their sources; what they brought is theirs."""
    text = "C:Q1x=\nP:libcrypto3\nV:3.1.4-r1\no:openssl\nF:opt/lib\nR:libcrypto.so.3\n\nP:busybox\nV:1.36.1-r2\n"
    found = image(
        tmp_path,
        {
            "lib/apk/db/installed": text,
            "etc/os-release": "ID=alpine\nVERSION_ID=3.18.4\n",
            "opt/lib/libcrypto.so.3": ELF,
        },
    )
    assert spelt(found.named) == ["busybox@1.36.1-r2", "openssl@3.1.4-r1"]
    assert by_name(found)["openssl"].at.line == 3
    assert not found.binaries


def test_amazon_linux(tmp_path: Path) -> None:
    """rpm's database is read though it says that a journal lies beside it; keys in it are no packages."""
    headers = (
        rpm("openssl-libs", "3.0.8", "1.amzn2023.0.1", 1, ["/opt/lib/libssl.so"]),
        rpm("zlib", "1.2.11", "33"),
        rpm("gpg-pubkey", "1", "2"),
    )
    found = image(
        tmp_path,
        {
            "var/lib/rpm/rpmdb.sqlite": rpmdb(*headers),
            "etc/os-release": 'ID="amzn"\nVERSION_ID="2023"\n',
            "opt/lib/libssl.so": ELF,
        },
    )
    assert spelt(found.named) == ["openssl-libs@1:3.0.8-1.amzn2023.0.1", "zlib@1.2.11-33"]
    assert by_name(found)["zlib"].package.ecosystem is Ecosystem.AMAZON
    assert not found.binaries


def test_other_systems_of_rpm(tmp_path: Path) -> None:
    """Packages of another system that uses rpm are counted."""
    files: dict[str, str | bytes] = {
        "usr/lib/sysimage/rpm/rpmdb.sqlite": rpmdb(rpm("a", "1", "2"), journal=False),
        "etc/os-release": "ID=fedora\n",
    }
    found = image(tmp_path, files)
    assert "it holds 1 packages" in reasons(found)
    assert found.system == "fedora"


def test_journal_of_rpm(tmp_path: Path) -> None:
    """Changes that lie in a journal beside the database are said not to be read; an empty one holds none."""
    files: dict[str, str | bytes] = {
        "var/lib/rpm/rpmdb.sqlite": rpmdb(rpm("a", "1", "2")),
        "var/lib/rpm/rpmdb.sqlite-wal": "",
    }
    assert not image(tmp_path / "a", files).unread
    assert "changed last" in reasons(image(tmp_path / "b", {**files, "var/lib/rpm/rpmdb.sqlite-wal": "x"}))


def test_older_database_of_rpm(tmp_path: Path) -> None:
    """The database of Amazon Linux 2 is said not to be read."""
    assert "older database of rpm" in reasons(image(tmp_path, {"var/lib/rpm/Packages": b"\0" * 99}))


@pytest.mark.parametrize("path", ["var/lib/dpkg/status", "lib/apk/db/installed"])
@pytest.mark.parametrize(
    "text", ["", "\n\n", ":", "Package: a", "P:a\n\nV:1\n", "\xff\xff", "Package:\nVersion:\n", "P: \nV: \n"]
)
def test_databases_of_nothing(tmp_path: Path, path: str, text: str) -> None:
    """Stanzas without name or version name nothing."""
    assert not spelt(image(tmp_path, {path: text}).named)


def test_system_that_says_nothing(tmp_path: Path) -> None:
    """An image without a system has none, and its packages are taken for those of the database's own system."""
    found = image(tmp_path, {"var/lib/dpkg/status": "Package: a\nVersion: 1\n"})
    assert (found.system, spelt(found.named)) == (None, ["a@1"])


@pytest.mark.parametrize(
    "data",
    [b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\0" * 600, rpmdb()[:700], rpmdb(b""), rpmdb(b"\0" * 8),
     rpmdb(struct.pack(">II", 9_999_999, 1)), rpmdb(struct.pack(">II", 1, 0xFFFFFFFF)),
     rpmdb(rpm_header({1000: (6, ["a"])})), rpmdb(rpm_header({1000: (4, [1]), 1001: (6, ["1"])}))],
)  # fmt: skip
def test_database_of_rpm_that_is_damaged(data: bytes) -> None:
    """What is no database, or whose headers are none, is said to be so."""
    with pytest.raises(Damaged):
        list(installed(data))


def test_view_instead_of_a_table(tmp_path: Path) -> None:
    """A database that computes its packages is refused: that could go on for ever."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIEW Packages(blob) AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    )
    data = database.serialize()
    database.close()
    with pytest.raises(Damaged, match="no table"):
        list(installed(data + b"\0" * 512))


def test_damaged_database_in_an_image(tmp_path: Path) -> None:
    """A damaged database is told where it lies."""
    assert "image.tar/var/lib/rpm/rpmdb.sqlite: it is no SQLite database" in reasons(
        image(tmp_path, {"var/lib/rpm/rpmdb.sqlite": b"x" * 600})
    )


def test_files_of_a_header_whose_folders_are_missing() -> None:
    """A file whose folder the header does not hold is passed over."""
    header = rpm_header(
        {1000: (6, ["a"]), 1001: (6, ["1"]), 1117: (8, ["x", "y"]), 1116: (4, [0, 7]), 1118: (8, ["/opt/"])}
    )
    assert [one.files for one in installed(rpmdb(header))] == [("opt/x",)]


def test_names_and_versions_that_are_none(tmp_path: Path) -> None:
    """How many packages of a system were passed over is said once."""
    status = "".join(f"Package: a{number}\nVersion: 1 2\n\n" for number in range(3))
    text = f"{status}Package: fine\nVersion: 1\n\n"
    found = image(tmp_path, {"etc/os-release": DEBIAN, "var/lib/dpkg/status": text})
    assert spelt(found.named) == ["fine@1"]
    assert [one.reason for one in found.unread] == ["it holds 3 packages with a name or a version that is none"]
