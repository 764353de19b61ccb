"""The values of a planned resource, with what is known only once it is deployed put in their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.instance import Pointer, Unclear
from ennead.sources.terraform.plan_references import References, as_mapping

MAX_DEPTH = 60
MAX_MEMBERS = 400_000
"""Of one resource."""
DOCUMENTS = frozenset(
    "policy assume_role_policy inline_policy access_policy access_policies definition body template template_body"
    " container_definitions redrive_policy redrive_allow_policy filter_policy event_pattern pattern input"
    " request_template response_template dashboard_body key_policy".split()
)
"""Arguments that are whole documents: an ARN named in one is a part of it, and not the document."""
_WHOLE = frozenset("json minified_json rendered policy body definition content template".split())
"""Attributes that are whole documents themselves."""


@dataclass(slots=True)
class Filler:
    """`written` are the arguments as the files beside the plan have them."""

    references: References
    module: str
    address: str
    mark: Mark
    written: Mapping[str, Any] = field(default_factory=dict)
    members: int = 0

    def filled(self, values: Mapping[str, Any], unknown: Any, expressions: Mapping[str, Any]) -> MarkedDict:
        """All attributes.  What is not written anywhere and not known is left out.  Raises Problem for size."""
        open_ones = as_mapping(unknown)
        result = MarkedDict(mark=self.mark)
        for name in dict.fromkeys((*values, *open_ones)):
            value = values.get(name)
            if open_ones.get(name) and self._is_written(name):
                value = self.written[name]
            else:
                value = self.value(value, open_ones.get(name), expressions.get(name), name)
            if value is not None:
                result[name] = value
                result.keys_at[name] = self.mark
        return result

    def _is_written(self, name: str) -> bool:
        return name in self.written and not isinstance(self.written[name], Unclear | None)

    def value(self, value: Any, unknown: Any, expression: Any, name: str = "", depth: int = 0) -> Any:
        """A value with its holes; None where nothing is known and nothing is written."""
        self.members += 1
        if depth > MAX_DEPTH or self.members > MAX_MEMBERS:
            raise Problem("larger or nested deeper than is read", "size")
        if unknown is True:
            return self.hole(expression, name) if expression else None
        if isinstance(value, dict) or (value is None and isinstance(unknown, dict)):
            return self._mapping(as_mapping(value), as_mapping(unknown), expression, depth)
        if isinstance(value, list) or (value is None and isinstance(unknown, list) and unknown):
            return self._list(value or [], unknown if isinstance(unknown, list) else [], expression, name, depth)
        return value

    def _mapping(self, value: dict[str, Any], unknown: dict[str, Any], expression: Any, depth: int) -> Any:
        result = MarkedDict(mark=self.mark)
        for key in dict.fromkeys((*value, *unknown)):
            part = expression if _is_leaf(expression) else as_mapping(expression).get(key)
            item = self.value(value.get(key), unknown.get(key), part, key, depth + 1)
            if item is not None:
                result[key] = item
                result.keys_at[key] = self.mark
        return result

    def _list(self, value: list[Any], unknown: list[Any], expression: Any, name: str, depth: int) -> Any:
        result = MarkedList(mark=self.mark)
        for place in range(max(len(value), len(unknown))):
            part = expression
            if isinstance(expression, list):
                part = expression[place] if place < len(expression) else expression[0] if expression else None
            item = value[place] if place < len(value) else None
            hole = unknown[place] if place < len(unknown) else None
            made = self.value(item, hole, part, name, depth + 1)
            if made is not None or item is not None:
                result.append(made)
                result.items_at.append(self.mark)
        return result

    def hole(self, expression: Any, name: str) -> Pointer | Unclear:
        """What stands where the plan knows nothing yet."""
        meaning = self.references.meant(expression, self.module, self.address)
        if isinstance(meaning, Pointer) and name in DOCUMENTS and meaning.path[-1] not in _WHOLE:
            return Unclear(meaning.address, f"a document known once it is deployed: {meaning.address} is named in it")
        return meaning


def _is_leaf(expression: Any) -> bool:
    return isinstance(expression, dict) and isinstance(expression.get("references"), list)
