"""Functions of Python and its library that are understood, by full name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access, writing
from ennead.code.evaluate.live import (
    NOTHING,
    Builtin,
    Cls,
    Fn,
    Live,
    Obj,
    Super,
    frozen,
    is_text,
    join,
    options_of,
)
from ennead.code.evaluate.operators import same_text
from ennead.code.values import Known, Ref, Result, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook


def _getenv(given: Given) -> Live:
    default = given.arg(1, "default")
    name = given.arg(0, "key") or Unknown()
    return access.environment(given.machine, name, given.place, required=False, default=default)


def _partial(given: Given) -> Live | None:
    if not given.args:
        return None
    made = Obj("record", given.place)
    made.fields.update({"function": given.args[0], "args": access.series(given.args[1:], given.place)})
    made.fields["keywords"] = access.record(dict(given.keywords), given.place)
    return Builtin(made, "partial")


def _getattr(given: Given) -> Live | None:
    if len(given.args) < 2:
        return None
    found: list[Live] = []
    for name in options_of(given.args[1]):
        if isinstance(name, Known) and isinstance(name.value, str):
            found.append(
                access.attribute(given.machine, given.args[0], name.value, given.frame, given.place, called=True)
            )
        else:
            reason = "a member whose name is not told (getattr)"
            return given.machine.unresolved("dynamic", reason, given.place)
    return join(found)


def _setattr(given: Given) -> Live:
    if len(given.args) == 3 and isinstance(given.args[1], Known) and isinstance(given.args[1].value, str):
        writing.put(given.machine, given.args[0], given.args[1].value, given.args[2])
    return NOTHING


def _dynamic(what: str) -> Hook:
    def hook(given: Given) -> Live | None:
        first = given.args[0] if given.args else Unknown()
        if isinstance(first, Known):
            return None
        return given.machine.unresolved("dynamic", f"{what} of text that only a run knows", given.place)

    return hook


def _import_module(given: Given) -> Live:
    from ennead.code.evaluate.python import imports  # noqa: PLC0415  imports and functions know each other

    found: list[Live] = []
    for name in options_of(given.arg(0, "name") or Unknown()):
        if not (isinstance(name, Known) and isinstance(name.value, str)):
            return given.machine.unresolved("import", "a module whose name only a run knows", given.place)
        dotted = name.value
        if dotted.startswith("."):
            package = given.arg(1, "package")
            prefix = package.value if isinstance(package, Known) and isinstance(package.value, str) else ""
            dotted = f"{prefix}{dotted}".lstrip(".")
        found.append(imports.named(given.machine, dotted))
    return join(found)


def _first(given: Given) -> Live | None:
    return given.args[0] if given.args else None


def _text(given: Given) -> Live:
    value = given.args[0] if given.args else Known("")
    if isinstance(value, Known) and not isinstance(value.value, bytes):
        return Known(str(value.value))
    return same_text(value) if is_text(same_text(value)) else Result("str", (frozen(value),))


def _dict(given: Given) -> Live:
    return access.record(dict(given.keywords), given.place, given.args)


def _list(given: Given) -> Live | None:
    value = given.args[0] if given.args else access.series([], given.place)
    if isinstance(value, Obj) and value.kind == "series":
        return access.series(value.items(), given.place, is_open=value.open)
    return access.series([access.element(value)], given.place, is_open=True)


def _called_with_items(given: Given) -> Live | None:
    """`map(f, xs)`, `filter(f, xs)`."""
    if len(given.args) < 2:
        return None
    result = given.call(given.args[0], [access.element(arg) for arg in given.args[1:]])
    return access.series([result], given.place, is_open=True)


def _filtered(given: Given) -> Live | None:
    if len(given.args) < 2:
        return None
    if given.args[0] != NOTHING:
        given.call(given.args[0], [access.element(given.args[1])])
    return given.args[1]


def _gathered(given: Given) -> Live:
    return access.series(given.args, given.place)


def _super(given: Given) -> Live:
    frame = given.frame
    cls = given.args[0] if given.args and isinstance(given.args[0], Cls) else frame.cls
    this: Live | None = given.args[1] if len(given.args) > 1 else None
    if this is None:
        scope = frame.scope.function()
        this = next(iter(scope.vars.values()), None)
    return Super(this, cls) if cls is not None and this is not None else Unknown("super outside a class")


def _zipped(given: Given) -> Live:
    return access.series(
        [access.series([access.element(arg) for arg in given.args], given.place)], given.place, is_open=True
    )


def _numbered(given: Given) -> Live:
    pair = access.series([Unknown("a number"), access.element(given.args[0] if given.args else Unknown())], given.place)
    return access.series([pair], given.place, is_open=True)


def _thread(given: Given) -> Live | None:
    """`Thread(target=f, args=(a, b))` runs f."""
    target = given.arg(1, "target")
    args = given.arg(3, "args")
    if target is not None:
        given.call(target, args.items() if isinstance(args, Obj) and args.kind == "series" else [])
    return None


def _submitted(given: Given) -> Live | None:
    """`asyncio.to_thread(f, a)`, `loop.run_in_executor(None, f, a)`."""
    return given.call(given.args[0], given.args[1:]) if given.args else None


def _transparent(given: Given) -> Live | None:
    """A decorator of the library: what it decorates stays."""
    if len(given.args) == 1 and isinstance(given.args[0], Fn | Cls):
        return given.args[0]
    return Builtin(NOTHING, "decorator")


def _vars(given: Given) -> Live:
    return given.machine.unresolved("dynamic", "names that are looked up in a table of all names", given.place)


FUNCTIONS: dict[str, Hook] = {
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "os.environ.pop": _getenv,
    "os.environ.setdefault": _getenv,
    "environ.get": _getenv,
    "os.environ.copy": lambda given: Ref("os", ("environ",)),
    "functools.partial": _partial,
    "getattr": _getattr,
    "setattr": _setattr,
    "operator.attrgetter": lambda given: None,
    "eval": _dynamic("eval"),
    "exec": _dynamic("exec"),
    "importlib.import_module": _import_module,
    "__import__": _import_module,
    "str": _text,
    "dict": _dict,
    "list": _list,
    "tuple": _list,
    "set": _list,
    "frozenset": _list,
    "sorted": _list,
    "reversed": _list,
    "map": _called_with_items,
    "filter": _filtered,
    "zip": _zipped,
    "enumerate": _numbered,
    "next": lambda given: access.element(given.args[0]) if given.args else None,
    "iter": _first,
    "super": _super,
    "globals": _vars,
    "locals": _vars,
    "copy.copy": _first,
    "copy.deepcopy": _first,
    "asyncio.run": _first,
    "asyncio.gather": _gathered,
    "asyncio.create_task": _first,
    "asyncio.ensure_future": _first,
    "asyncio.wait_for": _first,
    "asyncio.to_thread": _submitted,
    "asyncio.as_completed": _first,
    "asgiref.sync.async_to_sync": _first,
    "threading.Thread": _thread,
    "threading.Timer": lambda given: _submitted(given.again(given.callee, given.args[1:])),
    "multiprocessing.Process": _thread,
    "functools.wraps": lambda given: Builtin(NOTHING, "decorator"),
    "functools.lru_cache": _transparent,
    "functools.cache": _transparent,
    "functools.cached_property": _transparent,
    "contextlib.contextmanager": _transparent,
    "contextlib.asynccontextmanager": _transparent,
    "dataclasses.dataclass": _transparent,
    "abc.abstractmethod": _transparent,
    "typing.cast": lambda given: given.args[1] if len(given.args) > 1 else None,
    "os.path.join": lambda given: Result("os.path.join", tuple(frozen(arg) for arg in given.args)),
    "len": lambda given: Unknown("a number"),
    "isinstance": lambda given: Unknown(),
    "hasattr": lambda given: Unknown(),
    "print": lambda given: NOTHING,
    "contextlib.closing": _first,
}
