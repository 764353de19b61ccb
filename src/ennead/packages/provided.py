"""What code imports without shipping it: the language's own modules, what a runtime brings, what is there for types."""

from __future__ import annotations

import re
import sys
from typing import Final

from ennead.model.package import Ecosystem

_GONE: Final = frozenset("asynchat asyncore binhex distutils formatter imp parser smtpd symbol macpath".split())
"""Modules of Python that newer ones lost."""
_NODE: Final = frozenset(
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain"
    " events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl sea"
    " sqlite stream string_decoder sys test timers tls trace_events tty url util v8 vm wasi worker_threads zlib".split()
)
_RUNTIME: Final = {
    Ecosystem.PYPI: frozenset(
        "boto3 botocore awslambdaric bootstrap lambda_runtime_client lambda_runtime_exception runtime_client pip"
        " aws_durable_execution_sdk_python snapshot_restore_py".split()
    ),
    Ecosystem.NPM: frozenset({"@aws/durable-execution-sdk-js", "awslambda"}),
}
_BROUGHT: Final = {
    Ecosystem.PYPI: frozenset("urllib3 jmespath s3transfer dateutil six".split()),
    Ecosystem.NPM: frozenset(),
}
"""What comes along with the SDK of a runtime, in a version that nobody chose."""
_SCOPES: Final = ("@aws-sdk/", "@smithy/", "@aws-crypto/", "@aws/")
_LAST_OF_TWO: Final = 16
_TYPES: Final = frozenset({"aws-lambda", "express-serve-static-core", "@types/aws-lambda", "geojson", "estree"})
"""Modules that hold types only, so that nothing of them is loaded."""
_NAME = re.compile(r"(?:@[a-z0-9][\w.~-]*/)?[a-z0-9][\w.~-]*", re.IGNORECASE)


def is_builtin(ecosystem: Ecosystem, module: str) -> bool:
    """Whether a module is the language's own, or none that a package could be."""
    if ecosystem is Ecosystem.PYPI:
        return module in sys.stdlib_module_names or module in _GONE or not module.isidentifier()
    bare = module.removeprefix("node:")
    return ":" in module or bare.partition("/")[0] in _NODE or bare in _TYPES or _NAME.fullmatch(bare) is None


def is_provided(ecosystem: Ecosystem, module: str, runtime: object, *, inline: bool) -> bool:
    """Whether a managed runtime has a module."""
    if module in _RUNTIME[ecosystem] or (inline and module in {"cfnresponse", "cfn-response"}):
        return True
    if ecosystem is not Ecosystem.NPM:
        return False
    version = re.match(r"nodejs(\d+)", runtime) if isinstance(runtime, str) else None
    two = version is not None and int(version[1]) <= _LAST_OF_TWO
    return module == "aws-sdk" if two else module.startswith(_SCOPES)


def is_brought(ecosystem: Ecosystem, module: str) -> bool:
    """Whether a module is there only because the runtime's SDK needs it."""
    return module in _BROUGHT[ecosystem]
