"""What is said of packages: on the terminal, in a comment, as a bill of materials, and what users state of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from ennead.engine.packages import packages
from ennead.engine.packages_change import PackagesChange, compared, load, news
from ennead.engine.scan import Request
from ennead.packages.advisories import Advisories
from ennead.report.change.markdown import LONGEST
from ennead.report.packages import change as report
from ennead.report.packages import cyclonedx, table, vex
from ennead.report.packages.document import asked_again, document
from ennead.report.packages.entry import entries
from ennead.report.scan.text import cells
from tests.packages.made import EVIL, PARSE, WEB, database, files, written

TODAY = date(2024, 1, 21)
Json = dict[str, Any]
DATABASE: Json = {
    "newest_advisory": "2024-01-20",
    "advisories": 4,
    "sources": [
        {"name": "GitHub Advisory Database", "newest": "2024-01-20", "records": 3},
        {"name": "OpenSSF Malicious Packages", "newest": "2022-12-17", "records": 1},
    ],
}


def advisory(identifier: str, severity: str | None = "high", **more: object) -> Json:
    """An advisory of a document."""
    plain: Json = {"score": None, "summary": f"Fault {identifier}", "fixed": [], "exploited": None, "epss": None}
    return {"id": identifier, "aliases": [], "severity": severity, **plain, **more}


def row(name: str, *advisories: Json, version: str | None = "1.0.0", **more: object) -> Json:
    """A row of a document: a package of npm that a function ships."""
    made: Json = {
        "purl": f"pkg:npm/{name}" + (f"@{version}" if version else ""),
        "ecosystem": "npm",
        "name": name,
        "version": version,
        "functions": ["Orders"],
        "direct": True,
        "at": {"path": "package-lock.json", "line": 9},
        "origin": "lock",
        "scope": "shipped",
        "status": "vulnerable" if advisories else "clean",
        "advisories": list(advisories),
        "reached": "unknown",
        **more,
    }
    if made["status"] == "not_checked":
        made.setdefault("reason", "a range, no version")
    return made


def made_of(*rows: Json, unread: tuple[Json, ...] = ()) -> Json:
    """A document."""
    return {
        "schema": "ennead.packages/1",
        "app": "shop",
        "database": DATABASE,
        "packages": list(rows),
        "unread": list(unread),
    }


ROWS = (
    row("zeta", advisory("GHSA-zeta", "critical"), reached="no", exposure="internal"),
    row(
        "alpha",
        advisory("GHSA-alph", "medium", aliases=["CVE-2024-7"], exploited="2024-01-02"),
        advisory("NSWG-ECO-7", "medium"),
        reached="handler",
        functions=["Orders", "Pay", "Report"],
        reached_by=["Pay"],
        exposure="anonymous",
        direct=False,
        via=["web@2.0.0", "form@3.1.0"],
        wanted="~1.0.0",
        fix="2.0.0",
        fix_admitted=False,
    ),
    row("alpha", advisory("GHSA-alph", "medium"), at={"path": "old/package-lock.json"}, functions=[], via=["x@1"]),
    row("evil", advisory("MAL-1", "critical", malicious=True), functions=[], installs=True),
    row("idle", advisory("GHSA-idle"), functions=[], fix="1.0.1"),
    row("tool", advisory("GHSA-tool"), functions=[], scope="development"),
    row("fine"),
    row("shiny", scope="development", functions=[]),
    row("open", version=None, status="not_checked", wanted="^1"),
    row("shut", version=None, status="not_checked", wanted="^2"),
    row("sdk", version=None, status="not_checked", origin="runtime", reason="the runtime provides it"),
)


def shown(made: Json, **more: Any) -> str:
    """The table on that day."""
    return table.render(made, today=TODAY, **more)


# -- the table ----------------------------------------------------------------------------------


def test_table() -> None:
    """An attack first, then what a handler reaches; what was not checked by reasons; clean; the age of the data."""
    unread = {"at": "requirements.txt", "reason": "a manifest without a lock"}
    assert shown(made_of(*ROWS, unread=(unread,)), code=1) == snapshot("""\
