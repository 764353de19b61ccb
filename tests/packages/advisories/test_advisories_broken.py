"""What is broken, hostile or half there: a clear error, and nothing lost."""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from ennead.packages.advisories import Advisories
from ennead.packages.advisories.errors import AdvisoryError, Damaged, NoDatabase, NotImported, NotWritten, OtherSchema
from ennead.packages.advisories.importing import Imported, import_paths
from ennead.packages.advisories.store import Store
from tests.packages.advisories.records import Json, affected, pypi, record, simple

GOOD = json.dumps(simple("PYSEC-GOOD"))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with one record."""
    (tmp_path / "before.json").write_text(json.dumps(simple("PYSEC-BEFORE", "before")))
    import_paths([tmp_path / "before.json"], tmp_path / "advisories.db")
    return tmp_path / "advisories.db"


def _lines(tmp_path: Path, database: Path, *lines: str) -> Imported:
    (tmp_path / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return import_paths([tmp_path / "lines.jsonl"], database)


def _names(database: Path, name: str = "acme") -> list[str]:
    with Advisories(database) as advisories:
        return [one.id for one in advisories.about(pypi(name, "1.0"))]


HOSTILE = {
    "no JSON": "{",
    "no object": "7",
    "deep": '{"id": "X-1", "affected": ' + "[" * 50_000 + "]" * 50_000 + "}",
    "deep elsewhere": '{"id": "X-1", "else": ' + "[" * 50_000 + "]" * 50_000 + "}",
    "aliases": '{"id": "X-1", "aliases": 7}',
    "affected": '{"id": "X-1", "affected": {"package": "acme"}}',
    "events": '{"id": "X-1", "affected": [{"package": {"name": "a"}, "ranges": [{"events": [7]}]}]}',
    "versions": '{"id": "X-1", "affected": [{"package": {"name": "a", "ecosystem": "npm"}, "versions": [1.0]}]}',
    "no id": '{"affected": []}',
    "id with a blank": '{"id": "X 1"}',
    "id of a terminal": '{"id": "X\\u001b[2J"}',
    "huge id": json.dumps({"id": "X" * 1000}),
    "surrogate": '{"id": "X-1", "aliases": ["\\ud800"]}',
    "versions without end": json.dumps(
        record("X-1", affected("a", versions=[str(number) for number in range(100_001)]))
    ),
    "no catalogue": '{"vulnerabilities": 7}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_record_costs_only_itself(tmp_path: Path, database: Path, name: str) -> None:
    """A record that cannot be read is named with its line and reason; those beside it are imported."""
    done = _lines(tmp_path, database, GOOD, HOSTILE[name], GOOD.replace("GOOD", "ALSO"))
    assert [fault.place.rpartition(":")[2] for fault in done.faults] == ["2"]
    assert done.faults[0].reason
    assert _names(database) == ["PYSEC-ALSO", "PYSEC-GOOD"]
    assert _names(database, "before") == ["PYSEC-BEFORE"]


ODD: dict[str, Json] = {
    "extras of any form": {"database_specific": [7], "severity": None, "references": 7, "credits": {"a": 1}},
    "extras of wrong forms": {
        "database_specific": {"severity": 7, "cvss_score": "x", "fixes": 7, "not_affected": {"a": 1}, "cwe_ids": 7}
    },
    "extras half right": {
        "database_specific": {"fixes": [7, {"commits": [7, {"id": 7}]}], "not_affected": [7, {"package": 7}]}
    },
    "a vector that is none": {"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:Q"}]},
    "a vector without end": {"severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/" + "AV:N/" * 10_000}]},
    "dates that are none": {"published": "yesterday", "modified": "\u001b[2J"},
}


@pytest.mark.parametrize("name", ODD)
def test_what_databases_add_of_their_own_never_makes_a_record_unreadable(
    tmp_path: Path, database: Path, name: str
) -> None:
    """What is no part of OSV, or of a wrong form where any form is allowed, is passed over, and the record counts."""
    assert _lines(tmp_path, database, json.dumps(simple() | ODD[name])).faults == ()
    assert _names(database) == ["PYSEC-1"]


def test_text_for_terminals_is_cleaned(tmp_path: Path, database: Path) -> None:
    """A summary is one short line, without anything that steers a terminal or turns text around."""
    _lines(tmp_path, database, json.dumps(simple(summary="\u001b[2Jred\n\u202etxt " + "x" * 500)))
    with Advisories(database) as advisories:
        (one,) = advisories.about(pypi("acme", "1.0"))
    assert one.summary.isprintable()
    assert len(one.summary) == 160


def test_an_overlong_line_costs_only_itself(tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line longer than any record is named, and the next line is read."""
    monkeypatch.setattr("ennead.packages.advisories.inputs.LARGEST", 5_000)
    done = _lines(tmp_path, database, json.dumps(simple(details="x" * 20_000)), GOOD)
    assert [fault.place.rpartition(":")[2] for fault in done.faults] == ["1"]
    assert _names(database) == ["PYSEC-GOOD"]


