"""Values of a configuration as a template has them: pointers become references, unclear parts holes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.inputs import hole
from ennead.sources.cloudformation.marks import MarkedDict, MarkedList
from ennead.sources.terraform.draft import Draft, join, ref, sub
from ennead.sources.terraform.instance import Encoded, Instance, Joined, Pointer, Unclear
from ennead.sources.terraform.types.lookups import LOOKUPS
from ennead.sources.terraform.types.registry import FOLLOWED, MADE

REST = "..."
"""A key, or the start of a name, that stands for more members than are known."""
MAX_DEPTH = 100
MAX_FOLLOWED = 8
_INTRINSIC = re.compile(r"(Ref|Condition|Fn::.*)\Z", re.DOTALL)


def convert(value: object, draft: Draft, depth: int = 0) -> Any:
    """A value with its pointers as references; text that could not be told is a hole."""
    if isinstance(value, Pointer):
        return pointed(value, draft)
    if isinstance(value, Unclear):
        return hole(plain_name(value.name))
    if isinstance(value, Joined):
        return join([convert(part, draft) for part in value.parts])
    if depth > MAX_DEPTH:
        return Unknown("values are nested too deep")
    if isinstance(value, Encoded):
        return convert(value.value, draft, depth + 1)
    if isinstance(value, str):
        found = draft.pointed_by(value)
        return pointed(found, draft) if found else value
    if isinstance(value, dict):
        return _mapping(value, draft, depth)
    if isinstance(value, list | tuple):
        done = MarkedList((convert(item, draft, depth + 1) for item in value), getattr(value, "mark", None))
        done.items_at = list(getattr(value, "items_at", []))
        return done
    return value


def _mapping(value: dict[str, Any], draft: Draft, depth: int) -> Any:
    if len(value) == 1:
        ((name, argument),) = value.items()
        if _INTRINSIC.match(str(name)) and (name != "Condition" or isinstance(argument, str)):
            return Unknown(f"a mapping with the one key {str(name)[:40]}")  # CloudFormation would take it for its own
    done = MarkedDict(mark=getattr(value, "mark", None))
    done.keys_at = dict(getattr(value, "keys_at", {}))
    for key, item in value.items():
        if key != REST:  # members nobody knows: whoever met them has said so
            done[str(key)] = convert(item, draft, depth + 1)
    return done


def plain_name(name: str) -> str:
    """A name that can stand in a token."""
    return re.sub(r"[${}]", "", name.removeprefix(REST))[:200] or "value"


def token(pointer: Pointer) -> str:
    """What only deployment knows, as text that is the same wherever the same is meant."""
    return f"${{{plain_name('.'.join([pointer.address, *map(str, pointer.path)]))}}}"


def pointed(pointer: Pointer, draft: Draft, hops: int = 0) -> Any:
    """What a pointer is at: a reference to a made resource, a text, or a token of its own.  Told once for each."""
    if pointer in draft.settled:
        return draft.settled[pointer]
    if pointer in draft.busy:
        return token(pointer)  # it hangs on itself
    draft.busy.add(pointer)
    try:
        found = _pointed(pointer, draft, hops)
    finally:
        draft.busy.discard(pointer)
    draft.settled[pointer] = found
    return found


def _pointed(pointer: Pointer, draft: Draft, hops: int) -> Any:
    instance = draft.instance(pointer)
    if instance is None:
        return _of_module(pointer, draft, hops)
    attribute = str(pointer.path[0]) if pointer.path else "id"
    made_id = draft.main.get(instance.address)
    known = MADE.get(instance.type) if instance.mode == "managed" else None
    if made_id is not None and known is not None and attribute in known.attributes:
        return _reference(known.attributes[attribute], made_id)
    if instance.mode == "data" and instance.type in LOOKUPS:
        found = _looked_up(instance, attribute, draft)
        if found is not None:
            return found
    if (written := _written(instance, pointer)) is not None and hops < MAX_FOLLOWED:
        return pointed(written, draft, hops + 1) if isinstance(written, Pointer) else convert(written, draft)
    follow = FOLLOWED.get(instance.type)
    if follow and hops < MAX_FOLLOWED:
        other = instance.attributes.get(follow)
        if isinstance(other, Pointer):
            return pointed(Pointer(other.address, (attribute,)), draft, hops + 1)
        if other is not None:
            return convert(other, draft)
    if made_id is not None:
        return _reference("${@}" if attribute in {"id", "name"} else f"${{@.{_word(attribute)}}}", made_id)
    return token(Pointer(instance.address, pointer.path))


def _word(attribute: str) -> str:
    """An attribute as CloudFormation would write it."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", attribute)) or "Id"


def _reference(text: str, made_id: str) -> Any:
    if text == "${@}":
        return ref(made_id)
    return sub(text.replace("${@", f"${{{made_id}"))


def _written(instance: Instance, pointer: Pointer) -> object:
    """The value an instance's block writes for an attribute; None where it does not."""
    value: object = instance.attributes if pointer.path else None
    for step in pointer.path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value if value != pointer else None


def _of_module(pointer: Pointer, draft: Draft, hops: int) -> Any:
    """An output of a module that is not at hand."""
    outputs = draft.outputs.get(pointer.address)
    if outputs is None or not pointer.path or hops >= MAX_FOLLOWED:
        return token(pointer)
    value: Any = outputs.get(str(pointer.path[0]))
    for step in pointer.path[1:]:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
    if value is None:
        return token(pointer)
    return pointed(value, draft, hops + 1) if isinstance(value, Pointer) else convert(value, draft)


def _looked_up(instance: Instance, attribute: str, draft: Draft) -> Any:
    """An attribute of a data source, by the name or ARN it looks for."""
    if instance.type == "aws_iam_policy" and attribute == "policy":
        return _document_of(instance)
    lookup = LOOKUPS[instance.type]
    text = lookup.attributes.get(attribute)
    if text is None:
        return None
    if not lookup.name:
        return _substituted(text)
    if instance.attributes.get("arn") is not None and (
        text.startswith("arn:") or not instance.attributes.get(lookup.name)
    ):
        return convert(instance.attributes["arn"], draft)
    name = instance.attributes.get(lookup.name)
    if name is None:
        return None
    if isinstance(name, str) and text.startswith("arn:"):
        if name.startswith("arn:"):
            return name
        if lookup.known and (found := lookup.known(name)):
            return found
        name = name.removeprefix("/")  # a parameter's ARN has one slash
    parts = [convert(name, draft) if part == "@" else _substituted(part) for part in _parts(text)]
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    return parts[0] if len(parts) == 1 else join(parts)


def _document_of(instance: Instance) -> Any:
    """The document of a policy of AWS's own that a data source looks up."""
    from ennead.iam.managed import managed_document  # noqa: PLC0415

    named = instance.attributes.get("arn") or instance.attributes.get("name")
    return managed_document(named) if isinstance(named, str) else None


def _substituted(text: str) -> Any:
    return sub(text) if "${" in text else text


def _parts(text: str) -> Iterator[str]:
    """A text split at its place for the name (`@`), which stays a part of its own."""
    for place, part in enumerate(text.split("@")):
        if place:
            yield "@"
        if part:
            yield part
