"""Break one thing in a safe place of a real template, many times over, and see whether it is found.

    python bench/mutate.py FOLDER... [--count 100] [--seed 1] [--kinds KIND,...] [--json]
    python bench/mutate.py FOLDER... --gaps [--count 50]      things made unresolvable: exactly one gap each
    python bench/mutate.py --list

Exit 0 if at least 95 % of the faults were found and every unbroken twin was silent (with --gaps: if each
gave exactly one gap), 1 if not, 2 if the call is wrong or there was nothing to break.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.mutations import denial, entry, functions, gaps, policies, roles
from bench.mutations.apps import App, apps_in
from bench.mutations.choose import choose
from bench.mutations.judge import Verdict, judge
from bench.mutations.kinds import FAULTS, GAPS, Kind

_ = (denial, entry, functions, gaps, policies, roles)  # imported for the kinds they register

WANTED = 0.95


def main(arguments: Sequence[str] | None = None) -> int:
    """Choose, break, ask, report."""
    parser = argparse.ArgumentParser(description="Break safe places of templates and see whether it is found.")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--count", type=int, help="mutants to make: 100, with --gaps 50")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", help="only these kinds or families of kinds, with commas between")
    parser.add_argument("--gaps", action="store_true", help="make things unresolvable instead of faulty")
    parser.add_argument("--list", action="store_true", help="name the kinds and end")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    kinds = _kinds(options.kinds, GAPS if options.gaps else FAULTS)
    if isinstance(kinds, str):
        return _wrong(kinds)
    if options.list:
        for kind in kinds:
            print(f"{kind.family:10} {kind.id:32} {kind.what}  [{', '.join(kind.checks) or 'one gap'}]")
        return 0
    missing = [folder for folder in options.folders if not folder.is_dir()]
    if missing or not options.folders:
        return _wrong(f"{missing[0]} is no folder" if missing else "name a folder of templates")
    count = options.count or (50 if options.gaps else 100)
    verdicts = run(options.folders, kinds, count, options.seed)
    if not verdicts:
        return _wrong("no template there has a safe place for these kinds")
    if options.json:
        print(json.dumps(document(verdicts), indent=1))
    else:
        report(verdicts, kinds, count)
    return 0 if is_good(verdicts) else 1


def _wrong(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


def _kinds(asked: str | None, known: dict[str, Kind]) -> list[Kind] | str:
    """Those named, by themselves or by their family; all where none is."""
    names = set(asked.split(",")) if asked else set(known)
    chosen = [kind for name, kind in sorted(known.items()) if names & {name, kind.family}]
    unknown = names - {word for kind in chosen for word in (kind.id, kind.family)}
    return f"no kind {min(unknown)}: --list names them" if unknown else chosen


def run(folders: Sequence[Path], kinds: Sequence[Kind], count: int, seed: int) -> list[Verdict]:
    """A verdict for each mutant."""
    apps: list[App] = []
    for folder in folders:
        for app in apps_in(folder.resolve()):
            if isinstance(app, App):
                apps.append(app)
            else:
                print(f"left out: {app}", file=sys.stderr)
    verdicts = []
    for chosen in choose(apps, kinds, count, seed):
        verdicts.append(judge(chosen.app, chosen.kind, chosen.change))
        if sys.stderr.isatty():
            print(f"\r{len(verdicts)} of {count}", end="", file=sys.stderr, flush=True)
    return verdicts


def is_good(verdicts: Sequence[Verdict]) -> bool:
    """Enough found and every twin silent; of gaps all."""
    share = sum(one.passed for one in verdicts) / len(verdicts)
    exact = all(one.kind in GAPS for one in verdicts)
    return share >= (1.0 if exact else WANTED) and not any(one.loud for one in verdicts)


def document(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Everything as JSON."""
    return {
        "made": len(verdicts),
        "found": sum(one.found for one in verdicts),
        "loud_twins": sum(bool(one.loud) for one in verdicts),
        "good": is_good(verdicts),
        "mutants": [asdict(one) for one in verdicts],
    }


def report(verdicts: Sequence[Verdict], kinds: Sequence[Kind], count: int) -> None:
    """Found of made per kind, and every miss with its place."""
    made = Counter(one.kind for one in verdicts)
    found = Counter(one.kind for one in verdicts if one.found)
    for kind in kinds:
        note = "" if made[kind.id] else "   no safe place"
        print(f"{kind.id:32} {found[kind.id]:3} / {made[kind.id]:<3}{note}")
    for one in verdicts:
        if one.passed:
            continue
        first, last = one.lines
        print(f"\n{'missed' if not one.found else 'twin not silent'}: {one.kind}: {one.says}")
        print(f"  {one.app}:{first}" + (f"-{last}" if last != first else ""))
        for text in one.loud:
            print(f"  the unbroken one: {text}")
        for text in one.instead or (() if one.found else ("nothing",)):
            print(f"  said instead: {text}")
    loud = sum(bool(one.loud) for one in verdicts)
    share = 100 * sum(found.values()) / len(verdicts)
    few = f" (asked for {count})" if len(verdicts) < count else ""
    print(f"\n{sum(found.values())} of {len(verdicts)}{few} found, {share:.1f} %; {loud} twins not silent")


if __name__ == "__main__":
    sys.exit(main())
