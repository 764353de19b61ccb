"""The agent's first step: wait until this process turns out to be the runtime.

A child that inherits the environment, or a wrapper written in Python, never imports the runtime client: there nothing
happens.  In the runtime, the environment is set back first, so that the function's children see no agent.
"""

from __future__ import annotations

import gc
import os

from . import imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

CLIENT = "awslambdaric.lambda_runtime_client"
_waits: list[bool] = []


def wait(layer: str, own: str) -> None:
    """Attach once the runtime client is imported.  `layer` holds the contract, `own` was put into PYTHONPATH."""
    if not _waits:
        _waits.append(True)
        imports.when(CLIENT, lambda module: _at_once(module, layer, own))


def attach_now(attached: str) -> None:
    """Attach from within the function's code, unless it is done."""
    from . import lifecycle, runtime

    lifecycle.install(None, attached)
    if not runtime.hooked and not runtime.missing:
        imports.when(CLIENT, runtime.attach)


def _at_once(module: ModuleType, layer: str, own: str) -> None:
    """Attach, and look for garbage once afterwards: loading makes none, and would be gone through twenty times."""
    collects = gc.isenabled()
    gc.disable()
    try:
        _attach(module, layer, own)
    finally:
        if collects:
            gc.enable()


def _attach(module: ModuleType, layer: str, own: str) -> None:
    from . import faults, instance, lifecycle, packed, runtime

    for reason in packed.trouble:
        faults.missing(reason)
    runtime.attach(module)
    if "ENNEAD_SUPERVISOR" in os.environ:  # at once: a start that is held back must not go on by itself
        from . import supervised

        supervised.take(module)
    try:
        if instance.CONCURRENT:  # the workers may be started anew (forkserver) and need the variable for it
            lifecycle.at_first_event(lambda: _clean(own))
        else:
            _clean(own)
    except Exception as error:  # noqa: BLE001
        faults.caught("environment", error)
    lifecycle.install(layer, "wrapper")


def _clean(own: str) -> None:
    """Take our folder out of PYTHONPATH."""
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    kept = [entry for entry in entries if entry != own]
    if len(kept) == len(entries):
        return
    if any(kept):
        os.environ["PYTHONPATH"] = os.pathsep.join(kept)
    else:
        del os.environ["PYTHONPATH"]
