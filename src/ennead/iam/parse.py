"""Policy documents as statements: of plain resolved data, whatever it holds.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ennead.iam.variables import as_literal
from ennead.model.location import Location
from ennead.model.policy import Condition, Effect, Principal, Statement
from ennead.model.unknown import Unknown

Locate = Callable[[tuple[str, ...]], Location | None]

_PRINCIPALS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
_HOLE = "${?"
_OLD = "2008-10-17"


def parse_policy(document: object, locate: Locate | None = None) -> tuple[Statement, ...]:
    """The statements of a document: a mapping, JSON text of one, or Unknown.

    `locate` gives the place of a route within the document, such as `("Statement", "0")`.  Nothing raises:
    a statement that could not be read whole keeps what could be read and carries the first reason in
    `unknown`; one whose effect could not be told has no actions (`decide` takes it for either).
    """
    if document is None:
        return ()
    if isinstance(document, str) and _HOLE not in document:
        document = _of_text(document)
    if not isinstance(document, Mapping):
        return (_unread(_reason("the policy document", document), _at(locate, ())),)
    if "Statement" not in document:
        return (_unread("the policy document has no Statement", _at(locate, ())),) if document else ()
    statements = _statements(document["Statement"], locate)
    return tuple(map(_without_variables, statements)) if document.get("Version") == _OLD else statements


def _statements(body: object, locate: Locate | None) -> tuple[Statement, ...]:
    if isinstance(body, list | tuple):
        routes = ((("Statement", str(number)), item) for number, item in enumerate(body))
        return tuple(_statement(item, _at(locate, route)) for route, item in routes)
    return (_statement(body, _at(locate, ("Statement",))),)


def _without_variables(statement: Statement) -> Statement:
    """In the older version of the language a variable is the text that it is written as."""
    return replace(
        statement,
        resources=tuple(map(as_literal, statement.resources)),
        not_resources=tuple(map(as_literal, statement.not_resources)),
        conditions=tuple(replace(one, values=tuple(map(as_literal, one.values))) for one in statement.conditions),
    )


def _of_text(text: str) -> object:
    import json  # noqa: PLC0415

    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return Unknown(f"the policy document is text and no JSON ({type(error).__name__})")


def _at(locate: Locate | None, route: tuple[str, ...]) -> Location | None:
    return locate(route) if locate else None


def _unread(reason: str, at: Location | None) -> Statement:
    return Statement(Effect.ALLOW, at=at, unknown=Unknown(reason))


def _reason(what: str, value: object) -> str:
    if isinstance(value, Unknown):
        return f"{what}: {value.reason}"
    if isinstance(value, str) and _HOLE in value:
        return f"{what}: {value} could not be told"
    return f"{what} is {_noun(value)}"


def _noun(value: object) -> str:
    if value is None:
        return "empty"
    nouns = {bool: "a truth value", int: "a number", float: "a number", str: "text", list: "a list", dict: "a mapping"}
    return nouns.get(type(value), f"of type {type(value).__name__}")


@dataclass(slots=True)
class _Reader:
    """Reads parts of one statement and keeps the reasons for what it could not."""

    body: Mapping[object, object]
    reasons: list[str] = field(default_factory=list)

    def texts(self, key: str, *, holes: bool) -> tuple[str, ...]:
        """Text or list of text under a key; `holes` says whether text with a hole is good enough."""
        return self.items(key, self.body[key], holes=holes) if key in self.body else ()

    def items(self, what: str, value: object, *, holes: bool) -> tuple[str, ...]:
        found = []
        for item in value if isinstance(value, list | tuple) else (value,):
            if not isinstance(item, str) or (not holes and _HOLE in item):
                self.reasons.append(_reason(what, item))
            if isinstance(item, str):
                found.append(item)
        return tuple(found)

    def principals(self, key: str) -> tuple[Principal, ...]:
        if key not in self.body:
            return ()
        value = self.body[key]
        if value == "*":
            return (Principal("*", "*"),)
        if not isinstance(value, Mapping):
            self.reasons.append(_reason(key, value))
            return ()
        found: list[Principal] = []
        for kind, names in value.items():
            if kind not in _PRINCIPALS:
                self.reasons.append(f"{key} names {kind}, which is no kind of principal")
                continue
            found += [Principal(str(kind), name) for name in self.items(f"{key} {kind}", names, holes=True)]
        return tuple(found)

    def conditions(self) -> tuple[Condition, ...]:
        value = self.body.get("Condition", {})
        if not isinstance(value, Mapping):
            self.reasons.append(_reason("Condition", value))
            return ()
        found: list[Condition] = []
        for operator, keys in value.items():
            if not isinstance(keys, Mapping):
                self.reasons.append(_reason(f"Condition {operator}", keys))
                continue
            found += [Condition(str(operator), str(key), self.values(str(key), given)) for key, given in keys.items()]
        return tuple(found)

    def values(self, key: str, given: object) -> tuple[str, ...]:
        plain = [_plain(item) for item in (given if isinstance(given, list | tuple) else (given,))]
        return self.items(f"Condition on {key}", plain, holes=True)

    def effect(self) -> Effect | None:
        value = self.body.get("Effect")
        if value == "Allow" or value == "Deny":  # noqa: PLR1714  (the value may be unhashable)
            return Effect(value)
        told = isinstance(value, str) and _HOLE not in value
        self.reasons.append(f"Effect is {value}" if told else _reason("Effect", value))
        return None

    def one_of(self, plain: str, negated: str, *, needed: bool) -> None:
        both, neither = plain in self.body and negated in self.body, plain not in self.body and negated not in self.body
        if both:
            self.reasons.append(f"the statement has {plain} and {negated}")
        if neither and needed:
            self.reasons.append(f"the statement has no {plain}")


def _plain(value: object) -> object:
    """Values of conditions as IAM compares them: as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _statement(body: object, at: Location | None) -> Statement:
    if not isinstance(body, Mapping):
        return _unread(_reason("the statement", body), at)
    reader = _Reader(body)
    effect = reader.effect()
    reader.one_of("Action", "NotAction", needed=True)
    reader.one_of("Resource", "NotResource", needed=False)
    reader.one_of("Principal", "NotPrincipal", needed=False)
    sid = body.get("Sid")
    statement = Statement(
        effect or Effect.ALLOW,
        actions=reader.texts("Action", holes=False) if effect else (),
        not_actions=reader.texts("NotAction", holes=False) if effect else (),
        resources=reader.texts("Resource", holes=True),
        not_resources=reader.texts("NotResource", holes=True),
        principals=reader.principals("Principal"),
        not_principals=reader.principals("NotPrincipal"),
        conditions=reader.conditions(),
        sid=sid if isinstance(sid, str) else None,
        at=at,
    )
    if not reader.reasons:
        return statement
    return replace(statement, unknown=Unknown(reader.reasons[0]))