shop   10 packages · 5 vulnerable · 3 not checked · 2 clean

vulnerable, what to do first
  ● evil 1.0.0  malicious                                                        package-lock.json:9
    MAL-1  Fault MAL-1
    in       no function is known to ship it
    came by  the project names it itself
    way out  take it out, and trust nothing on which it was installed: the package itself is the
             attack

  ● alpha 1.0.0  medium, exploited since 2024-01-02                           package-lock.json:9 +1
    GHSA-alph (CVE-2024-7)  Fault GHSA-alph (and NSWG-ECO-7)
    in       Pay, reached by anyone: the handler imports it; 2 other functions ship it
    came by  web@2.0.0 → form@3.1.0 → alpha  (and 1 other way)
    way out  version 2.0.0, which ~1.0.0 of form@3.1.0 does not admit: raise form, or override what
             it asks for

  ● zeta 1.0.0  critical                                                         package-lock.json:9
    GHSA-zeta  Fault GHSA-zeta
    in       Orders, reached by nobody but those who deploy it: no handler imports it
    came by  the project names it itself
    way out  no version is known that repairs it: take it out or replace it

vulnerable, in no function that is known   1
  ○ idle 1.0.0  high  GHSA-idle                                                    repaired in 1.0.1

vulnerable, for development only   1: tool 1.0.0

not checked   3 packages
      2  a range, no version: open and shut
      1  the runtime provides it: sdk
      1  a manifest without a lock: requirements.txt

clean   2 packages, 1 of them for development only

data    newest advisory 2024-01-20 · GitHub Advisory Database 2024-01-20 ·
        OpenSSF Malicious Packages 2022-12-17 (stale: 400 days) · fetch newer: `ennead db sync`

