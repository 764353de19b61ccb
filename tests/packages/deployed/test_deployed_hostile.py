"""Archives that mean harm: bombs, lies, names that lead out, bytes that were changed."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ennead.model.package import Origin
from ennead.packages.deployed.gather import Gather
from ennead.packages.deployed.image import read_image
from ennead.packages.deployed.items import clean
from ennead.packages.deployed.limits import MAX_DEPTH, Budget, Damaged, Spent
from ennead.packages.deployed.places import _saved
from ennead.packages.deployed.zips import Zip
from tests.packages.deployed.build import (
    ELF,
    function,
    jar,
    layer,
    module,
    oci,
    pom,
    read,
    reasons,
    rpm,
    rpmdb,
    saved,
    spelt,
    tarred,
    wheel,
    zipped,
)  # fmt: skip

ZEROS = b"\0" * (20 * 1024 * 1024)


def gathered(content: bytes, budget: Budget) -> Gather:
    """An archive with what is given to it."""
    gather = Gather("fn.zip", Origin.ARCHIVE, budget)
    with pytest.raises(Spent):
        gather.take_zip(Zip(io.BytesIO(content)))
    return gather


def nested(depth: int, width: int, core: bytes) -> bytes:
    """Archives in archives."""
    for level in range(depth):
        core = zipped({f"{level}-{one}.zip": core for one in range(width)})
    return core


def test_archives_in_archives_end(tmp_path: Path) -> None:
    """Archives are gone into as deep as the bound, and what lies deeper is said not to be read."""
    found = read(tmp_path, {"fn.zip": nested(8, 1, zipped(wheel("a", "1")))})
    assert not spelt(found.named)
    assert f"it lies deeper than {MAX_DEPTH} archives in one another" in reasons(found)
    shallow = nested(MAX_DEPTH, 1, zipped(wheel("a", "1")))
    assert spelt(read(tmp_path, {"fn.zip": shallow}).named) == ["a@1"]


def test_wide_bomb(tmp_path: Path) -> None:
    """Sixteen archives in each of sixteen, six levels deep, are given up in bounded work, and that is said."""
    found = read(tmp_path, {"fn.zip": nested(6, 16, zipped({"a": ZEROS[:1000]}))})
    assert "more archives than are read: the rest of it was not read" in reasons(found)
    assert len(found.unread) == 201
    assert "more of its files were not read" in found.unread[-1].reason


def test_archive_of_itself() -> None:
    """An archive that holds itself is gone into as deep as any other."""
    gather = Gather("fn.zip", Origin.ARCHIVE, Budget())
    depths: list[int] = []

    def endless(most: int) -> bytes:
        depths.append(len(depths))
        return zipped({"again.zip": zipped({"again.zip": b""})})[:most]

    gather.add("again.zip", 1, endless)
    inner = gather.contents.items["again.zip"].inside
    assert inner is not None
    assert "again.zip" in inner.items


def test_record_that_unpacks_to_much(tmp_path: Path) -> None:
    """A record that unpacks to megabytes of zeros is not held in memory: only its head counts."""
    content = zipped({"a-1.dist-info/METADATA": ZEROS})
    tracemalloc.start()
    found = read(tmp_path, {"fn.zip": content})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spelt(found.named) == ["a@1"]
    assert peak < 40 * 1024 * 1024


@pytest.mark.parametrize("claimed", [3, 0, 1 << 31])
def test_size_that_is_a_lie(tmp_path: Path, claimed: int) -> None:
    """What is unpacked is counted, not what the archive says; the package is told by its folder all the same."""
    content = bytearray(zipped({"a-1.dist-info/METADATA": "Name: a\nVersion: 1\n" + "x" * 5000}))
    start = content.rindex(b"PK\x01\x02")
    content[start + 24 : start + 28] = struct.pack("<I", claimed)
    found = read(tmp_path, {"fn.zip": bytes(content)})
    assert spelt(found.named) == ["a@1"]
    assert claimed != 3 or "fn.zip/a-1.dist-info/METADATA: it is damaged" in reasons(found)


def test_many_names_for_the_same_bytes() -> None:
    """Entries that share their bytes are each counted with what they unpack to."""
    content = zipped({"a.zip": ZEROS[:1_000_000]})
    directory = content[content.index(b"PK\x01\x02") : content.rindex(b"PK\x05\x06")]
    start = len(content) - 22 - len(directory)
    many = b"".join(
        directory.replace(b"a.zip", b"%05d.zip" % one).replace(struct.pack("<H", 5), struct.pack("<H", 9), 1)
        for one in range(400)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 400, 400, len(many), start, 0)
    gather = Gather("fn.zip", Origin.ARCHIVE, Budget(archives=100))
    with pytest.raises((Spent, Damaged)):
        gather.take_zip(Zip(io.BytesIO(content[:start] + many + end)))


def test_as_many_files_as_an_archive_can_name(tmp_path: Path) -> None:
    """An archive of 65,535 files is read."""
    files: dict[str, str | bytes] = {f"f/{number}.py": "" for number in range(65_535 - 3)}
    found = read(tmp_path, {"fn.zip": zipped({**wheel("a", "1", "a.py"), **files}, zipfile.ZIP_STORED)})
    assert spelt(found.named) == ["a@1"]
    assert not found.unread


def test_list_of_contents_that_is_too_long() -> None:
    """A list of contents of more bytes than any real one is not read."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 30_000_000, 0, 0)
    with pytest.raises(Damaged, match="list of contents"):
        Zip(io.BytesIO(b"\0" * 30_000_000 + end))


