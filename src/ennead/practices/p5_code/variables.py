"""Environment variables that need no line in a template.

Lambda's own: Lambda developer guide, "Working with Lambda environment variables", defined runtime variables, and those
that hold the credentials of the role; read 2025-11.
"""

from __future__ import annotations

_LAMBDA = frozenset(
    "_HANDLER _X_AMZN_TRACE_ID TZ PATH LANG LD_LIBRARY_PATH NODE_PATH NODE_OPTIONS NODE_ENV PYTHONPATH GEM_PATH RUBYLIB"
    " CLASSPATH JAVA_TOOL_OPTIONS LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR PWD HOME SHLVL TMPDIR LOG_LEVEL".split()
)
"""Set by Lambda or the system below it, or read by the runtime and common libraries with a default of their own."""
_FAMILIES = ("AWS_", "_AWS_", "POWERTOOLS_", "OTEL_", "DD_")
"""Begin names that Lambda, an SDK or an extension sets and reads."""


def is_provided(name: str) -> bool:
    """Whether a variable is there, or of no matter, without the template."""
    return name in _LAMBDA or name.startswith(_FAMILIES)
