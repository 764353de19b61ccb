"""`ennead roles` over a collection of applications: faults, gaps, CPU per function.

    python bench/roles.py FOLDER [--list]

Each folder directly below FOLDER is an application.  Exit 0 without a traceback, 1 with one, 2 without a function.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ennead.engine.roles import AppRoles, roles
from ennead.engine.scan import Request
from ennead.report.roles import document


def main() -> int:
    """Ask for the roles of every application and print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="name what could not be told")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    seconds: list[float] = []
    faults: list[str] = []
    begun = time.process_time()
    for folder in sorted(one for one in options.folder.iterdir() if one.is_dir()):
        start = time.process_time()
        try:
            found = list(roles(folder, Request(checks=())))
            apps = [one for one in found if isinstance(one, AppRoles)]
            document.render(apps)
        except Exception:  # noqa: BLE001  what is counted here
            faults.append(f"{folder.name}: {traceback.format_exc(limit=-3)}")
            continue
        counts["applications not read"] += len(found) - len(apps)
        functions = [one for app in apps for one in app.functions]
        seconds += [(time.process_time() - start) / len(functions)] * len(functions) if functions else []
        for one in functions:
            counts["functions"] += 1
            counts["with code read"] += one.language is not None
            counts["with a gap in the code"] += one.language is not None and bool(one.needs.untold)
            counts["with something missing"] += bool(one.held.missing)
            counts["with too much"] += bool(one.held.excess)
            counts["with a resource untold"] += any(not need.told for need in one.needs.needed)
            for untold in one.needs.untold if options.list and one.language else ():
                print(f"{folder.name} {one.function.id}: {untold.reason} ({untold.at})")
            for need in one.held.missing if options.list else ():
                print(
                    f"{folder.name} {one.function.id}: missing {need.action} {[place.shown for place in need.places]}"
                )
    if not seconds:
        print(f"no function below {options.folder}", *faults, sep="\n", file=sys.stderr)
        return 1 if faults else 2
    print(*(f"{name}: {number}" for name, number in counts.items()), sep="\n")
    print(
        f"CPU: {time.process_time() - begun:.1f} s in all, median {1000 * statistics.median(seconds):.1f} ms a function"
    )
    print(f"faults: {len(faults)}", *faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
