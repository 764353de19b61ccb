"""Writes the terminal output in the README anew, from a scan of the sample shop.

    python tools/write_readme.py

The first findings stand whole, the others of *act now* are cut; nothing else is changed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHOP = "samples/shop/vulnerable"
WHOLE = 2
BEGIN, END = "<!-- scan -->\n\n", "\n<!-- /scan -->\n"


def main() -> None:
    """Scan, cut, put it between the two marks."""
    command = [sys.executable, "-m", "ennead", "scan", SHOP]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    lines = [f"$ ennead scan {SHOP}", *shortened(output).splitlines()]
    shown = "".join(f"    {line}".rstrip() + "\n" for line in lines)
    readme.write_text(f"{before}{BEGIN}{shown}{END}{after}", encoding="utf-8")


def shortened(output: str) -> str:
    """The output with all but the first findings of *act now* replaced by their number."""
    start = re.search(r"^act now .*$", output, re.MULTILINE)
    if start is None:
        return output
    end = re.search(r"^\S", output[start.end() :], re.MULTILINE)
    body = output[start.end() : start.end() + end.start()] if end else output[start.end() :]
    findings = re.split(r"^(?=  ● )", body, flags=re.MULTILINE)
    left = len(findings) - 1 - WHOLE
    if left <= 0:
        return output
    kept = "".join(findings[: WHOLE + 1])
    return f"{output[: start.end()]}{kept}  … {left} more\n\n{output[start.end() + len(body) :]}"


if __name__ == "__main__":
    main()
