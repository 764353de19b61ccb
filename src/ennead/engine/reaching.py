"""How far a handler's code goes towards the packages of its function, and what it imports that nobody declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ennead.code.ir import Language
from ennead.model.package import Ecosystem, Named, Origin, Package, UnreadKind
from ennead.packages.imported import Modules, asked_by, is_sure, known_imports, root_of_module
from ennead.packages.provided import is_brought, is_builtin, is_provided
from ennead.packages.shipped import Missing, Reached

if TYPE_CHECKING:
    from ennead.code.entry import NoEntry, Tree
    from ennead.code.question import Answer
    from ennead.model.app import Function
    from ennead.packages.deployed import Deployed

_HIDING = frozenset({"dynamic", "import", "module", "syntax", "bound"})
_UNSEEN = frozenset({UnreadKind.LAYER, UnreadKind.PUBLISHED})
OF_LANGUAGE = {
    Language.PYTHON: Ecosystem.PYPI, Language.JAVASCRIPT: Ecosystem.NPM, Language.JAVA: Ecosystem.MAVEN,
}  # fmt: skip
"""Where the packages of a language come from."""


class Reaching:
    """Answers of each package of one function whether its handler's code loads it."""

    def __init__(self, answer: Answer | NoEntry, named: Iterable[Named]) -> None:
        self._answer = _followed(answer)
        named = tuple(named)
        self.modules = tuple(dict.fromkeys(_modules(self._answer, named))) if self._answer is not None else ()
        self._modules = Modules(self.modules)
        self.closed = self._answer is not None and not any(one.klass in _HIDING for one in self._answer.unresolved)
        self._ecosystem = _ecosystem(self._answer)
        self._by_label = {f"{one.package.name}@{one.package.version}": one for one in named}
        self._by_name = {one.package.name: one for one in named}
        self._alone = self._loads_nothing()
        self._left = self._unaccounted(named)

    def __call__(self, named: Named) -> Reached:
        if self._answer is None:
            return Reached.UNKNOWN
        if named.package.ecosystem is not self._ecosystem:
            return Reached.NO if self.closed and named.origin is not Origin.IMAGE else Reached.UNKNOWN
        ways = list(self._ways(named))
        answers = [self._modules.of(one) for one in (named, *ways)]
        if True in answers:
            return Reached.HANDLER
        if not self.closed or None in answers or (self._left and not all(is_sure(one) for one in (named, *ways))):
            return Reached.UNKNOWN
        told = named.direct is True or named.roots or named.via or self._alone
        return Reached.NO if told else Reached.UNKNOWN

    def _ways(self, named: Named) -> Iterator[Named]:
        """The packages by which it came: who imports one of them loads it."""
        for step in dict.fromkeys((*named.roots, *named.via)):
            found = self._by_label.get(step) or self._by_name.get(step.rpartition("@")[0] or step)
            if found is not None:
                yield found
        if not named.roots and not named.via:
            for name in asked_by(named.package.ecosystem, named.package.name):
                asker = Package(named.package.ecosystem, name)
                yield self._by_name.get(name) or replace(named, package=asker, imports=())

    def _loads_nothing(self) -> bool:
        """Whether the code imports nothing but what the language and the runtime have."""
        if self._ecosystem is Ecosystem.MAVEN:
            return not self._modules.any_of_java
        return self._ecosystem is not None and all(
            is_builtin(self._ecosystem, root)
            or is_provided(self._ecosystem, root, None, inline=True)
            or root == "aws-sdk"
            for root in (root_of_module(self._ecosystem, one) for one in self.modules)
        )

    def _unaccounted(self, named: tuple[Named, ...]) -> bool:
        """Whether code imports a module of Python of which nobody knows the package: any may be it."""
        if self._ecosystem is not Ecosystem.PYPI or not any(not is_sure(one) for one in named):
            return False
        own = set(self._answer.facts.packages) if self._answer is not None else set()
        foreign = {root_of_module(Ecosystem.PYPI, one) for one in own}
        return any(
            root in foreign
            and not is_builtin(Ecosystem.PYPI, root)
            and not is_provided(Ecosystem.PYPI, root, None, inline=False)
            and not is_brought(Ecosystem.PYPI, root)
            for root in self._modules.left(named)
        )


def _followed(answer: Answer | NoEntry) -> Answer | None:
    from ennead.code.entry import NoEntry  # noqa: PLC0415  loaded only where code was read

    return None if isinstance(answer, NoEntry) else answer


def _ecosystem(answer: Answer | None) -> Ecosystem | None:
    return OF_LANGUAGE[answer.entry.language] if answer is not None else None


