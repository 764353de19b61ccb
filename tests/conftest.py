"""What several folders of tests share: the system's Chromium.

Where there is none, tests that need it are skipped; in CI (`CI`, or `ENNEAD_BROWSER=required`) they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of one module: only one may be driven at a time, and none while others use a loop."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        if os.environ.get("CI") or os.environ.get("ENNEAD_BROWSER") == "required":
            pytest.fail("there is no Chromium here. On Debian: apt-get install chromium")
        pytest.skip("there is no Chromium here (in CI this fails)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()
