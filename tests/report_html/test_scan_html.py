"""The report as a document: what is in it, and what never is."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from ennead.check import Check
from ennead.engine.discover import checks as every_check
from ennead.engine.result import AppSummary, ScanResult
from ennead.engine.scan import Request, scan
from ennead.model.data import Level
from ennead.model.finding import Fix
from ennead.model.impact import Aim, Impact, Stake
from ennead.report.page import page as scan_html
from ennead.report.page.path import as_text
from ennead.report.scan.stakes import MOST

VOID = {"meta", "input", "br"}
PLAIN = set("aside section h2 h3 h4 h5 p pre code table thead tbody tr th td ul ol li em strong a".split())
TRICKS = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) '",
    "<!--",
    "&lt;",
]
NASTY = st.text(
    alphabet=st.one_of(st.sampled_from("\"'\\<>&`={}\n\t\x00\u2028\u202e/!-"), st.characters()), min_size=1, max_size=30
)


class Document(HTMLParser):
    """Elements and attributes of a page; holds that every element is closed where it has to be."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.inside: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inside.setdefault(self._open[-1], []).append(data)

    def values(self, *names: str) -> list[str]:
        """The values of those attributes."""
        return [value or "" for name, value in self.attributes if name in names]


def body(page: str) -> str:
    """The page without style, script and the pages of checks."""
    page = re.sub(r"<(style|script)>.*?</\1>", r"<\1/>", page, flags=re.DOTALL)
    page = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-…", page)
    return re.sub(r'(<section id="check-[^>]*><h3>.*?</h3>).*?</section>', r"\1…</section>", page, flags=re.DOTALL)


def test_only_its_own_style_and_script_may_run(small: ScanResult, checks: list[Check]) -> None:
    """The policy names the one style and the one script by hash, and nothing stands in an attribute."""
    document = Document(scan_html.render(small, checks))
    policy = next(value for value in document.values("content") if "default-src" in value)
    for kind in ("style", "script"):
        (inside,) = document.inside[kind]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not [name for name, _ in document.attributes if name.startswith("on") or name == "style"]


def test_page_leads_nowhere_else(small: ScanResult, checks: list[Check]) -> None:
    """Every link leads to a place in the page that is there; no address of another stands in it."""
    page = scan_html.render(small, checks)
    document = Document(page)
    places = document.values("href", "src", "action", "srcset")
    assert places
    assert {place[1:] for place in places} <= set(document.values("id"))
    assert all(place.startswith("#") for place in places)
    assert "@import" not in page
    assert "url(" not in page


def test_each_finding_stands_in_list_article_and_table(small: ScanResult, checks: list[Check]) -> None:
    """A finding has one link in the list, one article and one row; the list is in the order to work on them."""
    page = body(scan_html.render(small, checks))
    anchors = [finding.identity for finding in small.findings]
    assert re.findall(r'<article id="([^"]+)"', page) == anchors
    assert re.findall(r'<li><a href="#([^"]+)">', page)[: len(anchors)] == anchors
    assert re.findall(r'<tr data-of="([^"]+)"', page) == anchors


def test_one_identity_in_two_apps_is_two_anchors(small: ScanResult, checks: list[Check]) -> None:
    """Two findings of one identity have two anchors, and ids are unique in the page."""
    twins = tuple(replace(small.findings[0], app=app) for app in ("shop", "twin"))
    result = replace(small, findings=twins, apps=(small.apps[0], replace(small.apps[0], name="twin")))
    ids = Document(scan_html.render(result, checks)).values("id")
    assert {"open-route-3f2a91c0", "open-route-3f2a91c0.2"} < set(ids)
    assert len(ids) == len(set(ids))


EMPTY = ScanResult(apps=(AppSummary("shop", ("template.yml",), {"function": 2}),))


def test_clean_is_said_only_where_it_is_true(small: ScanResult, checks: list[Check]) -> None:
    """Clean: nothing found and everything assessed.  Anything less is said as what it is."""
    assert "Clean, and everything was assessed." in scan_html.render(EMPTY, checks)
    untold = scan_html.render(replace(EMPTY, unassessed=small.unassessed), checks)
    assert "Nothing found, and 1 could not be assessed." in untold
    assert "No application found" in scan_html.render(ScanResult(apps=()), checks)
    assert "Clean but for 2 accepted" in scan_html.render(replace(EMPTY, accepted=small.accepted), checks)
    for page in (untold, scan_html.render(ScanResult(apps=()), checks), scan_html.render(small, checks)):
        assert "clean" not in body(page).lower()


