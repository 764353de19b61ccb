"""`format` and its verbs.  Source: https://developer.hashicorp.com/terraform/language/functions/format."""

from __future__ import annotations

import re
from typing import Any

from ennead.sources.terraform.hcl.encoding import Part, json_parts
from ennead.sources.terraform.hcl.evaluate import text_parts
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.scope import Scope
from ennead.sources.terraform.hcl.values import as_number, as_unclear, is_unknown, scalar_text

_VERB = re.compile(r"%(?P<flags>[-+ #0]*)(?P<width>[0-9]{0,4})(?:\.(?P<precision>[0-9]{0,3}))?"
                   r"(?:\[(?P<place>[0-9]{1,4})\])?(?P<verb>[a-zA-Z%])")  # fmt: skip
MAX_WIDTH = 1000


def format_parts(pattern: str, values: list[Any], scope: Scope) -> list[Part]:
    """The formatted text in parts.  Raises Problem where verbs and values do not fit."""
    parts: list[Part] = []
    end = place = 0
    for match in _VERB.finditer(pattern):
        parts.append(pattern[end : match.start()])
        end = match.end()
        if match["verb"] == "%":
            parts.append("%")
            continue
        at = int(match["place"]) - 1 if match["place"] else place
        place = at + 1
        if not 0 <= at < len(values):
            raise Problem("format() with fewer values than verbs")
        parts.extend(_shown(values[at], match, scope))
        scope.desk.budget.spend(4)
    rest = pattern[end:]
    if "%" in rest:
        raise Problem("format() with a verb that is none")
    return [*parts, rest]


def _shown(value: Any, match: re.Match[str], scope: Scope) -> list[Part]:
    verb = match["verb"]
    width = int(match["width"] or 0)
    if width > MAX_WIDTH:
        raise Problem(f"format() to more than {MAX_WIDTH} characters", "size")
    if is_unknown(value):
        return text_parts(value, scope) if verb in "sv" else [as_unclear(value)]
    if verb == "v" and (value is None or isinstance(value, dict | list)):
        return json_parts(value, scope.desk.budget)
    if verb in {"v", "s"}:
        parts = text_parts(value, scope)
        return parts if len(parts) != 1 or not isinstance(parts[0], str) else [_padded(_cut(parts[0], match), match)]
    if verb == "q":
        return json_parts(scalar_text(value), scope.desk.budget)
    if verb == "t":
        return [_padded(scalar_text(value), match)]
    return [_number(value, match)]


def _cut(text: str, match: re.Match[str]) -> str:
    return text[: int(match["precision"] or 0)] if match["precision"] is not None and match["verb"] == "s" else text


def _padded(text: str, match: re.Match[str]) -> str:
    width = int(match["width"] or 0)
    return text.ljust(width) if "-" in match["flags"] else text.rjust(width)


def _number(value: Any, match: re.Match[str]) -> str:
    verb = match["verb"]
    number = as_number(value)
    if verb in "dbxXoc":
        if not isinstance(number, int):
            raise Problem("format() of a fraction as a whole number")
        if verb == "c":
            raise Problem("format() of a number as a character")
    elif verb not in "eEfFgG":
        raise Problem("format() with a verb that is none")
    flags = match["flags"]
    sign = "+" if "+" in flags else " " if " " in flags else ""
    fill = "0" if "0" in flags and "-" not in flags else ""
    precision = f".{match['precision'] or 0}" if match["precision"] is not None and verb in "eEfFgG" else ""
    align = "<" if "-" in flags else ""
    kind = verb
    if verb in "gG" and not precision:
        precision = ".12"
    try:
        return format(number, f"{align}{sign}{fill}{match['width']}{precision}{kind}")
    except (ValueError, OverflowError) as error:
        raise Problem("format() of a number that has no such form") from error
