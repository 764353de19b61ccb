"""Which functions the agent can come to, and which not with why: told from the graph and the templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ennead.attach import image, size
from ennead.attach.contracts import Agreed, Hashed, hashed
from ennead.attach.letters import letter_of
from ennead.attach.making import Wanted, is_ours
from ennead.attach.words import (
    CONTRACT_HASH,
    DEAD_LETTER,
    EXEC_WRAPPER,
    FUNCTION,
    MODE,
    NEXT_WRAPPER,
    RUNTIMES,
    WRAPPER,
    Coverage,
    Reason,
    State,
    Why,
    Wish,
    id_of,
)
from ennead.attach.written import Templates
from ennead.code.entry.tree import Tree
from ennead.contract.deployed import Deployed
from ennead.graph.graph import AppGraph
from ennead.model.app import Distribution, EdgeKind, Function, Layer, Role, Trigger
from ennead.model.unknown import Unknown

_KNOWN_WRAPPERS = {
    "/opt/datadog_wrapper": "Datadog's",
    "/opt/otel-instrument": "OpenTelemetry's (ADOT)",
    "/opt/otel-handler": "OpenTelemetry's (ADOT)",
    "/opt/otel-wrapper": "OpenTelemetry's (ADOT)",
}
_LANGUAGES = {"nodejs": "Node", "java": "Java", "dotnet": ".NET", "ruby": "Ruby"}
_NO_WRAPPER = frozenset({"python2.7", "python3.6", "python3.7", "nodejs", "go1.x", "dotnetcore1.0", "java8", "ruby2.5"})
"""Runtimes that never ran `AWS_LAMBDA_EXEC_WRAPPER`
(https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html)."""
_PYTHON = re.compile(r"python(\d+)\.(\d+)\Z")
_MOVE = "`ennead fix end-of-life-runtime` moves it"
_SIGN = (
    "aws signer start-signing-job --profile-name PROFILE --destination 's3={bucketName=BUCKET}'"
    " --source 's3={bucketName=BUCKET,key=ennead-layer.zip,version=V}'",
    "aws lambda publish-layer-version --layer-name ennead --content S3Bucket=BUCKET,S3Key=SIGNED.zip",
    "ennead attach . --layer-arn ARN",
)


class Covering:
    """The functions of one application, one after the other."""

    def __init__(
        self, app: str, graph: AppGraph, templates: Templates, tree: Tree, wish: Wish, deployed: Deployed
    ) -> None:
        self.app, self.graph, self.wish = app, graph, wish
        self.templates, self.tree, self.deployed = templates, tree, deployed

    def of(self, function: Function) -> Coverage:
        """What is so, and what can be."""
        mode = value(function, MODE)
        chained = self._chained(function)
        called = self._called(function)
        found = hashed(variable(function, CONTRACT_HASH), self.wish.contract or self.wish.beside)
        written = ours(self.wish, mode, chained, called, bound=found.agreed is not Agreed.NONE)
        if function.image is not None:
            layer = self.wish.layer
            covered = image.covered(self.app, function, self.tree, layer, written, written.get(MODE), found)
            notes = (*covered.notes, *self._above(function, found))
            held = size.variables(function, {})
            return replace(covered, notes=notes, letter=letter_of(function, self.graph), variables=held)
        attached = value(function, EXEC_WRAPPER) == WRAPPER and self.has_layer(function)
        letter = {DEAD_LETTER: self.wish.dead_letter} if self.wish.dead_letter else {}
        variables = size.variables(function, written | letter)
        unpacked = size.unpacked(self._places(function))
        reasons = () if attached else tuple(self._reasons(function, variables, unpacked))
        signed = any(one.why is Why.CODE_SIGNING for one in reasons)
        reached = attached or all(one.state is State.BY_HAND for one in reasons)
        notes = (
            *self._notes(function, chained if reached else None, attached=attached),
            *self._agreed(function, found, attached=attached),
        )
        return Coverage(
            self.app,
            function,
            reasons,
            (*notes, *_uncounted(unpacked)),
            chained,
            _SIGN if signed else (),
            attached,
            mode if attached else None,
            unpacked.whole,
            variables,
            called,
            found,
            letter_of(function, self.graph),
        )

    def _called(self, function: Function) -> str | None:
        """What `ENNEAD_FUNCTION` has to say, so that the contract's words for it are found."""
        if self.wish.contract is None:
            return None
        name = id_of(function)
        return self.wish.contract.called(name, self.deployed.functions(name), value(function, FUNCTION))

    # -- what stands against it ---------------------------------------------------------------------------------------

    def _reasons(self, function: Function, variables: int, unpacked: size.Unpacked) -> Iterator[Reason]:
        if self._at_edge(function):
            yield Reason(Why.EDGE, "it runs at CloudFront's edge (Lambda@Edge), which takes no layers and no variables")
        yield from _runtime(function)
        if value(function, EXEC_WRAPPER) == WRAPPER and self.wish.arn is None and (layer := self._foreign(function)):
            text = f"it names {WRAPPER}, and whether its layer {layer} brings that could not be told"
            yield Reason(Why.UNKNOWN, f"{text}: name ours by --layer-arn", State.BY_HAND)
        count = len(function.layers)
        if count >= size.MOST_LAYERS and not self.has_layer(function):
            yield Reason(Why.LAYERS, f"it has {count} layers already, and Lambda takes {size.MOST_LAYERS}: join two")
        if variables > size.MOST_VARIABLES:
            text = f"its variables would take {variables:,} bytes with ours, and Lambda takes {size.MOST_VARIABLES:,}"
            yield Reason(Why.ENVIRONMENT, f"{text}: move some to a parameter")
        if unpacked.known + size.OUR_BYTES > size.MOST_CODE:
            text = (
                f"its code and layers are {unpacked.known / 1024 / 1024:,.0f} MB as they lie here, and Lambda takes 250"
            )
            yield Reason(Why.SIZE, f"{text} with ours: take something out")
        if self.wish.arn is None and self.templates.signing(function) == "Enforce":
            text = "its code signing is enforced, so the layer has to be signed: sign it, and name it by --layer-arn"
            yield Reason(Why.CODE_SIGNING, text, State.BY_HAND)

    def _at_edge(self, function: Function) -> bool:
        """Whether a distribution starts it, or its role is for the edge."""
        for trigger in self.graph.into(function, Trigger):
            if self.graph.node(trigger.source, Distribution) is not None:
                return True
        for edge in self.graph.out_of(function, None, EdgeKind.ASSUMES):
            role = self.graph.node(edge.target, Role)
            for statement in role.trust if role else ():
                if any(one.value.startswith("edgelambda.") for one in statement.principals):
                    return True
        return False

    def has_layer(self, function: Function) -> bool:
        """Whether the layer that brings the agent is among its layers."""
        return any(self._is_ours(layer) for layer in self._layers(function))

    def _is_ours(self, layer: Layer) -> bool:
        if is_ours(layer.arn, self.wish):
            return True
        words = (layer.logical_id, layer.name, layer.arn)
        return any("ennead" in word.casefold() for word in words if word)

    def _foreign(self, function: Function) -> str | None:
        """A layer that is declared elsewhere, which may be ours under another name."""
        found = (layer for layer in self._layers(function) if layer.external and not self._is_ours(layer))
        return next((layer.arn or layer.name or layer.id for layer in found), None)

    def _layers(self, function: Function) -> list[Layer]:
        found = (self.graph.node(one, Layer) for one in function.layers)
        return [layer for layer in found if layer is not None]

    def _places(self, function: Function) -> Iterator[Path]:
        codes = (function.code, *(layer.code for layer in self._layers(function)))
        base = self.templates.root.resolve()
        for code in dict.fromkeys(codes):
            if isinstance(code, str) and (place := (base / code).resolve()).is_relative_to(base) and place.exists():
                yield place

    # -- what is worth a word ---------------------------------------------------------------------------------------

    def _chained(self, function: Function) -> str | None:
        """The wrapper that is there already: it is called after ours."""
        found = variable(function, NEXT_WRAPPER if value(function, EXEC_WRAPPER) == WRAPPER else EXEC_WRAPPER)
        if isinstance(found, Unknown) or "${" in (found or ""):
            return "a wrapper that deployment tells"
        return found or None

    def _notes(self, function: Function, chained: str | None, *, attached: bool) -> Iterator[str]:
        if chained:
            whose = _KNOWN_WRAPPERS.get(chained)
            is_called = "is called" if attached else "would be called"
            yield f"{f'{whose} wrapper ' if whose else ''}{chained} {is_called} after ours"
        if value(function, EXEC_WRAPPER) == WRAPPER and not attached and not self._foreign(function):
            yield f"it names {WRAPPER} and has no layer that brings it: it fails at its start until it has"
        if self.templates.managed_instances(function):
            yield "it runs on managed instances: worker processes and /tmp are shared, and the agent knows"
        if function.code_signing is not None:
            yield from self._signing(function)
        if function.environment_open is not None:
            yield f"it may have more variables than are told here: {function.environment_open.reason}"

    def _agreed(self, function: Function, found: Hashed, *, attached: bool) -> Iterator[str]:
        """What is to be said of its contract."""
        if attached and found.agreed is Agreed.SAME:
            yield f"its contract is {found.file}"
        elif attached and found.agreed is Agreed.OTHER:
            text = f"its {CONTRACT_HASH} is another contract's than {found.file}"
            yield f"{text}, which an agent so passes over: it observes"
        elif attached and found.agreed is Agreed.UNTOLD:
            why = "is told at deployment" if found.digest is None else "could be held against no contract here"
            yield f"its {CONTRACT_HASH} {why}: whether it is the compiled contract's is not known (--contract FILE)"
        elif attached and self.wish.contract is not None:
            yield f"it names no contract: `ennead attach --contract {found.file} --write` adds {CONTRACT_HASH}"
        name, contract = id_of(function), self.wish.contract
        if contract is not None and not contract.names(self.deployed.functions(name), self._called(function)):
            yield f"{contract.file} does not name it: there the contract's default holds"
        yield from self._above(function, found)

    def _above(self, function: Function, found: Hashed) -> Iterator[str]:
        """That a mode in the template overrides the contract that is named there, or will be."""
        bound = self.wish.contract is not None or found.agreed is not Agreed.NONE
        if bound and (mode := variable(function, MODE)) is not None and self.wish.mode is None:
            said = f" ({mode})" if isinstance(mode, str) else ""
            yield f"its {MODE}{said} stands above the contract's modes: take it out where the contract is to decide"

    def _signing(self, function: Function) -> Iterator[str]:
        policy = self.templates.signing(function)
        if policy is None:
            yield "its code signing is configured elsewhere: if it is enforced, the layer has to be signed"
        elif policy == "Enforce" and self.wish.arn:
            yield "its code signing is enforced: the layer has to be signed by a profile that it trusts"
        elif policy != "Enforce":
            yield "its code signing only warns of a layer that is not signed"


