"""Regular expressions as Terraform has them: RE2's, whose time grows with the text and never explodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

from ennead.sources.cloudformation.marks import Mark
from ennead.sources.terraform.hcl.budget import Budget
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.values import listed, mapped

_REFERENCE = re.compile(r"\$(?:(\w+)|\{(\w+)\}|(\$))")
MAX_PATTERN = 2_000
MAX_MEMORY = 4 << 20
"""Bytes a compiled pattern may take: counted repeats are written out."""
MAX_MATCHES = 5_000
"""Of one call."""


def find(pattern: str, text: str, mark: Mark, budget: Budget) -> Any:
    """`regex()`: the first match.  Raises Problem where there is none."""
    match = next(_matches(pattern, text, budget), None)
    if match is None:
        raise Problem("regex() without a match")
    return _shaped(match, mark)


def find_all(pattern: str, text: str, mark: Mark, budget: Budget) -> Any:
    """`regexall()`: all matches."""
    return listed([_shaped(match, mark) for match in _matches(pattern, text, budget)], mark)


def replaced(pattern: str, text: str, by: str, budget: Budget) -> str:
    """`replace()` with a pattern; `$1` and `${name}` stand for groups."""
    result: list[str] = []
    end = length = 0
    for match in _matches(pattern, text, budget):
        put = _REFERENCE.sub(partial(_named, match), by)
        result.extend((text[end : match.start()], put))
        length += len(put)
        budget.text(length)
        end = match.end()
    return "".join((*result, text[end:]))


def _named(match: Any, reference: re.Match[str]) -> str:
    """What a reference of the replacement stands for; nothing where there is no such group."""
    if reference[3]:
        return "$"
    word = reference[1] or reference[2]
    place = int(word) if word.isdecimal() and len(word) < 4 else match.re.groupindex.get(word, -1)
    return match.group(place) or "" if 0 <= place <= match.re.groups else ""


def _shaped(match: Any, mark: Mark) -> Any:
    """Named groups as a mapping, others as a list, the whole match where there is none."""
    if match.re.groupindex:
        return mapped(match.groupdict(), mark)
    if match.re.groups:
        return listed(list(match.groups()), mark)
    return match.group(0)


def _matches(pattern: str, text: str, budget: Budget) -> Iterator[Any]:
    """All matches, the leftmost first.  Raises Problem where the pattern is none or there are too many."""
    budget.spend(len(text) // 16 + 1)
    try:
        for count, match in enumerate(_compiled(pattern).finditer(text)):
            if count >= MAX_MATCHES:
                raise Problem(f"more than {MAX_MATCHES} matches", "size")
            yield match
    except UnicodeEncodeError as error:
        raise Problem("half a character") from error


@lru_cache(maxsize=200)
def _compiled(pattern: str) -> Any:
    import re2  # noqa: PLC0415  (most configurations have no pattern)

    if len(pattern) > MAX_PATTERN:
        raise Problem("a pattern that is too long", "size")
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise Problem("a pattern that is none") from error
