"""What a scan says on the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from ennead.engine.result import AppSummary, ScanResult
from ennead.model.finding import Disposition, Finding, Fix, Hop, Priority, Related
from ennead.model.location import Location
from ennead.report.scan.text import cells
from ennead.report.table import table
from ennead.report.table.finding import arrows
from ennead.report.table.ink import colour_wanted
from ennead.report.verdict import is_clean, verdict

STYLE = re.compile(r"\x1b\[[0-9;]+m")


def _many(small: ScanResult, number: int) -> ScanResult:
    """The small scan with `number` findings of each of its own, and a check of its own for every second."""
    found = [
        replace(finding, identity=f"{finding.check}-{place:08x}", check=f"{finding.check}-{place // 2}")
        for finding in small.findings
        for place in range(number)
    ]
    return replace(small, findings=tuple(found))


def test_first_screen(small: ScanResult) -> None:
    """What to do now whole, what to do soon in a line, the rest in numbers."""
    assert table.render(small, exit_code=1) == snapshot("""\
shop   2 functions · 3 routes · 1 bucket · 1 queue                                             0.9 s

act now  1

  ● POST /admin reaches AdminShell and asks nobody who they are                 critical  open-route
    template.yml:100   anyone → POST /admin → AdminShell → eval (src/admin shell.js:36)
    fix, safe: attach ShopAuthorizer                                       ennead explain open-route
      │ Auth:
      │   Authorizer: ShopAuthorizer

soon  1                                                                    ennead scan . --show soon
  ◐ OrderNew may call every DynamoDB action                                    high  wildcard-action

later  1                                                                  ennead scan . --show later

not assessed  1
    the policy of OrderQueue is made by Fn::Transform                               template.yml:210

accepted  2: 1 checkov:skip, 1 baseline                                ennead scan . --show accepted

1 act now · 1 soon · 1 later · 1 not assessed                                                 exit 1
""")


def test_first_screen_at_sixty_columns(small: ScanResult) -> None:
    """A narrow terminal gets the same, folded."""
    assert table.render(small, width=60, exit_code=1) == snapshot("""\
shop   2 functions · 3 routes · 1 bucket · 1 queue     0.9 s

act now  1

  ● POST /admin reaches AdminShell and asks nobody who they
    are
    critical  open-route
    template.yml:100
      anyone → POST /admin → AdminShell → eval
      (src/admin shell.js:36)
    fix, safe: attach ShopAuthorizer
    ennead explain open-route
      │ Auth:
      │   Authorizer: ShopAuthorizer

soon  1                            ennead scan . --show soon
  ◐ OrderNew may call every DynamoDB…  high  wildcard-action

later  1                          ennead scan . --show later

not assessed  1
    the policy of OrderQueue is made by     template.yml:210
    Fn::Transform

accepted  2: 1 checkov:skip, 1 baseline
    ennead scan . --show accepted

1 act now · 1 soon · 1 later · 1 not assessed         exit 1
""")


def test_everything(small: ScanResult) -> None:
    """`--show all` leaves nothing out."""
    assert table.render(small, show="all") == snapshot("""\
shop   2 functions · 3 routes · 1 bucket · 1 queue                                             0.9 s

act now  1

  ● POST /admin reaches AdminShell and asks nobody who they are                 critical  open-route
    template.yml:100   anyone → POST /admin → AdminShell → eval (src/admin shell.js:36)
    fix, safe: attach ShopAuthorizer                                       ennead explain open-route
      │ Auth:
      │   Authorizer: ShopAuthorizer

soon  1

  ◐ OrderNew may call every DynamoDB action                                    high  wildcard-action
    template.yml:140 (medium confidence; in prod only)
    template.yml:120   the function that has the role
    no mechanical fix: the actions it needs cannot be told from its   ennead explain wildcard-action
    code

later  1

  ○ 2 functions run python3.8, which ended on 2024-10-14                            low  old-runtime
    template.yml
    template.yml:90   AdminShell: runs python3.8
    template.yml:122   OrderNew: runs python3.8
    fix, review first: set Runtime to python3.13                          ennead explain old-runtime

not assessed  1
    the policy of OrderQueue is made by Fn::Transform                               template.yml:210

