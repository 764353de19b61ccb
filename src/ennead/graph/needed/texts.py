"""What values in code are as text, with the template's variables filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from ennead.code.values import Choice, Env, Event, Known, Made, Member, Value, Words, full_name
from ennead.model.app import Function

_DYNAMIC = re.compile(r"\$\{\??resolve:[^}]*\}")
"""A value that is looked up at deployment (`{{resolve:secretsmanager:...}}`)."""
_MOST = 64
"""Texts that one value is followed to."""


def texts_of(value: Value, function: Function) -> tuple[str, ...]:
    """The texts that a value may be, with `*` for parts that are not told and the template's tokens in variables; none
    where nothing of it is told."""
    return tuple(dict.fromkeys(text for text in _texts(value, function) if text is not None))[:_MOST]


def _texts(value: Value, function: Function) -> Iterator[str | None]:
    if isinstance(value, Choice):
        for option in value.options:
            yield from _texts(option, function)
    elif isinstance(value, Known):
        yield None if value.value is None else str(value.value)
    elif isinstance(value, Env):
        yield from _variable(value, function)
    elif isinstance(value, Words):
        parts = [list(_texts(part, function)) or [None] for part in value.parts]
        for number, chosen in enumerate(product(*parts)):
            if number >= _MOST:
                return
            yield "".join("*" if part is None else part for part in chosen)
    elif isinstance(value, Member | Made):
        yield from _member(value, function)
    else:
        yield None


def _member(value: Member | Made, function: Function) -> Iterator[str | None]:
    """The function's own name, as its context has it; the host of a URL."""
    if _own_name(value):
        yield _name_of(function)
    elif isinstance(value, Member) and value.name in _HOSTS and isinstance(value.of, Made) and _is_url(value.of):
        for one in value.of.args[:1]:
            yield from (text and text.removeprefix("https://").partition("/")[0] for text in _texts(one, function))
    else:
        yield None


def _is_url(value: Made) -> bool:
    return full_name(value.callee) in _URLS


_HOSTS = frozenset({"hostname", "host", "netloc"})
_URLS = frozenset({"URL", "urllib.parse.urlparse", "urllib.parse.urlsplit", "url.parse", "url.URL"})
_OWN_NAMES = frozenset(
    "function_name functionName getFunctionName invoked_function_arn invokedFunctionArn getInvokedFunctionArn".split()
)


def _own_name(value: Member | Made) -> bool:
    """Whether the context is asked for the function's own name or ARN."""
    member = value.callee if isinstance(value, Made) else value
    return isinstance(member, Member) and member.name in _OWN_NAMES and member.of == Event("context")


def _name_of(function: Function) -> str:
    return f"${{{function.logical_id}}}" if function.logical_id else function.name


def _variable(value: Env, function: Function) -> Iterator[str | None]:
    for variable in function.environment:
        if variable.name == value.name:
            yield _DYNAMIC.sub("*", variable.value) if isinstance(variable.value, str) else None
            return
    if value.name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        yield "${AWS::Region}"
    elif value.name == "AWS_LAMBDA_FUNCTION_NAME":
        yield _name_of(function)
    elif value.default is not None:
        yield from _texts(value.default, function)
    else:
        yield None
