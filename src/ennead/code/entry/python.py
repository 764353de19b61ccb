"""Python: `package.module.function`, with dots or slashes."""

from __future__ import annotations

from ennead.code.entry.answer import Found, NoEntry
from ennead.code.entry.built import places, searched
from ennead.code.entry.case import Case
from ennead.code.entry.layers import roots
from ennead.code.entry.paths import climbed, folder_of, joined
from ennead.code.entry.tree import Tree
from ennead.code.ir import Language

_WSGI = frozenset({"wsgi_handler", "wsgi"})
"""The module that a plugin puts beside the code, and that calls the application it is told."""
ENDINGS = (".py",)


def parts_of(handler: str) -> tuple[str, str] | None:
    """The module's path and the function's name; None where the handler names no function."""
    module, dot, name = handler.rpartition(".")
    up, module = climbed(module)
    if not dot or not module or not name:
        return None
    return up + module.replace(".", "/").lstrip("/"), name


def file_at(stem: str, tree: Tree) -> str | None:
    """The module's or the package's file."""
    for path in (f"{stem}.py", f"{stem}/__init__.py"):
        if tree.exists(path):
            return path
    return None


def find(case: Case) -> tuple[Found, str] | NoEntry:
    """The handler's file and name."""
    parts = parts_of(case.handler)
    if parts is None:
        return NoEntry(f"the handler {case.handler} names no function of a module", "handler")
    module, name = parts
    if module in _WSGI and (app := next(iter(case.facts("wsgi")), None)) and (own := parts_of(app)):
        module, name = own
    found = located(case, module)
    if found is None:
        looked = joined(case.folder, f"{module}.py")
        reason = f"{looked} is not there, nor a module of that name in a layer or elsewhere in the code"
        return NoEntry(reason, "missing")
    return found, name


def located(case: Case, module: str) -> Found | None:
    """The file of a module: in the code, in a layer, where it is built from, by its name."""
    tree = case.tree
    if case.file is not None:
        return Found(case.file, "code", folder_of(case.file)) if _is_module(case.file, module) else None
    if (file := file_at(joined(case.folder, module), tree)) is not None:
        return Found(file, "code", joined(case.folder, climbed(module)[0]))
    for folder in roots(Language.PYTHON, case.layers, tree):
        if (file := file_at(joined(folder, module), tree)) is not None:
            return Found(file, "layer", folder)
    for stem, origin in places(case, module):
        if (file := file_at(stem, tree)) is not None:
            return Found(file, origin, stem.removesuffix(module).rstrip("/") or ".")
    return searched(case, module, ENDINGS)


def _is_module(file: str, module: str) -> bool:
    return file.rpartition("/")[2] == f"{module.rpartition('/')[2]}.py"