def test_what_was_not_told_and_what_was_accepted_stand_with_reasons(small: ScanResult, checks: list[Check]) -> None:
    """Reason, place, who accepted it and until when."""
    page = scan_html.render(small, checks)
    assert "the policy of OrderQueue is made by Fn::Transform" in page
    assert "template.yml:210" in page
    rows = re.findall(r"<tr><td>(.*?)</tr>", page[page.index('id="accepted"') :])
    assert [re.split("(?:<[^>]+>)+", row) for row in rows] == snapshot(
        [
            [
                "anybody may read SiteBucket",
                "open-bucket",
                "the site is public",
                "no end",
                "checkov:skip",
                "template.yml:181",
                "",
            ],
            [
                "not assessed: the stream is imported from another stack",
                "open-stream",
                "no reason given",
                "2027-01-01",
                "baseline",
                "ennead.baseline.json",
                "",
            ],
        ]
    )


def test_path_as_text_has_each_place(small: ScanResult) -> None:
    """What is copied holds every hop with file and line."""
    assert as_text(small.findings[0]) == snapshot(
        [
            "POST /admin reaches AdminShell and asks nobody who they are",
            "  anyone: anyone sends a request",
            "  → POST /admin: takes it without an authorizer (template.yml:100)",
            "  → AdminShell: is started by it (template.yml:88)",
            "  → eval (src/admin shell.js:36)",
        ]
    )


def test_fix_is_code_with_its_disposition(small: ScanResult, checks: list[Check]) -> None:
    """The edit keeps its lines and stands under what is to be done and how safe that is; none says why."""
    page = scan_html.render(small, checks)
    assert '<span class="disposition safe">safe</span> attach ShopAuthorizer</p>' in page
    assert "<code>Auth:\n  Authorizer: ShopAuthorizer</code>" in page
    assert "No mechanical fix: the actions it needs cannot be told from its code." in page


def test_the_page_of_each_check_is_rendered_without_markup_of_its_own(checks: list[Check], small: ScanResult) -> None:
    """For every check there is: its page's headings and examples are there, and nothing but plain elements."""
    every = every_check()
    found = tuple(replace(small.findings[0], check=check.id, identity=f"{check.id}-00000000") for check in every)
    page = scan_html.render(replace(small, findings=found), checks)
    aside = page[page.index("<aside") : page.index("</aside>") + len("</aside>")]
    document = Document(aside)
    assert document.inside["h3"] == sorted(check.id for check in every)
    assert document.tags.count("pre") >= 2 * len(every)
    assert "Nobody has written a page" not in aside
    assert set(document.tags) <= PLAIN


def test_secrets_stay_out(tmp_path: Path) -> None:
    """A value that a check finds in an environment variable is nowhere in the page; the variable's name is."""
    secret = "AKIA" + "Z7QX5T2MPLW4KVBN"
    (tmp_path / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n"
        "    Properties:\n      Handler: a.b\n      Runtime: nodejs24.x\n      InlineCode: ''\n"
        f"      Environment: {{Variables: {{ACCESS_KEY: {secret}}}}}\n",
        encoding="utf-8",
    )
    done = scan(tmp_path, Request(checks=every_check()))
    page = scan_html.render(done.result, every_check())
    assert "ACCESS_KEY" in page
    assert secret not in page
    assert secret[4:] not in page


@pytest.mark.parametrize("trick", TRICKS)
def test_known_tricks_stay_text(filled: Callable[[str], ScanResult], checks: list[Check], trick: str) -> None:
    """A text that tries to be markup adds no element and no attribute."""
    _same_shape(filled, checks, trick)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(nasty=NASTY)
def test_hostile_text_stays_text(filled: Callable[[str], ScanResult], checks: list[Check], nasty: str) -> None:
    """Whatever a template says, the page has the same elements and can be written as UTF-8."""
    _same_shape(filled, checks, nasty)


def _same_shape(filled: Callable[[str], ScanResult], checks: Sequence[Check], said: str) -> None:
    page = scan_html.render(filled(said), checks)
    page.encode()
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", page)
    document, plain = Document(page), Document(scan_html.render(filled("x"), checks))
    assert document.tags == plain.tags
    assert [name for name, _ in document.attributes] == [name for name, _ in plain.attributes]


