"""Guards: each judges what a sink is about to do, and stops what untrusted text would make of it."""

from __future__ import annotations


def install() -> None:
    """Have each guard wait for its sinks; what it needs beyond that is loaded when the first of them is there."""
    from . import code, load, nosql, path, shell, sql, template, url

    for guard in (code, load, nosql, path, shell, sql, template, url):
        guard.install()