first: evil 1.0.0, malicious                                                                  exit 1
a bill of materials:  ennead packages . --format cyclonedx
""")


def test_table_without_anything_known() -> None:
    """Clean is said only of what was checked."""
    assert shown(made_of(row("fine"))).splitlines()[-2].startswith("clean, and everything was checked")
    assert "nothing is known against what was checked" in shown(made_of(row("fine"), ROWS[8]), code=3)


def test_table_without_a_database() -> None:
    """How to get one is said, and nothing is called clean."""
    made = {**made_of(row("fine", status="not_checked", reason="no database")), "database": None}
    text = shown(made, code=3)
    assert "nothing was checked" in text
    assert "data    no advisory database: `ennead db sync` makes one" in text


def order_of(*rows: Json) -> list[str]:
    """The names of packages in the order in which to look at them."""
    return [one.row["name"] for one in entries(rows)]


def test_the_order_is_not_severity_alone() -> None:
    """Reached counts before exploited, exploited before who gets at it, that before severity."""
    worst = advisory("A", "critical", score=9.8)
    assert order_of(
        row("a", worst, reached="no", exposure="anonymous"),
        row("b", worst, reached="unknown", exposure="internal"),
        row("c", advisory("C", "low"), reached="unknown", exposure="anonymous"),
        row("d", advisory("D", "low", exploited="2024-01-01"), reached="unknown", exposure="internal"),
        row("e", advisory("E", "low"), reached="symbol", exposure="internal"),
        row("f", worst, reached="handler", exposure="anonymous"),
        row("g", worst, functions=[]),
        row("h", advisory("H", malicious=True), functions=[]),
        row("i", advisory("I", "high", score=7.0), reached="unknown", exposure="anonymous"),
        row("j", advisory("J", "high", score=8.0), reached="unknown", exposure="anonymous"),
    ) == ["h", "e", "f", "d", "j", "i", "c", "b", "a", "g"]


def test_the_same_version_at_several_places_is_told_once() -> None:
    """Its places, its ways and its functions are brought together."""
    (one,) = entries((ROWS[1], ROWS[2]))
    assert one.places == ("package-lock.json:9", "old/package-lock.json")
    assert (one.reached, one.reached_by, one.functions) == ("handler", ("Pay",), ("Pay", "Orders", "Report"))


def test_many_are_cut() -> None:
    """A long list is a line each, and then a number."""
    rows = [row(f"p{number:03}", advisory(f"GHSA-{number}")) for number in range(60)]
    text = shown(made_of(*rows), code=1)
    assert text.count("  ● ") == 8
    assert "    and 28 more: --format json has all of them\n" in text


@given(st.text(), st.integers(40, 120))
def test_no_text_steers_the_terminal(text: str, width: int) -> None:
    """Names, places, reasons and summaries are shown on lines of at most the width, and nothing is obeyed."""
    fault = advisory(text, summary=text, aliases=[text])
    at = {"path": text, "line": 1}
    rows = [
        row("a", fault, functions=[text], via=[text], wanted=text, fix=text, fix_admitted=False, at=at),
        row("b", version=None, status="not_checked", reason=text),
    ]
    for one in rows:
        one["name"] = text
    made = made_of(*rows, unread=({"at": text, "reason": text},))
    change = compared(made_of(), made, text)
    for out in (shown(made, width=width, target=text), report.render(change, today=TODAY, width=width)):
        assert all(cells(line) <= min(width, 100) for line in out.splitlines())
        assert all(char.isprintable() for line in out.split("\n") for char in line)


# -- a change -----------------------------------------------------------------------------------


@pytest.fixture
def changed() -> PackagesChange:
    """One package of every sort of change."""
    old = made_of(
        row("evil", version="0.9.0"),
        row("alpha", advisory("NSWG-ECO-7"), version="0.5.0"),
        row("gone"),
        row("lost", advisory("GHSA-lost")),
        row("fine", version="0.9.0"),
        row("idle", advisory("GHSA-idle"), functions=[]),
    )
    new = made_of(
        ROWS[3], ROWS[1], row("fine"), row("lost", advisory("GHSA-lost")), row("idle", advisory("GHSA-idle")), ROWS[8]
    )
    return compared(old, new, "main (1a2b3c4)")


def test_change(changed: PackagesChange) -> None:
    """What comes with a change stands first, with what it was before; the rest in short."""
    assert report.render(changed, today=TODAY) == snapshot("""\
compared with main (1a2b3c4)

This change adds 1, changes 3, newly ships 1 and removes 1 packages, and brings in 1 malicious and 2
vulnerable packages.

  ● evil 1.0.0  malicious                                                        package-lock.json:9
    MAL-1  Fault MAL-1
    change   before: 0.9.0
    in       no function is known to ship it
    came by  the project names it itself
    way out  take it out, and trust nothing on which it was installed: the package itself is the
             attack

  ● alpha 1.0.0  medium, exploited since 2024-01-02                              package-lock.json:9
    GHSA-alph (CVE-2024-7)  Fault GHSA-alph
    change   before: 0.5.0; NSWG-ECO-7 it had before
    in       Pay, reached by anyone: the handler imports it; 2 other functions ship it
    came by  web@2.0.0 → form@3.1.0 → alpha
    way out  version 2.0.0, which ~1.0.0 of form@3.1.0 does not admit: raise form, or override what
             it asks for

  ● idle 1.0.0  high                                                             package-lock.json:9
    GHSA-idle  Fault GHSA-idle
    change   it was there before, and no function shipped it
    in       Orders: whether a handler imports it could not be told
    came by  the project names it itself
    way out  no version is known that repairs it: take it out or replace it

other changes
  ~ fine 0.9.0 → 1.0.0
  - gone 1.0.0
  + open

not checked
      1  a range, no version: open

data    newest advisory 2024-01-20 · GitHub Advisory Database 2024-01-20 ·
        OpenSSF Malicious Packages 2022-12-17 (stale: 400 days) · fetch newer: `ennead db sync`

                                                                                              exit 1
