"""JSON text from values and back, where values may have parts that are not known."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ennead.sources.cloudformation.marks import Mark
from ennead.sources.terraform.hcl.budget import Budget
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.values import as_unclear, bounded, listed, mapped, number_text
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear

Part = str | Pointer | Unclear
MAX_DEPTH = 100
_TAGS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def joined(parts: list[Part], budget: Budget) -> str | Joined | Unclear:
    """Parts as text; neighbouring literal ones become one."""
    merged: list[Part] = []
    run: list[str] = []
    length = 0
    for part in parts:
        if isinstance(part, str):
            run.append(part)
            length += len(part)
            continue
        if run and (text := "".join(run)):
            merged.append(text)
        run = []
        merged.append(part)
    budget.text(length + len(parts))
    if not merged:
        return "".join(run)
    if run and (text := "".join(run)):
        merged.append(text)
    return Joined(tuple(merged))


def json_parts(value: Any, budget: Budget) -> list[Part]:
    """The JSON text of a value, in Terraform's spelling: sorted keys, no blanks.  Raises Problem."""
    parts: list[Part] = []
    _write(value, parts, budget, 0)
    return parts


def _write(value: Any, parts: list[Part], budget: Budget, depth: int) -> None:
    budget.spend(1)
    if depth > MAX_DEPTH:
        raise Problem(f"nested deeper than {MAX_DEPTH} levels", "size")
    if isinstance(value, dict):
        parts.append("{")
        for place, key in enumerate(sorted(value)):
            parts.append(("," if place else "") + _quoted(key) + ":")
            _write(value[key], parts, budget, depth + 1)
        parts.append("}")
    elif isinstance(value, list):
        parts.append("[")
        for place, item in enumerate(value):
            parts.extend([","] if place else [])
            _write(item, parts, budget, depth + 1)
        parts.append("]")
    elif isinstance(value, Pointer | Unclear):
        parts.extend(('"', value, '"'))
    elif isinstance(value, Joined | Encoded):
        inner = value.parts if isinstance(value, Joined) else json_parts(value.value, budget)
        parts.append('"')
        parts.extend(_quoted(part)[1:-1] if isinstance(part, str) else part for part in inner)
        parts.append('"')
    else:
        parts.append(_scalar(value, budget))


def _scalar(value: object, budget: Budget) -> str:
    if isinstance(value, str):
        budget.text(len(value))
        return _quoted(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return number_text(value)
    raise Problem("a value that has no JSON")


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    for character, escape in _TAGS.items():
        quoted = quoted.replace(character, escape)
    return quoted


def text_of(value: Encoded, budget: Budget) -> str | Joined | Unclear:
    """An encoded value as the text it is."""
    return joined(json_parts(value.value, budget), budget)


def decode(text: str | Joined | Encoded, mark: Mark, budget: Budget) -> Any:
    """The value of JSON text; holes in the text are holes in the value.  Raises Problem where it is no JSON."""
    if isinstance(text, Encoded):
        return text.value
    parts: tuple[Part, ...] = text.parts if isinstance(text, Joined) else (text,)
    holes = _Holes(mark, budget)
    source = holes.marked(parts)
    budget.text(len(source))
    try:
        value = json.loads(source, parse_constant=_refused, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise Problem("text that is no JSON") from error
    return holes.filled(value, 0)


def _refused(word: str) -> None:
    raise ValueError(word)


def _whole(digits: str) -> int | float:
    return bounded(int(digits)) if len(digits) < 200 else bounded(float(digits))


@dataclass(slots=True)
class _Holes:
    """Stand-ins for holes while JSON text is parsed: private characters around a number."""

    mark: Mark
    budget: Budget
    holes: list[Part] = field(default_factory=list)

    def marked(self, parts: tuple[Part, ...]) -> str:
        result: list[str] = []
        inside = False
        for part in parts:
            if isinstance(part, str):
                result.append(part.replace("\ue000", "").replace("\ue001", ""))
                inside = _ends_inside(part, inside=inside)
                continue
            word = f"\ue000{len(self.holes)}\ue001"
            self.holes.append(part)
            result.append(word if inside else f'"{word}"')
        return "".join(result)

    def filled(self, value: Any, depth: int) -> Any:
        self.budget.spend(1)
        if depth > MAX_DEPTH:
            raise Problem(f"nested deeper than {MAX_DEPTH} levels", "size")
        if isinstance(value, dict):
            return mapped({self._key(key): self.filled(item, depth + 1) for key, item in value.items()}, self.mark)
        if isinstance(value, list):
            return listed([self.filled(item, depth + 1) for item in value], self.mark)
        if isinstance(value, str) and "\ue000" in value:
            return self._text(value)
        return bounded(value) if isinstance(value, float) else value

    def _text(self, value: str) -> Any:
        parts: list[Part] = []
        for piece in value.split("\ue000"):
            digits, closed, rest = piece.partition("\ue001")
            parts.extend([self.holes[int(digits)], rest] if closed else [piece])
        parts = [part for part in parts if part != ""]
        return parts[0] if len(parts) == 1 else Joined(tuple(parts))

    def _key(self, key: str) -> str:
        """A key with a hole is called after what is missing."""
        if "\ue000" not in key:
            return key
        value = self._text(key)
        parts = value.parts if isinstance(value, Joined) else (value,)
        return "".join(part if isinstance(part, str) else f"${{{as_unclear(part).name}}}" for part in parts)


def _ends_inside(text: str, *, inside: bool) -> bool:
    """Whether text that starts inside (or outside) of a JSON string ends inside of one."""
    place = 0
    while place < len(text):
        character = text[place]
        if character == "\\" and inside:
            place += 1
        elif character == '"':
            inside = not inside
        place += 1
    return inside