def test_what_is_at_stake_is_told(small: ScanResult, checks: list[Check]) -> None:
    """Store, data, value and loss stand there; so does that nothing is reached, or that nobody could tell."""
    aims = (Aim.CONFIDENTIALITY, Aim.INTEGRITY)
    stake = Stake("table/Users", "Users<b>", ("personal", "unknown"), Level.HIGH, aims)
    first, second, third = small.findings
    findings = (
        replace(first, impact=Impact.HIGH, stakes=(stake,) * 25),
        replace(second, impact=Impact.UNKNOWN),
        replace(third, impact=Impact.NONE),
    )
    page = scan_html.render(replace(small, findings=findings), checks)
    articles = page.split("<article ")[1:]
    assert (
        '<b>Users&lt;b&gt;</b> <span class="data grave">personal</span> <span class="data unsure">unknown</span> '
        "<small>value high: may be read, changed</small>"
    ) in articles[0]
    assert articles[0].count("Users&lt;b&gt;") == MOST
    assert f"<li>and {25 - MOST} more</li>" in articles[0]
    assert "What is reached could not be told." in articles[1]
    assert "<dt>impact</dt><dd>could not tell</dd>" in articles[1]
    assert "No store is reached." in articles[2]
    assert "What it holds" not in scan_html.render(small, checks)


def test_many_places_are_folded(small: ScanResult, checks: list[Check]) -> None:
    """A finding over many functions shows how many, and opens to all of them."""
    first = small.findings[0]
    places = tuple(replace(small.findings[2].related[0], function=f"Fn{number}") for number in range(30))
    page = scan_html.render(replace(small, findings=(replace(first, related=places, fix=Fix("x")),)), checks)
    assert "<summary><h3>In 30 functions</h3></summary>" in page
    assert page.count("runs python3.8") == 30


