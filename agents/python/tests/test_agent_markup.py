"""Guard `markup`: untrusted text brings no markup of its own into the HTML of a mail."""

from __future__ import annotations

import json
from html import escape
from typing import Any, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_letters import LINK, NAMED, letter
from ennead_agent import contract, invocation, registry, verdicts
from ennead_agent.guards import markup, markup_html, markup_marks
from ennead_agent.untrusted import texts

Serving = Callable[..., "list[dict[str, Any]]"]


def _alternative(value: str) -> str:
    return '<p>Hello</p><img src="https://shop.example/a.png" alt="' + value + '">'


def _unquoted(value: str) -> str:
    return "<p>Hello</p><input value=" + value + ">"


def _linked(value: str) -> str:
    return '<p>Hello</p><a href="' + value + '">your page</a>'


def _commented(value: str) -> str:
    return "<p>Hello</p><!--" + value + "--><p>Bye</p>"


def _conditional(value: str) -> str:
    return "<p>Hello</p><!--[if mso]><p>" + value + "</p><![endif]--><p>Bye</p>"


def _titled(value: str) -> str:
    return "<html><head><title>" + value + "</title></head><body><p>Hello</p></body></html>"


def _drawn(value: str) -> str:
    return "<p>Hello</p><svg><title>" + value + "</title></svg>"


def _styled(value: str) -> str:
    return "<style>h1 {color: " + value + "} /* end */</style><p>Hello</p>"


def _scripted(value: str) -> str:
    return '<p>Hello</p><script>var name = "' + value + '", n = 3;</script>'


def _data(value: str) -> str:
    return "<p>Hello</p><script>var data = " + value + ";</script>"


BRING = [
    (letter, LINK),
    (letter, "Ada</p><h1>"),
    (letter, "Ada <b"),
    (letter, "Ada <!-- "),
    (letter, "Ada </ there"),
    (letter, "<svg/onload=alert(1)>"),
    (letter, "Ada <ada@x.example onclick=alert(1)>"),
    (_alternative, 'x" onload="alert(1)'),
    (_alternative, '> " onload="alert(1)'),
    (_alternative, '"><h1>Pay</h1>'),
    (_unquoted, "1 onclick=alert(1)"),
    (_unquoted, "1><h1>Pay"),
    (_unquoted, '"Pay now'),
    (_linked, "javascript:alert(1)"),
    (_linked, " \tJava\nScript:alert(1)"),
    (_linked, "jav&#x61;script&colon;alert(1)"),
    (_linked, "data:text/html,hello there"),
    (_linked, "data:image/svg+xml,hello there"),
    (_commented, " x --><h1>"),
    (_commented, " x --!> y"),
    (_commented, "> y z"),
    (_conditional, LINK),
    (_titled, "Hi</title><h1>Pay"),
    (_drawn, "Hi <h1>Pay"),
    (_styled, "red} p {display: none"),
    (_styled, "red; background: url(https://x.example/)"),
    (_scripted, 'x"; alert(1); "'),
    (_data, "alert(1)"),
]
KEEP = [
    (letter, 'I <3 you & "O\'Brien", a < b > c, x = 1'),
    (letter, "Ada <ada@x.example>"),
    (letter, "&lt;i&gt; &amp; &#60;"),
    (_alternative, "O'Brien <3, a > b & x=1"),
    (_unquoted, "100%"),
    (_unquoted, "https://shop.example/?a=b"),
    (_unquoted, "Ada Lovelace"),
    (_linked, "https://shop.example/items?id=3&sort=price"),
    (_linked, "mailto:ada@x.example"),
    (_linked, "data:image/png;base64,iVBORw0KGgo="),
    (_commented, " a -- b <i> "),
    (_conditional, "a < b"),
    (_titled, "a <b> & c"),
    (_drawn, "a < b"),
    (_styled, "rgb(1, 2, 3)"),
    (_styled, "#ff8800"),
    (_scripted, "Ada O'Brien // not a comment"),
    (_scripted, 'Ada \\"O\\" Brien'),
    (_data, '{"a": [1, "b c"]}'),
    (_data, "-12.5"),
]


