"""Puts the agent into the interpreter that is starting.

Nothing is hooked here: the agent waits until this process imports the runtime client, so a wrapper or a child that is
written in Python and inherits the environment runs as it did before.
"""

from __future__ import annotations

import os
import sys

OWN = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  # pathlib costs milliseconds at start
LAYER = os.path.dirname(OWN)  # noqa: PTH120


def attach(name: str) -> None:
    """Let the agent wait for the runtime client, then run the next module called `name`, as if ours were not there."""
    try:
        sys.path[:] = [entry for entry in sys.path if entry != OWN]
        if os.environ.get("ENNEAD_MODE", "").lower() != "off":
            _wait()
    except Exception as error:  # noqa: BLE001  # a fault of ours must not keep the function from starting
        _say(f"{type(error).__name__} while the agent was attached: the function runs without it")
    _next(name)


def _wait() -> None:
    packages = os.path.join(LAYER, "python")  # noqa: PTH118
    sys.path.insert(0, packages)
    try:
        from ennead_agent import start
    finally:
        sys.path.remove(packages)
    start.wait(LAYER, OWN)


def _next(name: str) -> None:
    """Import the module of that name which comes after ours; its errors are its own."""
    ours = sys.modules.pop(name, None)
    try:
        __import__(name)
    except ImportError as error:
        if error.name != name:
            raise
    finally:
        if ours is not None:
            sys.modules.setdefault(name, ours)


def _say(reason: str) -> None:
    """One event without any help: the agent that would write it is what failed.  `reason` holds no quotes."""
    line = (
        '{"schema":"ennead.event/1","timestamp":"%s","level":"WARN","kind":"error","verdict":"flag","guard":"attach",'
        '"function":"%s","version":"%s","instance":null,"invocation":null,"cold":true,"trigger":null,"reason":"%s",'
        '"at":null,"facts":{}}\n'
    )
    try:
        import time

        stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        function = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
        version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "")
        os.write(1, (line % (stamp, function, version, reason)).encode("ascii", "replace"))
    except Exception:  # noqa: BLE001, S110  # there is nowhere left to say it
        pass
