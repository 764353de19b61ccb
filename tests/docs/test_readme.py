"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ennead.engine.discover import checks

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_two_commands(target: str) -> None:
    """The README shows `make demo` and `make test`, and the Makefile has them."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^make {target}\b", README, re.MULTILINE)
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_output_is_of_checks_that_exist() -> None:
    """Every check in the shown terminal output is one that `ennead explain` knows."""
    shown = README.partition("<!-- scan -->")[2].partition("<!-- /scan -->")[0]
    named = re.findall(r"(?:critical|high|medium|low|info) +([a-z0-9-]+)$", shown, re.MULTILINE)
    named += re.findall(r"ennead explain ([a-z0-9-]+)", shown)
    assert len(named) > 3
    assert set(named) <= {check.id for check in checks()}


def test_exit_codes_stand_in_both_places() -> None:
    """README and docs/exit-codes.md list the same codes."""
    codes = [
        re.findall(r"^\| (\d) \|", text, re.MULTILINE)
        for text in (README, (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8"))
    ]
    assert codes == [list("01234")] * 2
