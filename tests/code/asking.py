"""A Python program followed from its handler, and what it asks in short."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ennead.code.entry import Entry, Tree
from ennead.code.evaluate.modules import Sources
from ennead.code.ir import Language
from ennead.code.question import Answer, ask
from tests.code.hosts.making import shown
from tests.code.sdk.python_trace import short


def asked(folder: Path, text: str, others: Mapping[str, str] | None = None) -> Answer:
    """The answer for `handler` in a file with this text; `others` are files beside it by their paths."""
    for name, other in {"app.py": text, **(others or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(other)
    return ask(Entry(Language.PYTHON, "app.py", "handler", (".",), "code"), Sources(Tree(folder)))


def handled(folder: Path, imports: str, *lines: str) -> Answer:
    """The same for a handler of these lines."""
    body = "\n    ".join(lines)
    return asked(folder, f"import os\n{imports}\n\nasync def handler(event, context):\n    {body}\n")


def requests(answer: Answer) -> list[str]:
    """The requests: `s3:GetObject Bucket=b client`."""
    return [short(call) for call in answer.calls]


def hosts(answer: Answer) -> list[str | None]:
    """The hosts, variables with a dollar."""
    return [shown(host)[1] for host in answer.hosts]


def reasons(answer: Answer) -> list[str]:
    """What could not be told."""
    return [one.reason for one in answer.unresolved]
