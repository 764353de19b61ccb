"""Guard `log`: untrusted text that forges a line of the log.  It is only told: a function that logs goes on."""

from __future__ import annotations

from .. import events, imports, invocation, registry, untrusted
from ..classes.lazy import Pattern
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

GUARD = "log"
_FORGED = Pattern(
    r"[\r\n]\s*(?:\[(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL)\]|\{\s*\"(?:level|timestamp|schema|message)\""
    r"|(?:START|END|REPORT|INIT_START|EXTENSION|TELEMETRY)\s+(?:RequestId|Runtime|Name)|\d{4}-\d\d-\d\d[T ]\d\d:\d\d)"
)
"""A line break, and then what a line of a function's log begins with."""


def install() -> None:
    """Wait for the standard library's logging, which the runtime client brings."""
    imports.when("logging", _follow)


def _follow(module: ModuleType) -> None:
    wrapping.before(module.Logger, "handle", GUARD, _handle)


def _handle(_self: Any, record: Any = None, *_: Any) -> None:
    if invocation.current() is None:
        return
    message, args = record.msg, record.args
    values = args.values() if isinstance(args, dict) else args or ()
    if not any(isinstance(one, str) and ("\n" in one or "\r" in one) for one in (message, *values)):
        return
    judge(record.getMessage())


def judge(text: str) -> None:
    """Tell of a message in which untrusted text begins a line that looks like the log's own."""
    if _FORGED.search(text) is None:
        return
    for span in untrusted.spans(text, GUARD):
        if _FORGED.search(text[span.start : span.end]):
            policy = registry.state.policy
            if policy is not None and policy.mode_of(GUARD) != "off":
                reason = f"value of {span.text.where} forges a line of the log"
                events.emit("attack", "flag", GUARD, reason, facts={"field": span.text.where, "would": "flag"})
            return
