"""Thirty expectations on the sample and its repaired twin; packs; the first file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.engine.discover import checks
from ennead.engine.scan import Request
from ennead.expect import packs
from ennead.expect.errors import FaultyFile, NoSuchPack
from ennead.expect.expectation import Outcome, State
from ennead.expect.file import load, read
from ennead.expect.packs import expanded
from ennead.expect.run import run
from ennead.expect.start import first_file
from tests.expect.conftest import HEAD, SHOP, SMALL

BROKEN = {
    "only staff changes products": ("template.yaml", "PUT /admin/products/{productId} asks nothing"),
    "no way in is open to everyone": ("template.yaml", "the URL of PaymentWebhookFunction lets anyone in"),
    "calls are limited": ("template.yaml", "calls of GET /account are not limited"),
    "only members and the shop itself start what moves goods and money": (
        "template.yaml",
        "anyone reaches StockFunction",
    ),
    "few functions are there for strangers": ("", "there are 7"),
    "runtimes we maintain": ("template.yaml", "StockFunction runs nodejs16.x"),
    "answers within the gateway's patience": ("template.yaml", "OrdersFunction may run 60 s"),
    "every function is bounded": ("template.yaml", "PaymentWebhookFunction has no reserved concurrency"),
    "logs of payments are kept for a year in production": ("template.yaml", "PaymentLogGroup, which keeps for ever"),
    "no log is kept for ever": ("template.yaml", "PaymentLogGroup keeps logs for ever"),
    "no key or token in an environment variable": ("template.yaml", "ChargeFunction has the environment variable"),
    "what fails is kept": ("newsletter/template.yaml", "loses events of NewsletterStack.NewsletterTopic"),
    "each function has a role of its own": ("template.yaml", "OrdersFunction shares OrdersRole"),
    "the basket is read and updated, no more": ("template.yaml", "BasketFunction may dynamodb:*"),
    "nobody deletes tables or touches roles": ("template.yaml", "BasketFunction may dynamodb:*"),
    "who reads members": ("template.yaml", "CatalogueFunction may read UsersTable"),
    "receipts are read by orders alone": ("template.yaml", "NightlyReportFunction may delete ReceiptsBucket"),
    "personal and financial data is in no public place": ("template.yaml", "OrderQueue lets anyone sqs:SendMessage"),
    "strangers never read members": ("newsletter/template.yaml", "anyone can read UsersTable"),
    "stock moves by an order that is worked on, or by staff": ("template.yaml", "can change ProductsTable"),
    "no secret in the template, no endless loop": ("template.yaml", "secret-in-environment: ChargeFunction"),
}
"""What fails in the vulnerable copy: its name, the file and a part of the sentence."""


def outcome(copy: str, *more: str) -> Outcome:
    """The sample's own file, and packs, asked of a copy of the shop."""
    expectations = expanded(load(SHOP / copy / "ennead.tests.yml", "ennead.tests.yml"), more)
    return run(SHOP / copy, expectations, Request(checks()))


@pytest.fixture(scope="module")
def vulnerable() -> Outcome:
    """The vulnerable copy."""
    return outcome("vulnerable")


def test_thirty_expectations(vulnerable: Outcome) -> None:
    """Each of the thirty is told; exactly those that the copy's faults break fail."""
    assert len(vulnerable.results) == 30
    assert {one.expectation.title for one in vulnerable.of(State.FAILS)} == set(BROKEN)
    assert len(vulnerable.of(State.HOLDS)) == 9
    assert vulnerable.exit_code == 1


@pytest.mark.parametrize("title", BROKEN)
def test_a_failing_expectation_names_file_and_line(vulnerable: Outcome, title: str) -> None:
    """It says what is instead and where in the template, and stands itself at a line of its own file."""
    path, part = BROKEN[title]
    result = next(one for one in vulnerable.results if one.expectation.title == title)
    assert result.expectation.at.path == "ennead.tests.yml"
    line = (SHOP / "vulnerable" / "ennead.tests.yml").read_text(encoding="utf-8").splitlines()
    assert title in line[result.expectation.at.line - 1]
    said = next(one for one in result.said if part in one.message)
    if path:
        assert said.at is not None
        assert said.at.path == path
        assert 0 < said.at.line <= len((SHOP / "vulnerable" / path).read_text(encoding="utf-8").splitlines())


