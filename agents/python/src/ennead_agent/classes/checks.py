"""Whether a value can be what its field's name says: `cardBrand: "blue"` is no card, `email: "none"` no address."""

from __future__ import annotations

import re

from . import patterns
from .lazy import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_FLAGS = frozenset(
    "true false yes no on off none null nil n/a na unknown undefined enabled disabled required optional pending active "
    "inactive default auto - 0 1 verified unverified redacted removed hidden".split()
)
_MASK = Pattern(r"[*•xX#]{3,}|\*+")
_DATE = Pattern(
    r"\d{4}[-/. ]?\d{1,2}[-/. ]?\d{1,2}(?:[T ].*)?$|\d{1,2}[-/. ]\s?\d{1,2}[-/. ]\s?\d{2,4}$|\d{4}$"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?\s+[^\W\d_]{3,}\.?,?\s+\d{2,4}$|[^\W\d_]{3,}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}$"
    r"|-?\d{8,13}$|\d{2,4}年.*$"
)
_PASSPORT = Pattern(r"[A-Za-z]{0,3}[ -]?\d[A-Za-z0-9 -]{4,11}$|[A-Za-z0-9]{6,12}$")
_COORDINATE = Pattern(r"[-+]?\d{1,3}[.,]\d+|\d{1,3}°|POINT\s*\(|geo:")
_NUMBER = Pattern(r"\s*[-+]?\d{1,3}(?:[.,]\d+)?\s*[NSEWnsew°]?\s*$")
_GEOHASH = Pattern(r"[0-9b-hjkmnp-z]{5,12}$")
_IBAN = Pattern(r"[A-Za-z]{2}\d{2}[A-Za-z0-9 -]{8,40}$")
_SSN = Pattern(r"(?:\d{3}|[*xX]{3})[- .]?(?:\d{2}|[*xX]{2})[- .]?\d{4}$")
_POSTCODE = Pattern(r"\d{4,5}(?:-\d{3,4})?$")
_PIN = Pattern(r"\d{4,8}$")
_SCHEME = Pattern(r"(?:bearer|basic|token|digest|apikey)\s+\S+", re.IGNORECASE)
_OPAQUE = Pattern(r"\S{8,}$")


def plausible(found: str, value: str, name: str = "") -> bool:
    """Whether a text under a name of that class is of it."""
    text = value.strip()
    if not text or len(text) > 4096 or text.lower() in _FLAGS:
        return False
    return _CHECKS[found](text, name)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _email(text: str, _name: str) -> bool:
    return "@" in text and "://" not in text


def _phone(text: str, _name: str) -> bool:
    return 6 <= _digits(text) <= 16 and len(text) <= 40 and sum(map(str.isalpha, text)) <= 5


def _card(text: str, _name: str) -> bool:
    return 12 <= _digits(text) <= 19 and not any(map(str.isalpha, _MASK.sub("", text))) and len(text) <= 32


def _iban(text: str, _name: str) -> bool:
    return _IBAN.match(text) is not None


def _ssn(text: str, _name: str) -> bool:
    return _SSN.match(text) is not None


def _name(text: str, _name: str) -> bool:
    return len(text) <= 100 and any(map(str.isalpha, text)) and _digits(text) <= 2 and "://" not in text


def _address(text: str, _name: str) -> bool:
    if "@" in text or "://" in text or patterns.is_ip(text) or len(text) > 300:
        return False
    return (any(map(str.isalpha, text)) and len(text) > 4) or _POSTCODE.match(text) is not None


def _birth(text: str, _name: str) -> bool:
    return len(text) <= 40 and _DATE.match(text) is not None


def _passport(text: str, _name: str) -> bool:
    return _PASSPORT.match(text) is not None and _digits(text) >= 3


def _ip(text: str, _name: str) -> bool:
    return patterns.holds_ip(text)


def _location(text: str, name: str) -> bool:
    if _NUMBER.match(text):
        return "." in text or "," in text or name.lower().startswith(("lat", "lon", "lng"))
    return _COORDINATE.search(text) is not None or (name.lower() == "geohash" and _GEOHASH.match(text) is not None)


def _health(text: str, _name: str) -> bool:
    return len(text) >= 2 and "://" not in text


def _password(text: str, name: str) -> bool:
    if "pin" in name.lower():
        return _PIN.match(text) is not None
    return 4 <= len(text) <= 256 and "://" not in text


def _token(text: str, _name: str) -> bool:
    return _SCHEME.match(text) is not None or (
        _OPAQUE.match(text) is not None and not text.isdigit() and "://" not in text
    )


def _key(text: str, _name: str) -> bool:
    return "PRIVATE KEY" in text or len(text) >= 40


_CHECKS: dict[str, Callable[[str, str], bool]] = {
    "email": _email,
    "phone": _phone,
    "card": _card,
    "iban": _iban,
    "us_ssn": _ssn,
    "name": _name,
    "address": _address,
    "birth_date": _birth,
    "passport": _passport,
    "ip_address": _ip,
    "location": _location,
    "health": _health,
    "password": _password,
    "token": _token,
    "private_key": _key,
}