def _runtime(function: Function) -> Iterator[Reason]:
    """What stands against its runtime."""
    runtime = function.runtime
    if isinstance(runtime, Unknown):
        yield Reason(Why.UNKNOWN, f"its runtime could not be told: {runtime.reason}")
        return
    if runtime is None or "${" in runtime:
        yield Reason(Why.UNKNOWN, "its runtime is told at deployment" if runtime else "it names no runtime")
        return
    if runtime in RUNTIMES:
        return
    if runtime.startswith("provided"):
        text = f"it runs on {runtime}, a runtime of its own: Lambda calls no wrapper there"
        yield Reason(Why.CUSTOM_RUNTIME, text)
    elif runtime in _NO_WRAPPER:
        yield Reason(Why.TOO_OLD, f"{runtime} is too old: Lambda calls no wrapper there")
    elif match := _PYTHON.match(runtime):
        if (int(match[1]), int(match[2])) < (3, 9):
            yield Reason(Why.TOO_OLD, f"{runtime} is too old: the agent needs {RUNTIMES[0]} or newer ({_MOVE})")
        else:
            yield Reason(Why.NO_AGENT, f"there is no agent for {runtime} yet", State.WAITING)
    elif language := next((name for word, name in _LANGUAGES.items() if runtime.startswith(word)), None):
        yield Reason(Why.NO_AGENT, f"there is no agent for {language} ({runtime}) yet", State.WAITING)
    else:
        yield Reason(Why.RUNTIME, f"nothing is known of the runtime {runtime}")


def _uncounted(unpacked: size.Unpacked) -> Iterator[str]:
    """What could not be measured, so that the limit may be passed unseen."""
    if unpacked.untold:
        names = ", ".join(place.name for place in unpacked.untold)
        yield f"how large {names} is could not be told, so whether code and layers fit into 250 MB is not known"


def ours(
    wish: Wish, mode: str | None, chained: str | None, called: str | None = None, *, bound: bool = False
) -> dict[str, str]:
    """The variables that attaching writes, and those of ours that stay; `bound`: the function names a contract."""
    wanted = Wanted(wish, called, bound=bound).over({MODE: mode})
    made = {name: text for name, text in wanted.items() if isinstance(text, str)}
    kept = {MODE: mode} if mode and MODE not in made else {}
    return made | kept | ({NEXT_WRAPPER: chained} if chained else {})


def variable(function: Function, name: str) -> str | Unknown | None:
    """A variable of a function."""
    return next((one.value for one in function.environment if one.name == name), None)


def value(function: Function, name: str) -> str | None:
    """The same where it is told."""
    found = variable(function, name)
    return found if isinstance(found, str) else None
