"""Statements and blocks as Terraform's text, in the style that is found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ennead.remedy.roles.tf_items import IAM, PLAIN, Item, Keys

_WIDE = 90


@dataclass(frozen=True, slots=True)
class Grant:
    """What a new statement allows: actions, an expression for each resource, whom a role goes to.

    `condition` is that of the statement in whose place it stands, as it is written there.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    passed: str | None = None
    condition: str | None = None

    @property
    def quoted(self) -> tuple[str, ...]:
        """The actions as expressions."""
        return tuple(f'"{action}"' for action in self.actions)


def listed(texts: Iterable[str], *, tall: bool = False) -> str:
    """A list of expressions: on one line where it fits."""
    items = list(texts)
    line = f"[{', '.join(items)}]"
    if not tall and len(line) <= _WIDE:
        return line
    return "\n".join(["[", *(f"  {item}," for item in items[:-1]), *(f"  {item}" for item in items[-1:]), "]"])


def value(texts: tuple[str, ...], *, as_list: bool, tall: bool = False) -> str:
    """One expression, or a list of them."""
    return texts[0] if len(texts) == 1 and not as_list else listed(texts, tall=tall)


def indented(text: str, blanks: str = "  ") -> str:
    """The text, its further lines moved in."""
    return text.replace("\n", "\n" + blanks)


def lines(members: list[tuple[str, str]], sign: str = "=") -> list[str]:
    """`name = value`, the signs below each other."""
    width = max(len(name) for name, _ in members)
    if sign == ":":
        return [f"  {name}: {indented(text)}," for name, text in members[:-1]] + [
            f"  {name}: {indented(text)}" for name, text in members[-1:]
        ]
    return [f"  {name:<{width}} {sign} {indented(text)}" for name, text in members]


def statement(grant: Grant, keys: Keys, like: Item | None = None) -> str:
    """A statement as an object, its keys written like those of another."""
    lists = keys is PLAIN
    listed_actions = lists or bool(like and like.actions and like.actions.listed)
    members = [
        (keys.effect, '"Allow"'),
        (keys.action, value(grant.quoted, as_list=listed_actions)),
        (keys.resource, value(grant.resources, as_list=lists)),
    ]
    condition = grant.condition or (passed_to(grant.passed, keys) if grant.passed else None)
    if condition is not None:
        members.append((keys.condition, condition))
    if like and like.quoted:
        members = [(f'"{name}"', text) for name, text in members]
    return "\n".join(["{", *lines(members, like.sign if like else "="), "}"])


def passed_to(service: str, keys: Keys) -> str:
    """The condition that a role goes to one service alone, in an object."""
    if keys is IAM:
        return f'{{\n  StringEquals = {{ "iam:PassedToService" = "{service}" }}\n}}'
    return (
        '{\n  passed = {\n    test     = "StringEquals"\n    variable = "iam:PassedToService"\n'
        f'    values   = ["{service}"]\n  }}\n}}'
    )


def statement_block(grant: Grant, *, effect: bool) -> str:
    """A block `statement` of a policy document."""
    members = [("effect", '"Allow"')] if effect else []
    members += [("actions", listed(grant.quoted)), ("resources", listed(grant.resources))]
    inner = grant.condition or (condition_block(grant.passed) if grant.passed else None)
    condition = ["", f"  {indented(inner)}"] if inner else []
    return "\n".join(["statement {", *lines(members), *condition, "}"])


def condition_block(service: str) -> str:
    """The condition that a role goes to one service alone."""
    members = [
        ("test", '"StringEquals"'),
        ("variable", '"iam:PassedToService"'),
        ("values", f'["{service}"]'),
    ]
    return "\n".join(["condition {", *lines(members), "}"])


def document(grants: Iterable[Grant]) -> str:
    """A policy as `jsonencode`."""
    held = ",\n".join(statement(grant, IAM) for grant in grants)
    inner = f'{{\n  Version = "2012-10-17"\n  Statement = [\n    {indented(held, "    ")}\n  ]\n}}'
    return f"jsonencode({inner})"


def resource(kind: str, name: str, members: list[tuple[str, str]]) -> str:
    """A block `resource`; expressions on several lines stand behind those on one."""
    short = [one for one in members if "\n" not in one[1]]
    tall = [one for one in members if "\n" in one[1]]
    body = lines(short) if short else []
    for key, text in tall:
        body += ["", f"  {key} = {text if '<<' in text else indented(text)}"]
    return "\n".join([f'resource "{kind}" "{name}" {{', *body, "}"])


def as_json(grant: Grant) -> dict[str, Any]:
    """A statement as data for JSON text; interpolations stay as they are."""
    actions: Any = list(grant.actions) if len(grant.actions) > 1 else grant.actions[0]
    resources = [inner(text) for text in grant.resources]
    made = {"Effect": "Allow", "Action": actions, "Resource": resources if len(resources) > 1 else resources[0]}
    if grant.condition is not None:
        made["Condition"] = json.loads(grant.condition)
    elif grant.passed is not None:
        made["Condition"] = {"StringEquals": {"iam:PassedToService": grant.passed}}
    return made


def inner(text: str) -> str:
    """An expression as it stands inside of quotes."""
    return text[1:-1] if is_template(text) else f"${{{text}}}"


def is_template(text: str) -> bool:
    """Whether an expression is one text in quotes."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return False
    depth, place = 0, 1
    while place < len(text) - 1:
        if text[place] == "\\":
            place += 1
        elif text.startswith("${", place) or text.startswith("%{", place):
            depth, place = depth + 1, place + 1
        elif text[place] == "}" and depth:
            depth -= 1
        elif text[place] == '"' and not depth:
            return False
        place += 1
    return True


def joined(*parts: str) -> str:
    """Pieces of a template as one expression: a single `${...}` is its expression itself."""
    text = "".join(parts)
    if text.startswith("${") and text.endswith("}") and text.count("${") == 1 and "}" not in text[:-1]:
        return text[2:-1]
    return f'"{text}"'
