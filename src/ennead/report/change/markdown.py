"""What a change does, as Markdown for a comment under a pull request.

The first line is a marker by which the comment is found again and updated.  Names come out of templates: they are
escaped, so that none makes a table, a link, a mention or a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.engine.change.words import Change
from ennead.report.change.headline import headline
from ennead.report.change.names import plural
from ennead.report.change.view import Entry, Section, View
from ennead.report.scan.text import printable

MARKER = "<!-- ennead -->"
LONGEST = 60_000
"""Characters; GitHub takes 65,536 in a comment."""
_BOUNDS = (25, 10, 4, 1)
_WORDS = {"now": "**act now**", "soon": "soon", "later": "later", "good": "", "": ""}
_SPECIAL = re.compile(r"([\\`*_\[\]#|~$])")
_BLOCK = re.compile(r"^(\s*)([-+=>]|\d+(?=[.)]))")
"""What would begin a list, a quotation or a heading."""
_WIDE = "\u200b"
"""Of no width: it keeps `@name`, `#12` and addresses from becoming links and mentions."""


def render(change: Change) -> str:
    """The comment, with a line feed at its end; shortened where it would be longer than services take."""
    view = View(change)
    for bound in _BOUNDS:
        text = "\n".join(_lines(view, bound)) + "\n"
        if len(text) <= LONGEST:
            return text
    cut = "\n\nThe rest is left out: it is too long for a comment. `--format json` has all of it.\n"
    return text[: LONGEST - len(cut)].rpartition("\n")[0] + cut


def _lines(view: View, bound: int) -> Iterator[str]:
    change = view.change
    yield MARKER
    yield f"**{escaped(headline(view))}**"
    for section in view.sections():
        yield ""
        yield from _section(section, bound)
    yield ""
    yield from _foot(change)


def _foot(change: Change) -> Iterator[str]:
    told = [f"compared with {escaped(change.base)}"]
    if change.left_out:
        reasons = ", ".join(dict.fromkeys(one.reason for one in change.left_out[:1000]))
        told.append(f"{plural(len(change.left_out), 'path')} of it left out ({escaped(reasons)})")
    still = sum(one.standing.value == "still" for one in change.findings)
    if still:
        told.append(
            f"{plural(still, 'finding')} were there before and still are"
            if still > 1
            else "1 finding was there before and still is"
        )
    yield f"<sub>Ennead: {', '.join(told)}</sub>"


def _section(section: Section, bound: int) -> Iterator[str]:
    title = f"{section.title[:1].upper()}{section.title[1:]} ({len(section.entries)})"
    if section.folded:
        yield f"<details><summary>{title}</summary>"
    else:
        yield f"#### {title}"
    yield ""
    for entry in section.entries[:bound]:
        yield from _entry(entry)
    if len(section.entries) > bound:
        yield f"- and {len(section.entries) - bound} more"
    if section.folded:
        yield ""
        yield "</details>"


def _entry(entry: Entry) -> Iterator[str]:
    """An item of a list; what belongs to it on lines of its own."""
    mark = _WORDS[entry.mark]
    head = f"{mark} · " if mark and entry.right else ""
    text = entry.text[:1].upper() + entry.text[1:] if entry.text.startswith(("a change", "anyone")) else entry.text
    where = f" · {code(entry.at)}" if entry.at else ""
    check = "".join(f" · {code(word)}" for word in entry.right.split("  ")[-1:] if word)
    below = [_way(entry)] if entry.way else []
    below += [f"by {_caused(cause)}" for cause in entry.causes]
    below += [escaped(line) for line in entry.more]
    sentence = f"**{escaped(text)}**" if entry.mark == "now" and not entry.right else escaped(text)
    lines = [f"{head}{sentence}{where}{check}", *below]
    yield "- " + "<br>\n  ".join(lines)


def _way(entry: Entry) -> str:
    """`anyone` → `POST /admin` (template.yml:3) → `AdminFunction` (template.yml:9)."""
    return " → ".join(f"{code(name)} ({escaped(at)})" if at else code(name) for name, at in entry.way)


def _caused(cause: str) -> str:
    place, colon, what = cause.partition(": ")
    return f"{code(place)}: {escaped(what)}" if colon else escaped(cause)


def escaped(text: str) -> str:
    """Text that is only text in Markdown and HTML, and names nobody."""
    plain = _BLOCK.sub(rf"\1{_WIDE}\2", _SPECIAL.sub(r"\\\1", printable(text)))
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = re.sub(r"@(?=\w)", f"@{_WIDE}", plain)
    plain = re.sub(r"\\#(?=\d)", rf"\\#{_WIDE}", plain)
    return re.sub(r"(?i)(https?|ftp):(?=//)|(www)(?=\.)", lambda found: f"{found[0]}{_WIDE}", plain)


def code(text: str) -> str:
    """A code span; its content is taken as it is, so its fence is longer than any run of backticks in it."""
    plain = printable(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") or not plain.strip() else ""
    return f"{fence}{pad}{plain}{pad}{fence}"