accepted  2: 1 checkov:skip, 1 baseline
    anybody may read SiteBucket                                                          open-bucket
      checkov:skip: the site is public
    the stream is imported from another stack                                            open-stream
      baseline until 2027-01-01, no reason given

1 act now · 1 soon · 1 later · 1 not assessed
""")


def test_many_findings(small: ScanResult) -> None:
    """Long lists stop at a bound, say how many are left, and name the command that shows them."""
    text = table.render(_many(small, 24), target="my app")
    assert text.count("and asks nobody who they are") == 10
    assert text.count("    and 14 more\n") == 1
    assert text.count("(+1 like it)") == 10
    assert text.count("    and 4 more\n") == 1
    assert "ennead scan 'my app' --show now" in text
    assert "ennead scan 'my app' --show soon" in text
    assert "ennead scan 'my app' --show later" in text


@pytest.mark.parametrize("priority", list(Priority))
def test_a_group_asked_for_is_whole(small: ScanResult, priority: Priority) -> None:
    """`--show` of a priority shows every finding of it with its repair, and of the others only numbers."""
    text = table.render(_many(small, 24), show=priority.value)
    assert text.count("ennead explain ") == 24
    assert f"--show {priority.value}" not in text


def test_no_command_where_it_would_show_no_more(small: ScanResult) -> None:
    """Where everything is on the screen no command offers it again."""
    only = replace(small, findings=small.findings[:1], accepted=())
    assert "--show" not in table.render(only)


def test_several_apps(small: ScanResult) -> None:
    """Each app has its line, and a finding names its own."""
    orders = AppSummary("orders", ("orders.yml",), {"function": 1})
    two = replace(
        small,
        apps=(*small.apps, orders),
        findings=tuple(replace(finding, app="shop") for finding in small.findings),
    )
    assert table.render(two) == snapshot("""\
shop     2 functions · 3 routes · 1 bucket · 1 queue                                           0.9 s
orders   1 function

act now  1

  ● POST /admin reaches AdminShell and asks nobody who they are                 critical  open-route
    shop: template.yml:100   anyone → POST /admin → AdminShell → eval (src/admin shell.js:36)
    fix, safe: attach ShopAuthorizer                                       ennead explain open-route
      │ Auth:
      │   Authorizer: ShopAuthorizer

soon  1                                                                    ennead scan . --show soon
  ◐ shop: OrderNew may call every DynamoDB action                              high  wildcard-action

later  1                                                                  ennead scan . --show later

not assessed  1
    the policy of OrderQueue is made by Fn::Transform                               template.yml:210

accepted  2: 1 checkov:skip, 1 baseline                                ennead scan . --show accepted

