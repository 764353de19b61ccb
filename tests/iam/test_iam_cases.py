"""The evaluator against a corpus of our own, told from AWS's documentation: `cases/*.yaml`.

A file has scenes: policies, and what is asked of them.  `ask` are words that all questions of a scene share, `$ann` and
the like stand for the names below, an empty value of a context is a key that is absent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ennead.iam.evaluate import Request, decide
from ennead.iam.parse import parse_policy
from ennead.model.policy import Statement

CASES = Path(__file__).with_name("cases")
USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
NAMES = {
    "$ann": "arn:aws:iam::111111111111:user/ann",
    "$bob": "arn:aws:iam::111111111111:user/bob",
    "$app": "arn:aws:iam::111111111111:role/app",
    "$run": "arn:aws:sts::111111111111:assumed-role/app/run",
    "$run2": "arn:aws:sts::111111111111:assumed-role/app/run2",
    "$fed": "arn:aws:sts::111111111111:federated-user/guest",
    "$root": "arn:aws:iam::111111111111:root",
    "$linked": "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
    "$target": "arn:aws:iam::111111111111:role/target",
    "$key": "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "$full": {"Effect": "Allow", "Action": "*", "Resource": "*"},
}
USUAL = {"action": "sqs:SendMessage", "resource": "arn:aws:sqs:eu-west-1:111111111111:orders"}


@dataclass(frozen=True, slots=True)
class Case:
    """One question: the scene with the policies, the words of the request, what must come of it."""

    name: str
    page: str
    scene: dict[str, Any]
    ask: dict[str, Any]


@cache
def cases() -> tuple[Case, ...]:
    return tuple(case for file in sorted(CASES.glob("*.yaml")) for case in in_file(file))


def in_file(file: Path) -> Iterator[Case]:
    content = named(yaml.safe_load(file.read_text(encoding="utf-8")))
    for scene in content["scenes"]:
        page = scene.get("page", content["page"])
        for ask in scene["asks"]:
            whole = USUAL | scene.get("ask", {}) | ask
            yield Case(f"{file.stem}: {ask['why']}", page if "://" in page else USER_GUIDE + page, scene, whole)


def named(value: Any) -> Any:
    """The data with names in the place of `$ann` and the like."""
    if isinstance(value, dict):
        return {key: named(each) for key, each in value.items()}
    if isinstance(value, list):
        return [named(each) for each in value]
    return NAMES.get(value, value) if isinstance(value, str) else value


def read(scene: dict[str, Any], name: str) -> tuple[Statement, ...] | None:
    return document(scene, scene[name]) if name in scene else None


def document(scene: dict[str, Any], statements: list[Any]) -> tuple[Statement, ...]:
    return parse_policy({"Version": scene.get("version", "2012-10-17"), "Statement": statements})


def levels(scene: dict[str, Any], name: str) -> list[tuple[Statement, ...]] | None:
    return [document(scene, level) for level in scene[name]] if name in scene else None


def request_of(ask: dict[str, Any]) -> Request:
    context = {key: told(value) for key, value in ask.get("context", {}).items()}
    return Request(ask["action"], ask["resource"], ask.get("who"), context)


def told(value: str | list[str] | None) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else tuple(value or ())


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(case: Case) -> None:
    """The verdict is the one that AWS's documentation tells."""
    scene = case.scene
    decision = decide(
        request_of(case.ask),
        read(scene, "identity") or (),
        read(scene, "resource"),
        read(scene, "boundary"),
        session=read(scene, "session"),
        scps=levels(scene, "scps"),
        rcps=levels(scene, "rcps"),
    )
    assert decision.verdict.value == case.ask["expect"], f"{case.page}: {json.dumps(scene)}"


def test_the_corpus_is_large_and_even() -> None:
    """There are at least 250 questions, many of each answer, all different, and each with its page."""
    verdicts = Counter(case.ask["expect"] for case in cases())
    assert sum(verdicts.values()) >= 250
    assert min(verdicts["allow"], verdicts["deny"]) >= 90
    assert verdicts["unknown"] >= 25
    assert all(case.page.startswith("https://docs.aws.amazon.com/") for case in cases())
    twice = Counter(json.dumps([case.scene, case.ask]) for case in cases())
    assert max(twice.values()) == 1


def test_every_policy_can_be_read() -> None:
    """No statement of the corpus is unknown for a slip of the writer."""
    for case in cases():
        for name in ("identity", "resource", "boundary", "session"):
            assert all(statement.unknown is None for statement in read(case.scene, name) or ())
