"""One comment on the pull request, kept up to date: found by its mark, changed in place, never a second one.

Reads `ENNEAD_COMMENT` (the Markdown file), `ENNEAD_TOKEN` and the runner's own variables.  Where the token may not
comment (a pull request from a fork) the step's summary has the text already: that is said, and is no failure.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = "<!-- ennead -->"
LONGEST = 65_000
"""Characters; the service refuses a comment of more than 65,536."""
_PAGE = 100
_PAGES = 30
_FORBIDDEN = (401, 403, 404)


@dataclass(frozen=True, slots=True)
class Service:
    """The API of one repository."""

    url: str
    token: str

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One request.  Raises HTTPError as the service answers, URLError where there is none."""
        request = urllib.request.Request(f"{self.url}{path}", method=method)  # noqa: S310  (the runner's own address)
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("Accept", "application/vnd.github+json")
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data, timeout=30) as answer:  # noqa: S310
            return json.load(answer)


def comments(service: Service, number: int) -> Iterator[dict[str, Any]]:
    """Every comment of the pull request, the oldest first."""
    for page in range(1, _PAGES + 1):
        found = service.ask("GET", f"/issues/{number}/comments?per_page={_PAGE}&page={page}")
        yield from found
        if len(found) < _PAGE:
            return


def put(service: Service, number: int, text: str) -> str:
    """Change our comment, or make it; what was done."""
    own = next((one for one in comments(service, number) if str(one.get("body", "")).startswith(MARK)), None)
    if own is None:
        service.ask("POST", f"/issues/{number}/comments", {"body": text})
        return "commented"
    if own["body"] == text:
        return "the comment stands as it is"
    service.ask("PATCH", f"/issues/comments/{own['id']}", {"body": text})
    return "changed the comment"


def text_of(file: Path) -> str:
    """The comment: begins with its mark, and is no longer than may be."""
    text = file.read_text(encoding="utf-8")
    text = text if text.startswith(MARK) else f"{MARK}\n{text}"
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition("\n")[0] + "\n\n… the rest is in the step's summary and its report.\n"


def main() -> int:
    """Comment; 1 where the service failed, 0 where it may not be done."""
    env = os.environ
    event = json.loads(Path(env["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    number = event.get("pull_request", {}).get("number")
    if not isinstance(number, int):
        print("::notice::no pull request to comment on")
        return 0
    service = Service(f"{env['GITHUB_API_URL']}/repos/{env['GITHUB_REPOSITORY']}", env["ENNEAD_TOKEN"])
    try:
        print(put(service, number, text_of(Path(env["ENNEAD_COMMENT"]))))
    except urllib.error.HTTPError as error:
        if error.code in _FORBIDDEN:
            print("::notice::this token may not comment (a pull request from a fork?): see the step's summary")
            return 0
        print(f"::error::the comment could not be made: {error}")
        return 1
    except OSError as error:
        print(f"::error::the comment could not be made: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
