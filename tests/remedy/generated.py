"""Documents as people write them: YAML and JSON in many styles, with comments, for the property tests."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from ennead.remedy.edit import Route

WORDS = st.sampled_from(
    ["a", "b", "Ref", "Policies", "x y", "ü", "*", "yes", "012", "s3:Get*", "", "it's", "a: b", "#c", "${X}"]
)
SCALARS = st.one_of(WORDS, st.integers(-5, 5), st.booleans(), st.none(), st.floats(-9, 9, width=16))
KEYS = st.sampled_from(["A", "Bc", "d-e", "Fn", "Properties", "f g", "x"])
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=14,
)
ROOTS = st.dictionaries(KEYS, DATA, min_size=1, max_size=4)
COMMENTS = st.sampled_from(["", "", "", "  # why", " #: {[", '  # it\'s "x" é'])


@st.composite
def yaml_texts(draw: st.DrawFn) -> str:
    """A YAML document."""
    indent, offset = draw(st.sampled_from([2, 4, 3])), draw(st.sampled_from([0, 2, 4]))
    writer = Writer(draw, indent, offset)
    lines = writer.block(draw(ROOTS))
    text = "\n".join([*writer.between(0), *lines]) + draw(st.sampled_from(["\n", "", "\n\n", "\n# end\n"]))
    return text.replace("\n", str(draw(st.sampled_from(["\n", "\r\n"]))))


class Writer:
    """Writes data, and chooses at each step how."""

    def __init__(self, draw: st.DrawFn, indent: int, offset: int) -> None:
        self.draw, self.indent, self.offset = draw, indent, offset

    def between(self, width: int) -> list[str]:
        """Lines between members."""
        return list(
            self.draw(st.sampled_from([(), (), (), ("",), (" " * width + "# note",), (" " * (width + 3) + "# deep",)]))
        )

    def block(self, value: Any) -> list[str]:
        """The lines of a collection with members."""
        lines: list[str] = []
        pairs = value.items() if isinstance(value, dict) else ((None, item) for item in value)
        for key, item in pairs:
            if lines:
                lines += self.between(0)
            lines += self.item(item) if key is None else self.pair(key, item)
        return lines

    def pair(self, key: str, value: Any) -> list[str]:
        """A key and its value."""
        if isinstance(value, str) and self.draw(st.integers(0, 4)) == 0:
            head = self.draw(st.sampled_from(["|", "|-", "|+", ">", "| # why"]))
            return [f"{key}: {head}", "  one", "   # two", *self.draw(st.sampled_from([(), ("",), ("      ",)]))]
        if not (isinstance(value, dict | list) and value) or self.draw(st.integers(0, 3)) == 0:
            return [f"{key}: {self.flow(value)}{self.draw(COMMENTS)}"]
        width = self.offset if isinstance(value, list) else self.indent
        tag = f" &n{self.draw(st.integers(0, 10**9))}" if self.draw(st.integers(0, 9)) == 0 else ""
        return [
            f"{key}:{tag}{self.draw(COMMENTS)}",
            *(" " * width + line if line else "" for line in self.block(value)),
        ]

    def item(self, value: Any) -> list[str]:
        """An item behind its dash."""
        if not (isinstance(value, dict | list) and value) or self.draw(st.integers(0, 3)) == 0:
            return [f"- {self.flow(value)}{self.draw(COMMENTS)}"]
        first, *rest = self.block(value)
        return [f"- {first}", *(f"  {line}" if line else "" for line in rest)]

    def flow(self, value: Any) -> str:
        """A value on one line."""
        pad = self.draw(st.sampled_from(["", " "]))
        if isinstance(value, dict):
            return "{" + pad + ", ".join(f"{key}: {self.flow(item)}" for key, item in value.items()) + pad + "}"
        if isinstance(value, list):
            return "[" + pad + ", ".join(self.flow(item) for item in value) + pad + "]"
        if isinstance(value, str):
            quotes = ["'" + value.replace("'", "''") + "'", json.dumps(value, ensure_ascii=False)]
            return str(self.draw(st.sampled_from([*quotes, value] if value.isalpha() and value != "yes" else quotes)))
        return json.dumps(value)


@st.composite
def json_texts(draw: st.DrawFn) -> str:
    """A JSON document."""
    step = draw(st.sampled_from([None, 1, 2, 4, "\t"]))
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (",", ": ")]))
    text = json.dumps(draw(ROOTS), indent=step, separators=separators, ensure_ascii=draw(st.booleans()))
    text += draw(st.sampled_from(["", "\n"]))
    return text.replace("\n", str(draw(st.sampled_from(["\n", "\r\n"]))))


def places(value: Any, route: Route = ()) -> list[tuple[Route, Any]]:
    """All places of a document with what stands there, the root first."""
    found = [(route, value)]
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*found, *(place for key, item in pairs for place in places(item, (*route, key)))]
