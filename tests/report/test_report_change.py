"""A difference as text, Markdown, JSON and for the services."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from ennead.engine.base.tree import LeftOut
from ennead.engine.change.findings import FindingChange, Standing, UntoldChange
from ennead.engine.change.words import AppChange, Change, Note
from ennead.engine.result import AppSummary, ScanResult
from ennead.graph.change.words import (
    Cause,
    EdgeChange,
    ExposureChange,
    Fact,
    GapChange,
    GraphChange,
    How,
    NodeChange,
    ReachChange,
    ValueChange,
)
from ennead.graph.graph import AppGraph
from ennead.model.app import INTERNET, Function, Gap, GapKind, Node, Queue, Route, Table
from ennead.model.data import Level
from ennead.model.finding import Exposure, Finding, Hop, NoFix, Practice, Severity, Unassessed
from ennead.model.location import Location
from ennead.report.change import document as change_json
from ennead.report.change import markdown as change_markdown
from ennead.report.change import text as change_text
from ennead.report.change.forms import FOR_SERVICES, render
from ennead.report.formats import Options

SPEC = Path(__file__).parents[2] / "spec"
SCHEMA = Draft202012Validator(json.loads((SPEC / "change.schema.json").read_text(encoding="utf-8")))
SARIF = Draft202012Validator(json.loads((SPEC / "sarif-2.1.0.schema.json").read_text(encoding="utf-8")))

FN, INBOX, TABLE, ROUTE = (
    "function/reports:Report",
    "queue/network:Inbox",
    "table/reports:Orders",
    "route/reports:POST /a",
)
POLICY_AT, FN_AT = Location("network/template.yml", 12, 9), Location("reports/template.yml", 30, 3)
OPENING = Cause("anyone may sqs:SendMessage on Inbox", POLICY_AT, "network")
WAY = (Hop(INTERNET.id, "anyone"), Hop(INBOX, "Inbox", POLICY_AT), Hop(FN, "starts Report", FN_AT))


def things() -> AppGraph:
    """Two applications' things."""
    found: list[Node] = [
        INTERNET,
        Function(id=FN, name="Report", logical_id="Report", at=FN_AT),
        Queue(id=INBOX, name="Inbox", logical_id="Inbox", at=Location("network/template.yml", 3)),
        Table(id=TABLE, name="Orders", logical_id="Orders", at=Location("reports/template.yml", 9)),
        Route(id=ROUTE, name="POST /a", at=FN_AT),
    ]
    return AppGraph("", {node.id: node for node in found})


def finding(name: str = "Report", severity: Severity = Severity.HIGH, check: str = "public-queue") -> Finding:
    """A finding."""
    return Finding(
        check=check,
        practice=Practice.CONFIGURATION,
        severity=severity,
        message=f"{name} lets anyone send messages",
        at=POLICY_AT,
        identity=f"{check}-{crc32(name.encode()):08x}",
        fix=NoFix("a test"),
        exposure=Exposure.ANONYMOUS,
        resource=name,
        app="network",
        path=WAY[:2],
    )


def change(**fields: Any) -> Change:
    """A change over two applications; nothing unless fields say so."""
    base = Change("main (1234567)", ("network", "reports"), graph=GraphChange(), before=things(), after=things())
    return replace(base, **fields)


