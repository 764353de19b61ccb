"""Guard `markup`: untrusted text that brings markup of its own into the HTML of a mail that the code makes and sends.

Rich text may be meant to be mailed, so this guard only tells, unless the contract names it (`contract.Policy`).
"""

from __future__ import annotations

from .. import invocation, registry, untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from ..untrusted.texts import Index

GUARD = "markup"
LARGEST = 100_000
"""Characters of an HTML body that are judged."""
_CALLS = ("ses.SendEmail", "ses.SendRawEmail", "sesv2.SendEmail")
_HTML = (("Message", "Body", "Html", "Data"), ("Content", "Simple", "Body", "Html", "Data"))
_WHOLE = (("RawMessage", "Data"), ("Content", "Raw", "Data"))
"""The ways to a body and to a whole mail among the parameters."""


def follow(module: ModuleType) -> None:
    """Watch what is sent by `smtplib`, and by SES in both of its interfaces."""
    if module.__name__ == "botocore.client":
        from .. import sdk

        for call in _CALLS:
            sdk.on("before-parameter-build." + call, _called)
        return
    wrapping.before(module.SMTP, "sendmail", GUARD, _sendmail)


def _sendmail(_self: Any, _sender: Any = "", _to: Any = (), message: Any = "", *_: Any, **named: Any) -> None:
    if _is_asked():
        judge_message(named.get("msg", message))


def _called(params: Any = None, **_: Any) -> None:
    if _is_asked():
        verdicts.judged(GUARD, _judge_call, params)


def _is_asked() -> bool:
    policy = registry.state.policy
    return invocation.current() is not None and policy is not None and policy.mode_of(GUARD) != "off"


def _judge_call(params: Any) -> None:
    for html in [_at(params, way) for way in _HTML]:
        if isinstance(html, str):
            judge(html)
    for message in [_at(params, way) for way in _WHOLE]:
        if message is not None:
            judge_message(message)


def _at(found: Any, way: tuple[str, ...]) -> Any:
    for name in way:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def judge_message(message: Any) -> None:
    """Judge each part of a whole mail that is HTML."""
    data = message.encode("utf-8", "replace") if isinstance(message, str) else message
    if not isinstance(data, (bytes, bytearray)):
        verdicts.unjudged(GUARD, "a mail that is no text but is read while it is sent")
        return
    index = untrusted.seen_by(GUARD)
    if index is None or not _may_matter(index):
        return
    from . import markup_mail

    for html in markup_mail.html_parts(bytes(data)):
        if html is None:
            verdicts.unjudged(GUARD, "a mail with more parts in one another than are looked at")
        else:
            judge(html)


def judge(html: str) -> None:
    """Stop, or tell of, a document into which untrusted text brings markup of its own."""
    from ..untrusted import constants

    index = None if constants.is_constant(html) else untrusted.seen_by(GUARD)
    if index is None or not _may_matter(index):
        return
    from . import markup_marks

    marks = markup_marks.of(index)
    if marks.judged == html:
        return
    if len(html) > LARGEST:
        verdicts.unjudged(GUARD, "an HTML body of more than 100,000 characters")
    text = html[:LARGEST]
    if markup_marks.may_bring(marks, text.lower()):
        _judge_whole(text, index)
    marks.judged = html


def _may_matter(index: Index) -> bool:
    """Whether a text of the event can be markup at all."""
    from . import markup_marks

    if index.left:
        verdicts.unjudged(GUARD, "an event or an argument with more text than is looked at")
    return bool(markup_marks.of(index).others)


def _judge_whole(text: str, index: Index) -> None:
    from . import markup_judge

    found = markup_judge.changes(text, untrusted.spans(text, GUARD), index)
    if found is not None:
        span, what = found
        where = span.text.where
        verdicts.attack(GUARD, f"value of {where} {what} in an HTML mail", {"field": where})