def test_the_whole_page_of_a_small_scan(small: ScanResult, checks: list[Check]) -> None:
    """The report as it is, but for style, script, policy and the pages of checks; line breaks are put in."""
    page = re.sub(r'(?<=content=")default-src[^"]*', "…", body(scan_html.render(small, checks)))
    assert re.sub(r"(?<=[^\n]) ?(<(?!/)| data-| placeholder)", r"\n\1", page) == snapshot("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="…">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>shop · scan</title>
<style/>
</head>
<body>
<header>
<h1>shop</h1>
<p>
<strong id="verdict">1 act now · 1 soon · 1 later · 1 not assessed</strong></p>
<form id="controls" role="search" hidden>
<label>Find
<input id="find" type="search" autocomplete="off" spellcheck="false"
 placeholder="message, file, CWE"></label>
<select
 data-filter="severity" aria-label="severity">
<option value="">every severity</option>
<option>critical</option>
<option>high</option>
<option>low</option></select>
<select
 data-filter="check" aria-label="check">
<option value="">every check</option>
<option>old-runtime</option>
<option>open-route</option>
<option>wildcard-action</option></select>
<output id="found" aria-live="polite"></output></form>
<p class="counts">2 functions · 3 routes · 1 bucket · 1 queue</p>
</header>
<main>
<nav id="list" aria-label="What to do first">
<details open>
<summary>
<span class="now">act now</span>
<span>1</span></summary>
<ol>
<li>
<a href="#open-route-3f2a91c0">POST /admin reaches AdminShell and asks nobody who they are
<small>critical · open-route · template.yml:100</small></a></li></ol></details>
<details open>
<summary>
<span class="soon">soon</span>
<span>1</span></summary>
<ol>
<li>
<a href="#wildcard-action-0a1b2c3d">OrderNew may call every DynamoDB action
<small>high · wildcard-action · template.yml:140</small></a></li></ol></details>
<details open>
<summary>
<span class="later">later</span>
<span>1</span></summary>
<ol>
<li>
<a href="#old-runtime-deadbeef">2 functions run python3.8, which ended on 2024-10-14
<small>low · old-runtime · template.yml</small></a></li></ol></details>
<ul class="more">
<li>
<a href="#unassessed">not assessed
<b>1</b></a></li>
<li>
<a href="#all">all as a table
<b>3</b></a></li>
<li>
<a href="#accepted">accepted
<b>2</b></a></li>
<li>
<a href="#apps">apps
<b>1</b></a></li></ul></nav>
<div id="findings">
<article id="open-route-3f2a91c0" tabindex="-1" aria-labelledby="open-route-3f2a91c0.h"
 data-check="open-route"
 data-severity="critical"
 data-app=""
 data-environment="">
<p class="now">act now</p>
<h2 id="open-route-3f2a91c0.h">POST /admin reaches AdminShell and asks nobody who they are</h2>
<h3>Why here</h3>
<ol class="path">
<li>
<b>anyone</b>
<span>anyone sends a request</span></li>
<li>
<small>route</small>
<b>POST /admin</b>
<span>takes it without an authorizer</span>
<span class="place">template.yml:100</span></li>
<li>
<small>function</small>
<b>AdminShell</b>
<span>is started by it</span>
<span class="place">template.yml:88</span></li>
<li class="stays">
<span>eval</span>
<span class="place">src/admin shell.js:36</span></li></ol>
<details class="as-text">
<summary>The path as text</summary>
<pre class="copy">POST /admin reaches AdminShell and asks nobody who they are
  anyone: anyone sends a request
  → POST /admin: takes it without an authorizer (template.yml:100)
  → AdminShell: is started by it (template.yml:88)
  → eval (src/admin shell.js:36)</pre></details>
<h3>Fix</h3>
<p>
<span class="disposition safe">safe</span> attach ShopAuthorizer</p>
<figure>
<figcaption>How it reads then</figcaption>
<pre class="copy">
<code>Auth:
  Authorizer: ShopAuthorizer</code></pre></figure>
<h3>Facts</h3>
<dl>
<dt>where</dt>
<dd>
<span class="place">template.yml:100</span></dd>
<dt>severity</dt>
<dd>critical</dd>
<dt>reached by</dt>
<dd>everybody, without showing anything</dd>
<dt>function</dt>
<dd>AdminShell</dd>
<dt>resource</dt>
<dd>ShopApi</dd>
<dt>check</dt>
<dd>
<a href="#check-open-route">open-route</a></dd>
<dt>practice</dt>
<dd>6 configuration</dd>
<dt>identity</dt>
<dd>
<code>open-route-3f2a91c0</code></dd></dl>
<h3>References</h3>
<p class="references">CWE-306 · OWASP-SLS-S2 · FSBP-APIGateway.8</p></article>
<article id="wildcard-action-0a1b2c3d" tabindex="-1" aria-labelledby="wildcard-action-0a1b2c3d.h"
 data-check="wildcard-action"
 data-severity="high"
 data-app=""
 data-environment="prod">
<p class="soon">soon</p>
<h2 id="wildcard-action-0a1b2c3d.h">OrderNew may call every DynamoDB action</h2>
<h3>Also here</h3>
<ul>
<li>the function that has the role
<span class="place">template.yml:120</span></li></ul>
<h3>Fix</h3>
<p>No mechanical fix: the actions it needs cannot be told from its code.</p>
<h3>Facts</h3>
<dl>
<dt>where</dt>
<dd>
<span class="place">template.yml:140</span></dd>
<dt>severity</dt>
<dd>high</dd>
<dt>reached by</dt>
<dd>those who deploy it</dd>
<dt>confidence</dt>
<dd>medium</dd>
<dt>function</dt>
<dd>OrderNew</dd>
<dt>only in</dt>
<dd>prod</dd>
<dt>check</dt>
<dd>
<a href="#check-wildcard-action">wildcard-action</a></dd>
<dt>practice</dt>
<dd>3 roles</dd>
<dt>identity</dt>
<dd>
<code>wildcard-action-0a1b2c3d</code></dd></dl>
<h3>References</h3>
<p class="references">CWE-250</p></article>
<article id="old-runtime-deadbeef" tabindex="-1" aria-labelledby="old-runtime-deadbeef.h"
 data-check="old-runtime"
 data-severity="low"
 data-app=""
 data-environment="">
<p class="later">later</p>
<h2 id="old-runtime-deadbeef.h">2 functions run python3.8, which ended on 2024-10-14</h2>
<h3>In 2 functions</h3>
<ul>
<li>
<b>AdminShell</b> runs python3.8
<span class="place">template.yml:90</span></li>
<li>
<b>OrderNew</b> runs python3.8
<span class="place">template.yml:122</span></li></ul>
<h3>Fix</h3>
<p>
<span class="disposition review">review first</span> set Runtime to python3.13</p>
<h3>Facts</h3>
<dl>
<dt>where</dt>
<dd>
<span class="place">template.yml</span></dd>
<dt>severity</dt>
<dd>low</dd>
<dt>reached by</dt>
<dd>those who deploy it</dd>
<dt>check</dt>
<dd>
<a href="#check-old-runtime">old-runtime</a></dd>
<dt>practice</dt>
<dd>6 configuration</dd>
<dt>identity</dt>
<dd>
<code>old-runtime-deadbeef</code></dd></dl>
<h3>References</h3>
<p class="references">CWE-1104</p></article>
</div>
<aside id="pages" aria-label="About the check" tabindex="0">
<h2 class="aside">About the checks</h2>
<section id="check-old-runtime"
 data-check="old-runtime">
<h3>old-runtime</h3>…</section>
<section id="check-open-route"
 data-check="open-route">
<h3>open-route</h3>…</section>
<section id="check-wildcard-action"
 data-check="wildcard-action">
<h3>wildcard-action</h3>…</section>
</aside>
</main>
<div id="rest">
<section id="unassessed">
<h2>Not assessed
<b>1</b></h2>
<p>What could not be told is neither safe nor broken.</p>
<ul>
<li>the policy of OrderQueue is made by Fn::Transform
<span class="place">template.yml:210</span>
<small>OrderQueue · open-queue</small></li></ul></section>
<section id="all">
<h2>All findings
<b>3</b></h2>
<div class="wide" tabindex="0" role="region" aria-label="All findings">
<table class="sortable">
<thead>
<tr>
<th scope="col">Do</th>
<th scope="col">Severity</th>
<th scope="col">What</th>
<th scope="col">Check</th>
<th scope="col">Where</th></tr></thead>
<tbody>
<tr
 data-of="open-route-3f2a91c0">
<td
 data-v="0">
<span class="now">act now</span></td>
<td
 data-v="-4">critical</td>
<td>
<a href="#open-route-3f2a91c0">POST /admin reaches AdminShell and asks nobody who they are</a></td>
<td>open-route</td>
<td class="place"
 data-v="template.yml 000000100">template.yml:100</td></tr>
<tr
 data-of="wildcard-action-0a1b2c3d">
<td
 data-v="1">
<span class="soon">soon</span></td>
<td
 data-v="-3">high</td>
<td>
<a href="#wildcard-action-0a1b2c3d">OrderNew may call every DynamoDB action</a></td>
<td>wildcard-action</td>
<td class="place"
 data-v="template.yml 000000140">template.yml:140</td></tr>
<tr
 data-of="old-runtime-deadbeef">
<td
 data-v="2">
<span class="later">later</span></td>
<td
 data-v="-1">low</td>
<td>
<a href="#old-runtime-deadbeef">2 functions run python3.8, which ended on 2024-10-14</a></td>
<td>old-runtime</td>
<td class="place"
 data-v="template.yml 000000000">template.yml</td></tr></tbody></table></div></section>
<section id="accepted">
<h2>Accepted
<b>2</b></h2>
<div class="wide" tabindex="0" role="region" aria-label="Accepted">
<table>
<thead>
<tr>
<th scope="col">What</th>
<th scope="col">Check</th>
<th scope="col">Why</th>
<th scope="col">Until</th>
<th scope="col">By</th>
<th scope="col">Where</th></tr></thead>
<tbody>
<tr>
<td>anybody may read SiteBucket</td>
<td>open-bucket</td>
<td>the site is public</td>
<td>no end</td>
<td>checkov:skip</td>
<td>
<span class="place">template.yml:181</span></td></tr>
<tr>
<td>not assessed: the stream is imported from another stack</td>
<td>open-stream</td>
<td>no reason given</td>
<td>2027-01-01</td>
<td>baseline</td>
<td>
<span class="place">ennead.baseline.json</span></td></tr></tbody></table></div></section>
<section id="apps">
<h2>App</h2>
<p>12 files read.</p>
<ul>
<li>
<b>shop</b> 2 functions · 3 routes · 1 bucket · 1 queue
<br>
<span class="place">template.yml</span></li></ul></section>
<section id="asked">
<details>
<summary>
<h2>1 of 3 checks found nothing</h2></summary>
<ul>
<li>
<b>deep-recursion</b> A function that starts itself.</li></ul></details></section>
</div>
<script/>
</body>
</html>
""")