""")
    assert changed.exit_code == 1


def test_change_as_a_comment(changed: PackagesChange) -> None:
    """The same as Markdown."""
    assert report.markdown(changed, TODAY) == snapshot("""\
<!-- ennead packages -->
**This change adds 1, changes 3, newly ships 1 and removes 1 packages, and brings in 1 malicious and 2 vulnerable packages.**

#### Vulnerable or malicious (3)

- **malicious** · `evil 1.0.0` · `package-lock.json:9` · before: 0.9.0<br>
  `MAL-1` Fault MAL-1<br>
  came by the project names it itself<br>
  no function is known to ship it<br>
  **way out**: take it out, and trust nothing on which it was installed: the package itself is the attack
- **medium, exploited since 2024-01-02** · `alpha 1.0.0` · `package-lock.json:9` · before: 0.5.0; NSWG-ECO-7 it had before<br>
  `GHSA-alph (CVE-2024-7)` Fault GHSA-alph<br>
  came by `web@2.0.0` → `form@3.1.0` → `alpha`<br>
  Pay, reached by anyone: the handler imports it; 2 other functions ship it<br>
  **way out**: version 2.0.0, which \\~1.0.0 of form@\u200b3.1.0 does not admit: raise form, or override what it asks for
- **high** · `idle 1.0.0` · `package-lock.json:9` · it was there before, and no function shipped it<br>
  `GHSA-idle` Fault GHSA-idle<br>
  came by the project names it itself<br>
  Orders: whether a handler imports it could not be told<br>
  **way out**: no version is known that repairs it: take it out or replace it

#### Not checked

- a range, no version: `open`

<details><summary>Other changes (3)</summary>

- changed: `fine 0.9.0 → 1.0.0`
- removed: `gone 1.0.0`
- added: `open`

</details>

<sub>Ennead: compared with main (1a2b3c4); newest advisory 2024-01-20; GitHub Advisory Database 2024-01-20; OpenSSF Malicious Packages 2022-12-17 (stale: 400 days); fetch newer: \\`ennead db sync\\`</sub>
""")  # noqa: E501  as it is sent


def test_a_comment_is_never_too_long() -> None:
    """A change of many packages is cut, and the comment says that."""
    rows = [row(f"p{number}", advisory("GHSA-1", summary="x`@all " * 900)) for number in range(3000)]
    text = report.markdown(compared(made_of(), made_of(*rows), "main"), TODAY)
    assert len(text) <= LONGEST
    assert "- and 2996 more" in text
    huge = row("p", advisory("GHSA-1", summary="x " * LONGEST))
    text = report.markdown(compared(made_of(), made_of(huge), "main"), TODAY)
    assert len(text) <= LONGEST
    assert text.endswith("`--format json` has all of it.\n")


def test_names_in_a_comment_are_only_text() -> None:
    """No name makes a mention, a tag or a link."""
    fault = advisory("GHSA-1", summary="<img src=x> @everyone [x](http://evil)")
    text = report.markdown(compared(made_of(), made_of(row("a`b", fault, at={"path": "x|y`"})), "<b>"), TODAY)
    assert "<img" not in text
    assert "@everyone" not in text
    assert "``a`b 1.0.0``" in text


def test_a_malicious_version_is_always_new() -> None:
    """From one version of an attack to the next is no smaller attack."""
    evil = advisory("MAL-1", malicious=True)
    change = compared(made_of(row("evil", evil)), made_of(row("evil", evil, version="1.0.1")), "main")
    assert change.exit_code == 1


def test_a_version_that_comes_to_two_places_is_not_moved() -> None:
    """Only as many come for nothing as went."""
    fault = advisory("GHSA-1")
    old = made_of(row("x", fault, at={"path": "a/lock"}))
    both = made_of(row("x", fault, at={"path": "b/lock"}), row("x", fault, at={"path": "c/lock"}))
    assert compared(old, made_of(both["packages"][0]), "main").exit_code == 0
    assert compared(old, both, "main").exit_code == 1


def test_unchecked_news() -> None:
    """What was clean and cannot be checked now is told, and is exit code 3."""
    saved = made_of(row("fine"))
    change = news(saved, made_of(row("fine", status="not_checked")), "inventory.json")
    assert change.exit_code == 3
    assert "1 package cannot be checked any more" in report.render(change, today=TODAY)


# -- a bill of materials ------------------------------------------------------------------------


def bill(made: Json) -> Json:
    """The bill, which the library's own strict validator accepts."""
    text = cyclonedx.render(made, {})
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    found: Json = json.loads(text)
    return found


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Callable[..., Json]]:
    """The document of an application, with a database of one vulnerable package and one attack."""
    with Advisories(database(tmp_path / "known.db", PARSE, EVIL)) as advisories:
        yield lambda **more: document(
            packages(written(tmp_path / "app", files(**more)), Request(()), advisories), advisories
        )


