"""The style of a standalone picture: the pages' colours as plain values, since many viewers know no variables."""

from __future__ import annotations

import re
from importlib.resources import files
from string import Template

_TOKEN = re.compile(r"--([a-z-]+):\s*light-dark\((#[0-9a-f]+),\s*(#[0-9a-f]+)\)")

_SHAPES = """
.paper{fill:$paper}
text{fill:$ink}
.soft,.sub{fill:$soft}
.open{fill:$now}
.halo{stroke:$paper}
.card{fill:$paper;stroke:$soft}
.rule{stroke:$rule}
.ring{stroke:$accent}
.gap{stroke:$paper}
.e,.wire{stroke:$soft}
.head{fill:$soft}
.badge{fill:$paper;stroke:$soft}
.badge.grave{fill:$ink;stroke:$ink}
.badge+text{fill:$ink}
.badge.grave+text{fill:$paper}
"""

_FIXED = """
text{font:12.5px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}
text{font-variant-numeric:tabular-nums}
.h1{font-size:17px;font-weight:650}
.h2{font-size:14px;font-weight:600}
.sub,.small{font-size:11px}
.mid{text-anchor:middle}
.end{text-anchor:end}
.label{font-size:10px;font-weight:600;text-anchor:end}
.halo{stroke-width:3.5;stroke-linejoin:round;paint-order:stroke}
.card.other{stroke-dasharray:3 3}
.rule{stroke-width:1}
.ring{fill:none;stroke-width:9}
.gap{fill:none;stroke-width:5}
.signed_in{stroke-dasharray:7 5}
.unknown{stroke-dasharray:2 4}
.e,.wire{fill:none;stroke-width:1.3}
.grant{stroke-dasharray:5 3;stroke-width:1}
.reference{stroke-dasharray:1.5 3;stroke-width:1}
.badge.unsure{stroke-dasharray:2 2}
.badge+text{font-size:9.5px;font-weight:600}
"""


def style() -> str:
    """Rules for light, and for dark where the reader's system asks for it; paper is always light."""
    light, dark = _palettes()
    shapes = Template(_SHAPES)
    return (
        f"{_FIXED}{shapes.substitute(light)}"
        f"@media screen and (prefers-color-scheme:dark){{{shapes.substitute(dark)}}}\n"
    )


def _palettes() -> tuple[dict[str, str], dict[str, str]]:
    """The tokens of `look.css` in light and in dark."""
    css = files("ennead.report").joinpath("assets", "look.css").read_text(encoding="utf-8")
    found = _TOKEN.findall(css)
    return {name: light for name, light, _ in found}, {name: dark for name, _, dark in found}
