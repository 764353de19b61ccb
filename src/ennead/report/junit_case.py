"""A case of a JUnit report, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from ennead.report.scan.text import printable

# Characters XML 1.0 has no place for (https://www.w3.org/TR/xml/#charsets).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Case:
    """One `testcase`: its attributes, and the element inside that says it did not pass."""

    kind: str
    attributes: dict[str, str]
    inside: str = ""


def element(case: Case) -> str:
    """The case as an element."""
    opening = f"    <testcase{attrs(case.attributes)}"
    return f"{opening}>{case.inside}</testcase>" if case.inside else f"{opening}/>"


def attrs(values: dict[str, str]) -> str:
    """Attributes, each with a blank before it."""
    return "".join(f' {name}="{escaped(printable(value))}"' for name, value in values.items())


def escaped(text: str) -> str:
    """Text as it may stand in XML."""
    return escape(_FORBIDDEN.sub("�", text))
