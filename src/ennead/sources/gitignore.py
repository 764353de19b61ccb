"""The patterns of a `.gitignore`, as git reads them (https://git-scm.com/docs/gitignore, `wildmatch.c`).

Nothing here backtracks without bound: a star takes the shortest text that lets the rest of its segment
begin, and `**` is followed segment by segment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

MAX_LINE = 2_000
"""Characters of a pattern; a longer one is taken for none, and so ignores nothing."""

_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "blank": " \\t", "cntrl": "\\x00-\\x1f\\x7f", "digit": "0-9",
    "graph": "!-~", "lower": "a-z", "print": " -~", "punct": "!-/:-@\\[-`{-~", "space": "\\s", "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_DEEP = None
"""Stands for `**` among the segments: any number of folders."""
_ODD = re.compile(r"[^*?\[\\]*[^*?\[\\/](?=\*\*+(?:\\?/|\Z))")
_ANY = re.compile(".*", re.DOTALL)
_NEVER = re.compile(r"(?!)")


class _NoPatternError(Exception):
    """git takes such a line for a pattern that nothing matches."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line.  `name` is set where it is plain text without a slash: most are, and a look-up answers those.

    git compares the plain text a pattern begins with by itself: so the `**` of `a**/b` stands at the
    beginning of what is left, and means any number of folders there too.  `head` is that text.
    """

    negated: bool
    folders_only: bool
    segments: tuple[re.Pattern[str] | None, ...]
    anchored: bool
    name: str | None = None
    head: str = ""

    def matches(self, parts: tuple[str, ...], *, folder: bool) -> bool:
        """Whether it speaks of this very file or folder; `parts` lead there from where the rules stand."""
        if self.folders_only and not folder:
            return False
        if not self.anchored:
            first = self.segments[0]
            return first is not None and first.match(parts[-1]) is not None
        if not self.head:
            return _along(self.segments, parts)
        whole = "/".join(parts)
        return whole.startswith(self.head) and _along(self.segments, tuple(whole[len(self.head) :].split("/")))


def _along(segments: tuple[re.Pattern[str] | None, ...], parts: tuple[str, ...]) -> bool:
    """Whether the segments lead along the parts; going back to the latest `**` is enough."""
    here = place = 0
    back: tuple[int, int] | None = None
    while place < len(parts):
        segment = segments[here] if here < len(segments) else _NEVER
        if segment is _DEEP:
            if here == len(segments) - 1:
                return True
            back = (here, place)
            here += 1
        elif segment is not None and segment.match(parts[place]):
            here, place = here + 1, place + 1
        elif back is not None:
            back = (back[0], back[1] + 1)
            here, place = back[0] + 1, back[1]
        else:
            return False
    return here == len(segments)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one file: those that are plain names by name, the others in order, each with its place."""

    named: dict[str, tuple[tuple[int, Rule], ...]]
    others: tuple[tuple[int, Rule], ...]

    def say(self, parts: tuple[str, ...], *, folder: bool) -> bool | None:
        """True: ignored; False: taken back by `!`; None: nothing here speaks of it.  The last one that does counts."""
        place, answer = -1, None
        for number, rule in reversed(self.named.get(parts[-1], ())):
            if folder or not rule.folders_only:
                place, answer = number, not rule.negated
                break
        for number, rule in reversed(self.others):
            if number < place:
                break
            if rule.matches(parts, folder=folder):
                return not rule.negated
        return answer


