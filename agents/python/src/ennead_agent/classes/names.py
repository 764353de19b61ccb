"""The class of a field by its name."""

from __future__ import annotations

import re

from . import words

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_LONGEST = 80
_MOST_WORDS = 5
_MOST_KEPT = 4096
_TABLE = words.table()
_WITHIN = tuple(
    """email emailaddress phonenumber telephone birthdate dateofbirth birthday password passphrase firstname lastname
    fullname surname creditcardnumber cardnumber passportnumber latitude longitude diagnosis privatekey
    accesstoken""".split()
)
"""Words so long and plain that they are known at the end of others, without a mark between."""
_kept: dict[str, str | None] = {}


def parts(name: str) -> list[str]:
    """The words of a name, in small letters without accents."""
    if not name.isascii():
        name = _bare(name)
    return [part.lower() for part in _PARTS.findall(name)]


def _bare(name: str) -> str:
    from unicodedata import combining, normalize

    name = (
        name.replace("ß", "ss")
        .replace("ø", "o")
        .replace("Ø", "O")
        .replace("ł", "l")
        .replace("ı", "i")
        .replace("æ", "ae")
        .replace("đ", "d")
    )
    return normalize("NFC", "".join(one for one in normalize("NFKD", name) if not combining(one)))


def of(name: str, above: str = "") -> str | None:
    """The class that a name tells, None if it tells none; `above` is the name of what holds it."""
    if len(name) > _LONGEST:
        return None
    found = _kept.get(name, "")
    if found == "":
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[name] = _find(parts(name))
    if found is None and above and len(name) < 5 and name.lower() in ("name", "nome", "nom", "naam"):
        return "name" if _person(above) else None
    return found


def _person(above: str) -> bool:
    here = parts(above)
    return bool(here) and (
        "".join(here) in words.PEOPLE or here[-1] in words.PEOPLE or here[-1].rstrip("s") in words.PEOPLE
    )


def _find(found: list[str]) -> str | None:
    """The longest known word at the end; behind it, words that tell nothing may stand."""
    while found:
        for start in range(max(0, len(found) - _MOST_WORDS), len(found)):
            word = "".join(found[start:])
            for one in (word, word[:-1] if word.endswith("s") else ""):
                if one in _TABLE:
                    return _TABLE[one]
        last = found[-1]
        if last.endswith(_WITHIN):
            return next(_TABLE[word] for word in _WITHIN if last.endswith(word))
        if len(found) > 1 and (last in words.TRAILERS or last.isdigit()):
            found = found[:-1]
            continue
        return None
    return None
