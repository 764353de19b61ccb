"""Whether a text holds two names as a pickle does: as a global's module and name, or as the operands of opcodes.

The pickle itself is not seen where a class is looked for, and may have been changed on the way from the event: it is
asked how the two names stand in the event's text.  Words of a plain text stand otherwise, also beside one another.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

GLOBALS = ("c", "i")
"""The opcodes GLOBAL and INST, right behind which a module stands."""
_FAR = 9
"""How far behind a module its global's name may stand."""
_LONG = 128
"""Bytes of an operand whose length is no sign of ASCII."""
_BLANKS = "\t\n\r"
_END_OF_ASCII = "\x7f"
_BYTES = "\xff"
_UNREADABLE = "\ufffd"
"""What stands for a byte that is no text."""


def holds(value: str, low: str, module: str, name: str) -> bool:
    """Whether a text (`low`: in lower case, whatever case it had in between) holds the names as a pickle does."""
    word, other = module.lower(), name.lower()
    if word not in low or other not in low:
        return False
    return (
        _stand_together(low, word, other)
        or (_has_operand(low, word) and _has_operand(low, other))
        or _stand_with_other_blanks(value, module, name)
    )


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _stand_together(low: str, module: str, name: str) -> bool:
    """Whether the name follows the module as in a global: behind a line's end, or bytes that are no signs.

    The module stands behind its opcode, or begins the text.
    """
    begin = len(low) - len(low.lstrip())
    for at in _places(low, module):
        if low[at - 1 : at] not in GLOBALS and at != begin:
            continue
        here = end = at + len(module)
        while here < end + _FAR and (_is_no_sign(low[here : here + 1]) or low[here : here + 1] == " "):
            here += 1
        if not low[end:here].strip(" "):
            continue
        if low.startswith(name, here) and not _is_word(low[here + len(name) : here + len(name) + 1]):
            return True
    return False


def _is_word(one: str) -> bool:
    return one.isalnum() or one == "_"


def _is_no_sign(one: str) -> bool:
    """Whether it ends a line, or is a byte that no plain text has; letters of other languages are none."""
    return one != "" and (one < " " or _END_OF_ASCII <= one <= _BYTES or one == _UNREADABLE)


def _has_operand(low: str, word: str) -> bool:
    return any(_is_operand(low, at, at + len(word)) for at in _places(low, word))


def _is_operand(low: str, at: int, end: int) -> bool:
    """Whether what stands there is the text that an opcode pushes: behind its length, in its quotes, or to its line."""
    before, further = low[at - 1 : at], low[max(at - 2, 0) : at - 1]
    if not before:
        return False
    if before in "'\"" and further == "s":  # STRING
        return True
    if before == "v" and not _is_word(low[end : end + 1]):  # UNICODE
        return True
    if before < " " and before not in _BLANKS:  # a length
        return True
    if end - at >= _LONG:
        return before >= _END_OF_ASCII
    return before == chr(end - at).lower() and (further == "u" or further >= _END_OF_ASCII)


def _stand_with_other_blanks(value: str, module: str, name: str) -> bool:
    """Whether they stand in a global of which the code puts the ends of lines in: `cposix|system|(S'id'|tR.`.

    There is something of a call in the text besides, which a sentence seldom has.
    """
    if "." not in value or ("(" not in value and ")" not in value):
        return False
    for at in _places(value, module):
        if value[at - 1 : at].lower() not in GLOBALS:
            continue
        here = end = at + len(module)
        while here < end + _FAR and here < len(value) and not _is_word(value[here]):
            here += 1
        behind = value[here + len(name) : here + len(name) + 1]
        if here > end and value.startswith(name, here) and not _is_word(behind):
            return True
    return False
