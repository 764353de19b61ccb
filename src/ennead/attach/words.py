"""What is said of a function and the agent: attached, coverable, or why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ennead.model.app import Function
from ennead.model.location import Location

WRAPPER = "/opt/ennead-wrap"
"""What the layer brings, where Lambda looks."""
EXEC_WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"
MODE = "ENNEAD_MODE"
NEXT_WRAPPER = "ENNEAD_NEXT_WRAPPER"
MODES = ("observe", "alert", "enforce")
FOLDER = "ennead-layer"
"""The layer's folder where none is named: beside what is scanned."""
RUNTIMES = tuple(f"python3.{minor}" for minor in range(9, 15))
"""Runtimes that an agent is there for."""
ARCHITECTURES = ("x86_64", "arm64")


class State(StrEnum):
    """What is so, or can be.

    `attached`: wrapper, mode and layer are there.  `coverable`: `ennead attach` writes them.  `by_hand`: a person can
    attach it, and `lines` say how.  `waiting`: there is no agent for its language yet.  `not_coverable`: the platform
    or what is configured does not let an agent in.
    """

    ATTACHED = "attached"
    COVERABLE = "coverable"
    BY_HAND = "by_hand"
    WAITING = "waiting"
    NOT_COVERABLE = "not_coverable"


_WORST = (State.NOT_COVERABLE, State.WAITING, State.BY_HAND)


class Why(StrEnum):
    """Why a function is not attached by `ennead attach`; stable words for scripts."""

    CDK = "cdk"
    CODE_SIGNING = "code_signing"
    CUSTOM_RUNTIME = "custom_runtime"
    EDGE = "edge"
    ENVIRONMENT = "environment"
    IMAGE = "image"
    LAYERS = "layers"
    NO_AGENT = "no_agent"
    RUNTIME = "runtime"
    SHARED = "shared"
    SIZE = "size"
    TEMPLATE = "template"
    TOO_OLD = "too_old"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a function is not attached, with what that makes of it."""

    why: Why
    text: str
    state: State = State.NOT_COVERABLE


@dataclass(frozen=True, slots=True)
class Coverage:
    """One function and the agent.

    `chained` is the wrapper that is called after ours; `lines` are what a person puts where; `mode` the mode it is
    attached in.  `size` are the bytes of code and layers as far as they lie here, `variables` those of its
    environment with ours.
    """

    app: str
    function: Function
    reasons: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
    chained: str | None = None
    lines: tuple[str, ...] = ()
    attached: bool = False
    mode: str | None = None
    size: int | None = None
    variables: int = 0

    @property
    def state(self) -> State:
        """What is so; the worst of its reasons where it is not attached."""
        if self.attached:
            return State.ATTACHED
        held = {reason.state for reason in self.reasons}
        return next((state for state in _WORST if state in held), State.COVERABLE)

    @property
    def name(self) -> str:
        """What the template calls it."""
        return self.function.logical_id or self.function.id.partition("/")[2]

    @property
    def at(self) -> Location | None:
        """Where it stands."""
        return self.function.at


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: some functions (none named: all), a mode, the layer by its ARN or its folder.

    `mode` None leaves a mode that is there, and is `observe` where none is.  `layer` is relative to the scanned
    folder, with `/`; `named`: a person gave it.
    """

    functions: tuple[str, ...] = ()
    mode: str | None = None
    arn: str | None = None
    layer: str = FOLDER
    named: bool = False
    runtimes: tuple[str, ...] = field(default=())

    def wants(self, name: str) -> bool:
        """Whether a function is asked for."""
        return not self.functions or name in self.functions
