"""Why two evaluators differ about a pair: each reason is proved by taking it away, after which they must agree.

A reason is a function that rewrites a pair without the thing, and says whether there was any.  All of them are cases in
which AWS's documentation says what Ennead answers: the page is named at each (of the IAM User Guide,
https://docs.aws.amazon.com/IAM/latest/UserGuide/, or of the one of Organizations).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TypeAlias

from bench.iam_pairs import HOME, LINKED, USER, Document, Pair, statements_of

Reason: TypeAlias = Callable[[Pair], bool]


def reason_of(pair: Pair, agree: Callable[[Pair], bool]) -> str:
    """The first reason without which they agree, or the first two."""
    for number in (1, 2):
        for names in combinations(REASONS, number):
            changed = copy.deepcopy(pair)
            if all(REASONS[name](changed) for name in names) and agree(changed):
                return "; ".join(names)
    return "unexplained"


def _root(pair: Pair) -> bool:
    if not pair.principal.endswith(":root"):
        return False
    pair.principal = pair.context["aws:PrincipalArn"] = USER
    everything: Document = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    pair.identity = [{"Version": "2012-10-17", "Statement": [everything]}]
    return True


def _linked(pair: Pair) -> bool:
    found = pair.principal == LINKED and bool(pair.scps or pair.rcps)
    pair.scps, pair.rcps = None, []
    return found


def _session(pair: Pair) -> bool:
    found = pair.session is not None and pair.resource_policy is not None
    pair.session = None
    return found


def _not_principal(pair: Pair) -> bool:
    found = False
    for statement in statements_of(pair):
        names = statement.get("NotPrincipal", {}).get("AWS", [])
        others = [name for name in names if name != HOME and not name.endswith(":root")]
        if others and others != names:
            names[:] = others
            found = True
    return found


def _conditions(pair: Pair) -> Iterator[tuple[Document, str]]:
    for statement in statements_of(pair):
        block = statement.get("Condition", {})
        yield from ((block, operator) for operator in list(block))


def _any_if_exists(pair: Pair) -> bool:
    found = False
    for block, operator in _conditions(pair):
        if operator.startswith("ForAnyValue:") and operator.endswith("IfExists"):
            block[operator.removesuffix("IfExists")] = block.pop(operator)
            found = True
    return found


def _replaced(pair: Pair, old: str, new: list[str]) -> bool:
    found = False
    for block, operator in _conditions(pair):
        for values in block[operator].values():
            if old in values:
                values[:] = [value for value in values if value != old] + new
                found = True
    return found


def _every_address(pair: Pair) -> bool:
    four = _replaced(pair, "0.0.0.0/0", ["0.0.0.0/1", "128.0.0.0/1"])
    six = _replaced(pair, "::/0", ["::/1", "8000::/1"])
    return four or six


def _one_address(pair: Pair) -> bool:
    return _replaced(pair, "10.1.2.3", ["10.1.2.3/32"])


def _seconds(pair: Pair) -> bool:
    return _replaced(pair, "1748772000", ["2025-06-01T10:00:00Z"])


def _patterns(pair: Pair, change: Callable[[str], str]) -> bool:
    found = False
    for statement in statements_of(pair):
        for name in ("Resource", "NotResource"):
            patterns = statement.get(name)
            if isinstance(patterns, list):
                changed = [change(pattern) for pattern in patterns]
                found = found or changed != patterns
                statement[name] = changed
    return found


def _question_mark(pair: Pair) -> bool:
    def change(pattern: str) -> str:
        if "?" not in pattern or len(pattern) != len(pair.resource):
            return pattern
        pairs = zip(pattern, pair.resource, strict=True)
        return "".join(actual if char == "?" else char for char, actual in pairs)

    return _patterns(pair, change)


def _variable(pair: Pair) -> bool:
    def value(found: re.Match[str]) -> str:
        told = pair.context.get(found[1], found[2])
        return told if isinstance(told, str) else found[0]

    return _patterns(pair, lambda pattern: re.sub(r"\$\{([^},]+)(?:, '(.*?)')?\}", value, pattern))


REASONS: dict[str, Reason] = {
    # reference_policies_elements_condition_operators: with IfExists an absent key makes any operator but Null true
    "ForAnyValue with IfExists holds without the key": _any_if_exists,
    # the same page, IpAddress: CIDR
    "/0 is every address": _every_address,
    # the same page, Date: ISO 8601 or seconds of the epoch
    "a date may be seconds": _seconds,
    # reference_policies_elements_resource: ? is any character of a segment
    "? in the type of a resource": _question_mark,
    # reference_policies_variables: variables after the fifth colon, as in ${aws:username}-queue
    "a variable as part of a resource's name": _variable,
    # the same page as of conditions: a version 4 address is no version 6 one, with or without /32
    "an address of the other version": _one_address,
    # reference_policies_elements_notprincipal: all but Bob are denied where Bob and his account are named
    "NotPrincipal names an account beside others of it": _not_principal,
    # reference_policies_evaluation-logic_policy-eval-denyallow: all is denied at first, but to the root user
    "the root user has full access": _root,
    # the same page: what is granted to a session's ARN is not limited by its session policy
    "a session policy does not limit what is granted to the session itself": _session,
    # orgs_manage_policies_scps, orgs_manage_policies_rcps: neither restricts service-linked roles
    "a service-linked role is under no SCP or RCP": _linked,
}