def test_both_copies_are_asked_the_same() -> None:
    """The repaired copy is held to the same thirty, word for word, and keeps them."""
    texts = [(SHOP / copy / "ennead.tests.yml").read_text(encoding="utf-8") for copy in ("vulnerable", "repaired")]
    assert len({text.partition("expectations:")[2] for text in texts}) == 1
    repaired = outcome("repaired")
    assert [one.state for one in repaired.results] == [State.HOLDS] * 30
    assert repaired.exit_code == 0


def test_flow_shows_the_way(vulnerable: Outcome) -> None:
    """A flow that must not be is shown hop by hop, over the functions between."""
    result = next(one for one in vulnerable.results if one.expectation.title == "strangers never read members")
    nodes = [hop.node for hop in result.said[0].path]
    assert nodes[0] == "internet/internet"
    assert "function/NewsletterStack.NewsletterFunction" in nodes
    assert nodes[-1] == "table/UsersTable"


@pytest.mark.parametrize("name", packs.names())
def test_a_pack_fails_on_faults_and_holds_without(name: str) -> None:
    """Each pack finds something in the vulnerable copy, and the repaired one keeps it whole."""
    for copy, wanted in (("vulnerable", True), ("repaired", False)):
        done = run(SHOP / copy, packs.pack(name), Request(checks()))
        assert bool(done.of(State.FAILS)) is wanted
        assert not done.of(State.UNKNOWN)
        assert all(one.expectation.pack == name for one in done.results)


def test_pack_with_names_left_out() -> None:
    """A file uses a pack with exceptions of its own, for one environment."""
    text = """
packs:
  - use: public-api
    except: ["PUT /admin/products/{productId}", url PaymentWebhookFunction]
    environments: default
"""
    expectations = expanded(read(text, "t.yml"))
    done = run(SHOP / "vulnerable", expectations, Request(checks()))
    first = done.results[0]
    assert first.expectation.title == "every route and function URL asks who calls"
    assert first.state is State.HOLDS
    assert first.expectation.environments == ("default",)


def test_pack_that_is_not_there() -> None:
    """A pack that is none is told with its line and what is near."""
    with pytest.raises(FaultyFile, match=r"t\.yml:1: there is no pack public-app; did you mean public-api\?"):
        expanded(read("packs: [public-app]", "t.yml"))
    with pytest.raises(NoSuchPack, match="there is no pack zzz; there are data"):
        packs.pack("zzz")


@pytest.mark.parametrize("copy", ["vulnerable", "repaired"])
def test_first_file_holds_on_the_day_it_is_written(copy: str) -> None:
    """What `--init` writes reads, holds of the application it was written from, and says much of it."""
    request = Request(checks())
    text, number = first_file(SHOP / copy, request)
    expectations = read(text, "t.yml").expectations
    assert len(expectations) == number >= 12
    done = run(SHOP / copy, expectations, request)
    assert [one.expectation.title for one in done.results if one.state is not State.HOLDS] == []


def test_first_file_sees_what_changes_later() -> None:
    """Written from the repaired copy, it fails on the vulnerable one."""
    request = Request(checks())
    expectations = read(first_file(SHOP / "repaired", request)[0], "t.yml").expectations
    assert len(run(SHOP / "vulnerable", expectations, request).of(State.FAILS)) >= 8


def test_first_file_of_several_applications(tmp_path: Path) -> None:
    """Each expectation names its application where there are several."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "template.yaml").write_text(HEAD + SMALL, encoding="utf-8")
    text, number = first_file(tmp_path, Request(()))
    assert number == text.count("    app: a\n") + text.count("    app: b\n")
    assert text.count("app: a") == text.count("app: b") > 0


def test_first_file_without_an_application(tmp_path: Path) -> None:
    """Where nothing could be read nothing is written down."""
    assert first_file(tmp_path, Request(()))[1] == 0
