"""The score of roles: the published formula, and what never changes it the wrong way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ennead.engine.roles import AppRoles, roles
from ennead.engine.scan import Request
from ennead.graph.needed.score import ACCESS, ELSEWHERE, EXPOSURES, VALUES, Pairs, Score, scores_of, together

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "samples" / "shop"
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{{AttributeName: id, KeyType: HASH}}]
      Tags: [{{Key: data-class, Value: financial}}]
  Files: {{Type: AWS::S3::Bucket}}
  Logs: {{Type: AWS::Logs::LogGroup}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.work
      CodeUri: src
      Environment: {{Variables: {{TABLE: !Ref Orders}}}}
      Policies:
        - Statement:
            - {{Effect: Allow, Action: "dynamodb:GetItem", Resource: !GetAtt Orders.Arn}}
            {more}
      {events}
"""
CODE = """
import os
import boto3


def work(event, context):
    return boto3.resource("dynamodb").Table(os.environ["TABLE"]).get_item(Key={"id": "1"})
"""
DELETE = "- {Effect: Allow, Action: 'dynamodb:DeleteItem', Resource: !GetAtt Orders.Arn}"
ALL_OF_DYNAMODB = "- {Effect: Allow, Action: 'dynamodb:*', Resource: '*'}"
EVERYTHING = "- {Effect: Allow, Action: '*', Resource: '*'}"
URL = "FunctionUrlConfig: {AuthType: NONE}"


def app_of(folder: Path) -> AppRoles:
    """The roles of the one application there."""
    (one,) = [app for app in roles(folder, Request(checks=())) if isinstance(app, AppRoles)]
    return one


def scored(folder: Path, more: str = "", events: str = "", code: str = CODE) -> Score:
    """The score of the example, with another statement and a way in."""
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "src" / "app.py").write_text(code, encoding="utf-8")
    (folder / "template.yaml").write_text(TEMPLATE.format(more=more, events=events), encoding="utf-8")
    app = app_of(folder)
    return together(scores_of(app.graph, app.functions).values())


def test_what_is_needed_scores_nothing(tmp_path: Path) -> None:
    """A role that grants what is needed has score 0; of two stores one is reached, and a log group is none."""
    assert scored(tmp_path) == Score(0, Pairs(granted=1, needed=1, all=2))


def test_one_write_too_much_is_the_formula(tmp_path: Path) -> None:
    """A write on a table of record, in a function nobody outside starts: 1 x 5 x 5."""
    assert scored(tmp_path, DELETE).score == 25


def test_exposure_multiplies(tmp_path: Path) -> None:
    """The same behind a URL that anyone calls weighs four times as much."""
    assert scored(tmp_path, DELETE, URL).score == 4 * 25


def test_wider_grants_score_more(tmp_path: Path) -> None:
    """One action, a service, everything: each scores more than the one before, and pairs go up to all."""
    one, service, all_ = (scored(tmp_path, more) for more in (DELETE, ALL_OF_DYNAMODB, EVERYTHING))
    assert 0 < one.score < service.score < all_.score
    assert [each.pairs.granted for each in (one, service, all_)] == [1, 1, 2]


def test_a_statement_twice_counts_once(tmp_path: Path) -> None:
    """What two statements grant alike is one excess."""
    twice = f"{DELETE}\n            {DELETE}"
    assert scored(tmp_path, twice).score == scored(tmp_path, DELETE).score


def test_an_action_that_is_none_weighs_nothing(tmp_path: Path) -> None:
    """A slip of the pen grants nothing."""
    assert scored(tmp_path, DELETE.replace("DeleteItem", "DeleteItems")).score == 0


def test_what_could_not_be_told_is_said(tmp_path: Path) -> None:
    """Where code could not be followed to its end, the score is an upper bound and says so."""
    code = f"{CODE}\n    boto3.client(event['which']).call()\n".replace("    return boto3.res", "    boto3.res")
    assert scored(tmp_path, DELETE, code=code).at_most


def test_the_repaired_shop_scores_nothing() -> None:
    """The sample shop loses its score by its repair, and functions get at fewer stores."""
    before, after = (app_of(SHOP / name) for name in ("vulnerable", "repaired"))
    first, second = (together(scores_of(app.graph, app.functions).values()) for app in (before, after))
    assert first.score > 10_000
    assert second.score == 0
    assert second.pairs.granted / second.pairs.all < first.pairs.granted / first.pairs.all


@pytest.mark.parametrize(
    ("heading", "weights"),
    [
        ("Access level", {one.value: number for one, number in ACCESS.items()}),
        ("Value of the data", {**{one.value: n for one, n in VALUES.items()}, "no store, or elsewhere": ELSEWHERE}),
        ("Exposure", {one.name.lower().replace("_", " "): number for one, number in EXPOSURES.items()}),
    ],
)
def test_the_page_shows_the_weights(heading: str, weights: dict[str, int]) -> None:
    """The published tables are the code's."""
    page = (ROOT / "docs" / "role-score.md").read_text(encoding="utf-8")
    part = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    assert {name: int(number) for name, number in re.findall(r"^\| ([a-z ,]+?) \| (\d+) \|", part, re.M)} == weights
