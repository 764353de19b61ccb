"""What `missing-code` finds and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.finding import Severity
from ennead.practices.p5_code.missing_code import missing_code
from tests.checks.coded import HANDLER, HEAD, findings, function, reasons, said


def test_functions_of_one_folder_are_one_finding(tmp_path: Path) -> None:
    """All functions whose code is looked for in one folder are one finding."""
    template = HEAD + function("Orders", "orders.handler") + function("Prices", "prices.handler")
    (found,) = findings(said(tmp_path, missing_code, {"template.yaml": template, "src/other.py": HANDLER}))
    assert [each.function for each in found.related] == ["Orders", "Prices"]
    assert found.severity is Severity.LOW


@pytest.mark.parametrize("code", ["dist/", "target/orders.jar", "orders.zip", "packages/api/build"])
def test_code_that_is_built_first(tmp_path: Path, code: str) -> None:
    """What a build makes is not there yet."""
    outcomes = said(tmp_path, missing_code, {"template.yaml": HEAD + function("Orders", code=code)})
    assert findings(outcomes) == []
    assert len(reasons(outcomes)) == 1


def test_code_of_a_bucket_is_elsewhere(tmp_path: Path) -> None:
    """Code of a bucket is not missing."""
    template = HEAD + function("Orders", code="s3://deploys/orders")
    assert said(tmp_path, missing_code, {"template.yaml": template}) == []