def test_yaml_aliases_are_refused(tmp_path: Path, database: Path) -> None:
    """YAML that grows when it is read is not read."""
    (tmp_path / "a.yaml").write_text("id: X-1\na: &a [x, x]\nb: &b [*a, *a]\naffected: [*b, *b]\n")
    (tmp_path / "b.yaml").write_text("a: [\n")
    (tmp_path / "c.yaml").write_text("[" * 100_000)
    (tmp_path / "d.json").write_text(GOOD)
    done = import_paths([tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml", "d.json")], database)
    assert [fault.place.rpartition("/")[2] for fault in done.faults] == ["a.yaml", "b.yaml", "c.yaml"]
    assert "aliases" in done.faults[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n",
        "cve,epss,percentile\nCVE-2021-0001\n",
        "cve,epss,percentile\nCVE-2021-0001,2,1\n",
        "#model_version:x\nq\n",
    ],
)
def test_a_broken_table_is_named(tmp_path: Path, database: Path, text: str) -> None:
    """An EPSS table of another form is no EPSS table."""
    (tmp_path / "epss.csv").write_text(text)
    with pytest.raises(NotImported, match=r"epss\.csv"):
        import_paths([tmp_path / "epss.csv"], database)


def test_a_broken_catalogue_is_named(tmp_path: Path, database: Path) -> None:
    """A vulnerability of CISA's without its day makes the catalogue unreadable: no day is made up."""
    (tmp_path / "kev.json").write_text('{"vulnerabilities": [{"cveID": "CVE-2021-0001"}]}')
    with pytest.raises(NotImported, match="dateAdded"):
        import_paths([tmp_path / "kev.json"], database)


# -- containers ---------------------------------------------------------------------------------


def _whole_zip() -> bytes:
    path = Path("whole.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(50):
            archive.writestr(f"{number}.json", json.dumps(simple(f"PYSEC-{number}", details="x" * number * 50)))
    return path.read_bytes()


@pytest.mark.parametrize("name", ["half.zip", "bytes.zip", "empty.zip", "half.jsonl.gz", "no.jsonl.gz", "crc.jsonl.gz"])
def test_a_broken_container_changes_nothing(
    tmp_path: Path, database: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an archive is never taken for a whole one: nothing of it is imported, and the database stays."""
    monkeypatch.chdir(tmp_path)
    archive, lines = _whole_zip(), gzip.compress(b"".join(GOOD.encode() + b"\n" for _ in range(500)))
    middle = len(archive) // 2
    broken = {
        "half.zip": archive[:middle],
        "bytes.zip": archive[:middle] + bytes(40) + archive[middle + 40 :],
        "empty.zip": b"",
        "half.jsonl.gz": lines[: len(lines) // 2],
        "no.jsonl.gz": b"not compressed",
        "crc.jsonl.gz": lines[:-8] + bytes(4) + lines[-4:],
    }
    before = database.read_bytes()
    (tmp_path / name).write_bytes(broken[name])
    (tmp_path / "good.json").write_text(GOOD)
    with pytest.raises(NotImported, match=name):
        import_paths([tmp_path / "good.json", tmp_path / name], database)
    assert database.read_bytes() == before


def test_an_archive_packed_in_an_odd_way(tmp_path: Path, database: Path) -> None:
    """An archive that is packed as no export is is refused."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.json", GOOD)
    with pytest.raises(NotImported, match=r"a\.zip"):
        import_paths([tmp_path / "a.zip"], database)


@pytest.mark.parametrize("name", ["missing.json", "folder", "picture.png"])
def test_nothing_to_import(tmp_path: Path, database: Path, name: str) -> None:
    """A path that is not there, is of no known form or holds no advisory is an error that names it."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "package.json").write_text("{}")
    (tmp_path / "picture.png").write_text("")
    with pytest.raises(NotImported, match=name):
        import_paths([tmp_path / name], database)


# -- the file -----------------------------------------------------------------------------------


def test_no_database(tmp_path: Path) -> None:
    """Where no database is, the error says how to get one."""
    with pytest.raises(NoDatabase, match="ennead db sync"):
        Advisories(tmp_path / "none.db")


def test_a_database_of_another_form(tmp_path: Path, database: Path) -> None:
    """A database of another form is neither read nor written over."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = database.read_bytes()
    with pytest.raises(OtherSchema, match="form 99"):
        Advisories(database)
    with pytest.raises(OtherSchema):
        _lines(tmp_path, database, GOOD)
    assert database.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"not a database, but a long text " * 100])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    """A file that is something else is named, and not written over."""
    file = tmp_path / "advisories.db"
    file.write_bytes(content)
    with pytest.raises(Damaged, match=r"advisories\.db"):
        Advisories(file)
    with pytest.raises(Damaged):
        _lines(tmp_path, file, GOOD)
    assert file.read_bytes() == content