@pytest.mark.parametrize(("made", "value"), BRING)
def test_markup_of_the_event_is_stopped(made: Callable[[str], str], value: str, named: Serving) -> None:
    """A tag, an attribute, a comment, the end of one of the code's, an address that is a script, and code."""
    named({"value": value})
    with pytest.raises(verdicts.Blocked):
        markup.judge(made(value))


@pytest.mark.parametrize(("made", "value"), KEEP)
def test_values_pass(made: Callable[[str], str], value: str, named: Serving) -> None:
    """One value where it stands passes, whatever signs it has; so does a whole address of a link."""
    said = named({"value": value})
    markup.judge(made(value))
    assert said == []


@pytest.mark.parametrize(("made", "value"), BRING)
def test_the_same_of_the_code_s_own_passes(made: Callable[[str], str], value: str, named: Serving) -> None:
    """What the event does not have is the code's."""
    said = named({"value": "something else"})
    markup.judge(made(value))
    assert said == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(value=st.one_of(st.text(max_size=40), st.lists(st.sampled_from(
    ["<", "</", ">", '"', "'", "=", "&", "&lt;", "<b>", "</p>", "<!--", "-->", "on", "x", " ", "javascript:", "ada"]
), max_size=8).map("".join)))  # fmt: skip
def test_escaped_text_is_never_a_finding(value: str, named: Serving) -> None:
    """Whatever a text holds, escaped it is a value between tags, in an attribute and in a title."""
    said = named({"value": value})
    for made in (letter, _alternative, _titled):
        markup.judge(made(escape(value)))
    assert said == []


# -- whose markup it is ------------------------------------------------------------------------------------------------

RICH = ["<p>Hello <b>all of you</b>, {{name}}, from the whole shop</p>"]  # a text would be the code's own
ITALIC = ["<i>Ada</i> Lovelace"]


@pytest.mark.parametrize(
    "made",
    [
        lambda value: value,
        lambda value: "<!DOCTYPE html><html><head><title>News</title></head><body>\n" + value + "\n</body></html>",
        lambda value: "<html><style>p {color: red}</style><body class=x>" + value + "</body></html>",
        lambda value: value.replace("{{name}}", "Ada"),
    ],
)
def test_a_document_that_came_as_one_passes(made: Callable[[str], str], named: Serving) -> None:
    """A body that was handed over to be sent is no injection, in a bare frame or with a name filled in."""
    said = named({"html": RICH[0], "to": "ada@x.example"})
    markup.judge(made(RICH[0]))
    assert said == []


def test_rich_text_beside_words_of_the_code_is_found(named: Serving) -> None:
    """Where the code says something of its own, markup of the event's stands within the code's document."""
    named({"html": RICH[0]})
    with pytest.raises(verdicts.Blocked):
        markup.judge("<html><body>" + RICH[0] + "<p>Shop Ltd.</p></body></html>")


@pytest.mark.parametrize(
    ("value", "changed"),
    [
        ("This is **some bold** text of mine", "This is <strong>some bold</strong> text of mine"),
        ("First line\nsecond line\nthird one", "First line<br>\nsecond line<br>\nthird one"),
        ("see https://x.example/ for more", 'see <a href="https://x.example/">https://x.example/</a> for more'),
    ],
)
def test_markup_that_a_library_makes_of_plain_text_passes(value: str, changed: str, named: Serving) -> None:
    """Tags that did not come with a text which was changed on the way are the code's."""
    said = named({"value": value})
    markup.judge(letter(changed))
    assert said == []


@pytest.mark.parametrize(
    "changed", [LINK.upper(), LINK.replace('"', "'"), LINK[:36], "x" + LINK, LINK.replace("pay", "PAY  ")]
)
def test_markup_that_was_changed_on_the_way_is_found(changed: str, named: Serving) -> None:
    """In capital letters, with other quotes, cut short, within more: it came with the event."""
    named({"value": LINK})
    with pytest.raises(verdicts.Blocked):
        markup.judge(letter(changed))


def test_what_the_contract_trusts_passes(named: Serving) -> None:
    """Rich text of a field that is trusted for this guard is the code's; that of another one is not."""
    assert registry.state.policy is not None
    registry.state.policy.rules = {"trusted": [{"field": "html", "guards": ["markup"]}]}
    said = named({"html": LINK, "name": ITALIC[0]})
    markup.judge(letter(LINK))
    assert said == []
    with pytest.raises(verdicts.Blocked):
        markup.judge(letter(ITALIC[0]))


