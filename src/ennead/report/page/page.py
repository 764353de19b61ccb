"""A scan as one HTML file that works without network: what to do first, why here, how; nothing from elsewhere.

Without its script the page is a document that reads from top to bottom.  The policy lets in this one
style and this one script by their hashes, so that text of the scanned application never runs.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from ennead.check import Check
from ennead.engine.result import ScanResult
from ennead.report.page.checks import pages
from ennead.report.page.finding import articles
from ennead.report.page.ids import named
from ennead.report.page.listing import controls, listed
from ennead.report.page.rest import accepted, apps, asked, inputs, unassessed
from ennead.report.page.table import table
from ennead.report.page.text import plural, text
from ennead.report.table.apps import numbers
from ennead.report.verdict import is_clean, verdict

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{style_hash}'; \
script-src '{script_hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · scan</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p><strong id="verdict"{good}>{verdict}</strong></p>
{controls}
<p class="counts">{counts}</p>
</header>
<main>
<nav id="list" aria-label="What to do first">{list}</nav>
<div id="findings">{articles}</div>
<aside id="pages" aria-label="About the check" tabindex="0"><h2 class="aside">About the checks</h2>{pages}</aside>
</main>
<div id="rest">
{rest}
</div>
<script>{script}</script>
</body>
</html>
"""


def render(result: ScanResult, checks: Sequence[Check]) -> str:
    """The page; `checks` are those that were asked."""
    style = _asset("look.css") + _asset("scan.css")
    script = _asset("scan.js")
    findings = named(result.findings)
    several = len(result.apps) > 1
    rest = (
        unassessed(result),
        table(findings, several=several),
        accepted(result),
        apps(result),
        inputs(result),
        asked(result, checks),
    )
    return _PAGE.format(
        title=text(result.apps[0].name if len(result.apps) == 1 else plural(len(result.apps), "app")),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        good=' class="good"' if is_clean(result) else "",
        verdict=text(verdict(result)),
        counts=text(" ".join(numbers(result.apps[0]))) if len(result.apps) == 1 else "",
        controls=controls(result),
        list=listed(findings, result),
        articles=articles(findings, several=several) or _nothing(result),
        pages=pages(result),
        rest="\n".join(part for part in rest if part),
    )


def _nothing(result: ScanResult) -> str:
    """What stands where findings would."""
    return f'<p class="nothing">{text(verdict(result).capitalize())}.</p>'


def _hash(part: str) -> str:
    """The source expression of Content Security Policy for that inline element."""
    return "sha256-" + base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()


def _asset(name: str) -> str:
    return files("ennead.report").joinpath("assets", name).read_text(encoding="utf-8")
