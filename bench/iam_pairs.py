"""Random pairs of policies and a request, made so that most statements nearly match.

Everything of a pair is plain data (`Pair`), as IAM would take it; `iam_fuzz.py` gives it to two evaluators.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Document: TypeAlias = dict[str, Any]
Values: TypeAlias = dict[str, str | list[str]]

HOME, AWAY = "111111111111", "222222222222"
USER = f"arn:aws:iam::{HOME}:user/ann"
ROLE = f"arn:aws:iam::{HOME}:role/app"
SESSION = f"arn:aws:sts::{HOME}:assumed-role/app/run-1"
LINKED_ROLE = f"arn:aws:iam::{HOME}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
LINKED = f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForX/run-1"
SERVICE = "events.amazonaws.com"


@dataclass(slots=True)
class Pair:
    """A request and all policies that speak of it.  Keys that are not in `context` are absent."""

    action: str
    resource: str
    owner: str
    principal: str
    context: Values
    identity: list[Document] = field(default_factory=list)
    resource_policy: Document | None = None
    boundary: Document | None = None
    session: Document | None = None
    scps: list[Document] | None = None
    rcps: list[Document] = field(default_factory=list)


def documents_of(pair: Pair) -> list[Document]:
    """All policies of a pair."""
    single = [each for each in (pair.resource_policy, pair.boundary, pair.session) if each is not None]
    return [*pair.identity, *single, *(pair.scps or []), *pair.rcps]


def statements_of(pair: Pair) -> list[Document]:
    """All statements of a pair."""
    return [statement for document in documents_of(pair) for statement in document["Statement"]]


_PLACES = {
    "s3:GetObject": "arn:aws:s3:::shop-files/ann/list.txt",
    "s3:PutObject": "arn:aws:s3:::shop-files/dev/a/b.txt",
    "s3:ListBucket": "arn:aws:s3:::shop-files",
    "sqs:SendMessage": "arn:aws:sqs:eu-west-1:{0}:orders-ann",
    "sns:Publish": "arn:aws:sns:eu-west-1:{0}:orders",
    "dynamodb:GetItem": "arn:aws:dynamodb:eu-west-1:{0}:table/orders",
    "lambda:InvokeFunction": "arn:aws:lambda:eu-west-1:{0}:function:orders",
    "secretsmanager:GetSecretValue": "arn:aws:secretsmanager:eu-west-1:{0}:secret:dev/key-a1B2c3",
    "kms:Decrypt": "arn:aws:kms:eu-west-1:{0}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "sts:AssumeRole": "arn:aws:iam::{0}:role/target",
    "ec2:TerminateInstances": "arn:aws:ec2:eu-west-1:{0}:instance/i-0123456789abcdef0",
    "iam:GetUser": "arn:aws:iam::{0}:user/ann",
}
_NO_POLICY = {"ec2:TerminateInstances", "iam:GetUser"}
NEEDS_POLICY = {"kms:Decrypt", "sts:AssumeRole"}
"""Actions on what has a policy always."""

_TEXTS = {
    "aws:PrincipalTag/team": ["dev", "ops", "Dev"],
    "aws:ResourceTag/team": ["dev", "ops", "DEV"],
    "aws:RequestTag/stage": ["prod", "test", ""],
    "aws:SourceVpce": ["vpce-1", "vpce-22"],
    "aws:PrincipalOrgID": ["o-abc", "o-xyz"],
    "aws:UserAgent": ["aws-cli/2.0", "boto3/1.0", "a*b"],
}
_MANY = {"aws:TagKeys": ["team", "stage", "cost"], "aws:CalledVia": ["athena.amazonaws.com", "glue.amazonaws.com"]}
_NUMBERS = {"aws:MultiFactorAuthAge": ["0", "10", "10.0", "300", "-5"]}
_DATES = {"aws:CurrentTime": ["2026-01-01T00:00:00Z", "2025-06-01T12:00:00+02:00", "2025-06-01T10:00:00Z"]}
_BOOLS = {"aws:SecureTransport": ["true", "false"], "aws:MultiFactorAuthPresent": ["true", "false"]}
_ADDRESSES = {"aws:SourceIp": ["10.1.2.3", "192.0.2.7", "2001:db8::1", "203.0.113.9"]}
_RANGES = ["10.0.0.0/8", "10.1.2.3", "192.0.2.0/24", "0.0.0.0/0", "2001:db8::/32", "::/0", "203.0.113.8/31"]
_ARNS = {
    "aws:SourceArn": [f"arn:aws:sns:eu-west-1:{HOME}:t", f"arn:aws:s3:::{HOME}", f"arn:aws:sns:eu-west-1:{AWAY}:t"]
}
_SORTS = {
    "Text": _TEXTS,
    "Many": _MANY,
    "Number": _NUMBERS,
    "Date": _DATES,
    "Bool": _BOOLS,
    "Ip": _ADDRESSES,
    "Arn": _ARNS,
}
_FULL: Document = {"Effect": "Allow", "Action": "*", "Resource": "*"}


_WITH_DEFAULT = "${aws:PrincipalTag/team, 'dev'}"


class Maker:
    """Makes pairs; the same seed makes the same pairs."""

    def __init__(self, seed: int | random.Random) -> None:
        self._random = random.Random(seed) if isinstance(seed, int) else seed  # noqa: S311  (no secret)

    def pair(self) -> Pair:
        """The next pair."""
        action = self._one(list(_PLACES))
        owner = HOME if self._is(0.7) else AWAY
        principal = self._weighted(
            {USER: 38, SESSION: 38, ROLE: 8, LINKED: 4, SERVICE: 6, f"arn:aws:iam::{HOME}:root": 1}
        )
        pair = Pair(action, _PLACES[action].format(owner), owner, principal, {})
        pair.context = self._context(pair)
        self._policies(pair)
        return pair

    def statement(self, pair: Pair) -> Document:
        """A statement of an identity's policy that nearly speaks of a pair."""
        return self._statement(pair)

    def condition(self) -> tuple[str, str, list[str]]:
        """A condition: operator, key, values."""
        return self._condition()

    # -- choices ------------------------------------------------------------------------------------------------------

    def _is(self, chance: float) -> bool:
        return self._random.random() < chance

    def _one(self, things: list[Any]) -> Any:
        return self._random.choice(things)

    def _weighted(self, things: dict[Any, int]) -> Any:
        return self._random.choices(list(things), list(things.values()))[0]

    # -- the request --------------------------------------------------------------------------------------------------

    def _context(self, pair: Pair) -> Values:
        context: Values = {}
        for sort, keys in _SORTS.items():
            for key, values in keys.items():
                if self._is(0.25):
                    continue
                context[key] = (
                    self._random.sample(values, self._random.randint(1, 2)) if sort == "Many" else self._one(values)
                )
        context["aws:ResourceAccount"] = pair.owner
        return context | _of_principal(pair.principal)

    # -- policies -----------------------------------------------------------------------------------------------------

    def _policies(self, pair: Pair) -> None:
        signed = pair.principal != SERVICE
        root = pair.principal.endswith(":root")
        if signed and not root:
            pair.identity = [self._document(pair) for _ in range(self._random.randint(0, 2))]
            if self._is(0.25) and pair.principal != LINKED:
                pair.boundary = self._document(pair, wide=0.4)
            if self._is(0.3) and pair.principal == SESSION:
                pair.session = self._document(pair, wide=0.4)
        if signed and self._is(0.3):
            pair.scps = [self._document(pair, wide=0.8) for _ in range(self._random.randint(1, 3))]
        if pair.action in NEEDS_POLICY or (pair.action not in _NO_POLICY and self._is(0.65)):
            pair.resource_policy = self._resource_policy(pair)
        if self._is(0.2):
            pair.rcps = [self._rcp(pair) for _ in range(self._random.randint(1, 2))]

    def _document(self, pair: Pair, wide: float = 0.0) -> Document:
        statements = [self._statement(pair) for _ in range(self._random.randint(1, 3))]
        return _policy([dict(_FULL), *statements] if self._is(wide) else statements)

    def _rcp(self, pair: Pair) -> Document:
        statement = {**self._statement(pair), "Effect": "Deny", "Principal": "*"}
        if "NotAction" in statement:
            statement["Action"] = statement.pop("NotAction")
        service = pair.action.partition(":")[0]
        statement["Action"] = [one if ":" in one else f"{service}:*" for one in statement["Action"]]
        for name in {"Resource", "NotResource"} & statement.keys():  # an RCP takes whole ARNs only
            statement[name] = [f"{one[:-1]}*:*:*" if one.count(":") == 3 else one for one in statement[name]]
        return _policy([statement])

    def _resource_policy(self, pair: Pair) -> Document:
        statements = []
        for _ in range(self._random.randint(1, 2)):
            statement = self._statement(pair)
            key = "NotPrincipal" if self._is(0.06) else "Principal"
            statement[key] = self._principal(negated=key == "NotPrincipal")
            if pair.action == "sts:AssumeRole":
                statement.pop("Resource", None)
                statement.pop("NotResource", None)
            statements.append(statement)
        return _policy(statements)

    def _principal(self, *, negated: bool) -> Any:
        names = [HOME, f"arn:aws:iam::{HOME}:root", USER, ROLE, SESSION, AWAY, f"arn:aws:iam::{HOME}:user/bob"]
        if negated:
            return {"AWS": self._random.sample(names, self._random.randint(1, 3))}
        kind = self._weighted({"all": 15, "aws all": 8, "names": 60, "service": 12})
        if kind == "all":
            return "*"
        if kind == "service":
            return {"Service": self._one([SERVICE, "s3.amazonaws.com"])}
        return {"AWS": "*"} if kind == "aws all" else {"AWS": self._random.sample(names, self._random.randint(1, 2))}

    # -- statements ---------------------------------------------------------------------------------------------------

    def _statement(self, pair: Pair) -> Document:
        statement: Document = {"Effect": "Allow" if self._is(0.78) else "Deny"}
        if self._is(0.88):
            statement["Action"] = [self._action(pair) for _ in range(self._random.randint(1, 2))]
        else:
            statement["NotAction"] = [self._one(["iam:*", "s3:Put*", "ec2:*", "sqs:SendMessage", "kms:*"])]
        if self._is(0.9):
            statement["Resource"] = [self._resource(pair) for _ in range(self._random.randint(1, 2))]
        else:
            statement["NotResource"] = [self._resource(pair)]
        conditions = [self._condition() for _ in range(self._weighted({0: 55, 1: 35, 2: 10}))]
        if conditions:
            statement["Condition"] = {operator: {key: values} for operator, key, values in conditions}
        return statement

    def _action(self, pair: Pair) -> str:
        service, _, name = pair.action.partition(":")
        half = len(name) // 2
        return str(
            self._weighted(
                {
                    pair.action: 30,
                    f"{service}:*": 25,
                    "*": 12,
                    f"{service}:{name[:half]}*": 8,
                    f"{service.upper()}:{name.lower()}": 5,
                    f"{service}:*{name[half:]}": 5,
                    f"{service}:{name[:1]}?{name[2:]}": 4,
                    f"{service}:{name}?": 4,
                    "s3:Put*": 4,
                    "cloudwatch:*": 4,
                }
            )
        )

    def _resource(self, pair: Pair) -> str:
        arn = pair.resource
        *head, last = arn.split(":", 5)
        start = ":".join(head)
        half = len(last) // 2
        return str(
            self._weighted(
                {
                    arn: 25,
                    "*": 25,
                    f"{start}:*": 8,
                    f"{start}:{last[:half]}*": 8,
                    f"{start}:{last[:half]}*{last[-2:]}": 5,
                    f"{start}:{last[:1]}?{last[2:]}": 4,
                    f"{start}:{last}/*": 4,
                    f"{start}:{last.upper()}": 2,
                    f"arn:aws:{head[2]}:*:*:{last}": 5,
                    f"arn:aws:{head[2]}:*": 4,
                    f"arn:aws:{head[2]}:{head[3][:2]}*:{head[4]}:{last}": 3,
                    f"{start}:{last.replace('ann', '${aws:username}')}": 5,
                    f"{start}:{last.replace('dev', '${aws:PrincipalTag/team}')}": 4,
                    f"{start}:{last.replace('dev', _WITH_DEFAULT)}": 3,
                    f"{start}:other": 5,
                }
            )
        )

    # -- conditions ---------------------------------------------------------------------------------------------------

    def _condition(self) -> tuple[str, str, list[str]]:
        sort = self._weighted({"Text": 34, "Many": 14, "Number": 9, "Date": 9, "Bool": 10, "Ip": 12, "Arn": 12})
        keys = _SORTS[sort]
        key = self._one(list(keys))
        if self._is(0.07):
            return "Null", key, [self._one(["true", "false"])]
        makers: dict[str, Callable[[str], tuple[str, list[str]]]] = {
            "Text": self._of_text,
            "Many": self._of_many,
            "Number": self._of_number,
            "Date": self._of_date,
            "Bool": lambda each: ("Bool", [self._one(_BOOLS[each])]),
            "Ip": lambda _: (self._one(["IpAddress", "NotIpAddress"]), self._some(_RANGES)),
            "Arn": self._of_arn,
        }
        operator, values = makers[sort](key)
        return operator + ("IfExists" if self._is(0.15) else ""), key, values

    def _some(self, values: list[str]) -> list[str]:
        return self._random.sample(values, self._random.randint(1, min(2, len(values))))

    def _of_text(self, key: str) -> tuple[str, list[str]]:
        values = self._some(_TEXTS[key])
        operator = self._weighted({"Equals": 30, "NotEquals": 20, "EqualsIgnoreCase": 10, "NotEqualsIgnoreCase": 8})
        if self._is(0.1):
            return f"String{operator}", ["${aws:PrincipalTag/team}"]
        if self._is(0.05):
            return "BinaryEquals", ["ZGV2"]
        if self._is(0.35):
            return self._one(["StringLike", "StringNotLike"]), [self._pattern(value) for value in values]
        return f"String{operator}", values

    def _pattern(self, text: str) -> str:
        half = len(text) // 2
        return str(
            self._one(
                [text, "*", f"{text[:half]}*", f"*{text[half:]}", f"?{text[1:]}", f"{text}?", "${*}", f"{text}${{*}}"]
            )
        )

    def _of_many(self, key: str) -> tuple[str, list[str]]:
        over = self._weighted({"ForAllValues:": 45, "ForAnyValue:": 45, "": 10})
        return over + self._one(["StringEquals", "StringNotEquals", "StringLike"]), self._some(_MANY[key])

    def _of_number(self, key: str) -> tuple[str, list[str]]:
        return f"Numeric{self._one(_ORDERS)}", self._some(_NUMBERS[key])

    def _of_date(self, key: str) -> tuple[str, list[str]]:
        return f"Date{self._one(_ORDERS)}", self._some([*_DATES[key], "2025-06-01", "1748772000"])

    def _of_arn(self, key: str) -> tuple[str, list[str]]:
        patterns = [
            f"arn:aws:sns:*:{HOME}:*",
            "arn:aws:s3:::*",
            f"arn:aws:*:*:{HOME}:t",
            "arn:aws:sns:eu-*:*:?",
            "arn:aws:sns:*:t",
        ]
        return self._one(["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"]), self._some([*_ARNS[key], *patterns])


_ORDERS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]


def _policy(statements: list[Document]) -> Document:
    return {"Version": "2012-10-17", "Statement": statements}


def _of_principal(principal: str) -> Values:
    """The keys that AWS puts into every request of such a caller."""
    if principal == SERVICE:
        return {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": SERVICE}
    keys: Values = {"aws:PrincipalAccount": HOME, "aws:PrincipalIsAWSService": "false"}
    roles = {SESSION: ROLE, LINKED: LINKED_ROLE}
    keys["aws:PrincipalArn"] = roles.get(principal, principal)
    return keys | ({"aws:username": "ann"} if principal == USER else {})


FREE_KEYS = {key: values for keys in _SORTS.values() for key, values in keys.items()}
"""Keys that do not follow from who asks for what, and values that they may have."""

MANY = frozenset(_MANY)
"""Those that may have several."""

KEYS = [
    *FREE_KEYS,
    "aws:ResourceAccount",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:username",
]
"""Every key that a pair may speak of: one that its context lacks is absent."""