def full() -> Change:
    """A change that has something of everything."""
    graph = GraphChange(
        nodes=(
            NodeChange(How.ADDED, TABLE, "Orders", Location("reports/template.yml", 9)),
            NodeChange(How.CHANGED, FN, "Report", FN_AT, (Fact("timeout", 3, 900), Fact("policies", [], [{}]))),
            NodeChange(How.RENAMED, INBOX, "Inbox", POLICY_AT, was="queue/network:Box"),
        ),
        edges=(
            EdgeChange(How.ADDED, "triggers", INBOX, FN, FN_AT),
            EdgeChange(How.CHANGED, "grants", "role/reports:R", TABLE, FN_AT, (), ("dynamodb:*",), ("dynamodb:Get*",)),
            EdgeChange(How.REMOVED, "references", FN, TABLE, FN_AT),
        ),
        exposure=(
            ExposureChange(FN, Exposure.APPLICATION, Exposure.ANONYMOUS, FN_AT, WAY, (OPENING,)),
            ExposureChange(ROUTE, Exposure.ANONYMOUS, Exposure.SIGNED_IN, FN_AT, environments=("prod",)),
        ),
        reach=(
            ReachChange(
                How.ADDED,
                INTERNET.id,
                TABLE,
                ("confidentiality",),
                Level.HIGH,
                ("personal",),
                (*WAY, Hop(TABLE, "may dynamodb:GetItem on Orders", FN_AT)),
                FN_AT,
                None,
                (OPENING,),
            ),
        ),
        values=(ValueChange(TABLE, (Fact("data_classes", ["unknown"], ["personal"]),), FN_AT),),
        gaps=(GapChange(How.ADDED, Gap(GapKind.INPUT, "parameter Name has no value", FN_AT)),),
    )
    new, old = finding("Inbox"), finding("Outbox")
    return change(
        apps=(AppChange(How.ADDED, "network"), AppChange(How.RENAMED, "reports", "papers", ("prod",))),
        graph=graph,
        findings=(
            FindingChange(Standing.NEW, new, causes=(OPENING,)),
            FindingChange(Standing.STILL, finding("Stays"), finding("Stays", Severity.LOW)),
            FindingChange(Standing.FIXED, old),
            FindingChange(Standing.ACCEPTED, finding("Accepted"), by="suppression"),
        ),
        untold=(UntoldChange(Standing.NEW, Unassessed("open-route", "its policy could not be read", "open-route-1")),),
        notes=(Note("papers could not be compared", Location("p.yml"), "papers"),),
        left_out=(LeftOut("link", "a link, not followed"),),
        scanned=ScanResult((AppSummary("network", ()), AppSummary("reports", ())), (new, finding("Stays"))),
    )


def test_text() -> None:
    """The first sentence says what matters; a change in one stack that opens another names both places."""
    assert change_text.render(full(), exit_code=1) == snapshot("""\
compared with  main (1234567)

This change lets anyone start Report and reach Orders (personal, high), brings 1 new finding (1 to
act on now), repairs 1 finding, accepts 1 finding and lets fewer people reach 1 route.

newly exposed  1
  ● a change in network/template.yml:12 newly lets anyone start Report (before: other parts of the
    application)
    reports/template.yml:30   anyone → Inbox → Report
    by  network/template.yml:12: anyone may sqs:SendMessage on Inbox

data newly reachable  1
  ● a change in network/template.yml:12 newly lets anyone read Orders (personal, high)
    reports/template.yml:30   anyone → Inbox → Report → Orders
    by  network/template.yml:12: anyone may sqs:SendMessage on Inbox

new findings  1
  ● Inbox lets anyone send messages                                               high  public-queue
    network/template.yml:12   anyone → Inbox

accepted in this change  1
  ● Accepted lets anyone send messages                                            high  public-queue
    network/template.yml:12   anyone → Inbox
    accepted by suppression

could not tell  2
  ◐ papers could not be compared                                                               p.yml
  ◐ its policy could not be read                                                          open-route

fixed  1
  ✓ Outbox lets anyone send messages                                              high  public-queue
    network/template.yml:12   anyone → Inbox

no longer exposed  1
  ✓ POST /a is open only to whoever is signed in (before: anyone)
    reports/template.yml:30
    in prod only

still there, and changed  1
  ○ Stays lets anyone send messages                                                     public-queue
    network/template.yml:12
    was: later; is: act now

applications  2
  · network is new
  · reports was called papers, has the new environment prod

on the map  7
  · table reports: Orders is new                                              reports/template.yml:9
  · queue Box is called network: Inbox                                       network/template.yml:12
  · reports: Report: timeout 3 → 900                                         reports/template.yml:30
  · Inbox now starts reports: Report                                         reports/template.yml:30
  · reports: R may now dynamodb:* on Orders, and may no longer               reports/template.yml:30
    dynamodb:Get* on Orders
  · reports: Orders holds personal (before: unknown)                         reports/template.yml:30
  · other relations that came, went or changed (1 references): `--format json` has them

left out  1 of the revision (a link, not followed)

next  ennead explain public-queue

                                                                                              exit 1
""")


