"""Python's imports: modules of the application are loaded, others are named."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ennead.code.entry.own import is_vendored
from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.live import Live, Obj
from ennead.code.evaluate.modules import Loaded, opened
from ennead.code.evaluate.trail import apart
from ennead.code.values import Place, Ref

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine
    from ennead.code.ir import Import


def load(machine: Machine, path: str) -> Loaded | None:
    """A file of the application, run once; None where it cannot be had."""
    if path in machine.loaded:
        return machine.loaded[path]
    loaded = opened(machine, path)
    if loaded is None:
        return None
    loaded.space = Obj("module", Place(path, 1), fields=loaded.scope.vars)
    with apart(machine):
        machine.run(loaded.module.body, Frame(loaded, loaded.scope))
    return loaded


def find(machine: Machine, dotted: str) -> tuple[str, bool] | None:
    """The path of a module below one of the roots, and whether it is a file (else a folder without `__init__`)."""
    part = dotted.replace(".", "/")
    folder = None
    for root in machine.entry.roots:
        base = posixpath.normpath(posixpath.join(root, part))
        for path in (f"{base}.py", f"{base}/__init__.py"):
            if machine.sources.tree.exists(path):
                return None if is_vendored(path, machine.sources.tree) else (path, True)
        if folder is None and machine.sources.tree.is_folder(base) and not _is_installed(machine, base):
            folder = base
    return (folder, False) if folder is not None else None


def _is_installed(machine: Machine, folder: str) -> bool:
    return not any(name.endswith((".py", "/")) for name in machine.sources.tree.listing(folder))


def bring_in(machine: Machine, stmt: Import, frame: Frame) -> None:
    """An import statement."""
    place = frame.module.place(stmt.at)
    for name, here in stmt.names:
        if name == "*":
            _star(machine, _module(machine, stmt, frame, place), frame)
        elif not name and stmt.whole:
            _whole(machine, stmt.module, here, frame, place)
        elif not name:
            _put(machine, frame, here, _module(machine, stmt, frame, place))
        else:
            _put(machine, frame, here, _from(machine, stmt, name, frame, place))


def _put(machine: Machine, frame: Frame, name: str, value: Live) -> None:
    scope = machine.ways.assigned(name, frame)
    machine.trail.put((scope or frame.scope).vars, name, value)


def _module(machine: Machine, stmt: Import, frame: Frame, place: Place) -> Live:
    if stmt.level:
        return _relative(machine, stmt, frame, place)
    return named(machine, stmt.module)


def _relative(machine: Machine, stmt: Import, frame: Frame, place: Place) -> Live:
    base = posixpath.dirname(frame.module.module.path)
    for _ in range(stmt.level - 1):
        base = posixpath.dirname(base)
    target = (
        posixpath.normpath(posixpath.join(base or ".", stmt.module.replace(".", "/"))) if stmt.module else base or "."
    )
    for path in (f"{target}.py", f"{target}/__init__.py"):
        loaded = load(machine, path)
        if loaded is not None and loaded.space is not None:
            return loaded.space
    if machine.sources.tree.is_folder(target):
        return Obj("module", Place(target, 1))
    shown = "." * stmt.level + stmt.module
    return machine.unresolved("module", f"the module {shown} is not in the scanned folder", place)


def named(machine: Machine, dotted: str) -> Live:
    """A module by its full name."""
    found = find(machine, dotted)
    if found is None:
        machine.log.packages[dotted.partition(".")[0]] = None
        return Ref(dotted)
    path, is_file = found
    if not is_file:
        return Obj("module", Place(path, 1))
    _parents(machine, dotted)
    loaded = load(machine, path)
    if loaded is None or loaded.space is None:
        return machine.unresolved("module", f"{path} cannot be read", Place(path, 1))
    return loaded.space


def _parents(machine: Machine, dotted: str) -> None:
    """The packages around a module are run before it."""
    parts = dotted.split(".")[:-1]
    for number in range(1, len(parts) + 1):
        found = find(machine, ".".join(parts[:number]))
        if found is not None and found[1]:
            load(machine, found[0])


def _whole(machine: Machine, dotted: str, here: str, frame: Frame, place: Place) -> None:
    """`import a.b` binds `a`, with `b` in it."""
    first, *rest = dotted.split(".")
    top = named(machine, first)
    if not rest:
        _put(machine, frame, here, top)
        return
    inner = named(machine, dotted)
    if isinstance(top, Obj) and isinstance(inner, Obj):
        holder = top
        for number, part in enumerate(rest):
            held = inner if number == len(rest) - 1 else named(machine, ".".join((first, *rest[: number + 1])))
            machine.trail.put(holder.fields, part, held)
            if not isinstance(held, Obj):
                break
            holder = held
    _put(machine, frame, here, top)


def _from(machine: Machine, stmt: Import, name: str, frame: Frame, place: Place) -> Live:
    module = _module(machine, stmt, frame, place)
    if isinstance(module, Ref):
        return Ref(module.module, (*module.path, name))
    if isinstance(module, Obj):
        return member(machine, module, name, place)
    return module


def member(machine: Machine, module: Obj, name: str, place: Place) -> Live:
    """A name of a module, or the module of that name inside its folder."""
    if name in module.fields:
        return module.fields[name]
    path = module.place.path
    folder = posixpath.dirname(path) if path.endswith(".py") else path
    if not path.endswith(".py") or path.endswith("/__init__.py") or path == "__init__.py":
        for candidate in (f"{folder}/{name}.py", f"{folder}/{name}/__init__.py"):
            loaded = load(machine, posixpath.normpath(candidate))
            if loaded is not None and loaded.space is not None:
                return loaded.space
        if machine.sources.tree.is_folder(f"{folder}/{name}"):
            return Obj("module", Place(posixpath.normpath(f"{folder}/{name}"), 1))
    loaded = machine.loaded.get(path)
    if loaded is not None and loaded.stars:
        return Ref(loaded.stars[0], (name,))
    return machine.unresolved("module", f"{path} defines no {name}", place)


def _star(machine: Machine, module: Live, frame: Frame) -> None:
    if isinstance(module, Ref):
        frame.module.stars.append(module.module)
    elif isinstance(module, Obj):
        for name, value in list(module.fields.items()):
            if not name.startswith("_"):
                machine.trail.put(frame.scope.function().vars, name, value)