def test_bill(app: Callable[..., Json]) -> None:
    """A component has its functions, how near they get, and every place; what asks for it is known."""
    made = bill(app(direct={"acme-web": "2.0.0", "acme-evil": "1.0.0"}, tools={"acme-tool": "1.0.0"}))
    components = {one["name"]: one for one in made["components"]}
    assert {name: one["scope"] for name, one in components.items() if name.startswith("acme")} == {
        "acme-evil": "required",
        "acme-parse": "required",
        "acme-tool": "excluded",
        "acme-web": "required",
    }
    assert components["acme-web"] == snapshot(
        {
            "bom-ref": "pkg:npm/acme-web@2.0.0",
            "evidence": {"occurrences": [{"line": 15, "location": "src/package-lock.json"}]},
            "name": "acme-web",
            "properties": [
                {"name": "ennead:at", "value": "src/package-lock.json:15"},
                {"name": "ennead:function", "value": "Orders"},
                {"name": "ennead:origin", "value": "lock"},
                {"name": "ennead:reached", "value": "handler"},
                {"name": "ennead:status", "value": "clean"},
            ],
            "purl": "pkg:npm/acme-web@2.0.0",
            "scope": "required",
            "type": "library",
            "version": "2.0.0",
        }
    )
    assert made["dependencies"] == snapshot(
        [
            {
                "dependsOn": ["pkg:npm/acme-evil@1.0.0", "pkg:npm/acme-tool@1.0.0", "pkg:npm/acme-web@2.0.0"],
                "ref": "application",
            },
            {"dependsOn": ["pkg:npm/acme-parse@1.2.0"], "ref": "pkg:npm/acme-web@2.0.0"},
        ]
    )
    assert made["metadata"]["component"] == {"bom-ref": "application", "name": "app", "type": "application"}


def test_bill_with_what_is_known(app: Callable[..., Json]) -> None:
    """A fault has its ids, its rating, the way out, and a state that is not more than what is known."""
    (one,) = bill(app())["vulnerabilities"]
    assert one == snapshot(
        {
            "affects": [{"ref": "pkg:npm/acme-parse@1.2.0"}],
            "analysis": {"state": "in_triage"},
            "bom-ref": "GHSA-pars-pars-pars/pkg:npm/acme-parse@1.2.0",
            "description": "Fault of acme-parse",
            "id": "GHSA-pars-pars-pars",
            "properties": [{"name": "ennead:derived", "value": "in_triage"}],
            "ratings": [{"severity": "high", "source": {"name": "GitHub Advisory Database"}}],
            "recommendation": "version 1.4.0, which ^1.0.0 admits: bring the lock up to date",
            "references": [{"id": "CVE-2024-1000", "source": {"name": "CVE records"}}],
            "source": {"name": "GitHub Advisory Database"},
        }
    )


def test_states_that_are_derived() -> None:
    """Not affected is what no handler reaches where everything could be followed; never an attack."""
    made = bill(
        made_of(
            row("a", advisory("A"), reached="no"),
            row("b", advisory("B"), reached="unknown"),
            row("c", advisory("C"), reached="symbol"),
            row("d", advisory("MAL-1", malicious=True), reached="no"),
        )
    )
    states = {one["id"]: one["analysis"] for one in made["vulnerabilities"]}
    assert (states["A"]["state"], states["A"]["justification"]) == ("not_affected", "code_not_reachable")
    assert {states[name]["state"] for name in ("B", "C", "MAL-1")} == {"in_triage"}


