"""Guard `header`: untrusted text that begins a new header of a mail, or a new command to a mail server."""

from __future__ import annotations

import re

from .. import invocation, untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

GUARD = "header"
_LARGEST = 65_536
_BREAK = re.compile(r"[\r\n]")
_BODY = re.compile(r"\r?\n\r?\n")
_FOLDED = re.compile(r"\r?\n[ \t]")


def follow(module: ModuleType) -> None:
    """Watch what is sent by `smtplib`, and as whole mails by the SDK."""
    if module.__name__ == "botocore.client":
        from .. import sdk

        for service in ("ses", "sesv2"):
            sdk.on(f"before-parameter-build.{service}", _raw)
        return
    wrapping.before(module.SMTP, "sendmail", GUARD, _sendmail)
    wrapping.before(module.SMTP, "docmd", GUARD, _docmd)


def _sendmail(_self: Any, sender: Any = "", to: Any = (), message: Any = "", *_: Any, **named: Any) -> None:
    if invocation.current() is None:
        return
    for address in [sender, *([to] if isinstance(to, str) else to)]:
        _judge_line(str(address))
    judge_message(named.get("msg", message))


def _raw(params: Any = None, **_: Any) -> None:
    verdicts.judged(GUARD, _judge_raw, params)


def _judge_raw(params: Any) -> None:
    for way in (("RawMessage", "Data"), ("Content", "Raw", "Data")):
        found = params
        for name in way:
            found = found.get(name) if isinstance(found, dict) else None
        if found is not None:
            judge_message(found)


def _docmd(_self: Any, command: Any = "", args: Any = "", *_: Any) -> None:
    if invocation.current() is not None:
        _judge_line(f"{command} {args}")


def judge_message(message: Any) -> None:
    """Stop a mail in which untrusted text makes a header of its own: its line break stands above the body.

    A header's value that goes on in a further line (it begins with a blank there) is one header still.
    """
    text = message.decode("utf-8", "replace") if isinstance(message, (bytes, bytearray)) else str(message)
    text = text[:_LARGEST]
    for span in untrusted.spans(text, GUARD):
        before = text[: span.start]
        part = _FOLDED.sub(" ", text[span.start : span.end])
        if not _BODY.search(before) and _BREAK.search(part.strip("\r\n")):
            verdicts.attack(GUARD, f"value of {span.text.where} makes a header of a mail", {"field": span.text.where})


def _judge_line(line: str) -> None:
    if _BREAK.search(line) is None:
        return
    for span in untrusted.spans(line, GUARD):
        if _BREAK.search(line[span.start : span.end]):
            verdicts.attack(GUARD, f"value of {span.text.where} is a command to a server", {"field": span.text.where})