1 act now · 1 soon · 1 later · 1 not assessed
""")


@pytest.mark.parametrize(
    ("findings", "unassessed", "accepted", "apps", "words"),
    [
        (False, False, False, True, "clean, and everything was assessed"),
        (False, False, True, True, "clean but for 2 accepted, and everything else was assessed"),
        (False, True, False, True, "nothing found, and 1 could not be assessed"),
        (True, False, False, True, "1 act now · 1 soon · 1 later"),
        (True, True, False, True, "1 act now · 1 soon · 1 later · 1 not assessed"),
        (False, False, False, False, "no application found: give the folder or the template that declares one"),
    ],
)
def test_the_last_line_is_true(
    small: ScanResult, *, findings: bool, unassessed: bool, accepted: bool, apps: bool, words: str
) -> None:
    """«clean, and everything was assessed» is said where there is nothing else to say."""
    result = ScanResult(
        apps=small.apps if apps else (),
        findings=small.findings if findings else (),
        unassessed=small.unassessed if unassessed else (),
        accepted=small.accepted if accepted else (),
    )
    last = table.render(result, exit_code=0).splitlines()[-1]
    assert last == words + "exit 0".rjust(100 - len(words))


@pytest.mark.parametrize(("unread", "parts"), [(1, "1 part of it is not here"), (3, "3 parts of it are not here")])
def test_parts_that_are_not_here_are_not_clean(small: ScanResult, unread: int, parts: str) -> None:
    """Where modules or nested stacks were not read, nothing is called clean."""
    result = ScanResult(apps=(replace(small.apps[0], unread=unread),))
    assert verdict(result) == f"nothing found in what was read: {parts}, and may hold more"
    assert "but for 2 accepted" in verdict(replace(result, accepted=small.accepted))
    assert not is_clean(result)


def test_unread_files_are_told_without_an_app(small: ScanResult) -> None:
    """Where no app could be read the reasons are shown all the same."""
    text = table.render(replace(small, apps=(), findings=(), accepted=()))
    assert text.startswith("not assessed  1")
    assert small.unassessed[0].reason in text


def test_same_reasons_are_one_line(small: ScanResult) -> None:
    """A reason that holds in many places is said once, the most frequent first, three at most."""
    unknown = small.unassessed[0]
    reasons = ["b", "a", "a", "c", "d"]
    result = replace(small, unassessed=tuple(replace(unknown, reason=reason * 9) for reason in reasons))
    text = table.render(result)
    assert re.findall(r"^    ([a-d])\1+ +(\S.*)$", text, re.MULTILINE) == [
        ("a", "2 times"),
        ("b", "template.yml:210"),
        ("c", "template.yml:210"),
    ]
    assert "    and 1 more reasons\n" not in text
    assert "    and 1 more reason\n" in text


def test_a_long_edit_is_cut_and_says_so(small: ScanResult) -> None:
    """A long snippet shows its first lines and how many are left; `--show` shows it whole."""
    fix = Fix("attach it", Disposition.SAFE, "\n".join(f"line {number}" for number in range(30)))
    result = replace(small, findings=(replace(small.findings[0], fix=fix),))
    assert "… 18 more lines" in table.render(result)
    assert "line 29" in table.render(result, show="now")


def test_functions_of_a_finding_are_a_list_behind_it(small: ScanResult) -> None:
    """A finding over many functions names three and counts the rest; `--show` places every one."""
    related = tuple(Related(Location("t.yml", number), "runs it", f"F{number}") for number in range(1, 25))
    result = replace(small, findings=(replace(small.findings[0], related=related),))
    assert "    in F1, F2, F3 and 21 more\n" in table.render(result)
    assert "ennead scan . --show now" in table.render(result)
    assert "    t.yml:24   F24: runs it\n" in table.render(result, show="now")


def _path(small: ScanResult, *hops: Hop) -> Finding:
    return replace(small.findings[0], path=hops, app="shop")


def test_arrows(small: ScanResult) -> None:
    """A path names its nodes; a second hop on one node says what happens there, and where if that is elsewhere."""
    finding = _path(
        small,
        Hop("internet", "sends"),
        Hop("function/shop:F", "runs"),
        Hop("function/shop:F", "eval", Location("a.js", 3)),
        Hop("function/shop:F", "writes", small.findings[0].at),
        Hop("table/Orders", "holds"),
    )
    assert " ".join(arrows(finding)) == "anyone → F → eval (a.js:3) → writes → Orders"


def test_one_hop_is_no_path(small: ScanResult) -> None:
    """Arrows need two ends."""
    assert arrows(_path(small, Hop("function/F", "runs"))) == []


@given(text=st.text(st.characters()), width=st.integers(0, 140), show=st.sampled_from([None, *table.SHOW]))
@example(text="\x1b]0;owned\x07\x9b31m\u202e", width=80, show="all")
@example(text="表" * 90, width=60, show="all")
def test_no_text_of_a_template_reaches_the_terminal_raw(
    text: str, width: int, show: str | None, filled: Callable[[str], ScanResult]
) -> None:
    """Nothing that a template says moves the cursor, turns the writing round or makes a line too long."""
    for colour in (False, True):
        out = table.render(filled(text), width=width, show=show, target=text, exit_code=1, colour=colour)
        plain = STYLE.sub("", out) if colour else out
        lines = plain.removesuffix("\n").split("\n")
        assert all(line.isprintable() for line in lines)
        assert max(map(cells, lines)) <= min(max(width, 40), 100)
        plain.encode()


def test_colour_is_only_on_top(small: ScanResult) -> None:
    """Without its colours the report is the same text."""
    coloured = table.render(small, colour=True)
    assert coloured != table.render(small)
    assert STYLE.sub("", coloured) == table.render(small)


@pytest.mark.parametrize(
    ("environment", "terminal", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_who_gets_colour(environment: dict[str, str], *, terminal: bool, wanted: bool) -> None:
    """A terminal that knows colours gets them, unless the user said no."""
    assert colour_wanted(environment, terminal=terminal) is wanted
