"""Calls of modules: those at hand are read with their inputs, the others stay calls.

Source: https://developer.hashicorp.com/terraform/language/modules/sources.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.terraform.hcl import bodies
from ennead.sources.terraform.hcl.evaluate import evaluate
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.repeat import Copies, Copy, copies_of
from ennead.sources.terraform.hcl.resources import whole
from ennead.sources.terraform.hcl.syntax import Block, Literal
from ennead.sources.terraform.instance import Pointer

if TYPE_CHECKING:
    from ennead.sources.terraform.hcl.module import Loaded

MAX_DEPTH = 12
"""Modules that call modules."""
MAX_MODULES = 1_500
_OURS = frozenset({"source", "version"})


@dataclass(slots=True)
class RemoteModule:
    """A copy of a module that is not at hand: its outputs are pointers."""

    call: ModuleCall
    copy: Copy
    address: str

    @property
    def uncounted(self) -> bool:
        return bool(self.call.copies and self.call.copies.open)

    def attribute(self, name: str) -> Any:
        return Pointer(self.address, (name,))

    def inputs(self) -> MarkedDict:
        """The inputs, evaluated."""
        block = self.call.block
        result = MarkedDict(mark=block.mark)
        scope = self.call.module.scope.within(self.copy.names)
        for name in bodies.names_of(block.body):
            if name not in _OURS:
                bodies.put(result, block.body, name, scope, self.address)
        return result


@dataclass(slots=True)
class LocalModule:
    """A copy of a module that was read."""

    call: ModuleCall
    address: str
    loaded: Loaded

    @property
    def uncounted(self) -> bool:
        return bool(self.call.copies and self.call.copies.open)

    def attribute(self, name: str) -> Any:
        return self.loaded.attribute(name)


@dataclass(slots=True)
class ModuleCall:
    address: str
    name: str
    block: Block
    module: Loaded
    copies: Copies | None = None
    made: list[RemoteModule | LocalModule] = field(default_factory=list)
    busy: bool = False

    @property
    def source(self) -> str:
        """Where the module comes from; "" where that is not written plainly."""
        return self._text("source") or ""

    @property
    def version(self) -> str | None:
        return self._text("version")

    def _text(self, name: str) -> str | None:
        attribute = self.block.body.attributes.get(name)
        if attribute is None:
            return None
        if isinstance(attribute.value, Literal):
            return attribute.value.value if isinstance(attribute.value.value, str) else None
        try:
            value = evaluate(attribute.value, self.module.scope)
        except Problem:
            return None
        return value if isinstance(value, str) else None

    def expanded(self) -> Copies:
        """Its copies, made once.  Raises Problem where their number hangs on them."""
        if self.busy:
            raise Problem(f"the number of {self.address} hangs on itself")
        if self.copies is None:
            self.busy = True
            try:
                self.copies = copies_of(self.block, self.module.scope, self.address)
            finally:
                self.busy = False
            folder = self._folder() if self.copies.copies else None
            for copy in self.copies.copies:
                self._make(copy, None if folder is None or self._too_many() else folder)
        return self.copies

    def value(self) -> Any:
        """What `module.name` means: a pointer, or a list or mapping of them."""
        return whole(self.expanded(), [made.address for made in self.made], self.block.mark)

    def _too_many(self) -> bool:
        if self.module.desk.modules < MAX_MODULES:
            return False
        reason = f"more than {MAX_MODULES} modules are called: {self.address} is not followed in all its copies"
        self.module.desk.gap("size", reason, self.block.mark, self.address)
        return True

    def _make(self, copy: Copy, folder: str | None) -> None:
        address = self.address + copy.suffix
        thing: RemoteModule | LocalModule
        if folder is None:
            thing = RemoteModule(self, copy, address)
        else:
            thing = LocalModule(self, address, self._loaded(copy, folder, address))
        self.made.append(thing)
        self.module.desk.things[address] = thing

    def _loaded(self, copy: Copy, folder: str, address: str) -> Loaded:
        from ennead.sources.terraform.hcl.module import Input, Loaded  # noqa: PLC0415 - a module holds its calls

        parent = self.module
        scope = parent.scope.within(copy.names)
        attributes = self.block.body.attributes
        names = [name for name in attributes if name not in _OURS and name not in bodies.META]
        passed = attributes.get("providers")
        providers = parent.providers.handed_on(passed.value if passed else None)
        declared = parent.folders.of(folder)
        parent.desk.modules += 1
        parent.desk.budget.grow(modules=1)
        inputs = {name: Input(attributes[name].value, scope) for name in names}
        key = f"{parent.key}.{self.name}" if parent.key else self.name
        loaded = Loaded(parent.desk, parent.folders, declared, inputs, providers, address, parent.depth + 1, key)
        providers.declare(declared.providers, loaded.scope)
        return loaded

    def _folder(self) -> str | None:
        """The module's folder, relative to the scanned one; None where it is not at hand, with its gap."""
        desk = self.module.desk
        folder = self._beside() if self.source.startswith(("./", "../")) else self._installed()
        if folder is None:
            return None
        reason = ""
        if folder == ".." or folder.startswith("../"):
            outside = (desk.root / folder).is_dir()
            reason = "lies outside the scanned folder" if outside else "is not there"
        elif not _inside(desk.root, folder):
            reason = "is not there" if not (desk.root / folder).exists() else "lies outside the scanned folder"
        elif not self.module.folders.of(folder).files:
            reason = "holds no Terraform file"
        elif self.module.depth >= MAX_DEPTH or desk.modules >= MAX_MODULES:
            reason = "is called deeper or more often than is followed"
        if not reason:
            return folder
        text = f"the module {self.source[:200]} of {self.address} {reason}"
        desk.gap("module", text, self.block.mark, self.address, hides=True)
        return None

    def _beside(self) -> str:
        return os.path.normpath(f"{self.module.declared.folder}/{self.source}").replace(os.sep, "/")

    def _installed(self) -> str | None:
        desk = self.module.desk
        key = f"{self.module.key}.{self.name}" if self.module.key else self.name
        found = self.module.folders.installed(desk.folder).get(key)
        if not found:
            return None
        folder = os.path.normpath(f"{desk.folder}/{found}").replace(os.sep, "/")
        return folder if _inside(desk.root, folder) else None


def _inside(root: Path, folder: str) -> bool:
    place = (root / folder).resolve()
    return place.is_dir() and place.is_relative_to(root.resolve())
