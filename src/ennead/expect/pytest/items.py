"""`ennead.tests.yml` as pytest sees it: a file with a test for each expectation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ennead.expect.api import App, Loaded, load_apps, told
from ennead.expect.errors import ExpectError
from ennead.expect.expectation import Expectation, State
from ennead.expect.file import load
from ennead.expect.packs import expanded
from ennead.expect.pytest.plugin import path_of, setting
from ennead.expect.run import ask
from ennead.expect.select import nothing_called

_LOADED = pytest.StashKey[dict[Path, Loaded]]()


class Unmet(Exception):
    """An expectation is not met, or could not be told; the text is the whole report."""


class ExpectationFile(pytest.File):
    """A file of expectations; its application is the folder it stands in, else what `ennead_path` names."""

    def collect(self) -> Iterable[pytest.Item]:
        """A test for each expectation, and one that everything could be read."""
        shown = (
            self.path.relative_to(self.config.rootpath) if self.path.is_relative_to(self.config.rootpath) else self.path
        )
        try:
            expectations = expanded(load(self.path, shown.as_posix()))
            loaded = self._loaded()
        except ExpectError as error:
            raise self.CollectError(str(error)) from error
        yield ReadItem.from_parent(self, name="everything is read", loaded=loaded)
        yield from self._items(expectations, loaded)

    def _items(self, expectations: Iterable[Expectation], loaded: Loaded) -> Iterator[pytest.Item]:
        taken: dict[str, int] = {}
        for expectation in expectations:
            apps = [app for app in loaded.apps if expectation.app in (None, app.name)]
            if expectation.app is not None and not apps:
                names = [app.name for app in loaded.apps]
                raise self.CollectError(f"{expectation.at}: {nothing_called(names, [expectation.app], 'applications')}")
            for app in apps:
                name = f"{app.name}: {expectation.title}" if len(loaded.apps) > 1 else expectation.title
                taken[name] = taken.get(name, 0) + 1
                name = name if taken[name] == 1 else f"{name} ({taken[name]})"
                yield ExpectationItem.from_parent(self, name=name, expectation=expectation, app=app)

    def _loaded(self) -> Loaded:
        """The applications of the file's folder, read once in a run."""
        known = self.config.stash.setdefault(_LOADED, {})
        own = self.path.parent
        for path in dict.fromkeys((own, path_of(self.config) or own)):
            if path not in known:
                known[path] = load_apps(path, setting(self.config, "env"), setting(self.config, "app"))
            if known[path].apps or known[path].unread:
                return known[path]
        raise ExpectError(f"{self.path.name}: no application stands beside it, and ennead_path names none")


class ReadItem(pytest.Item):
    """Whether everything of the application could be read: what was not would look like what is not there."""

    def __init__(self, *, loaded: Loaded, **more: Any) -> None:
        super().__init__(**more)
        self.loaded = loaded

    def runtest(self) -> None:
        """Raises Unmet."""
        if self.loaded.unread:
            raise Unmet("\n".join(self.loaded.unread))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The text alone."""
        return str(excinfo.value) if isinstance(excinfo.value, Unmet) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file."""
        return self.path, 0, self.name


class ExpectationItem(pytest.Item):
    """One expectation in one application."""

    def __init__(self, *, expectation: Expectation, app: App, **more: Any) -> None:
        super().__init__(**more)
        self.expectation = expectation
        self.app = app

    def runtest(self) -> None:
        """Raises Unmet where it fails or could not be told; skips where it is accepted or about something else."""
        result = ask(self.expectation, self.app.subjects)
        if result.state in {State.FAILS, State.UNKNOWN}:
            raise Unmet(told(result, with_place=True))
        if result.state in {State.ACCEPTED, State.SKIPPED}:
            pytest.skip(result.reason or "")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was expected and where, what is instead and where, without a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, Unmet) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The expectation's own line."""
        return self.path, max(0, self.expectation.at.line - 1), self.name
