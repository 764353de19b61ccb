"""The map as one HTML file that works without network: look, script and data in it, nothing to load."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from importlib.resources import files

from ennead.graph.graph import AppGraph
from ennead.report.map.data import page_data
from ennead.report.map.text import embedded, text

SCRIPT = "map.bundle.js"


class NotBuiltError(Exception):
    """The page's script, which is made when Ennead is built, is not there; the message says how to make it."""

    def __init__(self) -> None:
        super().__init__(
            "the map page's script was not built into this installation: in a checkout run `make page`, "
            "otherwise install Ennead again; `ennead map --format svg` draws a map without it"
        )


def render(graphs: Sequence[AppGraph]) -> str:
    """The page over all apps.  Values of environment variables are not in it.

    Raises NotBuiltError where the page's script is missing.
    """
    script = _script()
    data, places = page_data(graphs)
    parts = {
        "policy": _policy(script),
        "title": text(data["title"]),
        "style": _asset("look.css") + _asset("map.css"),
        "counts": text(data["counts"]),
        "data": embedded(data),
        "places": embedded(places),
        "script": script,
    }
    # In one pass: a name that looks like a placeholder stays a name.
    return re.sub(r"\{\{([a-z]+)\}\}", lambda found: parts[found[1]], _asset("map.html"))


def _policy(script: str) -> str:
    """Nothing is loaded and nothing is sent; the one script is ours by its hash.

    The browser hashes what stands in the script element.  cytoscape.js writes style of its own.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _script() -> str:
    try:
        return _asset(SCRIPT)
    except FileNotFoundError as error:
        raise NotBuiltError from error


def _asset(name: str) -> str:
    return files("ennead.report").joinpath("assets", name).read_text(encoding="utf-8")
