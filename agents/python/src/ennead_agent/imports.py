"""Acts when a module is imported, without importing it: one finder before the others, which only adds a callback."""

from __future__ import annotations

import sys

from . import faults  # at once: were it not there, that must be known before a module's import needs it

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

    Callback = Callable[[ModuleType], None]

_waiting: dict[str, tuple[Callback, ...]] = {}


def when(name: str, callback: Callback) -> None:
    """Call `callback` with the module once it has been executed, after those that came first; or at once."""
    module = sys.modules.get(name)
    if module is not None:
        _call(callback, module)
        return
    _waiting[name] = (*_waiting.get(name, ()), callback)
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)  # a class serves as finder, as the import system's own do


class _Finder:
    @classmethod
    def find_spec(
        cls, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None for all but the waited for; for those, the spec the others find, with our callback behind its loader."""
        if name not in _waiting:
            return None
        spec = _found(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        if isinstance(spec.loader, type):  # of built-in and frozen modules, one for all of them: nothing is set on it
            spec.loader = _Beside(spec.loader, name)  # type: ignore[assignment]  # without `importlib.abc`
        else:
            _call_after(spec.loader, name)
        return spec


class _Beside:
    """Stands in for a loader until it has executed a module; then the module has that loader, as without us."""

    def __init__(self, loader: Any, name: str) -> None:
        self._loader, self._name = loader, name

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self._loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        if module.__name__ == self._name:
            _executed(module)


def _found(name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
    for finder in list(sys.meta_path):
        find = getattr(finder, "find_spec", None)
        if finder is not _Finder and find is not None:
            spec: ModuleSpec | None = find(name, path, target)
            if spec is not None:
                return spec
    return None


def _call_after(loader: Any, name: str) -> None:
    """Let the loader call back after it has executed that module; from then on it is as it was.

    The module of a spec need not be executed (somebody only asks whether it is there), and the loader of a zip serves
    many modules: so the name is kept waiting until its module has run.
    """
    execute = getattr(loader, "exec_module", None)
    if execute is None:  # the zip's loader before 3.10
        _cannot(name)
        return

    def exec_module(module: ModuleType) -> None:
        if module.__name__ != name:
            execute(module)
            return
        vars(loader).pop("exec_module", None)
        execute(module)
        _executed(module)

    try:
        loader.exec_module = exec_module
    except AttributeError:  # a loader without room for it
        _cannot(name)


def _cannot(name: str) -> None:
    """The module loads without us."""
    _waiting.pop(name, None)
    faults.missing("import of " + name)


def _executed(module: ModuleType) -> None:
    callbacks = _waiting.pop(module.__name__, ())
    if not _waiting and _Finder in sys.meta_path:
        sys.meta_path.remove(_Finder)
    for callback in callbacks:
        _call(callback, module)


def _call(callback: Callback, module: ModuleType) -> None:
    faults.shielded("import of " + module.__name__, callback, module)