def _modules(answer: Answer, named: Iterable[Named]) -> Iterator[str]:
    """The modules outside, and those of packages that lie beside the application's code.

    Of a namespace that several packages share (`google`) the calls tell which of its modules are meant.
    """
    yield from answer.facts.packages
    spaces = _namespaces(named).intersection(answer.facts.packages)
    if spaces:
        from ennead.code.values import full_name  # noqa: PLC0415  only where it is needed

        names = (full_name(call.callee) for call in answer.facts.calls)
        yield from (name for name in names if name is not None and name.partition(".")[0] in spaces)
    for path in answer.facts.modules:
        _, found, below = path.rpartition("node_modules/")
        if found:
            yield below
        elif path.endswith(".py"):
            root = max((one for one in answer.entry.roots if path.startswith(f"{one}/")), key=len, default="")
            yield path[len(root) :].strip("/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _namespaces(named: Iterable[Named]) -> set[str]:
    """The first names of modules of Python that lie deeper."""
    return {
        name.partition(".")[0]
        for one in named
        if one.package.ecosystem is Ecosystem.PYPI
        for name in one.imports or known_imports(one.package.ecosystem, one.package.name)
        if "." in name
    }


def undeclared(
    function: Function,
    answer: Answer | NoEntry,
    there: Deployed,
    named: Iterable[Named],
    above: Iterable[Named],
    tree: Tree,
) -> tuple[Missing, ...]:
    """Modules that a handler's code imports, that nothing names and the runtime does not have.

    `above` is what files name that say nothing of what is deployed: it is asked only where something is left.
    """
    told = _followed(answer)
    ecosystem = _ecosystem(told)
    if told is None or ecosystem is None or ecosystem is Ecosystem.MAVEN or _may_have_more(function, told, there):
        return ()
    roots = dict.fromkeys(root_of_module(ecosystem, one) for one in told.facts.packages)
    left = [
        one
        for one in roots
        if not is_builtin(ecosystem, one)
        and not is_provided(ecosystem, one, function.runtime, inline=told.entry.inline is not None)
        and not any(one.startswith(pattern.rstrip("*/")) for pattern, _ in told.entry.aliases if pattern.rstrip("*/"))
    ]
    if not left:
        return ()
    groups = _grouped(ecosystem, told.facts.packages)
    left = _not_among(left, ecosystem, groups, named)
    everything = [*named, *above] if left else []
    left = _not_among(left, ecosystem, groups, everything)
    whole = Modules(told.facts.packages)
    if left and not all(is_sure(one) or whole.of(one) for one in everything):
        return ()  # one of these packages may hold it
    return tuple(Missing(one, is_brought(ecosystem, one)) for one in left if not _lies_here(one, ecosystem, tree))


def _may_have_more(function: Function, answer: Answer, there: Deployed) -> bool:
    """Whether a function may hold packages that nobody sees: of a layer, an image, a build."""
    unseen = any(one.kind in _UNSEEN for one in there.unread) or there.system is not None
    packed = answer.entry.origin in {"image", "archive", "bundle", "asset", "layer"} or function.image is not None
    return unseen or packed or (there.built and answer.entry.inline is None) or bool(function.file_systems)


def _grouped(ecosystem: Ecosystem, imported: Iterable[str]) -> dict[str, Modules]:
    """What is imported, by the first names of modules: each asked about as a whole, and put together once."""
    groups: dict[str, list[str]] = {}
    for one in imported:
        root = root_of_module(ecosystem, one)
        groups.setdefault(root, [root]).append(one)
    return {root: Modules(whole) for root, whole in groups.items()}


def _not_among(left: list[str], ecosystem: Ecosystem, groups: dict[str, Modules], named: Iterable[Named]) -> list[str]:
    """The modules that belong to none of some packages; a package for types alone counts for what it types."""
    for one in named:
        if not left:
            break
        if one.package.ecosystem is ecosystem:
            left = [module for module in left if not _belongs(module, groups[module], one)]
    return left


def _belongs(module: str, whole: Modules, named: Named) -> bool:
    return named.package.name == f"@types/{module}" or whole.of(named) is True


def _lies_here(module: str, ecosystem: Ecosystem, tree: Tree) -> bool:
    """Whether a file or folder of that name is in the repository: code of the application's own that a build moves."""
    endings = (".py",) if ecosystem is Ecosystem.PYPI else (".js", ".ts", ".mjs", ".cjs")
    if any(tree.named(f"{module}{ending}") for ending in endings):
        return True
    starts = ("__init__.py",) if ecosystem is Ecosystem.PYPI else ("index.js", "index.ts", "package.json")
    return any(path.split("/")[-2:-1] == [module.rpartition("/")[2]] for name in starts for path in tree.named(name))
