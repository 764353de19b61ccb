"""`ennead test` from the command line to the exit code."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import FUNCTION, Ennead, put

HOLDS = "expectations:\n  - {function: ChargeFunction, runtime: python3.14}\n"
FAILS = "expectations:\n  - {name: newer, function: ChargeFunction, runtime: python4.0}\n"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An application with an expectation that holds."""
    folder = put(tmp_path / "charge", FUNCTION.format(runtime="python3.14", mode="live"))
    return put(folder, HOLDS, "ennead.tests.yml")


def test_holds_is_0(ennead: Ennead, app: Path) -> None:
    """Where all hold, it exits 0 and says how many."""
    done = ennead("test", app)
    assert done.code == 0
    assert "1 expectation of ennead.tests.yml" in done.out
    assert "1 holds" in done.out
    assert not done.err


def test_fails_is_1_with_file_and_line(ennead: Ennead, app: Path) -> None:
    """One that fails exits 1 and names the line of the expectation and of the thing."""
    put(app, FAILS, "ennead.tests.yml")
    done = ennead("test", app)
    assert done.code == 1
    assert "ennead.tests.yml:2" in done.out
    assert "template.yaml:6   ChargeFunction runs python3.14" in done.out


def test_could_not_tell_is_3(ennead: Ennead, app: Path) -> None:
    """What could not be told exits 3, unless the file accepts it with a reason."""
    put(app, 'expectations:\n  - {functions: "*", own_role: true}\n', "ennead.tests.yml")
    assert ennead("test", app).code == 3
    accepted = 'expectations:\n  - {functions: "*", own_role: true, accept_unknown: the platform team has it}\n'
    put(app, accepted, "ennead.tests.yml")
    done = ennead("test", app)
    assert done.code == 0
    assert "accepted: the platform team has it" in done.out


def test_faulty_file_is_2(ennead: Ennead, app: Path) -> None:
    """Every fault of the file stands on a line of its own, without a traceback."""
    put(app, 'expectations:\n  - {functions: "*", timeot: 3}\n  - {rotes: "*", open: true}\n', "ennead.tests.yml")
    done = ennead("test", app)
    assert done.code == 2
    assert "ennead.tests.yml:2: no word about functions is called timeot; did you mean timeout?" in done.err
    assert "ennead.tests.yml:3: rotes is nothing an expectation is about; did you mean routes?" in done.err
    assert not done.out


def test_no_file_says_what_to_do(ennead: Ennead, clean: Path) -> None:
    """Without a file it names the two ways to begin."""
    done = ennead("test", clean)
    assert done.code == 2
    assert "--init" in done.err
    assert "--pack" in done.err


def test_init_then_test(ennead: Ennead, clean: Path) -> None:
    """`--init` writes a file that holds, and never writes over one."""
    done = ennead("test", clean, "--init")
    assert done.code == 0
    assert "expectations, all true today" in done.out
    assert ennead("test", clean).code == 0
    again = ennead("test", clean, "--init")
    assert again.code == 2
    assert "is already there" in again.err


def test_init_without_an_application_is_3(ennead: Ennead, tmp_path: Path) -> None:
    """Nothing is written down of nothing."""
    assert ennead("test", tmp_path, "--init").code == 3
    assert not (tmp_path / "ennead.tests.yml").exists()


def test_folder_without_an_application_is_3(ennead: Ennead, tmp_path: Path) -> None:
    """Expectations without an application do not hold."""
    put(tmp_path, HOLDS, "ennead.tests.yml")
    done = ennead("test", tmp_path)
    assert done.code == 3
    assert "no application found" in done.out


def test_pack_beside_and_without_a_file(ennead: Ennead, app: Path, clean: Path) -> None:
    """A pack is asked as well as the file's own, and alone where there is no file."""
    assert "ennead.tests.yml and pack data" in ennead("test", app, "--pack", "data").out
    assert "of pack data" in ennead("test", clean, "--pack", "data").out
    done = ennead("test", clean, "--pack", "dta")
    assert done.code == 2
    assert "there is no pack dta; did you mean data?" in done.err


def test_other_file(ennead: Ennead, app: Path, tmp_path: Path) -> None:
    """`--file` names another file; one that is not there is an error."""
    put(tmp_path, FAILS, "other.yml")
    assert ennead("test", app, "--file", tmp_path / "other.yml").code == 1
    assert ennead("test", app, "--file", tmp_path / "gone.yml", "--pack", "data").code == 2


def test_match(ennead: Ennead, app: Path) -> None:
    """`-k` asks those whose title holds a text; where none does it is an error and no success."""
    put(app, HOLDS + FAILS.removeprefix("expectations:\n"), "ennead.tests.yml")
    assert ennead("test", app).code == 1
    assert ennead("test", app, "-k", "PYTHON3").code == 0
    assert ennead("test", app, "-k", "nothing like it").code == 2


def test_outputs(ennead: Ennead, app: Path, tmp_path: Path) -> None:
    """JUnit and JSON go to stdout or to files beside the table."""
    xml, document = tmp_path / "out" / "junit.xml", tmp_path / "out" / "results.json"
    assert ennead("test", app, "--junit-output", xml, "--json-output", document).code == 0
    assert ET.parse(xml).getroot().find("testsuite/testcase") is not None  # noqa: S314
    assert json.loads(document.read_text(encoding="utf-8"))["schema"] == "ennead.results/1"
    assert json.loads(ennead("test", app, "--format", "json").out)["results"][0]["state"] == "holds"
    assert ennead("test", app, "--format", "junit").out.startswith("<?xml")


def test_environment(ennead: Ennead, staged: Path) -> None:
    """`--env` asks one environment; without it the one that differs is named."""
    put(staged, "expectations:\n  - {function: ChargeFunction, runtime: python3.14}\n", "ennead.tests.yml")
    done = ennead("test", staged)
    assert done.code == 1
    assert "in prod only" in done.out
    assert ennead("test", staged, "--env", "default").code == 0


def test_list(ennead: Ennead, app: Path) -> None:
    """`--list` shows expectations, packs and words, and asks nothing."""
    done = ennead("test", app, "--list")
    assert done.code == 0
    assert "ennead.tests.yml:2  functions ChargeFunction: runtime python3.14" in done.out
    assert "words about stores" in done.out


def test_stdin(ennead: Ennead, tmp_path: Path) -> None:
    """A template on standard input is held against a file that is named."""
    put(tmp_path, HOLDS, "own.yml")
    text = FUNCTION.format(runtime="python3.14", mode="live")
    assert ennead("test", "-", "--file", tmp_path / "own.yml", stdin=text).code == 0
