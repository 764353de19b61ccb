"""Whether a pattern of a policy matches: actions, resources, texts of conditions.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from ennead.iam.overlap import overlap
from ennead.iam.pieces import ESCAPES, TOKEN, Kind, pieces
from ennead.iam.tri import Tri, of
from ennead.model.policy import Statement

_OPEN, _ONE, _FIRST = 0xF0000, 0xF0001, 0xF0002
"""Private characters that tokens are written as while comparing: text not told, one character not told, tokens."""

_ANY_ONE = f"[^{chr(_OPEN)}{chr(_FIRST)}-{chr(0x10FFFF)}]"


def action_matches(pattern: str, action: str) -> bool:
    """Whether an action pattern (`s3:Get*`) covers an action; case does not count, `*` and `?` are wildcards."""
    return pattern == "*" or _covers(pattern.lower())[0].fullmatch(action.lower()) is not None


def names_action(statement: Statement, action: str) -> bool:
    """Whether a statement speaks of an action, whatever its effect, its resources and its conditions."""
    if statement.not_actions:
        return not any(action_matches(pattern, action) for pattern in statement.not_actions)
    return any(action_matches(pattern, action) for pattern in statement.actions)


@lru_cache(maxsize=8192)
def actions_overlap(pattern: str, other: str) -> bool:
    """Whether some action is covered by both patterns."""
    return overlap(pieces(pattern.lower(), wild=True), pieces(other.lower(), wild=True))


@lru_cache(maxsize=65536)
def resource_matches(pattern: str, arn: str) -> Tri:
    """Whether a resource pattern covers an ARN.

    `*` crosses colons and slashes, as in IAM.  Tokens (see `pieces`) give UNKNOWN where it depends on what
    they stand for.  A wildcard in the ARN is a part that is not told: `arn:aws:s3:::b/*` is some object
    of b, so YES needs a pattern that covers all of them and NO one that covers none.
    """
    return fits(pattern, arn, wild=True)


@lru_cache(maxsize=65536)
def within_segments(pattern: str, arn: str) -> bool:
    """Whether a pattern that covers an ARN surely does so in the way AWS documents.

    Documented is that a wildcard stays within its segment of the ARN, and that a `*` which ends one reaches beyond;
    in practice every `*` does, which is what `resource_matches` answers.
    """
    if _INNER.match(pattern) is None:
        return True
    wanted = pattern.split(":", 5)
    actual = arn.split(":", len(wanted) - 1)
    if len(wanted) != len(actual) or (len(wanted) < 6 and _INNER.match(wanted[-1]) is not None):
        return False
    return all(fits(part, other, wild=False) is Tri.YES for part, other in zip(wanted, actual, strict=True))


_INNER = re.compile(r"(?:[^:]*:){0,4}[^:*?]*(?:\?|\*[^:])")
"""A wildcard before the fifth colon that does not end its segment."""


def text_equals(text: str, other: str) -> Tri:
    """Whether two texts are the same; UNKNOWN where that depends on what their tokens stand for."""
    if text == other:
        return Tri.YES
    if "${" not in text and "${" not in other:
        return Tri.NO
    left, right = pieces(text, wild=False), pieces(other, wild=False)
    if all(piece.kind is Kind.CHAR for piece in (*left, *right)):  # escapes are all that is in them
        return of([piece.text for piece in left] == [piece.text for piece in right])
    return Tri.UNKNOWN if overlap(left, right) else Tri.NO


def fits(pattern: str, text: str, *, wild: bool) -> Tri:
    """Whether text fits a pattern; `wild` says whether `*` and `?` in the text are parts not told."""
    if pattern == "*":
        return Tri.YES
    regex, tokens = _covers(pattern)
    if regex.fullmatch(_encoded(text, tokens, wild)) is not None:
        return Tri.YES
    if "${" not in pattern and "${" not in text and not (wild and ("*" in text or "?" in text)):
        return Tri.NO
    return Tri.UNKNOWN if overlap(pieces(pattern, wild=True), pieces(text, wild=wild)) else Tri.NO


@lru_cache(maxsize=8192)
def _covers(pattern: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A regular expression for "whatever the tokens stand for", and the characters its tokens are written as.

    What stands between two `*` is an atomic group: once found it is never looked for again, so the time is
    (pattern x text) at worst.
    """
    tokens: dict[str, str] = {}
    runs: list[list[str]] = [[]]
    for part in re.findall(r"\$\{[^{}]*\}|.", pattern, re.DOTALL):
        if part == "*":
            runs.append([])
        elif part == "?":
            runs[-1].append(_ANY_ONE)
        elif part in ESCAPES:
            runs[-1].append(re.escape(ESCAPES[part]))
        elif TOKEN.fullmatch(part):
            runs[-1].append(tokens.setdefault(part, chr(_FIRST + len(tokens))))
        else:
            runs[-1].append(re.escape(part))
    first, *middle, last = ["".join(run) for run in runs] if len(runs) > 1 else ["".join(runs[0]), ""]
    if len(runs) == 1:
        return re.compile(first, re.DOTALL), tokens
    return re.compile(first + "".join(f"(?>.*?{run})" for run in middle if run) + f".*{last}", re.DOTALL), tokens


def _encoded(text: str, tokens: dict[str, str], wild: bool) -> str:
    if wild and ("*" in text or "?" in text):
        text = "".join(
            part if part.startswith("${") else part.replace("*", chr(_OPEN)).replace("?", chr(_ONE))
            for part in re.split(r"(\$\{[^{}]*\})", text)
        )
    if "${" not in text:
        return text
    return TOKEN.sub(lambda found: ESCAPES.get(found[0]) or tokens.get(found[0], chr(_OPEN)), text)
