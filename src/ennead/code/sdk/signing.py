"""Which service a request is signed for that a program signs by hand, told by its host."""

from __future__ import annotations

_HOSTS = {
    ".execute-api.": "execute-api",
    ".appsync-api.": "appsync",
    ".lambda-url.": "lambda",
    ".es.amazonaws.com": "es",
    ".aoss.amazonaws.com": "aoss",
    ".vpc-lattice-svcs.": "vpc-lattice-svcs",
}


def signing_name(host: str | None) -> str | None:
    """The name that requests to a host are signed with; None where its service is not known."""
    return next((name for part, name in _HOSTS.items() if host is not None and part in host), None)