def test_markdown() -> None:
    """The comment begins with its marker and one sentence; details fold."""
    assert change_markdown.render(full()) == snapshot("""\
<!-- ennead -->
**This change lets anyone start Report and reach Orders (personal, high), brings 1 new finding (1 to act on now), repairs 1 finding, accepts 1 finding and lets fewer people reach 1 route.**

#### Newly exposed (1)

- **A change in network/template.yml:12 newly lets anyone start Report (before: other parts of the application)** · `reports/template.yml:30`<br>
  `anyone` → `Inbox` (network/template.yml:12) → `Report` (reports/template.yml:30)<br>
  by `network/template.yml:12`: anyone may sqs:SendMessage on Inbox

#### Data newly reachable (1)

- **A change in network/template.yml:12 newly lets anyone read Orders (personal, high)** · `reports/template.yml:30`<br>
  `anyone` → `Inbox` (network/template.yml:12) → `Report` (reports/template.yml:30) → `Orders` (reports/template.yml:30)<br>
  by `network/template.yml:12`: anyone may sqs:SendMessage on Inbox

#### New findings (1)

- **act now** · Inbox lets anyone send messages · `network/template.yml:12` · `public-queue`<br>
  `anyone` → `Inbox` (network/template.yml:12)

#### Accepted in this change (1)

- **act now** · Accepted lets anyone send messages · `network/template.yml:12` · `public-queue`<br>
  `anyone` → `Inbox` (network/template.yml:12)<br>
  accepted by suppression

#### Could not tell (2)

- papers could not be compared · `p.yml`
- soon · its policy could not be read · `open-route`

<details><summary>Fixed (1)</summary>

- Outbox lets anyone send messages · `network/template.yml:12` · `public-queue`<br>
  `anyone` → `Inbox` (network/template.yml:12)

</details>

<details><summary>No longer exposed (1)</summary>

- POST /a is open only to whoever is signed in (before: anyone) · `reports/template.yml:30`<br>
  in prod only

</details>

<details><summary>Still there, and changed (1)</summary>

- later · Stays lets anyone send messages · `network/template.yml:12` · `public-queue`<br>
  was: later; is: act now

</details>

#### Applications (2)

- network is new
- reports was called papers, has the new environment prod

<details><summary>On the map (7)</summary>

- table reports: Orders is new · `reports/template.yml:9`
- queue Box is called network: Inbox · `network/template.yml:12`
- reports: Report: timeout 3 → 900 · `reports/template.yml:30`
- Inbox now starts reports: Report · `reports/template.yml:30`
- reports: R may now dynamodb:\\* on Orders, and may no longer dynamodb:Get\\* on Orders · `reports/template.yml:30`
- reports: Orders holds personal (before: unknown) · `reports/template.yml:30`
- other relations that came, went or changed (1 references): \\`--format json\\` has them

</details>

<sub>Ennead: compared with main (1234567), 1 path of it left out (a link, not followed), 1 finding was there before and still is</sub>
""")  # noqa: E501  a comment has lines of its own length


def test_json_is_what_the_schema_says() -> None:
    """Everything there is fits the schema, and so does nothing."""
    for one in (full(), change(), change(graph=None, scanned=ScanResult(()))):
        SCHEMA.validate(json.loads(change_json.render(one)))


def test_json_of_one_application_has_bare_ids() -> None:
    """Ids are those that `ennead map` prints: with the application only where there are several."""
    one = replace(full(), names=("reports",))
    ids = {row["node"] for row in change_json.document(one)["map"]["exposure"]}
    assert "function/Report" in ids


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (change(), "Nothing changes: the map is the same."),
        (change(scanned=ScanResult(())), "Nothing changes: the map is the same, and no finding comes or goes."),
        (change(graph=None, scanned=ScanResult(())), "Nothing changes: no finding comes or goes."),
        (change(notes=(Note("x could not be compared"),)), "Nothing changes in what could be compared."),
    ],
)
def test_nothing_changes_is_said_when_it_is_true(one: Change, says: str) -> None:
    """Silence is a result, and is said of no more than what was compared."""
    assert says in change_text.render(one)
    assert says.replace(".", "") in change_markdown.render(one).replace("\\", "").replace(".", "")


