"""Writes the agent as it lies under /opt, or beside any wrapper:  python build_layer.py FOLDER

Sources are without comments and docstrings, as `ennead layer build` has them.  Compiled files lie beside them, for the
Python that runs this script, and are used unchecked: a layer does not change.
"""

from __future__ import annotations

import importlib.util
import py_compile
import runpy
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BARE = HERE.parents[1] / "src" / "ennead" / "attach" / "bare.py"
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")


def build(folder: Path) -> None:
    """Write wrapper, `ennead/` and `python/ennead_agent/` into the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy2(HERE / "layer" / "ennead-wrap", folder / "ennead-wrap")
    shutil.copytree(HERE / "layer" / "ennead", folder / "ennead", ignore=_LEFT_OUT, dirs_exist_ok=True)
    package = folder / "python" / "ennead_agent"
    shutil.copytree(HERE / "src" / "ennead_agent", package, ignore=_LEFT_OUT, dirs_exist_ok=True)
    bare = runpy.run_path(str(BARE))["bare"]
    for source in [*(folder / "ennead").glob("*.py"), *package.rglob("*.py")]:
        source.write_text(bare(source.read_text(encoding="utf-8")), encoding="utf-8")
        # dfile: where the file is said to lie is told again when it is loaded, so the folder may move
        py_compile.compile(
            str(source),
            importlib.util.cache_from_source(str(source), optimization=""),  # the name that is looked for without -OO
            doraise=True,
            optimize=2,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build(Path(sys.argv[1]))
