"""Hold the map of a large application against its bars: graph, file, browser, requests.

    python -m bench.large_map [--functions 500] [--shots FOLDER]

Ends with 1 where a bar is missed.  Needs Chromium for the last three rows.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.large_app import write

GRAPH_SECONDS, FILE_BYTES, USABLE_SECONDS = 3.0, 5_000_000, 4.0


@dataclass(frozen=True, slots=True)
class Row:
    """A measured figure with its bar."""

    what: str
    figure: float
    bar: float
    unit: str

    @property
    def held(self) -> bool:
        """Whether the figure is below its bar, or none where the bar is none."""
        return self.figure < self.bar or self.figure == self.bar == 0

    def __str__(self) -> str:
        verdict = "held" if self.held else "MISSED"
        return f"{self.what:34} {self.figure:10.2f} {self.unit:6} bar {self.bar:10.2f}  {verdict}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", type=int, default=500)
    parser.add_argument("--shots", type=Path, help="Leave screenshots in this folder.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        app, file = Path(place, "app"), Path(place, "map.html")
        print(f"{write(app, asked.functions)} functions")
        rows = [_graph(app), *_file(app, file), *_browser(file, asked.shots)]
    print(*rows, sep="\n")
    return 0 if all(row.held for row in rows) else 1


def _graph(app: Path) -> Row:
    from ennead.engine.scan import Request, map_of, readings  # noqa: PLC0415
    from ennead.sources.read import AppReading  # noqa: PLC0415

    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        graphs = [map_of(reading) for reading in readings(app, Request(checks=())) if isinstance(reading, AppReading)]
        seconds.append(time.perf_counter() - start)
        assert graphs
    return Row("graph, the best of three", min(seconds), GRAPH_SECONDS, "s")


def _file(app: Path, file: Path) -> list[Row]:
    command = [sys.executable, "-m", "ennead", "map", str(app), "--format", "html", "--output", str(file)]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    print(f"the whole command took {time.perf_counter() - start:.2f} s")
    return [Row("map file", file.stat().st_size, FILE_BYTES, "bytes")]


def _browser(file: Path, shots: Path | None) -> list[Row]:
    """From the order to open the file until the map is drawn and a service has been opened by a click."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if binary is None:
        print("there is no Chromium here: the browser's rows are left out", file=sys.stderr)
        return []
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        start = time.perf_counter()
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]")
        drawn = time.perf_counter() - start
        if shots:
            shots.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=shots / "services.png")
        start = time.perf_counter()
        page.evaluate("document.querySelector('#mirror button[aria-expanded=false]').click()")
        page.wait_for_selector("#mirror button[aria-expanded=true]", state="attached")
        opened = time.perf_counter() - start
        if shots:
            page.screenshot(path=shots / "opened.png")
        browser.close()
    left = [url for url in asked if not url.startswith((file.as_uri(), "data:"))]
    return [
        Row("browser: until the map is drawn", drawn, USABLE_SECONDS, "s"),
        Row("browser: until a service is open", drawn + opened, USABLE_SECONDS, "s"),
        Row("requests that leave the page", len(left), 0, ""),
    ]


if __name__ == "__main__":
    sys.exit(main())
