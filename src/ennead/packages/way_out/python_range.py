"""Ranges of Python's manifests: PEP 440's, and those of poetry; raised in the style in which they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from ennead.packages.versions import admits

_LONGEST = 1000
_REQUIREMENT = re.compile(
    r"(?P<head>\s*[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\s*(?:\[[^\]]*\])?\s*)"
    r"(?P<spec>\(?[^;@#()]*?\)?)(?P<tail>\s*(?:;.*)?)",
    re.DOTALL,
)
_CLAUSE = re.compile(r"(?P<sign>\s*(?:===|==|~=|!=|>=|<=|>|<)\s*)(?P<version>[^\s,]+)(?P<end>\s*)")
_POETRY = re.compile(r"\s*(?P<sign>\^|~(?!=))\s*(?P<version>\d+(?:\.\d+)*[\w.+-]*)\s*")
_BARE = re.compile(r"\s*v?\d+(?:\.\d+)*(?P<wild>\.\*)?[\w+-]*(?:\.\w+)*\s*")


def spec_of(requirement: str) -> str | None:
    """The versions part of a requirement as it is written; None where it is an address."""
    found = _REQUIREMENT.fullmatch(requirement)
    return found["spec"] if found is not None else None


def respecified(requirement: str, spec: str) -> str:
    """A requirement with another versions part."""
    found = _REQUIREMENT.fullmatch(requirement)
    return f"{found['head']}{spec}{found['tail']}" if found is not None else requirement


def takes(wanted: str, version: str) -> bool | None:
    """Whether a range of any of Python's manifests admits a version; None where it is none."""
    if len(wanted) > _LONGEST:
        return None
    parts = [_as_pep440(part) for part in wanted.strip("() ").split("||")]
    answers = [None if part is None else admits("PyPI", part, version) for part in parts]
    if True in answers:
        return True
    return None if None in answers else False


def _as_pep440(part: str) -> str | None:
    """Poetry's range as specifiers; a bare version is exact, `*` any."""
    if part.strip() in {"*", ""}:
        return ""
    found = [_clause(one) for one in part.split(",")]
    return None if None in found else ",".join(one for one in found if one)


def _clause(one: str) -> str | None:
    if (poetry := _POETRY.fullmatch(one)) is not None:
        try:
            base = Version(poetry["version"])
        except (InvalidVersion, ValueError):
            return None
        return f">={base},<{_ceiling(poetry['sign'], base.release)}"
    if _CLAUSE.fullmatch(one) is not None:
        return one
    return f"=={one.strip()}" if _BARE.fullmatch(one) is not None else None


def _ceiling(sign: str, release: tuple[int, ...]) -> str:
    """The first version that a caret or a tilde keeps out."""
    if sign == "~":
        place = min(1, len(release) - 1)
    else:
        place = next((place for place, number in enumerate(release) if number), len(release) - 1)
    return ".".join(str(number) for number in (*release[:place], release[place] + 1))


def raised(wanted: str, version: str) -> str | None:
    """The range for a version, in the style in which it is written; None where it is none."""
    if takes(wanted, version) is None:
        return None
    made = _raised(wanted, version)
    return made if takes(made, version) else f">={version}"


def _raised(wanted: str, version: str) -> str:
    if "||" in wanted:
        return f">={version}"
    if (poetry := _POETRY.fullmatch(wanted)) is not None:
        return f"{poetry['sign']}{version}"
    if (bare := _BARE.fullmatch(wanted)) is not None:
        return ",".join(_pinned("==", version, wanted.strip())) if bare["wild"] else version
    closed = wanted.startswith("(") and wanted.endswith(")")
    clauses = (wanted[1:-1] if closed else wanted).split(",")
    if not all(_CLAUSE.fullmatch(one) for one in clauses):
        return f">={version}"
    # A clause may go, and the space that stood between it and the next with it.
    made = ",".join(dict.fromkeys(text for one in clauses for text in _moved(one, version))).strip()
    if not re.search(r"(?:[>=~]=|===)", made):
        made = f">={version},{made}" if made else f">={version}"
    return f"({made})" if closed else made


def _moved(clause: str, version: str) -> Iterator[str]:
    """One clause, moved so far that it admits the version."""
    found = _CLAUSE.search(clause)
    if found is None:
        return
    sign, said = found["sign"].strip(), found["version"]
    front, back = clause[: found.start("version")], clause[found.start("version") + len(said) :]
    if sign in {"<", "<="}:
        yield clause if takes(f"{sign}{said}", version) else f"{front.replace('<=', '<')}{_next_major(version)}{back}"
    elif sign == ">":
        yield f"{front.replace('>', '>=')}{version}{back}"
    elif sign in {"===", ">="} or (sign == "==" and not said.endswith(".*")):
        yield f"{front}{version}{back}"
    elif sign in {"==", "~="}:
        one, *rest = _pinned(sign, version, said)
        yield f"{front}{one.removeprefix(sign)}{back}"
        yield from rest
    elif takes(f"!={said}", version):
        yield clause


def _pinned(sign: str, version: str, said: str) -> Iterator[str]:
    """`~=1.4` and `==1.4.*` with as many numbers as they have, and a floor where that alone would admit less."""
    count = len([part for part in said.split(".") if part != "*"])
    release = [str(number) for number in Version(version).release]
    wild = said.endswith(".*")
    numbers = (release + ["0"] * count)[:count]
    if sign == "~=" and count >= len(release):
        yield f"~={version}"
        return
    yield f"{sign}{'.'.join(numbers)}{'.*' if wild else ''}"
    if any(part != "0" for part in release[count:]):
        yield f">={version}"


def _next_major(version: str) -> str:
    return str(Version(version).release[0] + 1)