# -- the mode ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guards", "mode", "forced", "expected"),
    [
        ({}, "enforce", None, "alert"),
        ({}, "observe", "enforce", "alert"),
        ({"markup": "enforce"}, "observe", None, "enforce"),
        ({"markup": "enforce"}, "observe", "enforce", "enforce"),
        ({"markup": "enforce"}, "enforce", "observe", "observe"),
        ({"markup": "alert"}, "enforce", "enforce", "alert"),
        ({"markup": "off"}, "enforce", None, "off"),
        ({}, "off", None, "off"),
        ({}, "observe", None, "observe"),
    ],
)
def test_it_stops_only_by_name(guards: dict[str, str], mode: str, forced: str | None, expected: str) -> None:
    """Whatever the function's mode, only a contract that says `enforce` of this guard lets it stop."""
    policy = contract.Policy()
    policy.guards, policy.mode, policy.forced = guards, mode, forced
    assert policy.mode_of("markup") == expected
    assert policy.mode_of("sql") == (forced or mode)


def test_what_is_told_says_that_enforce_lets_it_pass(serving: Serving) -> None:
    """A finding of a guard that is not named goes on in `enforce`, and counts for no block; the mail is told once."""
    said = serving({"name": LINK})
    for _ in range(2):
        markup.judge(letter(LINK))
    (one,) = said
    assert (one["kind"], one["verdict"], one["guard"], one["facts"]) == (
        "attack",
        "flag",
        "markup",
        {"field": "name", "would": "flag"},
    )
    assert registry.state.policy is not None
    registry.state.policy.guards = dict(NAMED)
    serving({"name": LINK}, "observe")
    markup.judge(letter(LINK))
    assert said[-1]["facts"]["would"] == "block"


@pytest.mark.parametrize("guards", [{}, NAMED])
def test_a_large_body_is_said(guards: dict[str, str], serving: Serving) -> None:
    """It was not judged whole; a contract that is closed refuses it for that only where the guard may stop."""
    policy = registry.state.policy
    assert policy is not None
    policy.guards, policy.closed = dict(guards), True
    said = serving({"name": "Ada & Söhne"})
    verdicts._unjudged.clear()
    try:
        markup.judge(letter("Ada & Söhne" + "." * markup.LARGEST))
        refused = False
    except verdicts.Blocked:
        refused = True
    assert refused is bool(guards)
    assert [one["facts"] for one in said] == [{"unjudged": "an HTML body of more than 100,000 characters"}]


def test_a_large_body_is_judged_at_its_beginning(named: Serving) -> None:
    """Markup within the first 100,000 characters is stopped."""
    named({"name": LINK})
    with pytest.raises(verdicts.Blocked):
        markup.judge(letter(LINK + "." * markup.LARGEST))


def test_off_is_not_asked(named: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """In `off`, and between two invocations, no mail is looked at."""
    said = named({"name": LINK}, "off")
    monkeypatch.setattr(markup, "judge", lambda _html: pytest.fail("was asked"))
    markup._called(params={"Message": {"Body": {"Html": {"Data": letter(LINK)}}}})
    markup._sendmail(None, "a", "b", "Content-Type: text/html\n\n" + LINK)
    named({"name": LINK})
    invocation.leave()
    markup._called(params={"Message": {"Body": {"Html": {"Data": letter(LINK)}}}})
    assert said == []


@given(
    value=st.lists(st.sampled_from(["<b", ">", '"', "'", "=", " ", "x", "-->", "on"]), min_size=1, max_size=6),
    made=st.sampled_from([made for made, _ in BRING]),
)
def test_the_shortcut_passes_nothing_that_is_found(value: list[str], made: Callable[[str], str]) -> None:
    """A text as it came that ends a value or brings a tag is never passed by its marks alone."""
    text = "".join(value)
    index = texts.of_event(json.dumps({"value": text}).encode())
    document = made(text)
    plain = [token[::3] for token in markup_html.tokens(made("xxxx"))]
    if len(text) > 1 and [token[::3] for token in markup_html.tokens(document)] != plain:
        assert markup_marks.may_bring(markup_marks.of(index), document.lower())
