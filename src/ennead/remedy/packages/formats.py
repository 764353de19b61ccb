"""Which manifests have a format of their own; package.json and pnpm-workspace.yaml are JSON and YAML."""

from __future__ import annotations

import posixpath
import re

from ennead.remedy.documents import Format

_TEMPLATE = re.compile(r"[\"'{%]|---|[\w-]+[ \t]*:(?:\s|\Z)")


def of(path: str, text: str) -> Format | None:
    """The format of a manifest by its name; None where its name tells of none: a template may be called `x.txt`."""
    name = posixpath.basename(path)
    if name == "Pipfile" or name.endswith(".toml"):
        from ennead.remedy.packages.toml_edit import TOML  # noqa: PLC0415  loaded only where one is edited

        return TOML
    if name.endswith(".in") or (name.endswith(".txt") and _is_list(text)):
        from ennead.remedy.packages.requirements_edit import REQUIREMENTS  # noqa: PLC0415

        return REQUIREMENTS
    if name.endswith(".xml"):
        from ennead.remedy.packages.xml_edit import XML  # noqa: PLC0415

        return XML
    if name.endswith((".gradle", ".gradle.kts", ".properties")):
        from ennead.remedy.packages import gradle_edit  # noqa: PLC0415

        return gradle_edit.PROPERTIES if name.endswith(".properties") else gradle_edit.GRADLE
    return None


def _is_list(text: str) -> bool:
    """Whether a text does not begin as a template does: with a key, a brace, or the start of a YAML document."""
    from ennead.packages.way_out.requirement_lines import lines  # noqa: PLC0415

    first = next(lines(text), None)
    return first is None or _TEMPLATE.match(first.text) is None
