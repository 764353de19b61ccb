"""The pytest plugin: fixtures on the graph of an application, and `ennead.tests.yml` files as tests.

Loaded by every pytest run of an environment in which ennead is installed, so nothing else of ennead is imported
before it is used.  The fixtures are there only where `ennead_path` is set: `app` is a name others use too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

FILE = "ennead.tests.yml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--ennead-path`, `--ennead-env`, `--ennead-app`, and the same as settings."""
    group = parser.getgroup("ennead", "tests on the map of a serverless application")
    for name, text in (
        ("path", "folder or template of the application; gives the fixtures app, function, route and store"),
        ("env", "only this environment of the application"),
        ("app", "this one, where the path holds several applications"),
    ):
        group.addoption(f"--ennead-{name}", metavar=name.upper(), default=None, help=text)
        parser.addini(f"ennead_{name}", text, default="")


def pytest_configure(config: pytest.Config) -> None:
    """Bring the fixtures, where the project says which application they are about."""
    if setting(config, "path"):
        from ennead.expect.pytest import fixtures as pytest_fixtures  # noqa: PLC0415

        config.pluginmanager.register(pytest_fixtures, "ennead-fixtures")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of expectations is a module of tests."""
    if file_path.name != FILE:
        return None
    from ennead.expect.pytest.items import ExpectationFile  # noqa: PLC0415

    collector: pytest.Collector = ExpectationFile.from_parent(parent, path=file_path)
    return collector


def setting(config: pytest.Config, name: str) -> str | None:
    """What the command line says, else the project's settings."""
    given = config.getoption(f"--ennead-{name}")
    said: str = given or config.getini(f"ennead_{name}") or ""
    return said or None


def path_of(config: pytest.Config) -> Path | None:
    """The application's path: on the command line from where one stands, in the settings from their file."""
    given = config.getoption("--ennead-path")
    if given:
        return config.invocation_params.dir / str(given)
    said = config.getini("ennead_path")
    home = config.inipath.parent if config.inipath else config.rootpath
    return home / str(said) if said else None
