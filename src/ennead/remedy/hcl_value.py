"""Members of lists and objects inside Terraform's expressions."""

from __future__ import annotations

from ennead.remedy.edit import Insert, shown, target
from ennead.remedy.errors import Conflict, RemedyError
from ennead.remedy.flow import Flow
from ennead.remedy.hcl_render import key as key_of
from ennead.remedy.hcl_render import rendered
from ennead.remedy.hcl_tree import Attribute, Body, Found, bare, expression, narrow, span_of, tree
from ennead.remedy.spans import Cut, Node, blanks_at, line_start, newline, next_line, spliced

_COMMENTS = ("#", "//", "/*")


def item_removed(text: str, path: str, found: Found) -> tuple[str, Body]:
    """The text without a member of a list or object in an attribute, and its tree."""
    node = _collection(found, found.rest[:-1], text)
    step = found.rest[-1]
    wanted = int(step) if str(step).isdecimal() and node.members and node.members[0].key is None else narrow(str(step))
    places = [place for place, member in enumerate(node.members) if member.name == wanted]
    if len(places) != 1:
        raise RemedyError(f"there is no single {shown(found.rest)} in the expression: edit it by hand")
    before = _texts(node, text)
    made = spliced(text, _cuts(text, node, places[0]))
    after = tree(made, path)
    del before[places[0]]
    _check(made, after, found, found.rest[:-1], before)
    return made, after


def item_inserted(text: str, path: str, found: Found, edit: Insert) -> tuple[str, Body]:
    """The text with a member more of a list or object in an attribute, and its tree."""
    node = _collection(found, found.rest, text)
    value = narrow(rendered(edit.value))
    before = _texts(node, text)
    listed = text[node.start] == "["
    if listed is not isinstance(edit.key, int):
        raise RemedyError(f"{shown(target(edit))} does not fit what stands there: a list has indexes, an object keys")
    if listed and value in before:
        return text, tree(text, path)
    if any(member.name == edit.key for member in node.members):
        raise Conflict(f"{shown(target(edit))} is there already: set it instead of inserting it")
    place = _place(node, edit)
    made = value if isinstance(edit.key, int) else f"{narrow(key_of(edit.key))} = {value}"
    new = spliced(text, _inserted(text, node, place, made))
    after = tree(new, path)
    entry = find_again(after, found)
    inner = span_of(bare(expression(entry.value, found.rest, new), new), new)
    got = _texts(inner, new)
    del got[place]
    if got != before:
        raise RemedyError(f"{path} is not changed, since more than {shown(target(edit))} would: edit it by hand")
    return new, after


def _place(node: Node, edit: Insert) -> int:
    if isinstance(edit.key, int):
        size = len(node.members)
        if edit.key > size:
            raise RemedyError(f"{shown(edit.route)} has {size} items: {edit.key} is behind its end")
        return edit.key if edit.key >= 0 else size
    places = [place for place, member in enumerate(node.members, 1) if member.name == edit.after]
    return places[0] if places else len(node.members)


def _inserted(text: str, node: Node, place: int, made: str) -> list[Cut]:
    flow = Flow(text, node, _COMMENTS)
    if not node.members:
        padded = f" {made} " if text[node.start] == "{" else made
        return [Cut(node.start + 1, node.end - 1, padded)]
    made = made.replace("\n", newline(text) + (flow.indentation() if flow.spread else blanks_at(text, node.start)))
    if flow.spread and text[node.start] == "{" and not _commas(text, node):
        if place == 0:
            at = line_start(text, node.members[0].mark)
        else:
            at = next_line(text, node.members[place - 1].value.end)
        return [Cut(at, at, flow.indentation() + made + newline(text))]
    return flow.insert(place, made)


def _cuts(text: str, node: Node, place: int) -> list[Cut]:
    if len(node.members) == 1:
        return [Cut(node.start + 1, node.end - 1)]
    flow = Flow(text, node, _COMMENTS)
    if flow.spread and text[node.start] == "{" and not _commas(text, node):
        member = node.members[place]
        return [Cut(line_start(text, member.mark), next_line(text, member.value.end))]
    return flow.remove(place)


def _commas(text: str, node: Node) -> bool:
    """Whether commas stand between the members of an object."""
    return any(
        text[one.value.end : other.mark].lstrip(" \t").startswith(",")
        for one, other in zip(node.members, node.members[1:], strict=False)
    )


def _collection(found: Found, route: tuple[str | int, ...], text: str) -> Node:
    if not isinstance(found.entry, Attribute):
        raise RemedyError("a block has no items: give the route of an attribute")
    inner = bare(expression(found.entry.value, route, text), text)
    if inner.type not in ("tuple", "object"):
        raise RemedyError("the expression there is neither a list nor an object: set it as a whole, or edit it by hand")
    return span_of(inner, text)


def find_again(body: Body, found: Found) -> Attribute:
    """The attribute at the same places of another tree."""
    entries = body.entries
    for place in found.places[:-1]:
        block = entries[place]
        entries = [] if isinstance(block, Attribute) else block.body.entries
    entry = entries[found.places[-1]]
    if not isinstance(entry, Attribute):
        raise RemedyError("an attribute turned into a block: edit it by hand")
    return entry


def _check(text: str, body: Body, found: Found, route: tuple[str | int, ...], wanted: list[str]) -> None:
    inner = span_of(bare(expression(find_again(body, found).value, route, text), text), text)
    if _texts(inner, text) != wanted:
        raise RemedyError(f"more than {shown(found.rest)} would change: edit it by hand")


def _texts(node: Node, text: str) -> list[str]:
    return [text[member.mark : member.value.end] for member in node.members]
