"""Guards `header`, `ldap`, `xml` and `log`: untrusted text stays one value of a mail, a filter, a document, a line."""

from __future__ import annotations

import importlib
import inspect
from typing import Any, Callable

import pytest

from ennead_agent import guards, verdicts
from ennead_agent.guards import header, ldap, log, wrapping, xml

Serving = Callable[..., "list[dict[str, Any]]"]


def _mail(subject: str, body: str = "hello") -> str:
    return "From: shop@example.com\r\nSubject: " + subject + "\r\n\r\n" + body


@pytest.mark.parametrize("value", ["hi\r\nBcc: all@example.com", "hi\nBcc: all@example.com", "hi\r\n\r\nanother body"])
def test_a_second_header_is_stopped(value: str, serving: Serving) -> None:
    """A line break of the event's above the body makes a header, or ends them."""
    serving({"subject": value})
    with pytest.raises(verdicts.Blocked):
        header.judge_message(_mail(value))


@pytest.mark.parametrize("value", ["hi: there", "two words", "a line\r\n that goes on", "ends\r\n"])
def test_one_header_passes(value: str, serving: Serving) -> None:
    """A value of one line, or one that is folded as mail has it, is one header."""
    said = serving({"subject": value})
    header.judge_message(_mail(value))
    assert said == []


@pytest.mark.parametrize("params", [{"RawMessage": {"Data": None}}, {"Content": {"Raw": {"Data": None}}}])
def test_whole_mails_of_the_sdk_are_looked_at(params: dict[str, Any], serving: Serving) -> None:
    """A mail that a function writes by itself and sends by SES is judged as any other, in both of its interfaces."""
    serving({"subject": SECOND})
    inner = params
    while "Data" not in inner:
        inner = next(iter(inner.values()))
    inner["Data"] = _mail(SECOND).encode()
    with pytest.raises(verdicts.Blocked):
        header._raw(params=params, model=None)
    header._raw(params={"Message": {"Body": {}}}, model=None)


def test_each_library_has_a_guard_that_follows_it() -> None:
    """What the table of libraries names is there, and a template engine in it has its marks."""
    for name, libraries in guards._BY_LIBRARY.items():
        module = importlib.import_module(f"ennead_agent.guards.{name}")
        assert callable(module.follow)
        assert name != "template" or set(libraries) == set(module._ENGINES)


def test_lines_of_the_body_pass(serving: Serving) -> None:
    """Below the headers a text has as many lines as it likes."""
    value = "Dear all,\n\nBcc: is a word\n"
    said = serving({"text": value})
    header.judge_message(_mail("hi", value))
    assert said == []


@pytest.mark.parametrize("value", ["*", "x)(uid=*", "a*", "x)(|(objectClass=*)"])
def test_a_filter_s_signs_are_stopped(value: str, serving: Serving) -> None:
    """Parentheses and wildcards that are not written as a value's are the filter's."""
    serving({"user": value + " "})
    with pytest.raises(verdicts.Blocked):
        ldap.judge("(&(objectClass=person)(uid=" + value + " " + "))")


@pytest.mark.parametrize("value", ["ann", "O'Brien, Ann", "a\\2ab", "ann@example.com"])
def test_one_value_of_a_filter_passes(value: str, serving: Serving) -> None:
    """Names, commas and signs that are written as RFC 4515 has it pass."""
    said = serving({"user": value})
    ldap.judge("(uid=" + value + ")")
    assert said == []


SECOND = "hi\r\nBcc: all@example.com"
ENTITY = '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'


def test_entities_of_the_event_are_stopped(serving: Serving) -> None:
    """A document of the event that declares an entity is stopped, one of the function's own is read."""
    serving({"body": ENTITY})
    with pytest.raises(verdicts.Blocked):
        xml.judge(ENTITY)
    said = serving({"body": "<x>1</x>"})
    del said[:]
    xml.judge(ENTITY)
    xml.judge("<x>1</x>")
    assert said == []


FORGED = "ann\n[ERROR] admin logged in"


def test_a_forged_line_is_told_and_written(serving: Serving) -> None:
    """A line that looks like the log's own is an event; lines of a comment are none, and nothing is stopped."""
    said = serving({"name": FORGED, "comment": "first\nsecond"})
    log.judge("user " + FORGED)
    log.judge("comment first\nsecond")
    assert [(one["verdict"], one["guard"]) for one in said] == [("flag", "log")]


class _Library:
    def call(self, one: int, *, two: int = 2) -> int:
        """Add."""
        return one + two


def test_what_is_wrapped_looks_as_before() -> None:
    """Name, text and signature are the library's, and so is the answer; a judge that fails stops nothing."""
    before = inspect.signature(_Library.call)
    wrapping.before(_Library, "call", "test", ldap.judge)  # takes none of these
    assert _Library().call(1, two=3) == 4
    assert (_Library.call.__name__, _Library.call.__doc__) == ("call", "Add.")
    assert inspect.signature(_Library.call) == before
