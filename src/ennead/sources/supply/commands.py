"""Commands that deploy, in the scripts of CI jobs, and the folder each of them works in."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SCRIPT = 200_000
MAX_LINES = 2_000

_DEPLOYS = (
    ("sam deploy", re.compile(r"\bsam\s+(?:\S+\s+){0,6}?deploy\b")),
    ("cdk deploy", re.compile(r"\bcdk\s+(?:\S+\s+){0,4}?deploy\b")),
    ("serverless deploy", re.compile(r"\b(?:serverless|sls|osls)\s+(?:\S+\s+){0,4}?deploy\b")),
    ("terraform apply", re.compile(r"\b(?:terraform|tofu|terragrunt)\s+(?:\S+\s+){0,6}?apply\b")),
    ("aws cloudformation deploy",
     re.compile(r"\baws\s+(?:\S+\s+){0,6}?cloudformation\s+(?:deploy|(?:create|update)-stack)\b")),
    ("aws lambda update-function-code", re.compile(r"\baws\s+(?:\S+\s+){0,6}?lambda\s+update-function-code\b")),
    ("sst deploy", re.compile(r"\bsst\s+deploy\b")),
    ("pulumi up", re.compile(r"\bpulumi\s+(?:\S+\s+){0,4}?up\b")),
    ("chalice deploy", re.compile(r"\bchalice\s+(?:\S+\s+){0,4}?deploy\b")),
)  # fmt: skip
_SCRIPT = re.compile(r"\b(?:(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?[\w:.-]*deploy[\w:.-]*|make\s+[\w.-]*deploy[\w.-]*)")
_PLACES = ("--template-file", "--template", "-t", "--template-body", "--config", "--app")
_UNTOLD = re.compile(r"\$[{(\w]")


@dataclass(frozen=True, slots=True)
class Deploy:
    """A command that deploys; `folder` is None where it could not be told."""

    command: str
    folder: str | None


def deploys(script: str, folder: str | None) -> Iterator[Deploy]:
    """The commands of a script that deploy; it starts in `folder`, and follows its `cd`s."""
    here, outer = folder, [folder]
    for line in _lines(script):
        for part in re.split(r"&&|\|\||;|\|", line):
            words = part.strip()
            if words.startswith("("):
                outer.append(here)
                words = words[1:].strip()
            if words.startswith(("cd ", "pushd ")):
                here = joined(here, words.partition(" ")[2].strip().strip("'\""))
            elif found := _command(words):
                yield Deploy(found, _place(words, here))
            if words.endswith(")") and "(" not in words and len(outer) > 1:
                here = outer.pop()


def _lines(script: str) -> Iterator[str]:
    text = script[:MAX_SCRIPT].replace("\\\n", " ")
    for line in text.splitlines()[:MAX_LINES]:
        if not line.lstrip().startswith("#"):
            yield line


def _command(words: str) -> str | None:
    if len(words) > 4_000 or re.match(r"(?:echo|printf|#)\b", words):
        return None
    for name, pattern in _DEPLOYS:
        if pattern.search(words):
            return name
    own = _SCRIPT.search(words)
    return own[0] if own else None


def _place(words: str, here: str | None) -> str | None:
    """The folder that a command's own options name, else the one it runs in."""
    try:
        parts = shlex.split(words)
    except ValueError:
        parts = words.split()
    for number, part in enumerate(parts):
        name, equals, value = part.partition("=")
        if name in _PLACES:
            value = value if equals else (parts[number + 1] if number + 1 < len(parts) else "")
            file = value.removeprefix("file://")
            if file.endswith((".yaml", ".yml", ".json", ".toml", ".template")) and ".aws-sam" not in file:
                return joined(here, posixpath.dirname(file) or ".")
        elif name in {"-chdir", "--cwd", "--prefix", "-C", "--dir"}:
            return joined(here, value if equals else (parts[number + 1] if number + 1 < len(parts) else "."))
    return here


def joined(folder: str | None, further: str) -> str | None:
    """A folder from another one, both relative to the repository's root; None where either could not be told."""
    if folder is None or _UNTOLD.search(further) or further.startswith(("~", "-")):
        return None
    if further.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(folder, further or "."))
    return None if path.startswith("..") else path