@pytest.mark.parametrize(
    ("budget", "reason"),
    [
        (Budget(files=2), "more files"),
        (Budget(archives=0), "more archives"),
        (Budget(unpacked=10), "unpacks to more"),
        (Budget(kept=1), "records"),
    ],
)
def test_place_that_takes_too_much(budget: Budget, reason: str) -> None:
    """Where a place takes more than is given to it, what was read stands and the rest is said not to be."""
    content = zipped({"a-1.dist-info/METADATA": "Name: a\n", "b.zip": zipped({"x": ""}), "c": "", "d": ""})
    gather = gathered(content, budget)
    assert any(reason in one.reason and "rest of it was not read" in one.reason for one in gather.contents.unread)
    assert "a-1.dist-info/METADATA" in gather.contents.items


def _ordered(files: dict[str, bytes], sign: int) -> bytes:
    """An image's files, the smallest or the largest first."""
    return tarred(dict(sorted(files.items(), key=lambda pair: sign * len(pair[1]))))


def test_image_that_takes_too_much(tmp_path: Path) -> None:
    """An image whose layers unpack to more than is read is given up, and what was read stands."""
    files = oci(tarred(wheel("a", "1", folder="var/task/")), tarred({"big": ZEROS}))
    place = tmp_path / "image.tar"
    place.write_bytes(gzip.compress(_ordered(files, 1)))
    found = read_image(_saved(place, budget := Budget(streamed=1_000_000)), "image.tar", budget)
    assert "var/task/a-1.dist-info/METADATA" in found.contents.items
    assert "the rest of the image was not read" in found.contents.unread[-1].reason
    place.write_bytes(gzip.compress(_ordered(files, -1)))
    with pytest.raises(Damaged, match="unpacks to more"):
        read_image(_saved(place, budget := Budget(streamed=1_000_000)), "image.tar", budget)


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../x", "C:/x", "a//b", "a/./b", "x\0y", "a/" * 600 + "x", "\ud800"]
)
def test_names_that_lead_out(name: str) -> None:
    """A name that leads out of an archive, or is none, is no path."""
    assert clean(name) is None


@pytest.mark.parametrize(
    ("name", "path"), [("a/b", "a/b"), ("./a", "a"), ("a\\b", "a/b"), ("a..b/c", "a..b/c"), ("ä/ö", "ä/ö"), ("a/", "a")]
)
def test_names_that_stay(name: str, path: str) -> None:
    """A name that stays in the archive is a path, with `/`."""
    assert clean(name) == path


def test_names_that_lead_out_are_told(tmp_path: Path) -> None:
    """Names that lead out are passed over, counted, and nothing is written there."""
    content = zipped({"../../evil.dist-info/METADATA": "Name: evil\n", "/abs": "", **wheel("a", "1")})
    found = read(tmp_path / "in", {"fn.zip": content})
    assert spelt(found.named) == ["a@1"]
    assert "fn.zip: it holds 2 names that lead out of it" in reasons(found)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["fn.zip", "in"]


def test_list_that_is_shorter_than_it_says(tmp_path: Path) -> None:
    """An archive whose end counts more files than its list names hides some from one program and not from another."""
    content = bytearray(zipped(wheel("a", "1")))
    content[-22 + 10] += 5
    assert "fn.zip: it says that it holds 5 files more" in reasons(read(tmp_path, {"fn.zip": bytes(content)}))