def test_the_case_of_a_name_is_kept() -> None:
    """A package URL writes names of npm in small letters; two packages stay two."""
    rows = [row(name, purl="pkg:npm/jsonstream@1.0.0") for name in ("jsonstream", "JSONStream")]
    assert sorted(one["name"] for one in bill(made_of(*rows))["components"]) == ["JSONStream", "jsonstream"]


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1))
def test_any_text_makes_a_bill(text: str) -> None:
    """Whatever a file names, the bill is valid."""
    fault = advisory(text, summary=text, aliases=[text])
    one = {**row("a", fault, functions=[text], at={"path": text}, via=[text]), "name": text}
    bill({**made_of(one), "app": text})


# -- statements ---------------------------------------------------------------------------------


def laid(tmp_path: Path, statements: Json, *rows: Json) -> Json:
    """A document with the statements of a file laid over it."""
    (tmp_path / "vex.json").write_text(json.dumps(statements))
    made, _ = vex.laid_over(made_of(*rows), vex.load([tmp_path / "vex.json"]))
    return made


def openvex(*statements: Json) -> Json:
    """A document of OpenVEX."""
    return {"@context": "https://openvex.dev/ns/v0.2.0", "timestamp": "2024-01-01T00:00:00Z", "statements": statements}


def stated(status: str, product: object = "pkg:npm/a@1.0.0", **more: object) -> Json:
    """A statement of OpenVEX about a package."""
    products = [product if isinstance(product, dict) else {"@id": product}]
    return {"vulnerability": {"name": "CVE-1"}, "products": products, "status": status, **more}


FAULT = advisory("GHSA-1", aliases=["CVE-1"])
REASON = {"justification": "component_not_present"}


@pytest.mark.parametrize(
    ("statement", "aside"),
    [
        (stated("not_affected", **REASON), True),
        (stated("not_affected", impact_statement="we never call it"), True),
        (stated("not_affected", justification="vulnerable_code_cannot_be_controlled_by_adversary"), True),
        (stated("not_affected"), False),
        (stated("fixed"), True),
        (stated("affected", action_statement="raise it"), False),
        (stated("under_investigation"), False),
        (stated("fixed", "pkg:npm/a"), True),
        (stated("fixed", "pkg:npm/a@1.0.1"), False),
        (stated("fixed", "pkg:npm/b@1.0.0"), False),
        (stated("fixed", "pkg:pypi/a@1.0.0"), False),
        (stated("fixed", {"@id": "urn:x", "identifiers": {"purl": "pkg:npm/a@1.0.0"}}), True),
        (stated("fixed", {"@id": "pkg:oci/shop", "subcomponents": [{"@id": "pkg:npm/a@1.0.0"}]}), True),
        (stated("fixed", "shop"), False),
    ],
)
def test_statements_of_openvex(tmp_path: Path, statement: Json, *, aside: bool) -> None:
    """A denial with a reason and a repair set the advisory aside, of the package and version that they name."""
    (one,) = laid(tmp_path, openvex(statement), row("a", FAULT))["packages"]
    assert one.get("accepted", False) is aside


def test_the_last_statement_counts(tmp_path: Path) -> None:
    """A newer statement takes an older one back, wherever it stands in the file."""
    newer = stated("affected", timestamp="2024-02-01T00:00:00Z")
    (one,) = laid(tmp_path, openvex(newer, stated("fixed")), row("a", FAULT))["packages"]
    assert one["advisories"][0]["analysis"]["state"] == "exploitable"
    assert "accepted" not in one


STATES = ("resolved", "resolved_with_pedigree", "exploitable", "in_triage", "false_positive", "not_affected")


