"""Examples of what a pattern of a policy stands for."""

from __future__ import annotations

import re
from functools import lru_cache

from ennead.iam.match import resource_matches
from ennead.iam.tri import Tri

NAME = "ennead-example"
"""A name that no policy writes."""

_KNOWN = {"${Region}": "${AWS::Region}", "${Account}": "${AWS::AccountId}", "${Partition}": "aws"}
_HERE = {1: "aws", 3: "${AWS::Region}", 4: "${AWS::AccountId}"}
_HOLE = re.compile(r"\$\{\w+\}")
_PART = re.compile(r"(\$\{[^{}]*\})")


@lru_cache(maxsize=4096)
def example(pattern: str, text: str) -> str | None:
    """An example of what a pattern covers among the things of a format; None where it covers none of them.

    The format is one of the table's (`arn:aws:lambda:${Region}:${Account}:function:${FunctionName}`).  Where it could
    not be told what the pattern covers, the example is any thing of the format.
    """
    anything = _filled(text)
    if resource_matches(pattern, anything) is Tri.YES:
        return anything
    some = _covered(pattern)
    answer = resource_matches(re.sub(r"^arn:aws:", "arn:*:", _HOLE.sub("*", text)), some)
    if answer is Tri.NO:
        return None
    return some if answer is Tri.YES else anything


def _filled(text: str) -> str:
    for hole, value in _KNOWN.items():
        text = text.replace(hole, value)
    return _HOLE.sub(NAME, text)


def _covered(pattern: str) -> str:
    """Something in the account that the pattern covers; its tokens stay."""
    fields = re.split(r":(?![^{}]*\})", pattern, maxsplit=5)
    if len(fields) == 6:
        fields = [_HERE.get(place, field) if field == "*" else field for place, field in enumerate(fields)]
    parts = _PART.split(":".join(fields))
    return "".join(part if part.startswith("${") else part.replace("*", NAME).replace("?", "x") for part in parts)
