"""Other protections of Python functions beside ours: Aikido's Zen through Flask, Datadog's tracer with AppSec on.

Both are installed in the interpreter that runs the handlers, or are left out.  Neither may speak to its maker: they run
without their background process, telemetry and remote configuration, against ports of this machine that nobody serves.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from bench.instances import Function

ZEN = """
import aikido_zen

aikido_zen.protect(mode="daemon_disabled")

from {name} import handler
"""
DATADOG = {
    "DD_APPSEC_ENABLED": "true",
    "DD_APPSEC_RASP_ENABLED": "true",
    "DD_TRACE_AGENT_URL": "http://127.0.0.1:9",
    "DD_INSTRUMENTATION_TELEMETRY_ENABLED": "false",
    "DD_REMOTE_CONFIGURATION_ENABLED": "false",
    "DD_TRACE_STARTUP_LOGS": "false",
    "DD_SERVICE": "bench",
}
_HTTP = ("flask_shop",)
"""Handlers that Zen has a source for: it protects none that the platform calls by itself."""


def has(python: str, module: str) -> bool:
    """Whether an interpreter has a module."""
    code = f"import importlib.util,sys;sys.exit(importlib.util.find_spec({module!r}) is None)"
    return subprocess.run([python, "-c", code], check=False, capture_output=True).returncode == 0


def variants(bare: Function, folder: Path) -> dict[str, Function]:
    """The function under each of the two that is there and has something to do for it."""
    found = {}
    if bare.name in _HTTP and has(bare.python, "aikido_zen"):
        found["zen"] = zen(bare, folder)
    if has(bare.python, "ddtrace"):
        found["ddtrace"] = datadog(bare)
    return found


def zen(bare: Function, folder: Path) -> Function:
    """The function with Zen's protection called first, as its documentation has it."""
    module = folder / "zen" / f"{bare.name}_zen.py"
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(ZEN.format(name=bare.name), encoding="utf-8")
    env = {**bare.env, "PYTHONPATH": str(module.parent), "AIKIDO_BLOCK": "1", "AIKIDO_DISABLE": "0"}
    return replace(bare, handler=f"{module.stem}.handler", env=env)


def datadog(bare: Function) -> Function:
    """The function under the tracer's own starter."""
    starter = Path(bare.python).with_name("ddtrace-run")
    return replace(bare, env={**bare.env, **DATADOG}, before=(str(starter),))