def test_quiet_change_says_that_nobody_reaches_more() -> None:
    """A change without consequence for anybody is told as such."""
    quiet = change(graph=GraphChange(nodes=(NodeChange(How.CHANGED, FN, "Report", FN_AT, (Fact("timeout", 3, 9),)),)))
    assert "This change changes 1 thing; nobody reaches more than before." in change_text.render(quiet)
    assert "Report: timeout 3 → 9" in change_text.render(quiet)


NASTY = [
    "</details><img src=x onerror=alert(1)>",
    "a | b",
    "[link](https://evil.example)",
    "![image](https://evil.example/x.png)",
    "@everyone look",
    "**bold** _it_ `code` ~~gone~~",
    "``` fence",
    "https://evil.example/path and www.evil.example",
    "#123",
    "&lt;script&gt;",
    "line\nbreak\n\n# heading",
    "<!-- ennead -->",
    "\x1b[31mred\u202e",
    "$x^2$",
]


@pytest.mark.parametrize("name", NASTY)
def test_names_stay_text_in_markdown(name: str) -> None:
    """Whatever a template calls its things, the comment shows it and nothing comes of it."""
    graph = full().graph
    assert graph is not None
    node = Function(id=FN, name=name, logical_id=name, at=Location(name, 1))
    after = AppGraph("", {**things().nodes, FN: node})
    cause = replace(OPENING, what=name, at=Location(name, 3))
    opened = replace(graph.exposure[0], causes=(cause,), at=Location(name, 1))
    nasty = replace(full(), after=after, before=after, graph=replace(graph, exposure=(opened,)))
    nasty = replace(nasty, findings=(FindingChange(Standing.NEW, replace(finding(), message=name, at=Location(name))),))
    text = change_markdown.render(nasty)
    page = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").render(text)
    assert not re.search(r"<(img|a|script|table|h1|h2|pre|em|s)\b", page)
    outside = re.sub(r"<code>.*?</code>", "", page, flags=re.DOTALL)
    assert not re.search(r"@\w|https?://|www\.", outside)
    assert outside.count("<!--") == 1
    assert page.count("<details>") == page.count("</details>") == text.count("<details><summary>")
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("name", NASTY)
def test_names_stay_text_on_the_terminal(name: str) -> None:
    """Nothing a template says is obeyed by a terminal, and no line is too wide."""
    node = Function(id=FN, name=name, logical_id=name, at=FN_AT)
    after = AppGraph("", {**things().nodes, FN: node})
    text = change_text.render(replace(full(), after=after), width=60)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 60


def test_markdown_fits_into_a_comment() -> None:
    """However much changes, the comment stays below what services take, and says that there is more."""
    many = tuple(FindingChange(Standing.NEW, finding("Inbox" * 200 + str(number))) for number in range(3000))
    text = change_markdown.render(replace(full(), findings=many))
    assert len(text) <= 65_000
    assert "more" in text
    assert text.startswith("<!-- ennead -->\n")


def test_sarif_says_what_is_new() -> None:
    """All findings with their state, the fixed ones as absent; valid SARIF."""
    log = json.loads(render("sarif", full(), (), Options()))
    SARIF.validate(log)
    states = {row["message"]["text"].split()[0]: row["baselineState"] for row in log["runs"][0]["results"]}
    assert states == {"Inbox": "new", "Stays": "updated", "Outbox": "absent"}


def test_sarif_for_github_leaves_fixed_ones_out() -> None:
    """Code scanning would open an alert for what is fixed."""
    log = json.loads(render("sarif", full(), (), Options(with_accepted=False)))
    assert "absent" not in {row["baselineState"] for row in log["runs"][0]["results"]}


@pytest.mark.parametrize("name", ["github", "junit"])
def test_services_are_told_what_is_new(name: str) -> None:
    """Annotations and test reports fail for what the change brings, not for what was there."""
    text = render(name, full(), (), Options())
    assert "Inbox lets anyone" in text
    assert "Stays lets anyone" not in text


def test_gitlab_is_told_everything() -> None:
    """GitLab compares reports itself."""
    assert len(json.loads(render("gitlab", full(), (), Options()))) >= 2


def test_page_shows_no_difference() -> None:
    """A format that shows one version is refused here; the command line says so first."""
    assert "html" not in FOR_SERVICES
    with pytest.raises(KeyError):
        render("html", full(), (), Options())
