"""Guards: each judges what a sink is about to do, and stops what untrusted text would make of it.

Those of sinks that any function may use wait from the start.  The others are loaded with the library they guard.
"""

from __future__ import annotations

from .. import faults, imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

_ALWAYS = ("code", "load", "log", "path", "shell", "sql", "url")
_BY_LIBRARY = {
    "header": ("smtplib", "botocore.client"),
    "ldap": ("ldap3.core.connection", "ldap.ldapobject"),
    "markup": ("smtplib", "botocore.client"),
    "nosql": ("pymongo.collection", "pymongo.synchronous.collection", "pymongo.asynchronous.collection"),
    "template": ("jinja2.parser", "mako.lexer", "django.template.base", "tornado.template", "chevron.renderer"),
    "xml": (
        "lxml.etree",
        "xml.sax.expatreader",
        "xml.etree.ElementInclude",
        "xml.etree.ElementTree",
        "xml.parsers.expat",
    ),
}
"""The modules that a guard follows."""


def install() -> None:
    """Have each guard wait for its sinks."""
    for name in _ALWAYS:
        faults.shielded("guard " + name, _install, name)
    for name, libraries in _BY_LIBRARY.items():
        for library in libraries:
            imports.when(library, _follower(name))


def _load(name: str) -> Any:
    return __import__(f"{__name__}.{name}", fromlist=("install",))


def _install(name: str) -> None:
    _load(name).install()


def _follower(name: str) -> Callable[[ModuleType], None]:
    return lambda module: _load(name).follow(module)
