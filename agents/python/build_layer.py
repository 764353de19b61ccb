"""Writes the agent as it lies under /opt, or beside any wrapper:  python build_layer.py FOLDER

Sources are without comments and docstrings, and compiled for the Python that runs this script, as `ennead layer build`
has them.
"""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PRODUCT = HERE.parents[1] / "src" / "ennead" / "attach"
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")


def build(folder: Path) -> None:
    """Write wrapper, `ennead/` and `python/ennead_agent/` into the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy2(HERE / "layer" / "ennead-wrap", folder / "ennead-wrap")
    shutil.copytree(HERE / "layer" / "ennead", folder / "ennead", ignore=_LEFT_OUT, dirs_exist_ok=True)
    package = folder / "python" / "ennead_agent"
    shutil.copytree(HERE / "src" / "ennead_agent", package, ignore=_LEFT_OUT, dirs_exist_ok=True)
    sources = [*(folder / "ennead").glob("*.py"), *package.rglob("*.py")]
    bare = runpy.run_path(str(PRODUCT / "bare.py"))["bare"]  # the product need not be installed
    packing = runpy.run_path(str(PRODUCT / "packing.py"))
    for source in sources:
        source.write_text(bare(source.read_text(encoding="utf-8")), encoding="utf-8")
    names = [source.relative_to(folder).as_posix() for source in sources]
    subprocess.run(  # noqa: S603
        [sys.executable, *packing["OPTIONS"], packing["__file__"], str(sys.implementation.cache_tag), str(folder)],
        input="\n".join(names),
        text=True,
        check=True,
    )
    packing["put_away"](folder, names)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build(Path(sys.argv[1]))