def test_archive_behind_a_program(tmp_path: Path) -> None:
    """An archive with something before it, or a comment at its end, is read as it is."""
    buffer = io.BytesIO(zipped(wheel("a", "1")))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"PK" * 50
    found = read(tmp_path, {"fn.zip": b"#!/usr/bin/python\n" + buffer.getvalue()})
    assert spelt(found.named) == ["a@1"]
    assert not found.unread


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_name_that_stands_twice(tmp_path: Path) -> None:
    """A file that an archive holds twice is read once, and that there are two is said."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
        archive.writestr("a-1.dist-info/METADATA", "Name: a\nVersion: 2\n")
    found = read(tmp_path, {"fn.zip": buffer.getvalue()})
    assert spelt(found.named) == ["a@2"]
    assert "the archive holds it twice" in reasons(found)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_strange_packing(tmp_path: Path, method: int) -> None:
    """A way of packing that Lambda does not unpack, and that can unpack without bounds, is not unpacked."""
    found = read(tmp_path, {"fn.zip": zipped({"a-1.dist-info/METADATA": "Name: a\nVersion: 1\n", "x": ELF}, method)})
    assert "packed in a way that Lambda does not unpack" in reasons(found)


def test_encrypted(tmp_path: Path) -> None:
    """An encrypted file is said to be one."""
    content = bytearray(zipped({"a-1.dist-info/METADATA": "Name: a\n"}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "it is encrypted" in reasons(read(tmp_path, {"fn.zip": bytes(content)}))


def test_link_in_an_archive(tmp_path: Path) -> None:
    """A link in an archive is not followed: its bytes are a path, no record."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("a-1.dist-info/METADATA")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("app.py", "")
    assert not spelt(read(tmp_path, {"fn.zip": buffer.getvalue()}).named)


def test_pipe_in_a_folder(tmp_path: Path) -> None:
    """A pipe in a folder of code is not waited for."""
    (tmp_path / "src").mkdir()
    os.mkfifo(tmp_path / "src" / "package.json")
    os.mkfifo(tmp_path / "src" / "tool")
    assert not spelt(read(tmp_path, {"src/app.py": ""}, function(code="src")).named)


def test_reasons_are_bounded(tmp_path: Path) -> None:
    """A thousand broken archives in one are two hundred reasons and a count."""
    found = read(tmp_path, {"fn.zip": zipped({f"{number}.zip": "PK" for number in range(1000)})})
    assert len(found.unread) == 201
    assert found.unread[-1].reason == "800 more of its files were not read"


WHEEL = wheel("requests", "2.31.0", "requests/__init__.py") | {"x/tool": ELF}
FN = zipped(
    {
        **WHEEL,
        **module("ms"),
        "lib/a-1.jar": jar(pom("g", "a", "1"), pom("g", "b", "2")),
        "index.js.map": '{"sources": []}',
    }
)
DATABASE = rpmdb(rpm("a", "1", "2", 1, ["/opt/x"]))
IMAGE = saved(
    tarred({"var/lib/rpm/rpmdb.sqlite": DATABASE, "etc/os-release": "ID=amzn\n", "var/task/fn.zip": FN}),
    tarred(
        {"var/task/.wh.x": "", "var/lib/dpkg/status": "Package: a\nVersion: 1\n", "lib/apk/db/installed": "P:a\nV:1\n"}
    ),
)


def changed(content: bytes, edits: list[tuple[int, int]], end: int) -> bytes:
    """Bytes with some of them replaced, and cut."""
    found = bytearray(content)
    for place, value in edits:
        found[place % len(found)] = value
    return bytes(found[: max(1, len(found) - end % len(found))])


EDITS = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, end=st.sampled_from([0, 0, 0, 1, 30, 500]))
def test_changed_archives_end_in_an_answer(tmp_path: Path, edits: list[tuple[int, int]], end: int) -> None:
    """However an archive was changed, there is an answer, and what is empty is said to be."""
    found = read(
        tmp_path,
        {"fn.zip": changed(FN, edits, end), "l.zip": changed(FN, edits[1:], 0)},
        function(),
        layer("L", "l.zip"),
    )
    assert spelt(found.named) or found.unread


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, end=st.sampled_from([0, 0, 0, 1, 600, 5000]))
def test_changed_images_end_in_an_answer(tmp_path: Path, edits: list[tuple[int, int]], end: int) -> None:
    """However an image was changed, there is an answer."""
    found = read(tmp_path, {"image.tar": changed(IMAGE, edits, end)}, function(None, "image.tar"))
    assert spelt(found.named) or found.unread
