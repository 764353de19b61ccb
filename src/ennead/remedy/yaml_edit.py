"""Edits of YAML text by the positions of its nodes; comments, quotes, order and line breaks stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ennead.remedy import yaml_tree
from ennead.remedy.edit import Edit, Insert, Remove, Route, Set, shown, target
from ennead.remedy.errors import RemedyError
from ennead.remedy.flow import Flow
from ennead.remedy.spans import Cut, Kind, Member, Node, member_of, place_after, spliced
from ennead.remedy.yaml_block import Block
from ennead.remedy.yaml_render import inline, scalar
from ennead.remedy.yaml_style import Style, style_of
from ennead.remedy.yaml_tree import aliases_of, check_unshared
from ennead.sources.cloudformation.load import function_name


def edited(text: str, edit: Edit) -> str:
    """The text with one edit, whose route exists.

    Raises:
        RemedyError: the text there cannot be edited; Shared where that would change another place too.
    """
    return together(text, [edit])


def together(text: str, edits: Sequence[Edit]) -> str:
    """The text with edits whose routes exist, none of which is at work where another one is.

    Raises:
        RemedyError: as `edited`; Overlapping where two of them change one line.
    """
    root = yaml_tree.tree(text)
    editor = _Editor(text, root, style_of(text, root), aliases_of(root))
    return spliced(text, [cut for edit in edits for cut in editor.cuts(edit)])


@dataclass(slots=True)
class _Editor:
    text: str
    root: Node
    style: Style
    aliases: tuple[Node, ...]
    path: list[Node] = field(default_factory=list)
    tagged: bool = False

    def cuts(self, edit: Edit) -> list[Cut]:
        if isinstance(edit, Insert):
            return self._insert(edit)
        parent = self._at(edit.route[:-1])
        if not self.tagged and _function(parent):
            return self._inside_function(edit, _function(parent))
        member = member_of(parent, edit.route[-1], edit.route)
        check_unshared(self.aliases, tuple(self.path), member.value, shown(edit.route))
        if isinstance(edit, Remove):
            return self._remove(parent, member)
        return self._set(parent, member, edit.value)

    def _inside_function(self, edit: Set | Remove, function: str) -> list[Cut]:
        """What follows a tag (`!If`) is set by setting the whole of it."""
        if isinstance(edit, Remove) or len(edit.route) < 2 or edit.route[-1] != function:
            raise RemedyError(f"{shown(edit.route)} belongs to a function: edit the member that holds it")
        return self.cuts(Set(edit.file, edit.route[:-1], {function: edit.value}))

    def _at(self, route: Route) -> Node:
        """The node at a route, its path noted; a tag (`!If`) counts as the key of its function (`tagged`)."""
        node = self.root
        self.path, self.tagged = [node], False
        for place, step in enumerate(route):
            function = "" if self.tagged else _function(node)
            if function:
                if step != function:
                    raise RemedyError(f"{shown(route[: place + 1])} is not what the tag {node.tag} holds: edit by hand")
                self.tagged = True
                continue
            node, self.tagged = member_of(node, step, route[: place + 1]).value, False
            self.path.append(node)
        return node

    def _set(self, parent: Node, member: Member, value: object) -> list[Cut]:
        old = member.value
        quote = old.style if old.style in ("'", '"') and not old.tag and isinstance(value, str) else ""
        made = scalar(value, self.style, flow=parent.flow, quote=quote) if quote else None
        if parent.flow:
            Flow(self.text, parent, ("#",)).check()
            return self._replaced(member, inline(value, self.style) if made is None else made)
        return Block(self.text, self.style).put(member, value, made)

    def _replaced(self, member: Member, made: str) -> list[Cut]:
        """In brackets; `{key, other: 1}` has a key without a colon."""
        node = member.value
        if node.start == node.end:
            colon = self.text[: node.start].rstrip(" \t").endswith(":")
            blank = "" if self.text[node.start - 1] in " \t" else " "
            made = f"{blank}{made}" if colon else f": {made}"
        return [Cut(node.start, node.end, made)]

    def _remove(self, parent: Node, member: Member) -> list[Cut]:
        if len(parent.members) == 1:
            return self._emptied(parent)
        if parent.flow:
            flow = Flow(self.text, parent, ("#",))
            flow.check()
            return flow.remove(parent.members.index(member))
        return Block(self.text, self.style).remove(parent, parent.members.index(member))

    def _emptied(self, parent: Node) -> list[Cut]:
        empty: object = {} if parent.kind is Kind.MAPPING else []
        if len(self.path) < 2:
            raise RemedyError("the last member of a document is not removed: delete the file instead")
        if parent.tag or parent.anchor:
            raise RemedyError("the last member of a collection with a tag or an anchor is not removed: edit it by hand")
        holder = self.path[-2]
        return self._set(holder, next(one for one in holder.members if one.value is parent), empty)

    def _insert(self, edit: Insert) -> list[Cut]:
        parent = self._at(edit.route)
        check_unshared(self.aliases, tuple(self.path), None, shown(target(edit)))
        if parent.kind is Kind.ALIAS:
            member_of(parent, edit.key, target(edit))
        if not parent.members:
            return self._filled(parent, edit)
        if _function(parent) and not self.tagged:
            raise RemedyError(f"{shown(target(edit))} would stand beside a function: edit it by hand")
        place = edit.key if isinstance(edit.key, int) else place_after(parent, edit.after)
        if parent.flow:
            flow = Flow(self.text, parent, ("#",))
            flow.check()
            made = inline(edit.value, self.style)
            if isinstance(edit.key, str):
                made = f"{scalar(edit.key, self.style, flow=True)}: {made}"
            return flow.insert(place, made)
        return Block(self.text, self.style).insert(parent, place, edit.key, edit.value)

    def _filled(self, parent: Node, edit: Insert) -> list[Cut]:
        """The first member of what holds none."""
        whole: object = {edit.key: edit.value} if isinstance(edit.key, str) else [edit.value]
        if self.tagged and parent.kind is Kind.SCALAR:
            raise RemedyError(f"{shown(edit.route)} is the text of the tag {parent.tag}: set the function as a whole")
        if parent.tag or parent.anchor or len(self.path) < 2:
            raise RemedyError(f"{shown(edit.route)} is empty and cannot be filled: write its first member by hand")
        holder = self.path[-2]
        return self._set(holder, next(one for one in holder.members if one.value is parent), whole)


def _function(node: Node) -> str:
    """The name of the function that a node's tag is; none where it has no tag."""
    return function_name(node.tag) if node.tag.startswith("!") and node.tag != "!" else ""
