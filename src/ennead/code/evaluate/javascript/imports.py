"""Modules of JavaScript: ES modules and CommonJS alike, found as Node, bundlers and TypeScript find them."""

from __future__ import annotations

import json
import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ennead.code.evaluate import access
from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.live import Live, Obj
from ennead.code.evaluate.modules import Loaded, opened
from ennead.code.evaluate.trail import apart
from ennead.code.values import Known, Place, Ref, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine
    from ennead.code.ir import Export, Import

ENDINGS = (".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx")
_TYPED = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}
_MOST_JSON = 64 * 1024


def load(machine: Machine, path: str) -> Loaded | None:
    """A file of the application, run once; None where it cannot be had."""
    if path in machine.loaded:
        return machine.loaded[path]
    loaded = opened(machine, path)
    if loaded is None:
        return None
    space = Obj("module", Place(path, 1))
    loaded.space = space
    loaded.exports = space
    common = Obj("record", Place(path, 1))
    common.fields["exports"] = space
    loaded.scope.vars.update({"module": common, "exports": space, "this": space})
    frame = Frame(loaded, loaded.scope)
    with apart(machine):
        machine.run(loaded.module.body, frame)
        _finish(machine, loaded, common, frame)
    return loaded


def _finish(machine: Machine, loaded: Loaded, common: Obj, frame: Frame) -> None:
    """What the module gives out: `module.exports`, or the names it exports."""
    given = common.fields.get("exports")
    space = loaded.space
    if space is None:
        return
    if given is not None and given is not space:
        space.fields.setdefault("default", given)
        if isinstance(given, Obj):
            for name, value in given.fields.items():
                space.fields.setdefault(name, value)
        loaded.exports = given if isinstance(given, Obj) and given.kind != "instance" else space
    for inside, outside in machine.exports.pop(loaded.module.path, ()):
        held = access.lookup(machine, inside, frame)
        if held is not None:
            machine.trail.put(space.fields, outside, held)


def find(machine: Machine, specifier: str, importer: str) -> str | None:
    """The path of a module of the application; None for a package."""
    if specifier.startswith("."):
        return _file(machine, posixpath.normpath(posixpath.join(posixpath.dirname(importer), specifier)))
    for pattern, target in machine.entry.aliases:
        inside = _aliased(pattern, target, specifier)
        found = _file(machine, inside) if inside is not None else None
        if found is not None:
            return found
    if specifier.startswith("/"):
        for mount, folder in machine.entry.mounts:
            if specifier.startswith(f"{mount}/"):
                return _file(machine, posixpath.normpath(f"{folder}/{specifier[len(mount) + 1 :]}"))
        if specifier.startswith("/var/task/"):
            return next(
                filter(None, (_file(machine, _under(root, specifier[10:])) for root in machine.entry.roots)), None
            )
        return None
    # The runtime looks into the code's folder last (NODE_PATH): a package of that name comes first.
    found = next(
        filter(None, (_file(machine, _under(root, specifier), strict=True) for root in machine.entry.roots)), None
    )
    return None if found == importer or (found and _declared(machine, _package(specifier), importer)) else found


def _declared(machine: Machine, package: str, importer: str) -> bool:
    """Whether a package.json beside or above a file asks for a package."""
    for folder in PurePosixPath(importer).parents:
        asked = _data(machine, str(folder / "package.json"))
        if isinstance(asked, Obj):
            held = (asked.fields.get(one) for one in ("dependencies", "devDependencies"))
            if any(isinstance(one, Obj) and package in one.fields for one in held):
                return True
    return False


def _under(root: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(root, path))


def _aliased(pattern: str, target: str, specifier: str) -> str | None:
    start, star, end = pattern.partition("*")
    if not star:
        return target if specifier == pattern else None
    if specifier.startswith(start) and specifier.endswith(end) and len(specifier) >= len(start) + len(end):
        return target.replace("*", specifier[len(start) : len(specifier) - len(end) or None])
    return None


def _file(machine: Machine, base: str, *, strict: bool = False) -> str | None:
    tree = machine.sources.tree
    stem, dot, ending = base.rpartition(".")
    candidates = [base] if base.endswith((*ENDINGS, ".json")) else []
    if dot and f".{ending}" in _TYPED:
        candidates += [f"{stem}{other}" for other in _TYPED[f".{ending}"]]
    candidates += [f"{base}{one}" for one in (*ENDINGS, ".json")]
    candidates += [f"{base}/index{one}" for one in ENDINGS]
    if strict and "node_modules" in base.split("/"):
        return None
    return next((path for path in candidates if tree.exists(path)), None)


def module(machine: Machine, specifier: str, importer: str, place: Place) -> Live:
    """What `require` of it gives."""
    found = find(machine, specifier, importer)
    if found is None:
        if specifier.startswith((".", "/")):
            return machine.unresolved("module", f"the module {specifier} is not in the scanned folder", place)
        machine.log.packages[_package(specifier)] = None
        return Ref(specifier.removeprefix("node:"))
    if found.endswith(".json"):
        return _data(machine, found)
    loaded = load(machine, found)
    if loaded is None or loaded.exports is None:
        return machine.unresolved("module", f"{found} cannot be read", place)
    return loaded.exports


def _package(specifier: str) -> str:
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]


def _data(machine: Machine, path: str) -> Live:
    text = machine.sources.tree.text(path)
    if text is None or len(text) > _MOST_JSON:
        return Unknown(f"{path} is too large")
    try:
        return _live(json.loads(text), Place(path, 1))
    except (ValueError, RecursionError):
        return Unknown(f"{path} is no JSON")


def _live(value: object, place: Place) -> Live:
    if isinstance(value, dict):
        return access.record({str(key): _live(one, place) for key, one in value.items()}, place)
    if isinstance(value, list):
        return access.series([_live(one, place) for one in value], place)
    return Known(value if isinstance(value, str | int | float | bool) else None)


def bring_in(machine: Machine, stmt: Import, frame: Frame) -> None:
    """An import statement."""
    place = frame.module.place(stmt.at)
    given = module(machine, stmt.module, frame.module.module.path, place)
    for name, here in stmt.names:
        machine.trail.put(frame.scope.vars, here, _named(machine, given, name, frame, place))


def _named(machine: Machine, given: Live, name: str, frame: Frame, place: Place) -> Live:
    if name in ("", "*"):
        return given
    if name == "default":
        if isinstance(given, Obj) and "default" in given.fields:
            return given.fields["default"]
        return given
    return access.attribute(machine, given, name, frame, place, called=True)


def give_out(machine: Machine, stmt: Export, frame: Frame) -> None:
    """An export statement."""
    if stmt.module is None:
        machine.exports.setdefault(frame.module.module.path, []).extend(stmt.names)
        return
    space = frame.module.space
    if space is None:
        return
    place = frame.module.place(stmt.at)
    given = module(machine, stmt.module, frame.module.module.path, place)
    for name, outside in stmt.names:
        if outside == "*":
            _all(machine, given, space, frame)
        else:
            machine.trail.put(space.fields, outside, _named(machine, given, name, frame, place))


def _all(machine: Machine, given: Live, space: Obj, frame: Frame) -> None:
    if isinstance(given, Obj):
        for name, value in given.fields.items():
            if name != "default":
                machine.trail.put(space.fields, name, value)
    elif isinstance(given, Ref):
        frame.module.stars.append(given.module)