@pytest.mark.parametrize("state", STATES)
def test_states_go_round(tmp_path: Path, state: str) -> None:
    """What a user states in a bill stands in the next bill, and the one after that."""
    analysis = {
        "state": state,
        "justification": "requires_configuration",
        "response": ["update", "will_not_fix"],
        "detail": "so",
    }
    rows = (row("a", FAULT), row("b", advisory("GHSA-2")))
    first = bill(made_of(*rows))
    (own,) = (one for one in first["vulnerabilities"] if one["id"] == "GHSA-1")
    own["analysis"] = analysis
    second = bill(laid(tmp_path, first, *rows))
    third = bill(laid(tmp_path, second, *rows))
    assert second == third
    states = {one["id"]: one["analysis"] for one in third["vulnerabilities"]}
    assert states == {"GHSA-1": analysis, "GHSA-2": {"state": "in_triage"}}


def test_derived_states_are_no_statements(tmp_path: Path) -> None:
    """A bill that nobody has edited sets nothing aside when it is read back: code may have changed since."""
    rows = [row("a", FAULT, reached="no")]
    (one,) = laid(tmp_path, bill(made_of(*rows)), *rows)["packages"]
    assert "analysis" not in one["advisories"][0]


def test_statements_of_cyclonedx(tmp_path: Path) -> None:
    """Packages are named by a reference, a BOM-Link, a package URL, or as parts of the application."""
    link = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Fa%401.0.0"
    whole = {
        "bomFormat": "CycloneDX",
        "metadata": {"component": {"bom-ref": "own", "name": "shop"}},
        "components": [{"bom-ref": "x", "components": [{"bom-ref": "y", "purl": "pkg:npm/a@1.0.0"}]}],
    }
    for ref, aside in (("y", True), (link, True), ("pkg:npm/a", True), ("own", True), ("z", False)):
        one = {"id": "CVE-1", "analysis": {"state": "resolved"}, "affects": [{"ref": ref}]}
        (found,) = laid(tmp_path, {**whole, "vulnerabilities": [one]}, row("a", FAULT))["packages"]
        assert found.get("accepted", False) is aside, ref


@pytest.mark.parametrize(
    "wrong",
    [
        "{",
        "[]",
        "{}",
        '{"bomFormat": "CycloneDX", "vulnerabilities": [{"id": 7, "analysis": {"state": "resolved"}}]}',
        '{"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "x", "analysis": {"state": "fine"}}]}',
        json.dumps({"@context": "https://openvex.dev/ns", "statements": [{"vulnerability": "x", "status": "fine"}]}),
        json.dumps({"@context": "https://openvex.dev/ns", "statements": [{"vulnerability": 7, "status": "fixed"}]}),
        '{"@context": "https://openvex.dev/ns"}',
    ],
)
def test_wrong_statements_are_refused(tmp_path: Path, wrong: str) -> None:
    """A file that cannot be followed is an error, not a file without statements."""
    (tmp_path / "vex.json").write_text(wrong)
    with pytest.raises(vex.VexError, match="CycloneDX"):
        vex.load([tmp_path / "vex.json"])


# -- asked again --------------------------------------------------------------------------------


def test_a_document_asked_again_is_the_same(app: Callable[..., Json], tmp_path: Path) -> None:
    """With the same database a saved document says what it said."""
    made = app()
    (tmp_path / "saved.json").write_text(json.dumps(made))
    with Advisories(tmp_path / "known.db") as advisories:
        again = asked_again(load(tmp_path / "saved.json"), advisories)
    assert again == made


def test_reached_is_as_it_was_saved(app: Callable[..., Json], tmp_path: Path) -> None:
    """A newer database changes what is known, not how near a handler gets."""
    made = app()
    with Advisories(database(tmp_path / "newer.db", PARSE, WEB)) as advisories:
        again = asked_again(made, advisories)
    (web,) = (one for one in again["packages"] if one["name"] == "acme-web")
    assert (web["status"], web["reached"], web["fix"]) == ("vulnerable", "handler", "3.0.0")