def test_a_database_cut_short(tmp_path: Path, database: Path) -> None:
    """A database of which the end is missing is damaged, and never a clean package."""
    database.write_bytes(database.read_bytes()[:-8192])
    with pytest.raises(Damaged):
        _names(database, "before")


def test_damage_is_an_error_or_does_no_harm(tmp_path: Path, database: Path) -> None:
    """With any part of the file overwritten a checked database gives the right answer, or there is a clear error."""
    whole = database.read_bytes()
    errors = 0
    for place in range(0, len(whole), 512):
        database.write_bytes(whole[:place] + b"\xff" * 64 + whole[place + 64 :])
        try:
            with Advisories(database) as advisories:
                advisories.verify()
                assert [one.id for one in advisories.about(pypi("before", "1.0"))] == ["PYSEC-BEFORE"]
                advisories.dated()
        except AdvisoryError as error:
            errors += 1
            assert str(database) in str(error)  # noqa: PT017  (an answer is as good)
    assert errors


def test_a_bomb_in_the_database(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that unpacks to more than any holds is damage."""
    monkeypatch.setattr("ennead.packages.advisories.stored._LARGEST", 1000)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE entry SET data = ?", (zlib.compress(bytes(100_000)),))
    connection.close()
    with pytest.raises(Damaged):
        _names(database, "before")


def test_a_disk_that_is_full(tmp_path: Path, database: Path) -> None:
    """Where the disk is full the old database stays, and no half of a new one is left."""
    before = database.read_bytes()
    many = tmp_path / "many.jsonl"
    many.write_text("\n".join(json.dumps(simple(f"PYSEC-{one}", f"p{one}")) for one in range(3000)))
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from ennead.packages.advisories.errors import NotWritten\n"
        "from ennead.packages.advisories.importing import import_paths\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    import_paths([Path(sys.argv[1])], Path(sys.argv[2]))\n"
        "except NotWritten as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, many, database], capture_output=True, text=True, check=False)
    assert "as it was" in done.stdout, done.stderr
    assert database.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["advisories.db", "before.json", "many.jsonl"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A place where nothing can be written is named."""
    (tmp_path / "file").write_text("")
    (tmp_path / "a.json").write_text(GOOD)
    with pytest.raises(NotWritten, match=r"file/advisories\.db"):
        import_paths([tmp_path / "a.json"], tmp_path / "file" / "advisories.db")


def test_somebody_else_writes_meanwhile(tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another import wrote in between is not written over."""
    read = Store.content

    def slow(store: Store) -> object:
        content = read(store)
        monkeypatch.setattr(Store, "content", read)
        _lines(tmp_path, database, GOOD)
        return content

    monkeypatch.setattr(Store, "content", slow)
    (tmp_path / "a.json").write_text(json.dumps(simple()))
    with pytest.raises(NotWritten, match="somebody else"):
        import_paths([tmp_path / "a.json"], database)
    assert _names(database) == ["PYSEC-GOOD"]


def test_a_reader_keeps_what_it_opened(tmp_path: Path, database: Path) -> None:
    """Who has the database open while it is replaced goes on with what was there."""
    with Advisories(database) as advisories:
        _lines(tmp_path, database, GOOD)
        assert advisories.about(pypi("acme", "1.0")) == ()
        assert [one.id for one in advisories.about(pypi("before", "1.0"))] == ["PYSEC-BEFORE"]
    assert _names(database) == ["PYSEC-GOOD"]
