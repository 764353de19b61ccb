"""What is said of a function and the agent: attached, coverable, or why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ennead.attach.contracts import UNSAID, Contracted, Hashed
from ennead.graph.needed import platform
from ennead.model.app import Function
from ennead.model.location import Location

WRAPPER_NAME = "ennead-wrap"
WRAPPER = f"/opt/{WRAPPER_NAME}"
"""What the layer brings, where Lambda looks."""
EXEC_WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"
MODE = "ENNEAD_MODE"
NEXT_WRAPPER = "ENNEAD_NEXT_WRAPPER"
CONTRACT_HASH = "ENNEAD_CONTRACT_HASH"
FUNCTION = "ENNEAD_FUNCTION"
DEAD_LETTER = platform.DEAD_LETTER
OURS = (EXEC_WRAPPER, MODE, NEXT_WRAPPER, CONTRACT_HASH, FUNCTION, DEAD_LETTER)
"""The variables that are ours to write."""
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


def id_of(function: Function) -> str:
    """What the template calls a function."""
    return function.logical_id or function.id.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a function is not attached, with what that makes of it."""

    why: Why
    text: str
    state: State = State.NOT_COVERABLE


class Allowed(StrEnum):
    """Whether a function's role may send to its dead letter queue; `untold`: that could not be told."""

    YES = "yes"
    NO = "no"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Letter:
    """Where the template says that a function's refused records go, and whether its role may send there.

    `queue` is the logical id of the template's own, else an ARN pattern; None where only deployment knows it.
    `reason` is what is wrong, or why it could not be told.
    """

    queue: str | None
    allowed: Allowed
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One function and the agent.

    `chained` is the wrapper that is called after ours; `lines` are what a person puts where; `mode` the mode it is
    attached in.  `size` are the bytes of code and layers as far as they lie here, None where that could not be told;
    `variables` those of its environment with ours.  `called` is what `ENNEAD_FUNCTION` has to say, None where the
    contract knows the function by its deployed name; `hashed` the contract that its template names.  `letter` is where
    its refused records go, None where its template says nothing of that.
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
    called: str | None = None
    hashed: Hashed = UNSAID
    letter: Letter | None = None

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
        return id_of(self.function)

    @property
    def at(self) -> Location | None:
        """Where it stands."""
        return self.function.at


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: some functions (none named: all), a mode, the layer by its ARN or its folder, a contract.

    `mode` None leaves a mode that is there; where none is it is `observe`, or the contract's.  `layer` is relative to
    the scanned folder, with `/`; `named`: a person gave it.  `beside` is the contract that hashes are held against
    where none is asked for: the one in the layer's folder, say.  `dead_letter` is the queue that refused records go to:
    its id in the template, or its ARN.
    """

    functions: tuple[str, ...] = ()
    mode: str | None = None
    arn: str | None = None
    layer: str = FOLDER
    named: bool = False
    runtimes: tuple[str, ...] = field(default=())
    contract: Contracted | None = None
    beside: Contracted | None = None
    dead_letter: str | None = None

    def wants(self, name: str) -> bool:
        """Whether a function is asked for."""
        return not self.functions or name in self.functions
