"""What `ennead contract compile` takes for the function's own, and the names that it is given."""

from __future__ import annotations

import json
from pathlib import Path

from tests.attach.making import function, laid, sam
from tests.cli.conftest import Ennead, ennead

__all__ = ["ennead"]


def app(folder: Path) -> Path:
    """A function whose code is the whole folder, with a contract."""
    return laid(folder, sam(function("Work").replace("CodeUri: src", "CodeUri: .").replace("work.h", "src/work.h")))


def test_our_layer_is_nobody_s_own_code(ennead: Ennead, tmp_path: Path) -> None:
    """The folder of a built layer is not among the files that the function is held to."""
    app(tmp_path)
    assert ennead("contract", "init", tmp_path).code == 0
    assert ennead("layer", "build", "--runtime", "python3.13", "--output", tmp_path / "ennead-layer").code == 0
    assert ennead("contract", "compile", tmp_path, "--modules").code == 0
    made = json.loads((tmp_path / "ennead.contract.json").read_text("utf-8"))
    assert list(made["functions"]["Work"]["modules"]) == ["src/work.py"]


def test_a_name_for_nothing(ennead: Ennead, tmp_path: Path) -> None:
    """A name for an id that is nowhere here is an error, which names what is like it."""
    app(tmp_path)
    assert ennead("contract", "init", tmp_path).code == 0
    done = ennead("contract", "compile", tmp_path, "--name", "Wrok=live", "-o", "-")
    assert done.code == 2
    assert "nothing here is called Wrok: there is Work" in done.err
    assert ennead("contract", "compile", tmp_path, "--name", "Work=live", "-o", "-").code == 0
