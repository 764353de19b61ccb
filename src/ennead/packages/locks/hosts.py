"""Where a package is fetched from: the host of an address, without credentials."""

from __future__ import annotations

import re

_LONGEST = 2000
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}:)?//(?:[^/@\s]*@)?(?P<host>\[[0-9a-f:.]+\]|[\w.-]+)(?P<port>:\d{1,5})?", re.IGNORECASE
)
_SCP = re.compile(r"(?:git\+ssh://)?[\w.-]{1,64}@(?P<host>[\w.-]+):(?!/)")
_SHORT = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org", "gist": "gist.github.com"}
_OWNER = re.compile(r"[\w-][\w.-]*/[\w.-]+(?:#.*)?")


def host(address: str | None) -> str | None:
    """The host (and port) of an address; None where the text names none."""
    if address is None or len(address) > _LONGEST:
        return None
    address = address.strip().removeprefix("git+")
    found = _SCP.match(address) or _ADDRESS.match(address)
    if found is not None:
        named = found["host"].lower()[:253]
        return named + ((found.groupdict().get("port")) or "")
    short = address.partition(":")[0]
    if ":" in address and short in _SHORT:
        return _SHORT[short]
    return None


def is_git(address: str) -> bool:
    """Whether an address names a git repository, as npm and pip write them."""
    lower = address[:_LONGEST].strip().lower()
    if lower.startswith(("git+", "git:", "git@", "ssh:")) or lower.partition(":")[0] in _SHORT:
        return True
    return lower.partition("#")[0].endswith(".git") and host(lower) is not None


def is_owner_and_name(text: str) -> bool:
    """Whether a specifier is `owner/name`, which npm takes for a repository at GitHub."""
    return len(text) <= _LONGEST and _OWNER.fullmatch(text) is not None
