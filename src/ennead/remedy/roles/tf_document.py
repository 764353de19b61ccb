"""A policy's document in Terraform: where its statements are written, and the edits that change them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ennead.remedy import documents
from ennead.remedy.edit import APPEND, Edit, Hcl, Insert, Remove, Route, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.hcl_tree import bare, wide
from ennead.remedy.roles import tf_items, tf_text
from ennead.remedy.roles.tf_items import IAM, Item, Keys, Masked, Part, inside, masked
from ennead.remedy.roles.tf_module import Module, Modules, Top
from ennead.remedy.roles.tf_text import Grant

_DATA = re.compile(r'"?(?:\$\{)?(data\.aws_iam_policy_document\.[\w-]+)\.(?:json|minified_json)\}?"?\Z')
_LOCAL = re.compile(r"(local\.[\w-]+)\Z")
_FILE = re.compile(r'(file|templatefile)\(\s*"([^"]+)"')
_HEREDOC = re.compile(r"(<<-?\s*\w+[ \t]*\r?\n)(.*?)(\r?\n[ \t]*\w+\s*)\Z", re.DOTALL)
MAX_HOPS = 4


class Kind(Enum):
    """How the statements are written."""

    OBJECT = "object"
    BLOCKS = "blocks"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Text:
    """JSON inside of an attribute: what stands around it, and the attribute's route."""

    before: str
    made: Masked
    after: str
    route: Route


