"""`ennead db` on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packages.advisories.conftest import Ennead
from tests.packages.advisories.records import affected, record, simple


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A file of three records."""
    file = tmp_path / "records.jsonl"
    entries = [
        simple("PYSEC-2"),
        simple("PYSEC-1", fixed="1.5"),
        record("RETIREJS-1", affected("left-pad", "introduced 0", "fixed 1.3", ecosystem="npm")),
    ]
    file.write_text("".join(f"{json.dumps(one)}\n" for one in entries))
    return file


def test_import_says_what_it_did(ennead: Ennead, records: Path, tmp_path: Path) -> None:
    """An import tells its counts on stdout and the place on stderr; a second one that nothing changed."""
    done = ennead("db", "import", records)
    assert (done.code, done.out) == (0, "3 new\n")
    assert str(tmp_path / "own" / "advisories.db") in done.err
    assert ennead("db", "import", records).out == "3 as before\n"


def test_import_of_what_is_partly_broken_is_3(ennead: Ennead, records: Path) -> None:
    """What could not be read is named, the rest is imported, and the exit code says that something is missing."""
    with records.open("a") as file:
        file.write("{\n" * 25)
    done = ennead("db", "import", records)
    assert (done.code, done.out) == (3, "3 new · 25 not read\n")
    assert f"not read: {records}:4: " in done.err
    assert "not read: 5 more" in done.err


@pytest.mark.parametrize("words", [("import", "missing.json"), ("status",), ("match", "--ecosystem", "npm", "--stdin")])
def test_errors_are_3(ennead: Ennead, words: tuple[str, ...]) -> None:
    """What cannot be read or is not there is a message and exit code 3."""
    done = ennead("db", *words)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Error: ")


def test_status(ennead: Ennead, records: Path, tmp_path: Path) -> None:
    """The status tells counts, days and whom to credit, within the width of a terminal."""
    ennead("db", "import", records)
    done = ennead("db", "status")
    assert done.code == 0
    assert "3 advisories · newest 2024-01-01" in done.out
    assert "PyPA Advisory Database        2         1  2024-01-01  2024-01-01  PyPI" in done.out
    assert "Retire.js, copyright 2018 Erlend Oftedal; converted (Apache-2.0)" in done.out
    assert [line for line in done.out.splitlines()[1:] if len(line) > 100] == []


def test_status_as_json(ennead: Ennead, records: Path, tmp_path: Path) -> None:
    """The status as JSON tells the same."""
    ennead("db", "import", records)
    ennead("db", "status", "--format", "json", "--output", tmp_path / "status.json")
    told = json.loads((tmp_path / "status.json").read_text())
    assert (told["schema"], told["advisories"], told["newest_advisory"]) == ("ennead.db/1", 3, "2024-01-01")
    assert told["sources"][1] == {
        "name": "Retire.js",
        "licence": "Apache-2.0",
        "attribution": "Retire.js, copyright 2018 Erlend Oftedal; converted",
        "records": 1,
        "packages": 1,
        "withdrawn": 0,
        "newest": "2024-01-01",
        "updated": "2024-01-01",
        "ecosystems": ["npm"],
    }


def test_compare(ennead: Ennead) -> None:
    """One answer for each line, in order; what is no version or no pair is never guessed."""
    done = ennead(
        "db", "compare", "--ecosystem", "maven", "--stdin", stdin="1.0-SNAPSHOT 1.0\n2.0 2.0.0\n2 1\n[1] 1\n1\n\n1 2 3"
    )
    assert (done.code, done.out.split("\n")) == (0, ["-1", "0", "1", "?", "?", "?", "?", ""])


def test_compare_of_an_unknown_order_is_2(ennead: Ennead) -> None:
    """An ecosystem whose order is not known is a usage error."""
    assert ennead("db", "compare", "--ecosystem", "amazon", "--stdin", stdin="1 2\n").code == 2
    assert ennead("db", "compare", "--ecosystem", "npm").code == 2


def test_match(ennead: Ennead, records: Path, tmp_path: Path) -> None:
    """Each line names all records in order, an empty line none; the database may be named."""
    file = tmp_path / "mine.db"
    ennead("db", "import", records, "--database", file)
    asked = "acme 1.0\nACME 1.7\nacme 2.0\nother 1.0\nacme nonsense\nacme\n"
    done = ennead("db", "match", "--ecosystem", "pypi", "--stdin", "--database", file, stdin=asked)
    assert (done.code, done.out) == (0, "PYSEC-1 PYSEC-2\nPYSEC-2\n\n\n\n?\n")
    done = ennead("db", "match", "--ecosystem", "npm", "--stdin", "--database", file, stdin="left-pad 1.2.9\n")
    assert done.out == "RETIREJS-1\n"


def test_match_of_what_no_source_covers_is_3(ennead: Ennead, records: Path) -> None:
    """No answer is given for an ecosystem of which the database tells nothing."""
    ennead("db", "import", records)
    done = ennead("db", "match", "--ecosystem", "maven", "--stdin", stdin="a:b 1\n")
    assert (done.code, done.out) == (3, "")


def test_answers_come_line_by_line() -> None:
    """Who asks one line and waits gets the answer before the next."""
    command = [sys.executable, "-m", "ennead", "db", "compare", "--ecosystem", "npm", "--stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line, answer in ((b"1.0.0 2.0.0\n", b"-1\n"), (b"2.0.0 1.0.0\n", b"1\n")):
            process.stdin.write(line)
            process.stdin.flush()
            assert process.stdout.readline() == answer
        process.stdin.close()
        assert process.wait() == 0


def test_a_reader_that_goes_away_is_no_error() -> None:
    """A reader that stops early is no error."""
    command = [sys.executable, "-m", "ennead", "db", "compare", "--ecosystem", "npm", "--stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, errors = process.communicate(b"1.0.0 2.0.0\n" * 50_000)
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.parametrize("name", ["import", "sync", "status", "compare", "match"])
def test_help(ennead: Ennead, name: str) -> None:
    """Each command says what it does."""
    done = ennead("db", name, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: ennead db {name} ")


def test_a_scan_loads_nothing_of_it() -> None:
    """The command line without `db` loads no database, no network and no severity."""
    program = (
        "import sys; from ennead.cli.main import main; main(['db', '--help'])\n"
        "names = {'sqlite3', 'cvss', 'urllib.request', 'http.client', 'packaging', 'msgspec'}\n"
        "print(sorted(names & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_asking_uses_no_network(ennead: Ennead, records: Path) -> None:
    """Importing and asking loads nothing that could use the network."""
    ennead("db", "import", records)
    program = (
        "import sys; from ennead.cli.main import main\n"
        "main(['db', 'import', sys.argv[1]]); main(['db', 'status'])\n"
        "print(sorted({'urllib.request', 'http.client', 'socket', 'ssl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, records], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_progress_on_a_terminal(ennead: Ennead, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal an import says how far it is, and takes that away at the end; elsewhere it says nothing."""
    (tmp_path / "folder").mkdir()
    for number in range(3):
        (tmp_path / "folder" / f"{number}.json").write_text(json.dumps(simple(f"PYSEC-{number}")))
    assert "reading" not in ennead("db", "import", tmp_path / "folder").err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    shown = ennead("db", "import", tmp_path / "folder", records).err
    assert "reading 2 of 4" in shown
    assert "\r\x1b[K" in shown
    assert "reading" not in ennead("db", "import", tmp_path / "folder", "--no-progress").err
