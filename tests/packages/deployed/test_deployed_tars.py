"""Tar files and streams, held against Python's own reader."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ennead.packages.deployed.limits import Budget, Damaged, Spent
from ennead.packages.deployed.streams import Stream, of_file, part, unzipped
from ennead.packages.deployed.tars import members
from tests.packages.deployed.build import tarred

NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=300
).filter(lambda name: not name.endswith("/") and not name.startswith("/"))


def of_bytes(data: bytes, budget: Budget | None = None) -> Stream:
    """Bytes as a stream."""
    return of_file(io.BytesIO(data), budget or Budget())


def listed(data: bytes) -> list[tuple[str, bytes | str]]:
    """The members: their bytes, or what they lead to."""
    return [
        (one.name, one.target if one.target is not None else one.data.read(one.size)) for one in members(of_bytes(data))
    ]


@settings(max_examples=60, deadline=None)
@given(
    files=st.dictionaries(NAMES, st.binary(max_size=2000), max_size=6),
    form=st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]),
)
def test_reads_what_python_writes(files: dict[str, bytes], form: int) -> None:
    """Names of any length and script, in both forms that images come in, are read as they were written."""
    assert listed(tarred(files, form)) == list(files.items())


def test_short_names_of_the_standard() -> None:
    """The standard's own form parts a name in two."""
    name = "a" * 90 + "/" + "b" * 90
    assert listed(tarred({name: b"x"}, tarfile.USTAR_FORMAT)) == [(name, b"x")]


def test_links() -> None:
    """Links say what they lead to, however long that is."""
    long = "x/" * 100 + "y"
    files = {"a": (tarfile.SYMTYPE, "b"), "c": (tarfile.LNKTYPE, long)}
    assert listed(tarred(files)) == [("a", "b"), ("c", long)]
    assert listed(tarred(files, tarfile.PAX_FORMAT)) == [("a", "b"), ("c", long)]


def test_bytes_that_nobody_reads_are_passed_over() -> None:
    """A member that is not read, or in part only, does not disturb the next."""
    data = tarred({"a": b"1" * 3000, "b": b"2" * 700, "c": b"3"})
    found = members(of_bytes(data))
    assert next(found).name == "a"
    second = next(found)
    assert (second.data.peek(3), second.data.read(2)) == (b"222", b"22")
    assert next(found).data.read(9) == b"3"


def test_large_number() -> None:
    """A size that octal digits do not hold is a binary number."""
    header = bytearray(tarred({"a": b""})[:512])
    header[124:136] = b"\x80" + (10**10).to_bytes(11, "big")
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    assert next(members(of_bytes(bytes(header)))).size == 10**10


def _sum(header: bytearray) -> bytes:
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def _header(flag: bytes, size: int, name: bytes = b"a") -> bytes:
    header = bytearray(512)
    header[: len(name)] = name
    header[124:136] = b"%011o\0" % size
    header[156:157] = flag
    return _sum(header)


@pytest.mark.parametrize(
    "data",
    [
        b"x" * 512,
        b"x" * 100,
        tarred({"a": b"x" * 5000})[:1024],
        _header(b"L", 2_000_000),
        _header(b"x", 512) + b"5 no\n".ljust(512, b"\0") + b"9999 path=x\n".ljust(512),
        _header(b"x", 20) + b"900 path=x\n".ljust(512, b"\0"),
        _header(b"x", 20) + b"1 path=x\n".ljust(512, b"\0"),
        _header(b"K", 100),
        _header(b"g", 0) * 1200,
        _sum(bytearray(_header(b"S", 0)[:482] + b"\1" + b"\0" * 29)),
    ],
)
def test_tar_that_is_none(data: bytes) -> None:
    """Bytes that are no tar file, or one that was cut or never ends, are said to be damaged."""
    with pytest.raises(Damaged):
        listed(data)


def test_sparse_file() -> None:
    """The lists of holes of a sparse file are passed over."""
    header = _sum(bytearray(_header(b"S", 3)[:482] + b"\1" + b"\0" * 29))
    data = header + b"\0" * 504 + b"\1" + b"\0" * 7 + b"\0" * 512 + b"abc".ljust(512, b"\0") + tarred({"b": b"1"})
    assert listed(data) == [("a", b"abc"), ("b", b"1")]


def test_gzip_in_parts() -> None:
    """A file of several parts is one; zeros at its end are none; what is missing is missed."""
    data = gzip.compress(b"a" * 1000) + gzip.compress(b"b" * 500)
    assert unzipped(of_bytes(data + b"\0" * 9), Budget()).read(9999) == b"a" * 1000 + b"b" * 500
    for broken in (data[:-3], data[:5], b"\x1f\x8bxxxx", b"", data[:40] + b"\xff" * 40):
        with pytest.raises(Damaged):
            unzipped(of_bytes(broken), Budget()).read(9999)


def test_gzip_of_many_empty_parts() -> None:
    """Parts without end are given up."""
    assert unzipped(of_bytes(gzip.compress(b"") * 20_000), Budget()).read(9) == b""


def test_bomb_of_gzip() -> None:
    """Bytes that are unpacked are counted."""
    with pytest.raises(Spent):
        unzipped(of_bytes(gzip.compress(b"\0" * 10_000_000)), Budget(streamed=1_000_000)).skip(10_000_000)


@given(
    st.lists(st.tuples(st.sampled_from(["read", "skip", "peek"]), st.integers(0, 700)), max_size=20),
    st.integers(0, 1500),
)
def test_part_of_a_stream(steps: list[tuple[str, int]], size: int) -> None:
    """However a part of a stream is read, it gives its own bytes and knows how many are left."""
    data = bytes(one % 251 for one in range(1200))
    whole = of_bytes(data)
    inner, left = part(whole, size)
    here, seen = 0, data[:size]
    for what, count in steps:
        if what == "peek":
            assert inner.peek(count) == seen[here : here + count]
        elif what == "read":
            assert inner.read(count) == seen[here : here + count]
            here = min(here + count, len(seen))
        else:
            here += inner.skip(count)
            assert here <= len(seen)
    whole.skip(left())
    assert whole.read(9999) == data[size:]


def test_file_is_jumped_over(tmp_path: Path) -> None:
    """Bytes of a file that nobody reads are not read."""
    place = tmp_path / "x"
    place.write_bytes(b"\0" * 5_000_000 + b"end")
    with place.open("rb") as file:
        stream = of_file(file, Budget(streamed=1_000_000))
        assert stream.skip(5_000_000) == 5_000_000
        assert stream.read(9) == b"end"
        assert stream.skip(5) == 0
