"""`ennead roles --write` on applications drawn at random: what it makes, and that it can be taken back.

    python bench/roles_write.py FOLDER [--dialect terraform] [--count 50] [--seed 1] [--cfn-lint PROGRAM]

Each folder directly below FOLDER is an application; those of the dialect with a function whose code is read are drawn
from.  Each is copied, changed, read again, changed again, and undone.  Exit 0 if all holds.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ennead.engine.roles import AppRoles, roles
from ennead.engine.scan import Request
from ennead.model.app import Dialect
from ennead.remedy.apply import undo
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.plan import name_of
from ennead.remedy.roles.write import write

_EDITED = {
    "template": {Dialect.SAM, Dialect.CLOUDFORMATION},
    "terraform": {Dialect.TERRAFORM, Dialect.TERRAFORM_MODULE},
    "serverless": {Dialect.SERVERLESS},
}
_FILES = {"template": ("**/*.y*ml", "**/*.json"), "terraform": ("**/*.tf",), "serverless": ("**/serverless.*",)}


_SPECIFIC = re.compile(r"\S*[.:/_\[]\S*")
"""Names in a reason, which are left out when reasons are counted."""


def read(folder: Path) -> list[AppRoles]:
    """The roles of an application."""
    return [one for one in roles(folder, Request(checks=())) if isinstance(one, AppRoles)]


def is_drawn_from(folder: Path, dialect: str) -> bool:
    """Whether the application has a function of the dialect, with code that is read."""
    if not any(any(folder.glob(pattern)) for pattern in _FILES[dialect]):
        return False
    functions = [one for app in read(folder) for one in app.functions]
    return any(one.language and one.function.dialect in _EDITED[dialect] for one in functions)


def errors(program: str | None, folder: Path, files: tuple[str, ...]) -> Counter[str]:
    """What cfn-lint calls an error in these files, without places."""
    if program is None or not files:
        return Counter()
    done = subprocess.run(
        [program, "--format", "json", "--", *(str(folder / file) for file in files)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode and not done.stdout:
        raise RuntimeError(f"{program} ends with {done.returncode}: {done.stderr.strip()[-300:]}")
    found = json.loads(done.stdout or "[]")
    return Counter(f"{one['Rule']['Id']} {one['Message'][:80]}" for one in found if one["Level"] == "Error")


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below the folder but our own."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and ".ennead" not in one.parts
    }


def judge(folder: Path, program: str | None, counts: Counter[str]) -> list[str]:
    """What does not hold of one application."""
    first = files_of(folder)
    try:
        done = write(lambda: read(folder), folder)
    except RemedyError as error:
        counts["refused"] += 1
        return [f"refused: {error}"]
    counts["applications changed"] += bool(done.files)
    counts["templates changed"] += len(done.files)
    left = {one.function for one in done.left}
    counts.update(f"left: {_SPECIFIC.sub('*', one.reason)}" for one in done.left)
    after = read(folder)
    faults: list[str] = []
    for one in (one for app in after for one in app.functions):
        counts["functions"] += 1
        counts["functions left for review"] += name_of(one) in left
        if one.held.role is None or one.held.role.external or name_of(one) in left:
            continue
        faults += [
            f"{name_of(one)} still has {each.action} on {each.resources}: {each.why}" for each in one.held.excess
        ]
        faults += [f"{name_of(one)} lacks {need.action}" for need in one.held.missing]
    if done.files:
        changed = files_of(folder)
        faults += [
            f"{name} was touched" for name in first if first[name] != changed.get(name) and name not in done.files
        ]
        lines = [
            line for file in done.files for line in first[file].decode().splitlines() if line.lstrip().startswith("#")
        ]
        kept = "\n".join(changed[file].decode() for file in done.files)
        counts["comment lines gone"] += sum(line not in kept for line in lines)
        now = errors(program, folder, done.files)
        try:
            if write(lambda: read(folder), folder).files:
                faults.append("a second run changes something")
                undo(folder)
        except RemedyError as error:
            faults.append(f"a second run is refused: {error}")
        undo(folder)
        faults += [f"cfn-lint: {one}" for one in now - errors(program, folder, done.files)]
        faults += [f"{name} is not as it was" for name in first if first[name] != files_of(folder).get(name)]
    return faults


def main() -> int:
    """Draw, change, judge, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dialect", choices=_EDITED, default="template", help="how the functions are written")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--cfn-lint", dest="program", help="the program cfn-lint; without it templates are only read again"
    )
    options = parser.parse_args()
    folders = sorted(one for one in options.folder.iterdir() if one.is_dir())
    random.Random(options.seed).shuffle(folders)  # noqa: S311  which are drawn is no secret
    counts: Counter[str] = Counter()
    broken = 0
    for folder in folders:
        if counts["applications"] == options.count:
            break
        if not is_drawn_from(folder, options.dialect):
            continue
        counts["applications"] += 1
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / folder.name
            shutil.copytree(folder, copy, symlinks=True)
            faults = judge(copy, options.program, counts)
        broken += bool(faults)
        for fault in faults:
            print(f"{folder.name}: {fault}")
    if not counts["applications"]:
        print(f"{options.folder} holds no application of the dialect {options.dialect}", file=sys.stderr)
        return 2
    for name, number in sorted(counts.items()):
        print(f"{name}: {number}")
    print(f"applications with a fault: {broken}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
