"""Places as expressions of Terraform: what the configuration itself says, never a value of one environment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ennead.graph.graph import AppGraph
from ennead.graph.needed.held import within
from ennead.graph.needed.places import Places, parts_of
from ennead.model.app import Function, Node
from ennead.model.need import Place
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.arn_parts import COUNT, TOKEN
from ennead.remedy.roles.tf_module import Module, Top, names_in
from ennead.remedy.roles.tf_text import inner, is_template, joined
from ennead.remedy.roles.units import each

_WHOLE = re.compile(r"[/:]\*")
"""What a pattern has behind the name of a resource whose ARN only deployment makes: its ARN holds that already."""
_PSEUDO = re.compile(r"\$\{AWS::\w+\}")
_SHORT = 3
"""Values with fewer characters are no names: they stand in too many texts by chance."""
_NAMES = {
    "aws_s3_bucket": ("bucket", "arn:{p}:s3:::{n}"),
    "aws_dynamodb_table": ("name", "arn:{p}:dynamodb:{r}:{a}:table/{n}"),
    "aws_sqs_queue": ("name", "arn:{p}:sqs:{r}:{a}:{n}"),
    "aws_sns_topic": ("name", "arn:{p}:sns:{r}:{a}:{n}"),
    "aws_lambda_function": ("function_name", "arn:{p}:lambda:{r}:{a}:function:{n}"),
    "aws_sfn_state_machine": ("name", "arn:{p}:states:{r}:{a}:stateMachine:{n}"),
    "aws_cloudwatch_log_group": ("name", "arn:{p}:logs:{r}:{a}:log-group:{n}"),
}
"""By type: the argument that is its name, and the ARN that is made of it."""
_OUTPUTS = {
    "aws_s3_bucket": ("s3_bucket_arn",),
    "aws_dynamodb_table": ("dynamodb_table_arn",),
    "aws_sqs_queue": ("queue_arn", "sqs_queue_arn"),
    "aws_sns_topic": ("topic_arn", "sns_topic_arn"),
    "aws_lambda_function": ("lambda_function_arn",),
    "aws_sfn_state_machine": ("state_machine_arn",),
    "aws_kms_key": ("key_arn",),
    "aws_cloudwatch_event_bus": ("eventbridge_bus_arn",),
}
"""By type: the outputs of well-known modules that are its ARN."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A resource that a statement names now: what it comes to, and how it is written."""

    arn: str
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A value of the function's own block, and the expression it is written by; None where that is not told."""

    value: str
    text: str | None


