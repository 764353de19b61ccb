"""Fixtures on the graph of the application that `ennead_path` names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ennead.expect.api import App, Loaded, load_apps
from ennead.expect.errors import ExpectError
from ennead.expect.pytest.plugin import path_of, setting
from ennead.expect.things import TheFunction, TheRoute, TheStore


@pytest.fixture(scope="session")
def ennead_apps(pytestconfig: pytest.Config) -> Loaded:
    """Every application of the path, read once."""
    path = path_of(pytestconfig)
    if path is None:
        pytest.fail("say which application: ennead_path in the settings, or --ennead-path", pytrace=False)
    try:
        return load_apps(path, setting(pytestconfig, "env"), setting(pytestconfig, "app"))
    except ExpectError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def app(ennead_apps: Loaded) -> App:
    """The application, read whole: what could not be read would look like what is not there."""
    if ennead_apps.unread:
        pytest.fail("not everything could be read:\n" + "\n".join(ennead_apps.unread), pytrace=False)
    if len(ennead_apps.apps) != 1:
        names = ", ".join(one.name for one in ennead_apps.apps)
        said = (
            f"several applications are here, pick one with ennead_app: {names}" if names else "no application is here"
        )
        pytest.fail(said, pytrace=False)
    return ennead_apps.apps[0]


@pytest.fixture(scope="session")
def function(app: App) -> Callable[[str], TheFunction]:
    """`function("OrdersFunction")`."""
    return app.function


@pytest.fixture(scope="session")
def route(app: App) -> Callable[[str], TheRoute]:
    """`route("POST /orders")`."""
    return app.route


@pytest.fixture(scope="session")
def store(app: App) -> Callable[[str], TheStore]:
    """`store("UsersTable")`."""
    return app.store
