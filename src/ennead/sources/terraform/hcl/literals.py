"""The small print of text and numbers: escapes, dollar signs, indentation of heredocs, blanks at strip markers."""

from __future__ import annotations

import math
import re

from ennead.sources.terraform.hcl.syntax import Expression, Literal

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_DOLLARS = re.compile(r"([$%])\1\{")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
MAX_DIGITS = 300
"""Terraform's numbers have 512 bits."""


def escaped(text: str) -> str:
    """Backslash escapes of quoted text."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match[3] is not None:
        return _SIMPLE.get(match[3], match[0])
    code = int(match[1] or match[2], 16)
    return "\ufffd" if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


def plain_dollars(text: str) -> str:
    """`$${` stands for `${`, and `%%{` for `%{`."""
    return _DOLLARS.sub(r"\1{", text) if "{" in text else text


def number(text: str) -> int | float | None:
    """A number as it is written; None where it is none or too large."""
    match = _NUMBER.match(text)
    if not match or len(text) > MAX_DIGITS:
        return None
    if not match[1] and not match[2]:
        return int(text)
    value = float(text)
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def trimmed_left(text: str) -> str:
    """Text after `~}`: its blanks are gone, up to the end of the line."""
    line, newline, rest = text.partition("\n")
    return rest if newline and not line.strip() else line.lstrip() + newline + rest


def trimmed_right(text: str) -> str:
    """Text before `${~`: its blanks are gone, back to the start of the line, or the end of the line before."""
    before, newline, line = text.rpartition("\n")
    if line:
        return before + newline + line.rstrip()
    return text.rstrip(" \t\r\n") if newline else text


def flushed(parts: list[Expression]) -> list[Expression]:
    """`<<-`: the blanks that all lines start with are taken away; lines of blanks do not count."""
    margin, starts = _margin(parts)
    if not margin:
        return parts
    result: list[Expression] = []
    for part, at_start in zip(parts, starts, strict=True):
        if not isinstance(part, Literal):
            result.append(part)
            continue
        lines = part.value.splitlines(keepends=True)
        for place, line in enumerate(lines):
            if (place or at_start) and not (line.endswith("\n") and not line.strip()):
                lines[place] = line[margin:]
        result.append(Literal(part.mark, "".join(lines)))
    return result


def _margin(parts: list[Expression]) -> tuple[int, list[bool]]:
    margin: int | None = None
    at_start = True
    starts: list[bool] = []
    for part in parts:
        starts.append(at_start)
        if not isinstance(part, Literal):
            margin = 0 if at_start else margin
            at_start = False
            continue
        for place, line in enumerate(part.value.splitlines(keepends=True)):
            if (place or at_start) and not (line.endswith("\n") and not line.strip()):
                indent = len(line) - len(line.lstrip())
                margin = indent if margin is None else min(margin, indent)
        at_start = part.value.endswith("\n")
    return margin or 0, starts