@lru_cache(maxsize=4096)
def rules_of(text: str) -> Rules:
    """The rules in the text of a `.gitignore`, or of `info/exclude`."""
    named: dict[str, tuple[tuple[int, Rule], ...]] = {}
    others: list[tuple[int, Rule]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n")):
        rule = rule_of(line.removesuffix("\r"))
        if rule is None:
            continue
        if rule.name is not None:
            named[rule.name] = (*named.get(rule.name, ()), (number, rule))
        else:
            others.append((number, rule))
    return Rules(named, tuple(others))


@lru_cache(maxsize=8192)
def rule_of(line: str) -> Rule | None:
    """The rule in a line; None for a comment, an empty line, and what nothing can match."""
    if line.startswith("#") or len(line) > MAX_LINE:
        return None
    text = _without_trailing_spaces(line)
    negated = text.startswith("!")
    text = text[1:] if negated else text
    folders_only = text.endswith("/")
    text = text[:-1] if folders_only else text
    anchored = "/" in text
    text = text.removeprefix("/")
    if not text:
        return None
    if not anchored and not re.search(r"[*?\[\\]", text):
        return Rule(negated, folders_only, (), False, text)
    odd = _ODD.match(text) if anchored else None
    head = odd[0] if odd else ""
    try:
        segments = tuple(_segments(text[len(head) :], anchored=anchored))
    except _NoPatternError:
        return None
    return Rule(negated, folders_only, segments, anchored, head=head)


def _without_trailing_spaces(line: str) -> str:
    """Spaces at the end go, unless a backslash stands before them."""
    bare = line.rstrip(" ")
    slashes = len(bare) - len(bare.rstrip("\\"))
    return f"{bare} " if slashes % 2 and bare != line else bare


def _segments(text: str, *, anchored: bool) -> list[re.Pattern[str] | None]:
    """A pattern's segments.  Raises _NoPatternError for brackets or an escape without an end."""
    done: list[re.Pattern[str] | None] = []
    pieces, start, place = [""], 0, 0
    while place <= len(text):
        char = text[place] if place < len(text) else "/"
        if char == "/" or text.startswith("\\/", place):
            deep = anchored and place - start > 1 and not text[start:place].strip("*")
            if deep and char == "\\":
                done.append(_ANY)  # before an escaped slash it stands for one folder at least
            if not (deep and done and done[-1] is _DEEP):
                done.append(_DEEP if deep else _compiled(pieces))
            start = place = place + (1 if char == "/" else 2)
            pieces = [""]
            continue
        if char == "*":
            if pieces[-1] or len(pieces) == 1:
                pieces.append("")
            place += 1
            continue
        piece, place = _piece(text, place)
        pieces[-1] += piece
    return done


def _piece(text: str, place: int) -> tuple[str, int]:
    """What one character, escape or bracket stands for, and where the next begins."""
    if text[place] == "?":
        return ".", place + 1
    if text[place] == "[":
        return _bracket(text, place + 1)
    if text[place] == "\\":
        place += 1
        if place >= len(text):
            raise _NoPatternError
    return re.escape(text[place]), place + 1


def _bracket(text: str, place: int) -> tuple[str, int]:
    """A set of characters after its `[`; a slash is in none."""
    negated = text[place : place + 1] in {"!", "^"}
    place += negated
    members, first = [], True
    while first or text[place : place + 1] != "]":
        first = False
        if text.startswith("[:", place):
            name, colon, _ = text[place + 2 :].partition(":]")
            if not colon or name not in _CLASSES:
                raise _NoPatternError
            members.append(_CLASSES[name])
            place += len(name) + 4
            continue
        low, place = _member(text, place)
        if text.startswith("-", place) and text[place + 1 : place + 2] not in {"", "]"}:
            high, place = _member(text, place + 1)
            if low <= high:
                members.append(f"{re.escape(low)}-{re.escape(high)}")
        members.append(re.escape(low))
    if not members:
        return ("." if negated else "(?!)"), place + 1
    return f"[{'^' if negated else ''}{''.join(members)}]", place + 1


def _member(text: str, place: int) -> tuple[str, int]:
    place += text.startswith("\\", place)
    if place >= len(text):
        raise _NoPatternError
    return text[place], place + 1


def _compiled(pieces: list[str]) -> re.Pattern[str]:
    """The pieces between the stars of a segment; each star but the last takes as little as it can, and stays there."""
    if len(pieces) == 1:
        return re.compile(f"{pieces[0]}\\Z", re.DOTALL)
    head, *middle, last = pieces
    inner = "".join(f"(?>.*?{piece})" for piece in middle)
    return re.compile(f"{head}{inner}.*{last}\\Z", re.DOTALL)