@dataclass(slots=True)
class Document:
    """The statements of one policy.

    `owner` is the block that holds them, `base` the route of their list.  `alone`: there is one, and no list.
    `foreign`: the text is a file's of its own, in which the module's names mean nothing.
    """

    owner: Top
    file: str
    base: Route
    kind: Kind
    items: tuple[Item, ...]
    keys: Keys = IAM
    alone: bool = False
    foreign: bool = False
    text: Text | None = None
    held: list[Top] = field(default_factory=list)
    """The blocks that hold nothing else: a data source, a local value."""

    def edits(self, changes: Mapping[int, Sequence[Grant]], added: Sequence[Grant] = ()) -> list[Edit]:
        """The edits that put grants in the place of statements, and others behind them."""
        if self.alone and (len(changes.get(0, ())) > 1 or added):
            made = list(self._whole([*changes.get(0, ()), *added] if 0 in changes else None))
        else:
            made = [edit for number, grants in changes.items() for edit in self._changed(number, grants)]
            made += self._added(added)
        return made if self.text is None else [self._folded(self.text, made)]

    def unnamed(self, number: int) -> list[Edit]:
        """Takes a statement's Sid away, which spoke of something else."""
        item = self.items[number]
        if self.text is not None or self.keys.sid not in item.keys:
            return []
        return [Remove(self.file, (*item.route, self.keys.sid))]

    def _whole(self, grants: list[Grant] | None) -> Iterator[Edit]:
        """The one statement that stood there without a list becomes a list."""
        if grants is None:
            raise RemedyError(f"{self.owner.address} has one statement and no list: make it a list first")
        if self.kind is Kind.JSON:
            yield Set(self.file, self.base, [self._json(tf_text.as_json(grant)) for grant in grants])
            return
        texts = ",\n".join(tf_text.statement(grant, self.keys, self.items[0]) for grant in grants)
        yield Set(self.file, self.base, Hcl(f"[\n  {tf_text.indented(texts)}\n]"))

    def _changed(self, number: int, grants: Sequence[Grant]) -> Iterator[Edit]:
        item = self.items[number]
        if not grants:
            yield Remove(self.file, item.route)
            return
        if item.actions is None or item.resources is None:
            yield from self._replaced(item, grants[0])
        else:
            yield from self._refined(item, item.actions, item.resources, grants[0])
        for grant in grants[1:]:
            yield self._inserted(grant, number + 1)

    def _replaced(self, item: Item, grant: Grant) -> Iterator[Edit]:
        if self.kind is Kind.BLOCKS:
            yield Remove(self.file, item.route)
            yield self._inserted(grant, len(self.items))
        elif self.kind is Kind.JSON:
            yield Set(self.file, item.route, self._json(tf_text.as_json(grant)))
        else:
            yield Set(self.file, item.route, Hcl(tf_text.statement(grant, self.keys, item)))

    def _refined(self, item: Item, actions: Part, resources: Part, grant: Grant) -> Iterator[Edit]:
        """Only what differs: the condition, the Sid and comments stay."""
        yield from self._part(item, self.keys.action, actions, grant.quoted)
        yield from self._part(item, self.keys.resource, resources, grant.resources)
        if grant.passed is None or item.condition is not None:
            return
        if self.kind is Kind.BLOCKS:
            yield Insert(self.file, item.route, "condition", Hcl(tf_text.condition_block(grant.passed)))
        elif self.kind is Kind.JSON:
            condition = {"StringEquals": {"iam:PassedToService": grant.passed}}
            yield Insert(self.file, item.route, "Condition", condition)
        else:
            text = Hcl(tf_text.passed_to(grant.passed, self.keys))
            yield Insert(self.file, item.route, self.keys.condition, text)

    def _part(self, item: Item, key: str, part: Part, wanted: tuple[str, ...]) -> Iterator[Edit]:
        route = (*item.route, key)
        if set(part.texts) == set(wanted):
            return
        if part.listed and set(wanted) <= set(part.texts):
            yield from (Remove(self.file, (*route, n)) for n, one in enumerate(part.texts) if one not in wanted)
            return
        as_list = part.listed or len(wanted) > 1 or self.kind is Kind.BLOCKS
        if self.kind is Kind.JSON:
            texts = [self._masked(tf_text.inner(one)) for one in wanted]
            yield Set(self.file, route, texts if as_list else texts[0])
        else:
            yield Set(self.file, route, Hcl(tf_text.value(wanted, as_list=as_list, tall=part.tall)))

    def _added(self, grants: Sequence[Grant]) -> list[Edit]:
        made = [self._inserted(grant, len(self.items)) for grant in grants]
        return made[::-1] if self.kind is Kind.BLOCKS else made

    def _inserted(self, grant: Grant, place: int) -> Edit:
        """A statement of its own; blocks come last, so that no other's number changes."""
        behind = place if place < len(self.items) else APPEND
        like = self.items[-1] if self.items else None
        if self.kind is Kind.JSON:
            return Insert(self.file, self.base, behind, self._json(tf_text.as_json(grant)))
        if self.kind is Kind.BLOCKS:
            effect = any("effect" in item.keys for item in self.items)
            after = ("statement", len(self.items) - 1) if self.items else None
            text = Hcl(tf_text.statement_block(grant, effect=effect))
            return Insert(self.file, self.base, "statement", text, after=after)
        if self.items and isinstance(self.items[0].route[-1], str) and not self.alone:
            taken = {item.route[-1] for item in self.items}
            numbered = (f"{self.free_key(grant)}_{number}" for number in range(2, len(taken) + 3))
            name = next(key for key in (self.free_key(grant), *numbered) if key not in taken)
            return Insert(self.file, self.base, name, Hcl(tf_text.statement(grant, self.keys, like)))
        return Insert(self.file, self.base, behind, Hcl(tf_text.statement(grant, self.keys, like)))

    @staticmethod
    def free_key(grant: Grant) -> str:
        """A key for a statement in an object of statements."""
        service, _, action = grant.actions[0].partition(":")
        return f"{service.replace('-', '_')}_{action.strip('*').lower() or 'all'}"

    # JSON in an attribute

    def _masked(self, text: str) -> str:
        """Text of a template for JSON: its interpolations masked, so that they come through as they are."""
        if self.text is None:
            return text
        made = masked(text)
        for word, held in made.held.items():
            own = next((known for known, one in self.text.made.held.items() if one == held), None)
            if own is None:
                own = f"\ue000n{len(self.text.made.held)}\ue001"
                self.text.made.held[own] = held
            made = Masked(made.text.replace(word, own.replace("\ue000", "\ue002")), made.held)
        return made.text.replace("\ue002", "\ue000")

    def _json(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._json(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._json(item) for item in value]
        return self._masked(value) if isinstance(value, str) else value

    def _folded(self, text: Text, edits: list[Edit]) -> Edit:
        """Edits of JSON text as one of the attribute that holds it."""
        made = documents.rewritten(text.made.text, f"{self.owner.address}.json", edits, documents.JSON)
        return Set(self.file, text.route, Hcl(text.before + text.made.shown(made) + text.after))


def opened(top: Top, route: Route, module: Module, modules: Modules, hops: int = 0) -> Document:
    """The document that an attribute of a block holds or names.

    Raises:
        RemedyError: its statements are not written in a way that can be edited.
    """
    node = inside(top, route)
    text = wide(top.text[node.start_byte : node.end_byte]).strip()
    whole = (*top.route, *route)
    if found := _DATA.match(text):
        return _of_data(found[1], module)
    if (found := _LOCAL.match(text)) and hops < MAX_HOPS:
        return _of_local(found[1], module, modules, hops)
    if found := _FILE.match(text):
        return _of_file(found[1], found[2], top, module, modules)
    if bare(node, top.text).type == "object":
        return _of_object(top, route, whole)
    if found := _HEREDOC.match(text):
        return _of_text(top, whole, found[1], found[2], found[3])
    raise RemedyError(f"the policy of {top.address or top.file} is put together by an expression: edit it by hand")


def _of_object(top: Top, route: Route, whole: Route) -> Document:
    try:
        node = inside(top, (*route, "Statement"))
    except RemedyError:
        raise RemedyError(f"the statements of {top.address} are put together: edit them by hand") from None
    base = (*whole, "Statement")
    items = tf_items.of_object(top, base, node, IAM)
    if items is None:
        raise RemedyError(f"the statements of {top.address} are not written one by one: edit them by hand")
    alone = bare(node, top.text).type == "object"
    return Document(top, top.file, base, Kind.OBJECT, items, alone=alone)


def _of_text(top: Top, whole: Route, before: str, text: str, after: str) -> Document:
    made = masked(text)
    items = tf_items.of_json(made)
    alone = items[:1] != () and items[0].route == ("Statement",)
    held = Text(before, made, after, whole)
    return Document(top, top.file, ("Statement",), Kind.JSON, items, alone=alone, text=held)


def _of_data(address: str, module: Module) -> Document:
    top = module.by_address.get(address)
    if top is None or len(module.users(address)) > 1:
        raise RemedyError(f"{address} is used in several places, or not written here: edit it by hand")
    items = tf_items.of_blocks(top)
    return Document(top, top.file, top.route, Kind.BLOCKS, items, tf_items.PLAIN, held=[top])


def _of_local(address: str, module: Module, modules: Modules, hops: int) -> Document:
    top = module.by_address.get(address)
    if top is None or top.part is None or len(module.users(address)) > 1:
        raise RemedyError(f"{address} is used in several places, or not written here: edit it by hand")
    return opened(top, (), module, modules, hops + 1)


def _of_file(function: str, path: str, top: Top, module: Module, modules: Modules) -> Document:
    """A policy in a file of its own, read by one block."""
    here = path.removeprefix("${path.module}/").removeprefix("./")
    if "${" in here or sum(one.text.count(posixpath.basename(here)) for one in _files(module)) > 1:
        raise RemedyError(f"{path} is read in several places, or found by an expression: edit it by hand")
    file = posixpath.normpath(posixpath.join(module.folder, here))
    made = masked(modules.text(file)) if function == "templatefile" else Masked(modules.text(file), {})
    items = tf_items.of_json(made)
    if function == "templatefile" and not file.endswith((".json", ".tftpl", ".tpl")):
        raise RemedyError(f"{path} is a template: edit it by hand")
    alone = items[:1] != () and items[0].route == ("Statement",)
    return Document(top, file, ("Statement",), Kind.JSON, items, alone=alone, foreign=True)


def _files(module: Module) -> list[Top]:
    """One block of each file."""
    return list({top.file: top for top in module.tops}.values())


def listed_at(top: Top, route: Route) -> tuple[str, ...]:
    """The texts of the items of a list in an attribute; none where it is no list."""
    try:
        held = bare(inside(top, route), top.text)
    except RemedyError:
        return ()
    if held.type != "tuple":
        return ()
    items = [child for child in held.children if child.type == "expression"]
    return tuple(wide(top.text[one.start_byte : one.end_byte]) for one in items)
