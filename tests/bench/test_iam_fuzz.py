"""The differential fuzzing of the IAM evaluator, without the other evaluator."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from bench import iam_fuzz
from bench.iam_fuzz import fuzz, main, ours, smaller
from bench.iam_pairs import LINKED, SESSION, USER, Document, Maker, Pair
from bench.iam_reasons import reason_of
from ennead.iam.evaluate import Verdict

QUEUE = "arn:aws:sqs:eu-west-1:111111111111:orders-ann"


def policy(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def statement(effect: str = "Allow", **more: object) -> Document:
    return {"Effect": effect, "Action": ["sqs:*"], "Resource": ["*"], **more}


def pair_of(principal: str, **policies: object) -> Pair:
    return Pair("sqs:SendMessage", QUEUE, "111111111111", principal, {"aws:PrincipalArn": principal}, **policies)  # type: ignore[arg-type]


class Twin:
    """Another evaluator that says what ours says, or one thing always; to the root user it gives nothing."""

    def __init__(self, said: str | None = None) -> None:
        self.said = said

    def ask(self, pair: Pair) -> str:
        verdict = ours(pair)
        if pair.principal.endswith(":root"):
            return "deny"
        return self.said or ("deny" if verdict is Verdict.UNKNOWN else verdict.value)

    def close(self) -> None:
        """Nothing to end."""


def test_without_the_package_there_is_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the other evaluator is not installed, the command says how to get it and ends with 2."""
    assert main([str(tmp_path)]) == 2
    assert "npm install @cloud-copilot/iam-simulate" in capsys.readouterr().err


def test_the_same_seed_makes_the_same_pairs() -> None:
    """Pairs follow from the seed alone, and another seed makes others."""
    first, again, other = ([maker.pair() for _ in range(20)] for maker in (Maker(7), Maker(7), Maker(8)))
    assert first == again
    assert first != other


def test_pairs_are_allowed_and_denied() -> None:
    """The mix has both answers, and few that cannot be told."""
    maker = Maker(3)
    answers = [ours(maker.pair()) for _ in range(400)]
    assert answers.count(Verdict.ALLOW) > 40
    assert answers.count(Verdict.DENY) > 100
    assert answers.count(Verdict.UNKNOWN) < 40


def test_differences_are_counted_by_reason() -> None:
    """Agreement is counted by answer, a difference by its reason, and a question not taken by what was said."""
    tally = fuzz(Twin(), 300, 5)  # type: ignore[arg-type]
    assert sum(tally.agree.values()) + sum(tally.unknown.values()) > 250
    assert set(tally.differ) <= {"we allow, they deny"}
    assert tally.unsteady == 0
    assert not fuzz(Twin("error x"), 3, 5).agree  # type: ignore[arg-type]


def test_an_unexplained_difference_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A difference without a known reason makes the command end with 1, no difference with 0."""
    (tmp_path / "node_modules" / iam_fuzz.PACKAGE).mkdir(parents=True)
    monkeypatch.setattr("shutil.which", lambda _: "node")
    monkeypatch.setattr(iam_fuzz, "Other", lambda _: Twin("allow"))
    assert main([str(tmp_path), "--pairs", "20"]) == 1
    monkeypatch.setattr(Twin, "ask", lambda self, pair: ours(pair).value)
    assert main([str(tmp_path), "--pairs", "20", "--json"]) == 0


def test_an_evaluator_that_takes_no_question_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the other answers nothing but errors nothing was compared, and the command ends with 1."""
    (tmp_path / "node_modules" / iam_fuzz.PACKAGE).mkdir(parents=True)
    monkeypatch.setattr("shutil.which", lambda _: "node")
    monkeypatch.setattr(iam_fuzz, "Other", lambda _: Twin("error x"))
    monkeypatch.setattr(Twin, "ask", lambda self, _: self.said)
    assert main([str(tmp_path), "--pairs", "20"]) == 1


def test_a_pair_is_made_small() -> None:
    """What the difference does not need is taken out: policies, statements, values, keys."""
    maker = Maker(11)
    allowed = [pair for pair in (maker.pair() for _ in range(60)) if ours(pair) is Verdict.ALLOW]
    pairs = [pair for pair in allowed if pair.principal == USER]
    assert len(pairs) > 0
    for pair in pairs:
        least = smaller(pair, lambda each: ours(each) is Verdict.ALLOW)
        assert least.scps is None
        assert least.boundary is None
        assert len(least.identity) <= 1


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        (pair_of("arn:aws:iam::111111111111:root"), "the root user has full access"),
        (
            pair_of(LINKED, identity=[policy(statement())], rcps=[policy(statement("Deny", Principal="*"))]),
            "a service-linked role is under no SCP or RCP",
        ),
        (
            pair_of(
                SESSION,
                resource_policy=policy(statement(Principal={"AWS": [SESSION]})),
                session=policy(statement(Action=["s3:*"])),
            ),
            "a session policy does not limit what is granted to the session itself",
        ),
        (
            pair_of(USER, identity=[policy(statement(Resource=[QUEUE.replace("orders", "o?ders")]))]),
            "? in the type of a resource",
        ),
        (
            pair_of(
                USER, identity=[policy(statement(Condition={"IpAddressIfExists": {"aws:SourceIp": ["0.0.0.0/0"]}}))]
            ),
            "/0 is every address",
        ),
    ],
)
def test_reasons(pair: Pair, reason: str) -> None:
    """A reason is the one without which both agree."""
    gone = copy.deepcopy(pair)
    before = repr(pair)
    assert reason_of(pair, lambda each: repr(each) != before) == reason
    assert reason_of(pair, lambda _: False) == "unexplained"
    assert pair == gone
