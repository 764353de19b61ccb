"""`bench/roles_moto.py`: the sample shop runs with the roles that are written for it, judged by moto too.

It runs in a process of its own, on this machine alone.  Where moto or Node is not installed these tests are skipped;
in CI they fail.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.roles_moto import MISSING

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "samples" / "shop" / "vulnerable"
SOME = ("BasketFunction", "CatalogueFunction", "NightlyReportFunction", "OrdersFunction", "PaymentWebhookFunction")
"""Both languages, a role taken apart, a policy of AWS's replaced, and resources that moto judges."""


def judged(folder: Path, *words: str) -> dict[str, Any]:
    """The bench's report, with its exit code."""
    file = folder / "report.json"
    command = [sys.executable, str(ROOT / "bench" / "roles_moto.py"), *words, "--json", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    if done.returncode == MISSING and not os.environ.get("CI"):
        pytest.skip(done.stderr.strip())
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    report: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return {**report, "code": done.returncode}


@pytest.mark.long
def test_shop_works_with_the_roles_written_for_it_and_with_no_less(tmp_path: Path) -> None:
    """Every scripted request passes; with an action dropped those that ask for it are denied, by both judges."""
    whole = os.environ.get("ENNEAD_LONG") == "1"
    report = judged(tmp_path, *(() if whole else ("--functions", ",".join(SOME))))
    assert report["faults"] == []
    assert report["code"] == 0
    assert (report["passed"], report["cases"]) == ((45, 45) if whole else (17, 17))
    both = [row for row in report["rows"] if row["moto"] is not None]
    assert len(both) == (27 if whole else 13)
    assert all(row["moto"][0] == row["moto"][1] > 0 for row in both)
    assert {row["evaluator"] for row in report["rows"]} == {"deny"}
    by_resource = {row["action"] for row in both if row["resource_by_moto"]}
    assert by_resource == {"s3:GetObject", "s3:PutObject", "sqs:SendMessage"}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of the shop with the roles it has, and two statements of them changed."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(SHOP, folder / "shop")
    template = folder / "shop" / "template.yaml"
    text = template.read_text("utf-8")
    enough = 'Action: s3:PutObject\n              Resource: !Sub "${ImagesBucket.Arn}/originals/*"'
    more = f"{enough}\n            - Effect: Allow\n              {enough.replace('originals/', '')}"
    for old, new in (("[dynamodb:GetItem, dynamodb:Query]", "[dynamodb:GetItem, dynamodb:Scan]"), (enough, more)):
        assert text.count(old) == 1
        text = text.replace(old, new)
    template.write_text(text, "utf-8")
    functions = "AdminFunction,BasketFunction,CatalogueFunction"
    return judged(folder, "--functions", functions, "--shop", str(folder / "shop"), "--as-it-is")


def test_what_is_missing_is_found(broken: dict[str, Any]) -> None:
    """A role without an action that the code needs: moto and the evaluator both say so."""
    assert broken["code"] == 1
    assert (broken["passed"], broken["cases"]) == (10, 11)
    said = [one for one in broken["faults"] if one.startswith("CatalogueFunction: ")]
    assert "'Products of a category' fails" in said[0]
    assert said[1].startswith("CatalogueFunction: dynamodb:Query on ")
    assert said[1].endswith("the evaluator says deny, and deny once it is dropped")
    assert "CatalogueFunction: nothing asks for dynamodb:Scan" in said


def test_what_is_too_much_is_found(broken: dict[str, Any]) -> None:
    """A wildcard that gives an action a second time: without the one it still works, for both judges."""
    said = [one for one in broken["faults"] if one.startswith("BasketFunction: ")]
    assert "BasketFunction: without dynamodb:UpdateItem 'A line put in' still works" in said
    assert "BasketFunction: nothing asks for dynamodb:*" in said
    assert sum(one.endswith("the evaluator says allow, and allow once it is dropped") for one in said) == 2


def test_a_resource_too_many_is_found(broken: dict[str, Any]) -> None:
    """A statement on all objects beside the one that is enough: nothing that is asked for fails without it."""
    bucket = "arn:aws:s3:::halfmoon-images-dev-123456789012"
    assert f"AdminFunction: s3:PutObject on {bucket}/* could go" in broken["faults"]
    assert f"AdminFunction: s3:PutObject on {bucket}/originals/* is given twice" in broken["notes"]
