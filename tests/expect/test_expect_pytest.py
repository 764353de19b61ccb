"""The pytest plugin: fixtures and files of expectations in a project of somebody else's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.expect.conftest import HEAD, ROOT, SHOP, SMALL

LOADED = ("-p", "ennead.expect.pytest.plugin", "-p", "no:cacheprovider")


def ran(folder: Path, *arguments: str, installed: bool = False) -> tuple[int, str]:
    """A pytest run of its own in a folder: exit code and what it prints.

    The plugin is named, so that the run does not depend on how ennead is installed here; `installed` leaves it to
    pytest to find it.
    """
    named = () if installed else LOADED
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "ENNEAD"))}
    environment = kept | ({} if installed else {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *named, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with an application, a conftest and settings of its own."""
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "template.yaml").write_text(HEAD + SMALL, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\nennead_path = "service"\n', encoding="utf-8")
    (tmp_path / "tests" / "conftest.py").write_text(
        "import pytest\n\n\n@pytest.fixture\ndef orders(function):\n    return function('Orders')\n", encoding="utf-8"
    )
    return tmp_path


def test_fixtures_in_a_project_of_its_own(project: Path) -> None:
    """`app`, `function`, `route` and `store` answer from the graph of the project's application."""
    (project / "tests" / "test_service.py").write_text(
        """
def test_function(orders, function):
    assert orders.runtime == "python3.13"
    assert orders.timeout <= 29
    assert orders.memory == 128
    assert orders.variables == ("STAGE", "USERS")
    assert orders.tags["team"] == "payments"
    assert orders.may("dynamodb:GetItem") and not orders.may("iam:*")
    assert orders.reaches("Users", "read") and not function("Worker").reaches("Orders")
    assert function("Worker").started_by == ("Jobs",)
    assert function("Worker").reserved_concurrency == 5
    assert not function("Worker").in_vpc
    assert function("Worker").at.startswith("template.yaml:")

def test_route(app, route):
    assert route("GET /orders").asks == "cognito"
    assert not route("GET /orders").open
    assert route("GET /ping").reachable_by_anyone
    assert route("GET /ping").leads_to == "Orders"
    assert [one.name for one in app.routes() if one.open] == ["GET /ping"]

def test_store(app, store):
    assert store("Users").readers == {"Orders"}
    assert store("Users").writers == {"Worker"}
    assert not store("Users").deleters
    assert "personal" in store("Users").classes
    assert not store("Users").own_key
    assert {one.kind for one in app.stores()} >= {"table", "queue", "bucket"}

def test_expect(app):
    app.expect(functions="*", timeout="at most 30")
    app.expect(from_="Worker", to="Orders", never="anything")
    assert [one.name for one in app.functions("W*")] == ["Worker"]
""",
        encoding="utf-8",
    )
    code, out = ran(project)
    assert code == 0, out
    assert "4 passed" in out


def test_failures_speak(project: Path) -> None:
    """A wrong name, a failing expectation and a word that is none end in a sentence, without our own frames."""
    (project / "tests" / "test_service.py").write_text(
        """
def test_name(function):
    function("Worke")

def test_hold(app):
    app.expect(functions="*", timeout="at most 3")

def test_word(app):
    app.expect(functions="*", timeot="at most 3")
""",
        encoding="utf-8",
    )
    code, out = ran(project)
    assert code == 1
    assert "nothing here is called Worke among the functions: did you mean Worker?" in out
    assert "template.yaml:12: Orders may run 20 s" in out
    assert "no word about functions is called timeot; did you mean timeout?" in out
    assert "ennead/expect/api.py" not in out


def test_unknown_is_an_error_and_never_true(project: Path) -> None:
    """A value that could not be told raises with its reason, in a comparison and in a condition."""
    template = project / "service" / "template.yaml"
    template.write_text((HEAD + SMALL).replace("Timeout: 20", "Timeout: !ImportValue t"), encoding="utf-8")
    (project / "tests" / "test_service.py").write_text(
        "def test_timeout(orders):\n    assert not orders.timeout\n", encoding="utf-8"
    )
    code, out = ran(project)
    assert code == 1
    assert "CouldNotTell: timeout of Orders (template.yaml:12)" in out


def test_environments_differ(project: Path) -> None:
    """What differs between environments is no answer until one is picked."""
    shutil.rmtree(project / "service")
    shutil.copytree(SHOP / "vulnerable", project / "service")
    (project / "service" / "ennead.tests.yml").unlink()
    (project / "tests" / "conftest.py").unlink()
    (project / "tests" / "test_service.py").write_text(
        """
def test_picked(app):
    assert app.environment("prod").function("AdminFunction").reserved_concurrency == 10

def test_not_picked(function):
    assert function("AdminFunction").reserved_concurrency == 10
""",
        encoding="utf-8",
    )
    code, out = ran(project)
    assert code == 1
    assert "reserved_concurrency of AdminFunction (template.yaml:250) is 2 in default; 2 in staging; 10 in prod" in out
    assert "1 failed, 1 passed" in out
    code, out = ran(project, "--ennead-env", "prod")
    assert code == 0, out


def test_file_of_expectations_is_collected(project: Path) -> None:
    """Each expectation is a test; a failing one names its own line and the thing's, without a traceback."""
    (project / "service" / "ennead.tests.yml").write_text(
        """expectations:
  - name: short
    why: the caller waits
    functions: "*"
    timeout: at most 10
  - name: quick
    functions: "*"
    timeout: at most 20
""",
        encoding="utf-8",
    )
    code, out = ran(project, "service")
    assert code == 1
    assert "1 failed, 2 passed" in out
    assert "service/ennead.tests.yml:2: short" in out
    assert "because the caller waits" in out
    assert "template.yaml:12: Orders may run 20 s" in out
    assert "Traceback" not in out
    assert "pytest_items.py" not in out
    code, out = ran(project, "service/ennead.tests.yml::quick")
    assert code == 0, out


def test_a_faulty_file_is_an_error_of_collection(project: Path) -> None:
    """A file with a fault stops the run with the line and what to write."""
    (project / "service" / "ennead.tests.yml").write_text(
        'expectations:\n  - functions: "*"\n    timeot: 3\n', encoding="utf-8"
    )
    code, out = ran(project, "service")
    assert code == 2
    assert "service/ennead.tests.yml:3: no word about functions is called timeot; did you mean timeout?" in out


def test_file_beside_the_tests_is_about_the_named_application(project: Path) -> None:
    """A file with no application beside it is about the one that `ennead_path` names."""
    (project / "tests" / "ennead.tests.yml").write_text("packs: [least-surprise]\n", encoding="utf-8")
    code, out = ran(project, "tests/ennead.tests.yml")
    assert code == 0, out
    assert "5 passed" in out


def test_what_was_not_read_fails(project: Path) -> None:
    """A template that cannot be read fails the fixture and a test of the file: it would look like absence."""
    (project / "service" / "more").mkdir()
    (project / "service" / "more" / "template.yaml").write_text(HEAD + "  A: [", encoding="utf-8")
    (project / "service" / "ennead.tests.yml").write_text("packs: [least-surprise]\n", encoding="utf-8")
    (project / "tests" / "test_service.py").write_text("def test_any(app):\n    assert app\n", encoding="utf-8")
    code, out = ran(project)
    assert code == 1
    assert "not everything could be read" in out
    assert "everything is read" in out


def test_nothing_is_added_where_no_path_is_set(project: Path) -> None:
    """A project that does not ask keeps its own `app`, and no module of ours but the plugin is loaded."""
    (project / "pyproject.toml").write_text("", encoding="utf-8")
    (project / "tests" / "conftest.py").write_text("", encoding="utf-8")
    (project / "tests" / "test_own.py").write_text(
        """
import sys
import pytest

@pytest.fixture
def app():
    return 7

def test_app(app, request):
    assert app == 7
    names = sorted(name for name in sys.modules if name.startswith("ennead"))
    assert names == ["ennead", "ennead.expect", "ennead.expect.pytest", "ennead.expect.pytest.plugin"]
    with pytest.raises(pytest.FixtureLookupError):
        request.getfixturevalue("route")
""",
        encoding="utf-8",
    )
    code, out = ran(project)
    assert code == 0, out


def test_pytest_finds_the_plugin_by_itself(project: Path) -> None:
    """The entry point of the installed distribution is the plugin: no option is needed."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (name, value), *more = settings["project"]["entry-points"]["pytest11"].items()
    assert more == []
    assert EntryPoint(name, value, "pytest11").load().FILE == "ennead.tests.yml"
    (project / "tests" / "test_service.py").write_text(
        "def test_it(orders):\n    assert orders.timeout == 20\n", encoding="utf-8"
    )
    code, out = ran(project, "-p", "no:cacheprovider", installed=True)
    assert code == 0, out
