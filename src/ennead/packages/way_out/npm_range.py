"""npm's ranges, raised in the style in which they are written."""

from __future__ import annotations

import re

from ennead.packages.versions import admits

_EXACT = re.compile(r"(?P<sign>\s*[=v]*\s*)(?P<version>\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)\s*")
_SIMPLE = re.compile(r"(?P<sign>\s*(?:\^|~>?|>=)\s*)v?[\dxX*]+(?:\.[\dxX*]+){0,2}(?:[-+][0-9A-Za-z.+-]+)?\s*")
_WILD = re.compile(r"\s*v?\d+(?P<minor>\.\d+)?(?:\.[xX*])*\s*")
_BETWEEN = re.compile(r"\s*(?P<low>>=?\s*v?[\d.]+)?\s*(?P<high><=?\s*v?[\d.]+)\s*")


def split(text: str) -> tuple[str, str]:
    """What stands before the range (`npm:`, `npm:real@`), and the range."""
    if not text.startswith("npm:"):
        return "", text
    at = text.find("@", len("npm:") + 1)
    return (text[: at + 1], text[at + 1 :]) if at > 0 else ("npm:", text[len("npm:") :])


def takes(text: str, version: str) -> bool | None:
    """Whether a specifier admits a version; None for a tag, an address, a folder."""
    return admits("npm", split(text)[1], version)


def raised(text: str, version: str) -> str | None:
    """The specifier for a version, in the style in which it is written; None where it is no range."""
    front, wanted = split(text)
    if takes(text, version) is None:
        return None
    made = _raised(wanted, version)
    return front + (made if admits("npm", made, version) else f"^{version}")


def _raised(wanted: str, version: str) -> str:
    if exact := _EXACT.fullmatch(wanted):
        return f"{exact['sign']}{version}"
    if simple := _SIMPLE.fullmatch(wanted):
        return f"{simple['sign']}{version}"
    if wild := _WILD.fullmatch(wanted):
        return f"~{version}" if wild["minor"] else f"^{version}"
    if _BETWEEN.fullmatch(wanted):
        return f">={version} <{_next_major(version)}"
    return f"^{version}"


def _next_major(version: str) -> str:
    number = version.removeprefix("v").partition(".")[0]
    return f"{int(number) + 1}.0.0" if number.isdecimal() and len(number) < 10 else version