@dataclass
class Spelling:
    """Writes places for one function into blocks of one module.

    `prefix` is the address of the module ("" for the root), `top` the function's block where it stands there too.
    """

    module: Module
    prefix: str
    graph: AppGraph
    function: Function
    top: Top | None
    origins: list[Origin] = field(default_factory=list)

    def texts(self, places: Iterable[Place], into: Top, *, foreign: bool = False) -> tuple[str, ...]:
        """An expression for each place.

        Raises:
            RemedyError: one cannot be named there by anything but a value.
        """
        found = dict.fromkeys(self._checked(one, into, foreign=foreign) for place in places for one in each(place))
        return ('"*"',) if '"*"' in found else tuple(found)

    def _checked(self, place: Place, into: Top, *, foreign: bool) -> str:
        if place.arn == "*":
            return '"*"'
        if (text := self._as_now(place, into)) is not None:
            return text
        node = self.graph.nodes.get(place.node) if place.node else None
        if foreign:
            text = self._outside(place, plain=True)
            if "${" in text or not is_template(text):
                raise RemedyError(f"{place.shown} cannot be named in a file of its own: write it by hand")
            return text
        for text in self._ways(place, node):
            if self._fits(text, into):
                return text
        raise RemedyError(f"{place.shown} cannot be named in {into.address} without a circle: write it by hand")

    def _as_now(self, place: Place, into: Top) -> str | None:
        """The expression that names the very place in a statement that is there."""
        for one in self.origins:
            same = within(one.arn, place.arn) and within(place.arn, one.arn)
            if (same or self._places.named(one.arn, "{}").arn == place.arn) and self._fits(one.text, into):
                return one.text
        return None

    def _ways(self, place: Place, node: Node | None) -> Iterator[str]:
        own = self._own(node)
        if node is not None and own is not None:
            suffix = self._suffix(place, node)
            if suffix is not None:
                yield joined(f"${{{own}.arn}}", self._pieces(suffix)) if suffix else f"{own}.arn"
                if (name := self._by_name(node, own)) is not None:
                    yield joined(inner(name), self._pieces(suffix))
        elif node is not None and not node.external:
            if (output := self._output(node)) is None or (suffix := self._suffix(place, node)) is None:
                raise RemedyError(f"{place.shown} is made elsewhere, and nothing here names it: write it by hand")
            yield joined(f"${{{output}}}", self._pieces(suffix)) if suffix else output
        yield self._outside(place)

    def _fits(self, text: str, into: Top) -> bool:
        """Whether an expression may stand in a block: no circle, and no key of another repetition."""
        if ("each." in text or "count." in text) and (self.top is None or into.repeated != self.top.repeated):
            return False
        found = (self.module.named(name) for name in names_in(text))
        return not any(address and self.module.reaches(address, into.address) for address in found)

    # resources of the module itself

    def _own(self, node: Node | None) -> str | None:
        """A resource's name in its module; None where it stands elsewhere, or may stand several times."""
        address = node.logical_id if node else None
        if address is None or node is None or node.external or not address.startswith(self.prefix):
            return None
        name, _, index = address.removeprefix(self.prefix).partition("[")
        top = self.module.by_address.get(name)
        if top is None or name.startswith("module."):
            return None
        if not index:
            return None if top.repeated else name
        made = top.repeated or ""
        fixed = not re.search(r"\b(?:var|local|data|module|each)\.", made)
        return f"{name}[{index}" if fixed else None

    def _output(self, node: Node) -> str | None:
        """The output of a well-known module that is a resource's ARN, where the module's files name it."""
        found = re.match(r"(module\.[\w-]+)\.", (node.logical_id or "").removeprefix(self.prefix))
        names = _OUTPUTS.get(node.type or "", ())
        every = (f"{found[1]}.{name}" for name in names) if found else ()
        return next((name for name in every if name in self.module.used), None)

    def _suffix(self, place: Place, node: Node) -> str | None:
        """What stands behind a resource's ARN; None where the place is not below it."""
        for head in (f"${{{node.logical_id}}}", f"${{{node.logical_id}.arn}}", node.arn):
            if head and place.arn.startswith(head):
                behind = place.arn.removeprefix(head)
                logs = node.type == "aws_cloudwatch_log_group" and head.endswith(":*")
                return f":*{behind}" if logs else behind
        _, name, behind = place.arn.partition(f"${{{node.logical_id}}}")
        return _WHOLE.sub("", behind, count=1) if name and node.arn is None else None

    def _by_name(self, node: Node, own: str) -> str | None:
        """The ARN made of the name as the resource's own block writes it."""
        key, pattern = _NAMES.get(node.type or "", ("", ""))
        top = self.module.by_address.get(own.partition("[")[0])
        name = top.attribute(key) if top and key else None
        if name is None:
            return None
        return joined(self._head(pattern).replace("{n}", inner(name)))

    def _head(self, pattern: str) -> str:
        partition, region, account = self._geography
        return pattern.replace("{p}", partition).replace("{r}", region).replace("{a}", account)

    # texts

    def _outside(self, place: Place, *, plain: bool = False) -> str:
        parts = parts_of(place.arn)
        if len(parts) != COUNT or parts[0] != "arn":
            return joined(self._pieces(place.arn))
        partition, region, account = ("aws", "*", "*") if plain else self._head_now(parts[2]) or self._geography
        if parts[5].startswith("foundation-model/"):
            region = "*"
        filled = ("arn", partition, parts[2], region, account)
        pairs = zip(parts, filled, strict=False)
        head = ":".join(new if old == "*" or _PSEUDO.fullmatch(old) else self._pieces(old) for old, new in pairs)
        return joined(f"{head}:{self._pieces(parts[5])}")

    def _head_now(self, service: str) -> tuple[str, str, str] | None:
        """Partition, region and account as a statement that is there writes them for a service."""
        for one in self.origins:
            text = inner(one.text) if is_template(one.text) else ""
            parts = parts_of(text)
            if len(parts) == COUNT and parts[2] == service and "*" not in parts[1]:
                return parts[1], parts[3], parts[4]
        return None

    def _pieces(self, text: str) -> str:
        """Text of a template: values of the function's block by their expressions, tokens by names."""
        for known in self._values:
            before, found, behind = text.partition(known.value)
            if not found or not _apart(before[-1:], behind[:1]):
                continue
            if known.text is None:
                raise RemedyError(f"{text} is made of a value whose expression is not told: write it by hand")
            return self._pieces(before) + inner(known.text) + self._pieces(behind)
        return TOKEN.sub(lambda found: self._token(found[1].lstrip("?")), text)

    def _token(self, name: str) -> str:
        partition, region, account = self._geography
        pseudo = {"AWS::Partition": partition, "AWS::Region": region, "AWS::AccountId": account}.get(name)
        if pseudo is not None and pseudo != "*":
            return pseudo
        own = name.removeprefix(self.prefix) if self.prefix else name
        inside = own != name or not self.prefix
        if inside and (own in self.module.used or self._is_attribute(own)):
            return f"${{{own}}}"
        raise RemedyError(f"{name} is known only once it is deployed, and nothing names it there: write it by hand")

    def _is_attribute(self, name: str) -> bool:
        address = self.module.named(name)
        top = self.module.by_address.get(address or "")
        return top is not None and not top.repeated and name.rpartition(".")[2] in {"id", "arn", "name"}

    @cached_property
    def _places(self) -> Places:
        return Places(self.graph)

    @cached_property
    def _geography(self) -> tuple[str, str, str]:
        """Partition, region and account, by data sources of the module where it has them."""
        partition, region, account = "aws", "*", "*"
        for address, top in self.module.by_address.items():
            if top.repeated or not address.startswith("data."):
                continue
            if address.startswith("data.aws_partition."):
                partition = f"${{{address}.partition}}"
            elif address.startswith("data.aws_caller_identity."):
                account = f"${{{address}.account_id}}"
        for name in sorted(self.module.used):
            if re.fullmatch(r"data\.aws_region\.[\w-]+\.(?:name|region|id)", name) and self.module.named(name):
                region = f"${{{name}}}"
        other = next((found[1] for one in self.origins if (found := re.search(r"arn:(aws-[a-z-]+):", one.text))), None)
        return partition if partition != "aws" or other is None else other, region, account

    @cached_property
    def _values(self) -> list[_Known]:
        """What the function's block says: its name, its variables; the longest value first."""
        found: dict[str, _Known] = {}
        for value, text in self._written():
            plain = value.replace("${?", "${")
            if len(plain) >= _SHORT and not TOKEN.fullmatch(plain) and (text is None or '"' + plain + '"' != text):
                found.setdefault(plain, _Known(plain, text))
        return sorted(found.values(), key=lambda one: -len(one.value))

    def _written(self) -> Iterator[tuple[str, str | None]]:
        if self.top is None:
            names = (self.function.name, *(one.value for one in self.function.environment))
            yield from ((name, None) for name in names if isinstance(name, str))
            return
        if isinstance(self.function.name, str) and (name := self.top.attribute("function_name")) is not None:
            yield self.function.name, name
        for variable in self.function.environment:
            if isinstance(variable.value, str):
                text = self.top.member(("environment", "variables"), variable.name)
                yield variable.value, text or self.top.member(("environment_variables",), variable.name)


def _apart(before: str, behind: str) -> bool:
    """Whether a value stands as a word of its own between two characters."""
    return not (before.isalnum() or behind.isalnum())
